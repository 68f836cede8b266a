//! The letters of nearly-JSON: strings, numbers, words, space and comments.

use serde_json::Value;

/// A text being scanned.
pub(super) struct Scan<'a> {
    /// What is left of it.
    pub(super) rest: &'a str,
    /// What is not JSON about it so far.
    pub(super) liberties: Vec<&'static str>,
    /// Whether the text ended inside a string or a word.
    pub(super) is_open: bool,
}

impl<'a> Scan<'a> {
    /// A scan of `text`.
    pub(super) fn new(text: &'a str) -> Self {
        Self { rest: text, liberties: Vec::new(), is_open: false }
    }

    /// Takes the next character.
    pub(super) fn next(&mut self) -> Option<char> {
        let letter = self.rest.chars().next()?;
        self.skip(letter.len_utf8());
        Some(letter)
    }

    fn skip(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or_default();
    }

    /// Notes something that is not JSON.
    pub(super) fn note(&mut self, liberty: &'static str) {
        if !self.liberties.contains(&liberty) {
            self.liberties.push(liberty);
        }
    }

    /// Notes that a key stands twice.
    pub(super) fn note_twice(&mut self, is_twice: bool) {
        if is_twice {
            self.note("a key stands twice in one object");
        }
    }

    /// Passes white space and comments.
    pub(super) fn space(&mut self) {
        loop {
            self.rest = self.rest.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\0');
            let ending = if self.rest.starts_with("//") || self.rest.starts_with('#') {
                "\n"
            } else if self.rest.starts_with("/*") {
                "*/"
            } else {
                return;
            };
            self.note("a comment");
            match self.rest.find(ending) {
                Some(end) => self.skip(end + ending.len()),
                None => self.rest = "",
            }
        }
    }

    /// Takes a string, a number or a word that begins with `first`.
    pub(super) fn scalar(&mut self, first: char) -> Value {
        if matches!(first, '"' | '\'') {
            self.next();
            return Value::String(self.string(first));
        }
        let word = self.word();
        match word.as_str() {
            "null" => Value::Null,
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            "None" | "undefined" => self.noted("a Python value", Value::Null),
            "True" => self.noted("a Python value", Value::Bool(true)),
            "False" => self.noted("a Python value", Value::Bool(false)),
            "NaN" | "nan" | "Infinity" | "inf" | "-Infinity" | "-inf" => {
                self.noted("a number that is none", Value::Null)
            }
            _ => {
                if let Ok(number) = word.parse::<serde_json::Number>() {
                    return Value::Number(number);
                }
                // u'…', b'…', r'…', f'…'
                if word.len() <= 2
                    && word.chars().all(|c| c.is_ascii_alphabetic())
                    && let Some(quote @ ('"' | '\'')) = self.rest.chars().next()
                {
                    self.next();
                    return Value::String(self.string(quote));
                }
                if word.is_empty() {
                    // A letter that starts nothing: pass it, so that reading goes on.
                    let letter = self.next().unwrap_or_default();
                    return self.noted("a bare word", Value::String(letter.to_string()));
                }
                self.noted("a bare word", Value::String(word))
            }
        }
    }

    fn noted(&mut self, liberty: &'static str, value: Value) -> Value {
        self.note(liberty);
        value
    }

    /// A bare word, with the brackets of a constructor such as `datetime(2025, 1)`.
    fn word(&mut self) -> String {
        let mut depth = 0_usize;
        let mut end = self.rest.len();
        for (at, letter) in self.rest.char_indices() {
            match letter {
                '(' | '<' => depth += 1,
                ')' | '>' if depth > 0 => {
                    depth -= 1;
                    if depth == 0 {
                        end = at + 1;
                        break;
                    }
                }
                ',' | '}' | ']' | ')' | ':' | '\n' if depth == 0 || letter == '\n' => {
                    end = at;
                    break;
                }
                '"' | '\'' if depth == 0 => {
                    end = at;
                    break;
                }
                '/' | '#'
                    if ["/*", "//", "#"]
                        .iter()
                        .any(|mark| self.rest.get(at..).is_some_and(|rest| rest.starts_with(mark))) =>
                {
                    end = at;
                    break;
                }
                _ => {}
            }
        }
        let word = self.rest.get(..end).unwrap_or_default().trim_end().to_owned();
        self.skip(end);
        self.is_open |= self.rest.is_empty();
        word
    }

    /// The string that `quote` has opened.
    fn string(&mut self, quote: char) -> String {
        let mut text = String::new();
        loop {
            let stop = |c: char| c == quote || c == '\\' || c.is_control();
            let Some(end) = self.rest.find(stop) else {
                text.push_str(self.rest);
                self.rest = "";
                self.is_open = true;
                return text;
            };
            text.push_str(self.rest.get(..end).unwrap_or_default());
            self.skip(end);
            match self.next() {
                Some('\\') => self.escape(&mut text),
                Some(letter) if letter == quote => return text,
                Some(letter) => {
                    self.note("a raw control character");
                    text.push(letter);
                }
                None => {
                    self.is_open = true;
                    return text;
                }
            }
        }
    }

    fn escape(&mut self, text: &mut String) {
        let Some(letter) = self.next() else { return };
        match letter {
            'n' => text.push('\n'),
            't' => text.push('\t'),
            'r' => text.push('\r'),
            'b' | 'f' | 'a' | 'v' | '0' => text.push(' '),
            '"' | '\'' | '\\' | '/' => text.push(letter),
            '\n' => {}
            'u' => self.code(4, text),
            'x' => self.code(2, text),
            'U' => self.code(8, text),
            _ => {
                self.note("an unknown escape");
                text.push('\\');
                text.push(letter);
            }
        }
    }

    fn code(&mut self, digits: usize, text: &mut String) {
        let code = self.rest.get(..digits).and_then(|hex| u32::from_str_radix(hex, 16).ok());
        let Some(code) = code else {
            self.note("an unknown escape");
            return;
        };
        self.skip(digits);
        // The first half of a pair is followed by the second.
        if (0xd800..0xdc00).contains(&code) {
            let low = self.rest.strip_prefix("\\u").and_then(|rest| rest.get(..4));
            let low =
                low.and_then(|hex| u32::from_str_radix(hex, 16).ok()).filter(|low| (0xdc00..0xe000).contains(low));
            if let Some(low) = low {
                self.skip(6);
                text.extend(char::from_u32(0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00)));
            }
            return;
        }
        text.extend(char::from_u32(code));
    }
}
