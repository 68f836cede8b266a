//! A tolerant reader for what is nearly JSON: Python dictionaries as `repr`
//! prints them, trailing commas, comments, `NaN`, raw control characters,
//! unknown escapes, and text that is cut off.
//!
//! It never fails once a bracket is open; it says what it had to overlook. A
//! record that is nested too deep is left out, and costs no other.

mod scan;

use serde_json::{Map, Value};

use self::scan::Scan;
use super::json_text::JsonText;

/// Deeper nesting than this is not followed, as in `serde_json`.
pub(super) const DEPTH: usize = 127;

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
    /// The outermost list (as a JSON pointer) whose last record the text ended in.
    pub(super) torn: Option<String>,
    /// Where values were nested too deep; null stands in their place.
    pub(super) deep: Vec<String>,
}

impl From<Value> for Loose {
    fn from(value: Value) -> Self {
        Self { value, length: 0, liberties: Vec::new(), cut: false, torn: None, deep: Vec::new() }
    }
}

/// Reads the value at the start of `text`, which must be an object, a list or a tuple.
#[must_use]
pub(super) fn read(text: &str) -> Option<Loose> {
    let mut reader = Scan::new(text);
    reader.space();
    let mut stack = vec![Open::at(reader.rest.chars().next()?)?];
    reader.next();
    let mut cut = false;
    let mut torn = None;
    let mut deep = Vec::new();
    // The brackets that are open in a value that is left out.
    let mut below = 0_usize;
    let value = loop {
        reader.space();
        let Some(letter) = reader.rest.chars().next() else {
            cut = true;
            torn = torn_list(&stack);
            break close_all(stack);
        };
        match letter {
            '}' | ']' | ')' if below > 0 => {
                reader.next();
                below -= 1;
            }
            '{' | '[' | '(' if below > 0 => {
                reader.next();
                below += 1;
            }
            ',' | ':' | '=' if below > 0 => {
                reader.next();
            }
            '}' | ']' | ')' => {
                reader.next();
                let Some(closed) = stack.pop().map(Open::close) else { break Value::Null };
                match stack.last_mut() {
                    Some(open) => reader.note_twice(open.put(closed)),
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
                reader.next();
                if stack.len() >= DEPTH {
                    let record = record(&stack);
                    below = stack.len() - record;
                    stack.truncate(record + 1);
                    deep.push(stack.iter().map(Open::place).collect::<String>().trim_start_matches('.').to_owned());
                    if let Some(open) = stack.last_mut() {
                        reader.note_twice(open.put(Value::Null));
                    }
                    continue;
                }
                if let Some(open) = Open::at(letter) {
                    if letter == '(' {
                        reader.note("a tuple");
                    }
                    stack.push(open);
                }
            }
            _ => {
                let scalar = reader.scalar(letter);
                let is_kept = !reader.is_open || is_telling(&scalar);
                if let Some(open) = stack.last_mut().filter(|_| below == 0) {
                    if is_kept {
                        reader.note_twice(open.put(scalar));
                    } else {
                        open.forget();
                    }
                }
            }
        }
    };
    let length = text.len() - reader.rest.len();
    Some(Loose { value, length, liberties: reader.liberties, cut, torn, deep })
}

/// Whether half of a value may be kept. Half a number is another number, and half an
/// id another id; half a sentence still tells something.
fn is_telling(half: &Value) -> bool {
    half.as_str().is_some_and(|text| text.contains(' '))
}

/// Which of the brackets that are open holds the record that is being read: the
/// outermost list, or else the outermost object.
fn record(stack: &[Open]) -> usize {
    stack.iter().position(|open| matches!(open, Open::List(_))).unwrap_or(0)
}

/// The outermost list whose last record is still open, as a JSON pointer.
fn torn_list(stack: &[Open]) -> Option<String> {
    let list = stack.iter().position(|open| matches!(open, Open::List(_)))?;
    let keys = stack.get(..list).filter(|_| stack.len() > list + 1)?.iter().map(|open| match open {
        Open::Object(_, Some(key)) => format!("/{}", key.replace('~', "~0").replace('/', "~1")),
        _ => "/".to_owned(),
    });
    Some(keys.collect())
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

    /// Where its next value stands in it.
    fn place(&self) -> String {
        match self {
            Self::List(list) => format!("[{}]", list.len()),
            Self::Object(_, key) => format!(".{}", key.as_deref().unwrap_or_default()),
        }
    }

    /// Puts `value` in its place; whether its key had another value already.
    fn put(&mut self, value: Value) -> bool {
        match self {
            Self::List(list) => list.push(value),
            Self::Object(map, key) => match key.take() {
                Some(key) => return JsonText::insert(map, key, value),
                None => {
                    *key = Some(match value {
                        Value::String(text) => text,
                        other => other.to_string(),
                    });
                }
            },
        }
        false
    }

    /// The value that was to come is not known, and neither is its key.
    fn forget(&mut self) {
        if let Self::Object(_, key) = self {
            *key = None;
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
            // What is cut off is told as that.
            let _ = open.put(value);
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
        for (text, expected) in [
            ("{\"a\": [1, {\"b\": \"some tex", json!({"a": [1, {"b": "some tex"}]})),
            ("{\"a\": [1, {\"b\": \"B-1", json!({"a": [1, {}]})),
            ("{\"a\": [\"B-12\", \"B-1", json!({"a": ["B-12"]})),
            ("{\"a\": 1, \"b\": 0", json!({"a": 1})),
            ("{\"a\": [1, 2", json!({"a": [1]})),
            ("{\"a\": tru", json!({})),
        ] {
            let loose = read(text).unwrap();
            assert!(loose.cut);
            assert_eq!(loose.value, expected, "{text}");
        }
    }

    #[test]
    fn what_follows_is_left() {
        let loose = read("{'a': 1} and more").unwrap();
        assert_eq!((loose.length, loose.cut), (8, false));
        assert_eq!(read("plain words"), None);
    }

    #[test]
    fn a_record_that_is_nested_too_deep_costs_no_other() {
        let deep = |open: &str, close: &str| format!("{}1, \"]}}\"{}", open.repeat(10_000), close.repeat(10_000));
        for (text, expected, place) in [
            (format!("[1, {}, 2]", deep("[", "]")), json!([1, null, 2]), "[1]"),
            (format!("[1, {{\"a\": {}}}, 2]", deep("[", "]")), json!([1, null, 2]), "[1]"),
            (
                format!("{{\"items\": [{{\"a\": 1}}, {}], \"b\": 2}}", deep("{\"a\": ", "}")),
                json!({"items": [{"a": 1}, null], "b": 2}),
                "items[1]",
            ),
            (format!("{{\"a\": {}, \"b\": 2}}", deep("{\"a\": ", "}")), json!({"a": null, "b": 2}), "a"),
        ] {
            let loose = read(&text).unwrap();
            assert_eq!((loose.value, loose.deep, loose.cut), (expected, vec![place.to_owned()], false));
        }
        let loose = read(&"[".repeat(10_000)).unwrap();
        assert_eq!((loose.value, loose.cut), (json!([null]), true));
        let just = format!("{}{}", "[".repeat(DEPTH), "]".repeat(DEPTH));
        assert_eq!((read(&just).unwrap().deep, serde_json::from_str::<Value>(&just).is_ok()), (Vec::new(), true));
        assert!(serde_json::from_str::<Value>(&format!("[{just}]")).is_err(), "both readers go as deep");
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
