//! Access tokens: told by their look, and kept out of everything that is kept.

use std::borrow::Cow;

use super::identity::digest;

/// The kinds of token GitHub gives out, told by how they begin.
const KINDS: [(&str, &str); 6] = [
    ("github_pat_", "a fine-grained token"),
    ("ghp_", "a classic token, which reaches everything its owner can"),
    ("gho_", "an OAuth token"),
    ("ghu_", "a GitHub App's token for a person"),
    ("ghs_", "a GitHub App's token"),
    ("ghr_", "a refresh token, which cannot read anything"),
];

/// The fewest letters a token has after its beginning.
const LEAST: usize = 20;

/// The fewest of one that was cut off.
const CUT: usize = 6;

/// What kind of GitHub token `text` looks like, in words; `None` when it looks
/// like none.
#[must_use]
pub fn token_kind(text: &str) -> Option<&'static str> {
    let (start, kind) = KINDS.into_iter().find(|(start, _)| text.starts_with(start))?;
    let length = body(start, text.get(start.len()..)?);
    (length >= LEAST && length == text.len() - start.len()).then_some(kind)
}

/// Tells one token from another without telling the token: eight hex digits.
#[must_use]
pub fn fingerprint(token: &str) -> String {
    digest(&["token", token])
}

/// Keys of other services: how they begin, and the fewest letters they have after that.
const KEYS: [(&str, usize); 10] = [
    ("sk-", 20),
    ("AKIA", 16),
    ("ASIA", 16),
    ("AIza", 30),
    ("xoxb-", 20),
    ("xoxp-", 20),
    ("glpat-", 20),
    ("gsk_", 30),
    ("hf_", 20),
    ("eyJ", 40),
];

/// A key that has no look of its own is told by its name.
const NAMED: [&str; 2] = ["AWS_SECRET_ACCESS_KEY", "aws_secret_access_key"];

/// `text` with every GitHub token and key of another service in it cut down to how it begins.
#[must_use]
pub fn redact(text: &str) -> Cow<'_, str> {
    let mut kept = String::new();
    let mut rest = text;
    while let Some((before, length, start)) = next(rest) {
        kept.push_str(rest.get(..before).unwrap_or_default());
        kept.push_str(start);
        kept.push('…');
        rest = rest.get(before + length..).unwrap_or_default();
    }
    if kept.is_empty() {
        return Cow::Borrowed(text);
    }
    kept.push_str(rest);
    Cow::Owned(kept)
}

/// Where the next token is, how long it is, and how it begins.
fn next(text: &str) -> Option<(usize, usize, &'static str)> {
    let mut before = b' ';
    for (at, byte) in text.bytes().enumerate() {
        let is_inside = before.is_ascii_alphanumeric();
        before = byte;
        if byte != b'g' && (is_inside || !matches!(byte, b's' | b'A' | b'a' | b'x' | b'h' | b'e')) {
            continue;
        }
        let found = text.get(at..)?;
        for start in NAMED {
            let Some(rest) = found.strip_prefix(start) else { continue };
            let value = rest.trim_start_matches(['=', ':', ' ', '"', '\'']);
            let is_letter = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '/' | '+');
            let length = value.find(|letter| !is_letter(letter)).unwrap_or(value.len());
            if length >= LEAST && value.len() < rest.len() {
                return Some((at, start.len() + rest.len() - value.len() + length, start));
            }
        }
        for (start, _) in KINDS {
            let Some(rest) = found.strip_prefix(start) else { continue };
            let length = body(start, rest);
            let after = rest.get(length..).unwrap_or_default();
            // At the end of a text it may have been cut.
            if length >= LEAST || length >= CUT && (after.is_empty() || after.starts_with('…')) {
                return Some((at, start.len() + length, start));
            }
        }
        for (start, least) in KEYS {
            let length = found.strip_prefix(start).filter(|_| !is_inside).map_or(0, |rest| key(rest, start));
            if length >= least {
                return Some((at, start.len() + length, start));
            }
        }
    }
    None
}

/// How many letters a key goes on for; 0 for words with hyphens.
fn key(text: &str, start: &str) -> usize {
    // A signed text has points between its parts.
    let text = if start == "eyJ" { text } else { text.split('.').next().unwrap_or_default() };
    let (mut length, mut part, mut has_digit, mut is_random) = (0, 0, false, false);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() {
            part += 1;
            has_digit |= byte.is_ascii_digit();
            is_random |= has_digit && part >= 12;
        } else if matches!(byte, b'-' | b'_' | b'.') {
            (part, has_digit) = (0, false);
        } else {
            break;
        }
        length += 1;
        // A text of nothing but beginnings takes no longer than another.
        if length == 200 && !is_random {
            break;
        }
    }
    if is_random { length } else { 0 }
}

/// How many letters a token that begins with `start` goes on for.
fn body(start: &str, text: &str) -> usize {
    // Newer ones are signed texts, with points and hyphens between their letters.
    let is_signed = start.len() == 4;
    let is_letter = |c: char| c.is_ascii_alphanumeric() || c == '_' || is_signed && matches!(c, '.' | '-');
    text.split(|c| !is_letter(c)).next().unwrap_or_default().trim_end_matches(['.', '-']).len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_known_by_its_look_and_cut_down() {
        let token = |start: &str| format!("{start}{}", "aB3".repeat(12));
        for (start, kind) in KINDS {
            let token = token(start);
            assert_eq!(token_kind(&token), Some(kind));
            let text = format!("Authorization: Bearer {token}, then ghp_short and {token}.");
            assert_eq!(redact(&text), format!("Authorization: Bearer {start}…, then ghp_short and {start}…."));
        }
        let others = [
            ("key sk-proj-aB3xY7qLmN0pRsTuVwZ1 AKIAIOSFODNN7EXAMPLE.", "key sk-… AKIA…."),
            ("cut to ghp_aB3xY7qL", "cut to ghp_…"),
            ("gsk_aB3xY7qLmN0pRsTuVwZ1aB3xY7qLmN0pRs hf_aB3xY7qLmN0pRsTuVwZ1", "gsk_… hf_…"),
            ("Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N", "Bearer eyJ…"),
            ("AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY now", "AWS_SECRET_ACCESS_KEY… now"),
        ];
        for (text, expected) in others {
            assert_eq!(redact(text), expected);
            assert_eq!(redact(expected), expected, "twice is once");
        }
        let plain = ["", "ghp_", "ghp_short", "weigh_t", "rust-lang/rust", "ghp_ä", "task-list-of-a-long-name-1"];
        for text in plain {
            assert_eq!((token_kind(text), redact(text)), (None, Cow::Borrowed(text)));
        }
        let signed = format!("ghs_{}", ["eyJhbGciOi", "eyJpc3MiOiI-x", "s1gn_ature"].join("."));
        assert_eq!(token_kind(&signed), Some("a GitHub App's token"));
        assert_eq!(redact(&format!("with {signed}. Then")), "with ghs_…. Then");
        assert_ne!(fingerprint(&token("ghp_")), fingerprint(&token("gho_")));
    }
}
