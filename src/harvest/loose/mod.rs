//! A tolerant reader for what is nearly JSON: Python dictionaries as `repr`
//! prints them, trailing commas, comments, `NaN`, raw control characters,
//! unknown escapes, and text that is cut off.
//!
//! It never fails once a bracket is open; it says what it had to overlook.

mod scan;

use serde_json::{Map, Value};

use self::scan::Scan;

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
    let mut reader = Scan::new(text);
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

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
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
            (
                "{'status': 'Failure', 'confidence': 0.1, 'x': None}",
                json!({"status": "Failure", "confidence": 0.1, "x": null}),
            ),
            ("{'a': [1, 2,], 'b': (True, False),}", json!({"a": [1, 2], "b": [true, false]})),
            ("{\"a\": 1, // why\n \"b\": 2 /* x */}", json!({"a": 1, "b": 2})),
            ("{'it\\'s': \"a 'b'\", 'n': NaN}", json!({"it's": "a 'b'", "n": null})),
            (
                "{'when': datetime.datetime(2025, 1, 2), 'o': <A at 0x1>}",
                json!({"when": "datetime.datetime(2025, 1, 2)", "o": "<A at 0x1>"}),
            ),
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
