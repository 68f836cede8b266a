//! The one door for values from JavaScript.
//!
//! A getter or a proxy may throw, call back, or show more than fits into
//! memory whenever it is looked at. So every look goes through a call that
//! catches, and what is read from one value is bounded.

use std::cell::Cell;

use js_sys::{Array, ArrayBuffer, Date, Error, JsString, Reflect, Symbol, Uint8Array};
use serde_json::{Map, Number, Value};
use wasm_bindgen::prelude::*;

use crate::harvest::Unread;

/// As deep as JSON texts may be nested, so that both doors are alike.
const DEPTH: usize = 127;
/// So much is read from one value: a million values, or 64 million letters.
const MOST: usize = 1_000_000;
/// So many letters count as one value.
const LETTERS: usize = 64;
/// So many records are read from one list.
const MOST_RECORDS: u32 = 2_000_000;
/// So many parts that are no values are told one by one.
const MOST_FAULTS: usize = 100;
/// What is read may call back, and what that reads may call back again.
const MOST_TURNS: u8 = 16;

#[wasm_bindgen]
extern "C" {
    /// A text, as its caller means it; it may be anything.
    #[wasm_bindgen(typescript_type = "string")]
    pub type Text;
    /// Texts, as their caller means them; they may be anything.
    #[wasm_bindgen(typescript_type = "string[]")]
    pub type Texts;
    /// A slice of a file, as its caller means it; it may be anything.
    #[wasm_bindgen(typescript_type = "string | Uint8Array")]
    pub type Slice;
    /// A yes or no, as its caller means it; it may be anything.
    #[wasm_bindgen(typescript_type = "boolean")]
    pub type Flag;

    /// Something that can be looked into.
    type Thing;
    #[wasm_bindgen(method, getter, catch)]
    fn length(this: &Thing) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, indexing_getter, catch)]
    fn entry(this: &Thing, at: u32) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, indexing_getter, catch)]
    fn field(this: &Thing, name: &JsString) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, getter, catch)]
    fn message(this: &Thing) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = toISOString)]
    fn to_iso_string(this: &Thing) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, getter, catch)]
    fn buffer(this: &Thing) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, getter, catch, js_name = byteOffset)]
    fn byte_offset(this: &Thing) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_name = Uint8Array)]
    type Bytes;
    #[wasm_bindgen(constructor, catch, js_class = "Uint8Array")]
    fn over(buffer: &JsValue, from: &JsValue, length: &JsValue) -> Result<Bytes, JsValue>;

    #[wasm_bindgen(catch, js_namespace = Object, js_name = keys)]
    fn keys(thing: &JsValue) -> Result<Array, JsValue>;
    #[wasm_bindgen(catch, js_namespace = Array, js_name = isArray)]
    fn is_array(thing: &JsValue) -> Result<bool, JsValue>;
}

/// What was read of a value, and what of it is no value: that was read as null.
pub(super) struct Read {
    pub(super) value: Value,
    pub(super) faults: Vec<Unread>,
}

impl Read {
    /// The value, if all of it could be read.
    ///
    /// # Errors
    /// A sentence that names the first part that could not, below `name`.
    pub(super) fn whole(self, name: &str) -> Result<Value, Error> {
        match self.faults.first() {
            None => Ok(self.value),
            Some(Unread { path, why }) => {
                let dot = if path.is_empty() || path.starts_with('[') { "" } else { "." };
                Err(Error::new(&format!("{name}{dot}{path}: {why}")))
            }
        }
    }
}

/// Reads a value. Numbers that JSON does not have (NaN, Infinity) become text,
/// so that the reader of the field can name them.
///
/// # Errors
/// Why nothing of it can be read.
pub(super) fn read(value: &JsValue) -> Result<Read, String> {
    let turn = Turn::begin()?;
    let mut walk = Walk { left: MOST, faults: Vec::new() };
    let value = walk.value(value, &Path { above: None, step: Step::Top, depth: 0 })?;
    drop(turn);
    Ok(Read { value, faults: walk.faults })
}

/// Reads a value all of which is needed.
///
/// # Errors
/// A sentence that begins with `name`.
pub(super) fn read_whole(value: &JsValue, name: &str) -> Result<Value, Error> {
    read(value).map_err(|reason| Error::new(&format!("{name}: {reason}")))?.whole(name)
}

