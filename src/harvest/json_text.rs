//! JSON text, read so that nothing in it is lost: a key that stands twice in one object keeps what it said first.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::map::Entry;
use serde_json::{Map, Value};

use super::text::one_line;
use super::timestamp::is_stamp;

/// A line of JSON without what carried it put before its record: `data: {…}`, `12: {…}`, a record separator, zero
/// bytes.
pub(super) fn unwrapped(line: &str) -> &str {
    let line = line.trim_matches(|letter: char| letter.is_whitespace() || letter == '\u{feff}');
    let bare = line.trim_matches(['\u{1e}', '\0']);
    // The time that a container's log has before each line.
    let stamped = bare.split_once(' ').filter(|(word, rest)| rest.starts_with('{') && is_stamp(word));
    let bare = stamped.map_or(bare, |(_, rest)| rest);
    let unnumbered = bare.trim_start_matches(|letter: char| letter.is_ascii_digit());
    let record = bare
        .strip_prefix("data:")
        .or_else(|| unnumbered.strip_prefix([':', ')', '|', '\t', ' ']).filter(|_| unnumbered.len() < bare.len()))
        .unwrap_or(bare)
        .trim_start();
    if !record.starts_with(['{', '[']) {
        return line;
    }
    // A line of a list that was written without its brackets.
    record.strip_suffix(',').filter(|record| record.ends_with('}')).unwrap_or(record)
}

/// What is said of a key that stands twice.
pub(super) const TWICE: &str =
    "stands twice in one object; lists were joined, and of what else it says the last was read";

/// A value, and the keys that stand more than once in one of its objects.
#[derive(Debug, Default)]
pub(super) struct JsonText {
    pub(super) value: Value,
    twice: Vec<String>,
}

impl JsonText {
    /// What to tell of keys that stand twice, if there are any.
    pub(super) fn problem(&self) -> Option<String> {
        let first = self.twice.first()?;
        let more = self.twice.len() - 1;
        let more = if more > 0 { format!(" (and {more} more keys)") } else { String::new() };
        Some(format!("“{}”{more} {TWICE}", one_line(first, 60)))
    }

    /// Adds an entry to an object; whether its key stood there already and said something else.
    pub(super) fn insert(map: &mut Map<String, Value>, key: String, value: Value) -> bool {
        match map.entry(key) {
            Entry::Vacant(place) => {
                place.insert(value);
                false
            }
            Entry::Occupied(place) if *place.get() == value => false,
            Entry::Occupied(mut place) => {
                join(place.get_mut(), value);
                true
            }
        }
    }
}

/// Adds to what a key says what it says again.
pub(super) fn join(known: &mut Value, value: Value) {
    match (known, value) {
        // That says nothing.
        (_, Value::Null) => {}
        (Value::Array(known), Value::Array(more)) => known.extend(more),
        (Value::Object(known), Value::Object(more)) => {
            for (key, value) in more {
                JsonText::insert(known, key, value);
            }
        }
        (known, value) => *known = value,
    }
}

impl<'de> Deserialize<'de> for JsonText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Anything)
    }
}

/// A list of texts, which may be lists themselves.
impl FromIterator<Self> for JsonText {
    fn from_iter<I: IntoIterator<Item = Self>>(texts: I) -> Self {
        let (mut values, mut twice) = (Vec::new(), Vec::new());
        for text in texts {
            twice.extend(text.twice);
            match text.value {
                Value::Array(list) => values.extend(list),
                value => values.push(value),
            }
        }
        Self { value: Value::Array(values), twice }
    }
}

impl<T: Into<Value>> From<T> for JsonText {
    fn from(value: T) -> Self {
        Self { value: value.into(), twice: Vec::new() }
    }
}

struct Anything;

impl<'de> Visitor<'de> for Anything {
    type Value = JsonText;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any JSON value")
    }

    fn visit_unit<E>(self) -> Result<JsonText, E> {
        Ok(Value::Null.into())
    }

    fn visit_bool<E>(self, value: bool) -> Result<JsonText, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<JsonText, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<JsonText, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<JsonText, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<JsonText, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<JsonText, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<JsonText, A::Error> {
        let (mut values, mut twice) = (Vec::new(), Vec::new());
        while let Some(text) = list.next_element::<JsonText>()? {
            values.push(text.value);
            twice.extend(text.twice);
        }
        Ok(JsonText { value: Value::Array(values), twice })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<JsonText, A::Error> {
        let (mut map, mut twice) = (Map::new(), Vec::new());
        while let Some((key, text)) = object.next_entry::<String, JsonText>()? {
            twice.extend(text.twice);
            let name = map.contains_key(&key).then(|| key.clone());
            if JsonText::insert(&mut map, key, text.value) {
                twice.extend(name);
            }
        }
        Ok(JsonText { value: Value::Object(map), twice })
    }
}
