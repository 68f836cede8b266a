//! Running text as words, references and the ends of sentences.

use std::borrow::Cow;

use super::reference::Reference;

/// One piece of running text.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token<'a> {
    /// A word, in lower case.
    Word(Cow<'a, str>),
    /// A reference to an issue.
    Issue(Reference<'a>),
    /// The end of a sentence, or of a cell of a table.
    Stop,
}

/// Takes a text apart.
pub(super) fn tokens<'a>(text: &'a str, host: &str) -> Vec<Token<'a>> {
    let mut tokens = Vec::new();
    let parted = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '&' | '—' | '–');
    for chunk in text.split(parted).filter(|chunk| !chunk.is_empty()) {
        let open = chunk.trim_start_matches(|c| "([{<*_~\"'“‘|:.".contains(c));
        let core = open.trim_end_matches(|c| ")]}>*_~\"'”’|.:!?/".contains(c));
        let after = open.strip_prefix(core).unwrap_or_default();
        if core.is_empty() {
            if chunk.contains(['.', '!', '?', '|']) {
                tokens.push(Token::Stop);
            }
            continue;
        }
        push(&mut tokens, core, host);
        if after.contains(['.', '!', '?', '|']) {
            tokens.push(Token::Stop);
        }
    }
    tokens
}

fn push<'a>(tokens: &mut Vec<Token<'a>>, core: &'a str, host: &str) {
    if let Some(reference) = Reference::of_word(core, host) {
        tokens.push(Token::Issue(reference));
        return;
    }
    // "Blocked by:#5", with no space between.
    if let Some((word, rest)) = core.split_once(':')
        && let Some(reference) = Reference::of_word(rest, host)
    {
        tokens.extend([lower(word), Token::Issue(reference)]);
        return;
    }
    tokens.push(lower(core));
}

fn lower(word: &str) -> Token<'_> {
    let plain = !word.chars().any(char::is_uppercase);
    Token::Word(if plain { Cow::Borrowed(word) } else { Cow::Owned(word.to_lowercase()) })
}