/// A field of an object.
///
/// # Errors
/// A sentence that begins with `name` and the field, if looking at it throws.
pub(super) fn field(thing: &JsValue, name: &str, key: &str) -> Result<JsValue, Error> {
    Turn::begin()
        .and_then(|_turn| thing.unchecked_ref::<Thing>().field(&key.into()).map_err(thrown))
        .map_err(|reason| Error::new(&format!("{name}.{key}: {reason}")))
}

/// A text.
///
/// # Errors
/// A sentence that begins with `name`.
pub(super) fn text(value: &JsValue, name: &str) -> Result<String, Error> {
    value.as_string().ok_or_else(|| no_text(value, name))
}

/// The bytes of a `Uint8Array`, copied; `None` when it is none.
///
/// # Errors
/// A sentence that begins with `name`.
pub(super) fn bytes(value: &JsValue, name: &str) -> Result<Option<Vec<u8>>, Error> {
    if !value.is_instance_of::<Uint8Array>() {
        return Ok(None);
    }
    // It may only look like one, so that its bytes are looked at through one of our own.
    let thing = value.unchecked_ref::<Thing>();
    let own = || Bytes::over(&thing.buffer()?, &thing.byte_offset()?, &thing.length()?);
    let own = Turn::begin().and_then(|_turn| own().map_err(thrown));
    let own = own.map_err(|reason| Error::new(&format!("{name}: {reason}")))?;
    Ok(Some(own.unchecked_ref::<Uint8Array>().to_vec()))
}

/// Texts.
///
/// # Errors
/// A sentence that begins with `name`.
pub(super) fn texts(value: &JsValue, name: &str) -> Result<Vec<String>, Error> {
    let list = List::of(value, name)?;
    let texts = list.entries().enumerate().map(|(at, entry)| {
        let name = format!("{name}[{at}]");
        text(&entry.map_err(|reason| Error::new(&format!("{name}: {reason}")))?, &name)
    });
    texts.collect()
}

fn no_text(value: &JsValue, name: &str) -> Error {
    Error::new(&format!("{name}: expected text, got {}", kind(value)))
}

/// A text slice by slice, so that a long one does not lie here twice.
///
/// # Errors
/// A sentence that begins with `name`.
pub(super) fn slices(value: &JsValue, name: &str, mut take: impl FnMut(&str)) -> Result<(), Error> {
    const SLICE: u32 = 1 << 18;
    if !value.is_string() {
        return Err(no_text(value, name));
    }
    let whole: &JsString = value.unchecked_ref();
    let (mut at, end) = (0, whole.length());
    while at < end {
        let mut next = end.min(at + SLICE);
        // A character of two units is not cut in two.
        if next < end && (55_296.0..56_320.0).contains(&whole.char_code_at(next - 1)) {
            next -= 1;
        }
        take(&String::from(whole.slice(at, next)));
        at = next;
    }
    Ok(())
}

/// True or false.
///
/// # Errors
/// A sentence that begins with `name`.
pub(super) fn truth(value: &JsValue, name: &str) -> Result<bool, Error> {
    value.as_bool().ok_or_else(|| Error::new(&format!("{name}: expected true or false, got {}", kind(value))))
}

/// A list whose records are looked at one by one.
pub(super) struct List<'a> {
    list: &'a Thing,
    length: u32,
}

impl<'a> List<'a> {
    /// A list.
    ///
    /// # Errors
    /// A sentence that begins with `name`.
    pub(super) fn of(value: &'a JsValue, name: &str) -> Result<Self, Error> {
        let refuse = |reason: &str| Error::new(&format!("{name}: {reason}"));
        if !is_array(value).map_err(|error| refuse(&thrown(error)))? {
            return Err(refuse(&format!("expected a list, got {}", kind(value))));
        }
        let list = value.unchecked_ref::<Thing>();
        let length = list.length().map_err(|error| refuse(&thrown(error)))?;
        let length = whole_length(&length).ok_or_else(|| refuse("a list without a length"))?;
        if length > MOST_RECORDS {
            let reason = format!(
                "a list of {length} records; at most {MOST_RECORDS} are read at once, so hand it over in parts"
            );
            return Err(refuse(&reason));
        }
        Ok(Self { list, length })
    }

    /// Its entries, each as it is or with the reason why it cannot be read.
    fn entries(&self) -> impl Iterator<Item = Result<JsValue, String>> {
        (0..self.length).map(|at| Turn::begin().and_then(|_turn| self.list.entry(at).map_err(thrown)))
    }

