//! The pattern language of the rules: words, `*` and `#`.
//!
//! `bug` is that word alone, `*bug*` is the word anywhere, `needs *` begins with
//! it, `data loss` is two words in a row however they are joined, and a lone `#`
//! is a number. `*` stands for any run of whole words, none included.

use super::words::split;

/// One piece of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Word(String),
    AnyWords,
    Number,
}

/// A pattern, ready to match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pattern(Vec<Piece>);

/// What a pattern found: the number its `#` stood for, if it has one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Found {
    /// The number.
    pub(super) number: Option<f64>,
}

impl Pattern {
    /// Reads a pattern. `None` when there is nothing in it to match.
    pub(super) fn read(text: &str) -> Option<Self> {
        let mut pieces = Vec::new();
        for chunk in text.split_whitespace() {
            if chunk == "#" {
                pieces.push(Piece::Number);
                continue;
            }
            for (at, between) in chunk.split('*').enumerate() {
                if at > 0 && pieces.last() != Some(&Piece::AnyWords) {
                    pieces.push(Piece::AnyWords);
                }
                pieces.extend(split(between).into_iter().map(Piece::Word));
            }
        }
        if pieces.is_empty() && !text.trim().is_empty() {
            pieces.push(Piece::Word(text.trim().to_lowercase()));
        }
        (!pieces.is_empty()).then_some(Self(pieces))
    }

    /// A word that is in every text this pattern matches; `None` for `*` and `#` alone.
    pub(super) fn key(&self) -> Option<&str> {
        self.0.iter().find_map(|piece| match piece {
            Piece::Word(word) => Some(word.as_str()),
            Piece::AnyWords | Piece::Number => None,
        })
    }

    /// Matches all of `words`. Walks back to the last `*` only, so the work is
    /// bounded by pattern times text.
    pub(super) fn find(&self, words: &[String]) -> Option<Found> {
        let (mut piece_at, mut word_at) = (0, 0);
        let mut retry: Option<(usize, usize)> = None;
        let mut number = None;
        loop {
            let piece = self.0.get(piece_at);
            let word = words.get(word_at);
            let fits = match (piece, word) {
                (None, None) => return Some(Found { number }),
                (Some(Piece::AnyWords), _) => {
                    piece_at += 1;
                    retry = Some((piece_at, word_at));
                    continue;
                }
                (Some(Piece::Word(wanted)), Some(word)) => wanted == word,
                (Some(Piece::Number), Some(word)) => {
                    let read = crate::number::number(word).filter(|_| word.starts_with(|c: char| c.is_ascii_digit()));
                    number = read.or(number);
                    read.is_some()
                }
                _ => false,
            };
            if fits {
                (piece_at, word_at) = (piece_at + 1, word_at + 1);
                continue;
            }
            // Let the last `*` take one word more.
            let (after_star, taken) = retry?;
            if taken >= words.len() {
                return None;
            }
            retry = Some((after_star, taken + 1));
            (piece_at, word_at) = (after_star, taken + 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_whole_words() {
        for (pattern, text, expected) in [
            ("bug", "bug", true),
            ("bug", "debug", false),
            ("bug", "dataset bug", false),
            ("*bug*", "dataset bug", true),
            ("*bug*", "debugging", false),
            ("needs *", "needs-author-reply", true),
            ("needs *", "needs", true),
            ("needs-*", "needs rebase", true),
            ("*a b*", "a a b", true),
            ("*a * b", "a x b y b", true),
            ("*data loss*", "silent data-loss here", true),
            ("# pts", "5pts", true),
            ("# pts", "many pts", false),
            ("*", "anything", true),
            ("won't fix", "wont-fix", true),
            ("# days", "0.5 days", true),
        ] {
            let found = Pattern::read(pattern).and_then(|read| read.find(&split(text)));
            assert_eq!(found.is_some(), expected, "{pattern} on {text}");
        }
        let number = |pattern: &str, text: &str| Pattern::read(pattern)?.find(&split(text))?.number;
        assert_eq!(number("# days", "0.5 days"), Some(0.5));
        assert_eq!(number("sp #", "SP: 3"), Some(3.0));
        assert_eq!(Pattern::read("  "), None);
    }
}
