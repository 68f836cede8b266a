//! A JSON document, whoever's it is.

use chrono::{DateTime, Utc};
use rustc_hash::FxHashMap;
use serde_json::{Deserializer, Value};

use super::file::ACCEPTED;
use super::iar::{Reading, read_document};
use super::json_text::JsonText;
use super::loose::Loose;
use super::text::one_line;
use super::{Harvest, loose, neighbours};
use crate::config::Config;
use crate::words::reason;

/// One JSON document, or what is nearly one.
pub(super) fn read(name: &str, text: &str, because: &str, now: DateTime<Utc>, config: &Config) -> Harvest {
    let mut reading = Reading::new(name, config.thresholds.confidence);
    let Some(Loose { value, deep, cut, torn, .. }) = value(text, &mut reading) else {
        let mut harvest = reading.finish(now);
        harvest.detected = format!("JSON: {because}");
        return harvest;
    };
    let mut harvest = match neighbours::read_document(name, &value, now, config) {
        Some(mut harvest) => {
            if cut {
                leave_out_torn(&mut harvest, name, value, torn.as_deref(), now, config);
            }
            harvest.problems.splice(0..0, reading.harvest.problems);
            harvest.unlisted += reading.harvest.unlisted;
            harvest
        }
        None => log(&value, reading, because, now, deep.is_empty()),
    };
    note_deep(&mut harvest, &deep);
    harvest
}

/// Tells where the document was nested too deep. What stands there instead is no
/// record either: that is one problem.
fn note_deep(harvest: &mut Harvest, deep: &[String]) {
    let at = harvest.problems.iter().enumerate().map(|(at, problem)| (problem.place.clone(), at));
    let noted: FxHashMap<String, usize> = at.collect();
    for place in deep {
        let message = format!("nested more than {} deep; left out", loose::DEPTH);
        let record = || place.find('[').and_then(|at| noted.get(&format!("items{}", place.get(at..)?)));
        match noted.get(place).or_else(record).and_then(|at| harvest.problems.get_mut(*at)) {
            Some(problem) => problem.message = message,
            None => harvest.problem_of_many(one_line(place, 120), message),
        }
    }
}

/// Reads a backlog that is cut off again, without the record in which it breaks off:
/// half of one would take from a known item what its other half said. A record that
/// is whole stays, however little is missing behind it.
fn leave_out_torn(
    harvest: &mut Harvest,
    name: &str,
    mut value: Value,
    torn: Option<&str>,
    now: DateTime<Utc>,
    config: &Config,
) {
    let place = match torn {
        Some(list) => {
            let Some(records) = value.pointer_mut(list).and_then(Value::as_array_mut) else { return };
            records.pop();
            format!("record {}", records.len() + 1)
        }
        None if holds_records(&value) => return,
        None => "file".to_owned(),
    };
    match neighbours::read_document(name, &value, now, config).filter(|_| torn.is_some()) {
        Some(whole) => *harvest = whole,
        None => harvest.items.clear(),
    }
    harvest.problem_of_all(place, "the text breaks off in this record; it is left out");
}

/// Whether a document is no record itself, but has some.
fn holds_records(value: &Value) -> bool {
    match value {
        Value::Array(_) => true,
        Value::Object(object) => object.values().any(|value| match value {
            Value::Array(list) => list.iter().any(Value::is_object),
            Value::Object(_) => holds_records(value),
            _ => false,
        }),
        _ => false,
    }
}

/// A document that is an IAR log, or nothing that is known.
fn log(value: &Value, mut reading: Reading, because: &str, now: DateTime<Utc>, is_whole: bool) -> Harvest {
    reading.harvest.read += 1;
    let is_known = read_document(value, &mut reading);
    if !is_known && reading.is_empty() && is_whole {
        reading.problem(
            "file",
            format!("JSON in which nothing states an outcome of its own, a confidence, an issue or a piece of work (a count of errors names none); {ACCEPTED}"),
        );
    }
    let mut harvest = reading.finish(now);
    harvest.detected = if is_known {
        format!("an IAR document: {because}, and states outcomes or work")
    } else {
        format!("JSON: {because}")
    };
    harvest
}

/// Values written one after another, records most of them, with nothing between them.
pub(super) fn several(text: &str) -> Option<Vec<JsonText>> {
    let all: Vec<JsonText> = Deserializer::from_str(text).into_iter().collect::<Result<_, _>>().ok()?;
    let is_record = |text: &&JsonText| match &text.value {
        Value::Array(list) => list.iter().any(Value::is_object),
        value => value.is_object(),
    };
    (all.len() > 1 && all.iter().filter(is_record).count() * 2 > all.len()).then_some(all)
}

/// The whole object that a text begins with, when something broken follows.
pub(super) fn first(text: &str) -> Option<JsonText> {
    Deserializer::from_str(text).into_iter::<JsonText>().next()?.ok().filter(|text| text.value.is_object())
}

/// The value of a document, strictly or, with a word about it, tolerantly read.
fn value(text: &str, reading: &mut Reading) -> Option<Loose> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\0'));
    let mut whole = |text: JsonText| Some(reading.value(text, "file").into());
    let error = match serde_json::from_str::<JsonText>(text) {
        Ok(JsonText { value: Value::String(inner), .. }) => match serde_json::from_str::<JsonText>(&inner) {
            Ok(text) => return whole(text),
            Err(error) => error,
        },
        Ok(text) => return whole(text),
        Err(error) => match several(text) {
            Some(all) => return whole(all.into_iter().collect()),
            None => error,
        },
    };
    let place = format!("line {}, column {}", error.line(), error.column());
    let reason = reason(&error);
    let unescape = || {
        let escaped = text.replace('\n', "\\n").replace('\r', "");
        serde_json::from_str::<String>(&format!("\"{escaped}\"")).ok()
    };
    let unescaped = text.starts_with("{\\").then(unescape).flatten();
    let Some(loose) = loose::read(unescaped.as_deref().unwrap_or(text)) else {
        reading.problem(place, format!("not JSON ({reason}), and too broken to be read in part; nothing was taken"));
        return None;
    };
    let mut liberties = loose.liberties.join(", ");
    if loose.cut {
        liberties = format!("{liberties}{}the end is missing", if liberties.is_empty() { "" } else { "; " });
    } else if unescaped.is_none() && loose.length < text.len() {
        liberties = format!("{liberties}{}text follows after its end", if liberties.is_empty() { "" } else { "; " });
    }
    if !liberties.is_empty() || loose.deep.is_empty() {
        reading.problem(place, format!("not strict JSON ({reason}); read as far as it makes sense: {liberties}"));
    }
    Some(loose)
}