    /// Its records, each read or with the reason why not.
    pub(super) fn records(&self) -> impl Iterator<Item = Result<Read, String>> {
        self.entries().map(|entry| read(&entry?))
    }
}

/// What a value is, in words.
pub(super) fn kind(value: &JsValue) -> &'static str {
    if value.is_undefined() || value.is_null() {
        "nothing"
    } else if value.is_string() {
        "text"
    } else if value.as_f64().is_some() {
        "a number"
    } else if value.as_bool().is_some() {
        "true or false"
    } else if value.is_function() {
        "a function"
    } else if value.is_symbol() {
        "a symbol"
    } else if value.is_bigint() {
        "a BigInt"
    } else if is_array(value).unwrap_or(false) {
        "a list"
    } else if value.is_instance_of::<Date>() {
        "a Date"
    } else {
        "an object"
    }
}

/// What was thrown while a value was looked at, as a reason.
#[allow(clippy::needless_pass_by_value)] // made for `map_err`
fn thrown(error: JsValue) -> String {
    const MOST_LETTERS: usize = 200;
    let said = if error.is_object() { error.unchecked_ref::<Thing>().message().ok() } else { None };
    let said = said.and_then(|message| message.as_string()).or_else(|| error.as_string());
    let said: String = said.unwrap_or_default().chars().filter(|c| !c.is_control()).take(MOST_LETTERS).collect();
    if said.trim().is_empty() {
        "it cannot be read: looking at it throws".to_owned()
    } else {
        format!("it cannot be read ({})", said.trim())
    }
}

fn whole_length(length: &JsValue) -> Option<u32> {
    let length = length.as_f64().filter(|length| (0.0..=f64::from(u32::MAX)).contains(length))?;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // the range is checked above
    Some(length as u32)
}

thread_local! {
    static TURNS: Cell<u8> = const { Cell::new(0) };
    static ITERATOR: JsValue = Symbol::iterator().into();
}

/// One look at a value, in which its code may run and call back.
struct Turn {
    before: u8,
}

impl Turn {
    fn begin() -> Result<Self, String> {
        let before = TURNS.get();
        if before >= MOST_TURNS {
            return Err("it cannot be read: looking at it leads back here again and again".to_owned());
        }
        TURNS.set(before + 1);
        Ok(Self { before })
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        TURNS.set(self.before);
    }
}

/// Where in a value the walk is.
struct Path<'a> {
    above: Option<&'a Path<'a>>,
    step: Step<'a>,
    depth: usize,
}

enum Step<'a> {
    Top,
    Field(&'a str),
    Entry(u32),
}

impl Path<'_> {
    fn below<'a>(&'a self, step: Step<'a>) -> Path<'a> {
        Path { above: Some(self), step, depth: self.depth + 1 }
    }

    /// The first steps in words: deeper ones help nobody.
    fn words(&self) -> String {
        const STEPS: usize = 4;
        const LETTERS: usize = 60;
        let mut steps: Vec<&Step<'_>> =
            std::iter::successors(Some(self), |path| path.above).map(|path| &path.step).collect();
        steps.reverse();
        let mut words = String::new();
        for step in steps.into_iter().take(STEPS + 1) {
            match step {
                Step::Top => {}
                Step::Field(name) => {
                    if !words.is_empty() {
                        words.push('.');
                    }
                    words.extend(name.chars().filter(|c| !c.is_control()).take(LETTERS));
                }
                Step::Entry(at) => words.push_str(&format!("[{at}]")),
            }
        }
        words
    }
}

struct Walk {
    /// How much more is read.
    left: usize,
    faults: Vec<Unread>,
}

