//! Stable identities for items whose source gives them none.

use std::fmt::Write;

use sha2::{Digest, Sha256};

/// The first eight hex digits of the SHA-256 of `parts`, each ended by a zero byte.
#[must_use]
pub(super) fn digest(parts: &[&str]) -> String {
    hex(parts, 4)
}

/// The first sixteen hex digits of the SHA-256 of `text`: enough to tell very many apart.
#[must_use]
pub(crate) fn long_digest(text: &str) -> String {
    hex(&[text], 8)
}

/// The first `bytes` of the SHA-256 of `parts`, each ended by a zero byte.
fn hex(parts: &[&str], bytes: usize) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    let mut hex = String::with_capacity(bytes * 2);
    for byte in hash.finalize().iter().take(bytes) {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

/// A message with everything that changes from run to run masked: numbers,
/// paths, ids and times become `#`, white space is folded.
#[must_use]
pub(super) fn mask(message: &str) -> String {
    let mut masked = String::with_capacity(message.len());
    for word in message.split_whitespace() {
        if !masked.is_empty() {
            masked.push(' ');
        }
        let core = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '/');
        let is_path = core.matches('/').count() >= 2 || core.starts_with('/');
        let has_digit = core.chars().any(|c| c.is_ascii_digit());
        masked.push_str(if is_path || has_digit { "#" } else { word });
    }
    masked.to_lowercase()
}

/// A name for pasted text: the same text has the same name.
#[must_use]
pub fn paste_name(text: &str) -> String {
    format!("pasted-{}", digest(&[text]))
}
