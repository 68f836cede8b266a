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

/// What kind of GitHub token `text` looks like, in words; `None` when it looks
/// like none.
#[must_use]
pub fn token_kind(text: &str) -> Option<&'static str> {
    let (start, kind) = KINDS.into_iter().find(|(start, _)| text.starts_with(start))?;
    let length = body(start, text.get(start.len()..)?);
    (length > 0 && length == text.len() - start.len()).then_some(kind)
}

/// Tells one token from another without telling the token: eight hex digits.
#[must_use]
pub fn fingerprint(token: &str) -> String {
    digest(&["token", token])
}

/// `text` with every GitHub token in it cut down to how it begins.
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
    text.match_indices('g').find_map(|(at, _)| {
        let found = text.get(at..)?;
        let (start, _) = KINDS.into_iter().find(|(start, _)| found.starts_with(start))?;
        let length = body(start, found.get(start.len()..)?);
        (length > 0).then_some((at, start.len() + length, start))
    })
}

/// How many letters a token that begins with `start` goes on for; 0 when these
/// are too few for one.
fn body(start: &str, text: &str) -> usize {
    // Newer ones are signed texts, with points and hyphens between their letters.
    let is_signed = start.len() == 4;
    let is_letter = |c: char| c.is_ascii_alphanumeric() || c == '_' || is_signed && matches!(c, '.' | '-');
    let body = text.split(|c| !is_letter(c)).next().unwrap_or_default().trim_end_matches(['.', '-']);
    if body.len() >= LEAST { body.len() } else { 0 }
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
        for text in ["", "ghp_", "ghp_short", "weigh_t", "rust-lang/rust", "ghp_ä"] {
            assert_eq!((token_kind(text), redact(text)), (None, Cow::Borrowed(text)));
        }
        let signed = format!("ghs_{}", ["eyJhbGciOi", "eyJpc3MiOiI-x", "s1gn_ature"].join("."));
        assert_eq!(token_kind(&signed), Some("a GitHub App's token"));
        assert_eq!(redact(&format!("with {signed}. Then")), "with ghs_…. Then");
        assert_ne!(fingerprint(&token("ghp_")), fingerprint(&token("gho_")));
    }
}