impl Walk {
    /// Reads a value, the likeliest kinds first.
    fn value(&mut self, value: &JsValue, path: &Path<'_>) -> Result<Value, String> {
        self.spend(1)?;
        if let Some(text) = value.as_string() {
            self.spend(text.len() / LETTERS)?;
            return Ok(Value::String(text));
        }
        if let Some(number) = value.as_f64() {
            return Ok(self::number(number));
        }
        if value.is_null() || value.is_undefined() {
            return Ok(Value::Null);
        }
        if let Some(truth) = value.as_bool() {
            return Ok(Value::Bool(truth));
        }
        if value.is_bigint() {
            let number = i64::try_from(value.clone()).map(Number::from);
            let number = number.or_else(|value| u64::try_from(value).map(Number::from));
            return number.map(Value::Number).or_else(|_| self.fault(path, "a BigInt of more than 64 bits"));
        }
        if !value.is_object() {
            return self.fault(path, kind(value));
        }
        if path.depth >= DEPTH {
            return self.fault(path, &format!("something nested more than {DEPTH} deep"));
        }
        match is_array(value) {
            Ok(true) => return self.list(value.unchecked_ref(), path),
            Ok(false) => {}
            Err(error) => return self.thrown(path, error),
        }
        // A map, a set, bytes, a text in a box: a field for each byte would be more than fits.
        match ITERATOR.with(|iterator| Reflect::has(value, iterator)) {
            Ok(true) => self.fault(path, "something that is no plain object and no list"),
            Ok(false) => self.object(value, path),
            Err(error) => self.thrown(path, error),
        }
    }

    fn list(&mut self, list: &Thing, path: &Path<'_>) -> Result<Value, String> {
        let length = match list.length() {
            Ok(length) => whole_length(&length),
            Err(error) => return self.thrown(path, error),
        };
        let Some(length) = length else { return self.fault(path, "a list without a length") };
        if length as usize > self.left {
            return self.fault(path, &format!("a list of {length} entries, more than are read at once,"));
        }
        let mut values = Vec::with_capacity(length as usize);
        for at in 0..length {
            let path = path.below(Step::Entry(at));
            values.push(match list.entry(at) {
                Ok(value) => self.value(&value, &path)?,
                Err(error) => self.thrown(&path, error)?,
            });
        }
        Ok(Value::Array(values))
    }

    fn object(&mut self, object: &JsValue, path: &Path<'_>) -> Result<Value, String> {
        let keys = match keys(object) {
            Ok(keys) => keys,
            Err(error) => return self.thrown(path, error),
        };
        if keys.length() == 0 {
            return self.without_fields(object, path);
        }
        if keys.length() as usize > self.left {
            let found = format!("an object of {} fields, more than are read at once,", keys.length());
            return self.fault(path, &found);
        }
        let thing: &Thing = object.unchecked_ref();
        let mut fields = Map::new();
        for name in keys.iter() {
            let Some(key) = name.as_string() else { continue };
            let path = path.below(Step::Field(&key));
            let value = match thing.field(name.unchecked_ref()) {
                // A field that is left undefined is not given.
                Ok(value) if value.is_undefined() => continue,
                Ok(value) => self.value(&value, &path)?,
                Err(error) => self.thrown(&path, error)?,
            };
            fields.insert(key, value);
        }
        Ok(Value::Object(fields))
    }

    /// What keeps what it holds elsewhere than in fields.
    fn without_fields(&mut self, object: &JsValue, path: &Path<'_>) -> Result<Value, String> {
        if object.is_instance_of::<Date>() {
            let text = object.unchecked_ref::<Thing>().to_iso_string().ok().and_then(|text| text.as_string());
            return text.map(Value::String).map_or_else(|| self.fault(path, "a Date that is no date"), Ok);
        }
        if object.is_instance_of::<ArrayBuffer>() {
            return self.fault(path, "bytes");
        }
        Ok(Value::Object(Map::new()))
    }

    fn spend(&mut self, much: usize) -> Result<(), String> {
        self.left = self
            .left
            .checked_sub(much)
            .ok_or("it holds more than can be read: a million values, or 64 million letters")?;
        Ok(())
    }

    /// Notes what is no value, and puts null in its place.
    fn fault(&mut self, path: &Path<'_>, found: &str) -> Result<Value, String> {
        self.note(Unread { path: path.words(), why: format!("{found} cannot be kept") })
    }

    fn thrown(&mut self, path: &Path<'_>, error: JsValue) -> Result<Value, String> {
        self.note(Unread { path: path.words(), why: thrown(error) })
    }

    fn note(&mut self, fault: Unread) -> Result<Value, String> {
        if self.faults.len() >= MOST_FAULTS {
            return Err("it cannot be read: too much of it is functions, symbols and the like".to_owned());
        }
        self.faults.push(fault);
        Ok(Value::Null)
    }
}

fn number(value: f64) -> Value {
    #[allow(clippy::cast_possible_truncation)] // whole and small enough, as checked
    if value.fract() == 0.0 && value.abs() < 9.0e15 {
        return Value::Number((value as i64).into());
    }
    Number::from_f64(value).map_or_else(|| Value::String(value.to_string()), Value::Number)
}
