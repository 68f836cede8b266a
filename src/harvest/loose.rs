//! A tolerant reader for what is nearly JSON: Python dictionaries as `repr`
//! prints them, trailing commas, comments, `NaN`, raw control characters,
//! unknown escapes, and text that is cut off.
//!
//! It never fails once a bracket is open; it says what it had to overlook.

use serde_json::{Map, Value};

/// Deeper nesting than this is not followed, as in `serde_json`.
const DEPTH: usize = 120;

/// What was read.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Loose {
    /// The value.
    pub(super) value: Value,
    /// How many bytes it took.
    pub(super) length: usize,
    /// What is not JSON about it, each kind once.
    pub(super) liberties: Vec<&'static str>,
    /// Whether the text ended before the value did.
    pub(super) cut: bool,
}

/// Reads the value at the start of `text`, which must be an object, a list or a tuple.
#[must_use]
pub(super) fn read(text: &str) -> Option<Loose> {
    let mut reader = Reader { rest: text, liberties: Vec::new() };
    reader.space();
    let mut stack = vec![Open::at(reader.rest.chars().next()?)?];
    reader.next();
    let mut cut = false;
    let value = loop {
        reader.space();
        let Some(letter) = reader.rest.chars().next() else {
            cut = true;
            break close_all(stack);
        };
        match letter {
            '}' | ']' | ')' => {
                reader.next();
                let Some(closed) = stack.pop().map(Open::close) else { break Value::Null };
                match stack.last_mut() {
                    Some(open) => open.put(closed),
                    None => break closed,
                }
            }
            ',' => {
                reader.next();
                if let Some(open) = stack.last_mut() {
                    open.end_entry();
                }
            }
            ':' | '=' => {
                reader.next();
            }
            '{' | '[' | '(' => {
                if stack.len() >= DEPTH {
                    return None;
                }
                reader.next();
                if let Some(open) = Open::at(letter) {
                    if letter == '(' {
                        reader.note("a tuple");
                    }
                    stack.push(open);
                }
            }
            _ => {
                let scalar = reader.scalar(letter);
                if let Some(open) = stack.last_mut() {
                    open.put(scalar);
                }
            }
        }
    };
    let length = text.len() - reader.rest.len();
    Some(Loose { value, length, liberties: reader.liberties, cut })
}

/// A bracket that is open.
enum Open {
    Object(Map<String, Value>, Option<String>),
    List(Vec<Value>),
}

impl Open {
    fn at(letter: char) -> Option<Self> {
        match letter {
            '{' => Some(Self::Object(Map::new(), None)),
            '[' | '(' => Some(Self::List(Vec::new())),
            _ => None,
        }
    }

    fn put(&mut self, value: Value) {
        match self {
            Self::List(list) => list.push(value),
            Self::Object(map, key) => match key.take() {
                Some(key) => {
                    map.insert(key, value);
                }
                None => {
                    *key = Some(match value {
                        Value::String(text) => text,
                        other => other.to_string(),
                    });
                }
            },
        }
    }

    fn end_entry(&mut self) {
        if let Self::Object(map, key) = self {
            // A set, or a key whose value is missing.
            if let Some(key) = key.take() {
                map.insert(key, Value::Null);
            }
        }
    }

    fn close(mut self) -> Value {
        self.end_entry();
        match self {
            Self::Object(map, _) => Value::Object(map),
            Self::List(list) => Value::Array(list),
        }
    }
}

fn close_all(mut stack: Vec<Open>) -> Value {
    let mut value = Value::Null;
    let mut is_inner = false;
    while let Some(mut open) = stack.pop() {
        if is_inner {
            open.put(value);
        }
        value = open.close();
        is_inner = true;
    }
    value
}

struct Reader<'a> {
    rest: &'a str,
    liberties: Vec<&'static str>,
}

impl Reader<'_> {
    fn next(&mut self) -> Option<char> {
        let letter = self.rest.chars().next()?;
        self.skip(letter.len_utf8());
        Some(letter)
    }

    fn skip(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or_default();
    }

    fn note(&mut self, liberty: &'static str) {
        if !self.liberties.contains(&liberty) {
            self.liberties.push(liberty);
        }
    }

    /// Passes white space and comments.
    fn space(&mut self) {
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

    fn scalar(&mut self, first: char) -> Value {
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
                if word.len() <= 2 && word.chars().all(|c| c.is_ascii_alphabetic()) {
                    if let Some(quote @ ('"' | '\'')) = self.rest.chars().next() {
                        self.next();
                        return Value::String(self.string(quote));
                    }
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
                '/' | '#' if ["/*", "//", "#"].iter().any(|mark| self.rest.get(at..).is_some_and(|rest| rest.starts_with(mark))) => {
                    end = at;
                    break;
                }
                _ => {}
            }
        }
        let word = self.rest.get(..end).unwrap_or_default().trim_end().to_owned();
        self.skip(end);
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
                None => return text,
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
            let low = low.and_then(|hex| u32::from_str_radix(hex, 16).ok()).filter(|low| (0xdc00..0xe000).contains(low));
            if let Some(low) = low {
                self.skip(6);
                text.extend(char::from_u32(0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00)));
            }
            return;
        }
        text.extend(char::from_u32(code));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn value(text: &str) -> Value {
        read(text).unwrap_or_else(|| panic!("{text} was not read")).value
    }

    #[test]
    fn python_and_broken_json_are_read() {
        for (text, expected) in [
            ("{'status': 'Failure', 'confidence': 0.1, 'x': None}", json!({"status": "Failure", "confidence": 0.1, "x": null})),
            ("{'a': [1, 2,], 'b': (True, False),}", json!({"a": [1, 2], "b": [true, false]})),
            ("{\"a\": 1, // why\n \"b\": 2 /* x */}", json!({"a": 1, "b": 2})),
            ("{'it\\'s': \"a 'b'\", 'n': NaN}", json!({"it's": "a 'b'", "n": null})),
            ("{'when': datetime.datetime(2025, 1, 2), 'o': <A at 0x1>}", json!({"when": "datetime.datetime(2025, 1, 2)", "o": "<A at 0x1>"})),
            ("{\"a\": \"\\u00e9\\ud83d\\ude00\\q\"}", json!({"a": "é😀\\q"})),
            ("{'set'}", json!({"set": null})),
        ] {
            assert_eq!(value(text), expected, "{text}");
        }
    }

    #[test]
    fn a_cut_text_is_read_to_its_end_and_marked() {
        let loose = read("{\"a\": [1, {\"b\": \"tex").unwrap();
        assert!(loose.cut);
        assert_eq!(loose.value, json!({"a": [1, {"b": "tex"}]}));
    }

    #[test]
    fn what_follows_is_left() {
        let loose = read("{'a': 1} and more").unwrap();
        assert_eq!((loose.length, loose.cut), (8, false));
        assert_eq!(read("plain words"), None);
        assert_eq!(read(&"[".repeat(10_000)), None);
    }

    proptest! {
        #[test]
        fn anything_is_read_without_panic(text in "[\\[{(]?[\\PC\\n\\x00-\\x1f]{0,60}") {
            let _ = read(&text);
        }

        #[test]
        fn json_is_read_as_it_is(keys in prop::collection::vec("[a-z \"\\\\é😀]{0,6}", 0..4), number in any::<i32>()) {
            let expected = json!({"keys": keys, "number": number, "nested": {"list": [keys, true, null]}});
            prop_assert_eq!(value(&expected.to_string()), expected.clone());
            prop_assert_eq!(read(&expected.to_string()).unwrap().liberties.len(), 0);
        }
    }
}
