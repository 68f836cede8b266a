//! The specification's own work-item JSON.
//!
//! Every field an item states is kept; what is shown of it is made safe to show.
//! A field that cannot be used gets its default and a problem that names it; the
//! rest of the item stands.

use chrono::{DateTime, Utc};
use rustc_hash::FxHashMap;
use serde_json::{Map, Value};

use super::merge::CREATED;
use super::safe::name_made_safe;
use super::text::clean;
use super::{Harvest, timestamp};
use crate::config::Config;
use crate::words;
use crate::work_item::{
    Edge, Evidence, ItemId, MOST_BUDGET, MOST_EFFORT, Sighting, Source, SourceKind, Status, WorkItem,
};

/// Reads work items. A record needs a `description` or an `id`; everything else
/// has a default.
#[must_use]
pub fn work_items(name: &str, records: &[Value], now: DateTime<Utc>, _config: &Config) -> Harvest {
    let mut reader = WorkItemReader::new(name);
    for record in records {
        reader.push(Ok(record), now);
    }
    reader.finish()
}

/// A part of a record that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// The part, such as `tags[3]`; nothing for the whole record.
    pub path: String,
    /// Why, in words.
    pub why: String,
}

/// Reads work items record by record, so that the records need not all be held.
#[derive(Debug)]
pub struct WorkItemReader {
    harvest: Harvest,
    seen: FxHashMap<ItemId, usize>,
}

impl WorkItemReader {
    /// A reader for the source `name`.
    #[must_use]
    pub fn new(name: &str) -> Self {
        let detected = "work items, by the specification's field names";
        Self { harvest: Harvest::new(name, SourceKind::WorkItems, detected), seen: FxHashMap::default() }
    }

    /// Takes the next record, or why it cannot be read.
    pub fn push(&mut self, record: Result<&Value, String>, now: DateTime<Utc>) {
        let at = self.harvest.read;
        self.harvest.read += 1;
        let fields = match record {
            Ok(Value::Object(fields)) => fields,
            Ok(other) => {
                let message = format!("expected an object with a work item's fields, got {}; left out", kind(other));
                return self.harvest.problem(format!("items[{at}]"), message);
            }
            Err(message) => return self.harvest.problem(format!("items[{at}]"), message),
        };
        let mut reading = Reading { harvest: &mut self.harvest, fields, at };
        let Some(item) = reading.item(now) else { return };
        if let Some(first) = self.seen.get(&item.id) {
            let message = format!(
                "“{}” is the id of items[{first}] too; the first was kept, so give this one an id of its own",
                item.id
            );
            return self.harvest.problem(format!("items[{at}].id"), message);
        }
        self.seen.insert(item.id.clone(), at);
        self.harvest.items.push(item);
    }

    /// Takes the next record, of which `unread` could not be read. It stands
    /// without that, unless nothing is left that names it.
    pub fn push_part(&mut self, record: &Value, unread: &[Unread], now: DateTime<Utc>) {
        let row = format!("items[{}]", self.harvest.read);
        if let Some(Unread { why, .. }) = unread.first().filter(|unread| unread.path.is_empty()) {
            return self.push(Err(format!("{why}; left out")), now);
        }
        self.push(Ok(record), now);
        let refused = self.harvest.problems.last_mut().filter(|problem| problem.place == row && record.is_object());
        if let (Some(problem), Some(Unread { path, why })) = (refused, unread.first()) {
            problem.message = format!("{path}: {why}; left out");
            return;
        }
        for Unread { path, why } in unread {
            let dot = if path.starts_with('[') { "" } else { "." };
            self.harvest.problem(format!("{row}{dot}{path}"), format!("{why}; left empty"));
        }
    }

    /// Ends the list.
    #[must_use]
    pub fn finish(self) -> Harvest {
        self.harvest
    }
}

/// One record being read.
struct Reading<'a> {
    harvest: &'a mut Harvest,
    fields: &'a Map<String, Value>,
    at: usize,
}

impl Reading<'_> {
    fn item(&mut self, now: DateTime<Utc>) -> Option<WorkItem> {
        let name = self.harvest.name.clone();
        let description = self.text("description").or_else(|| self.text("title"));
        let id = self.id("id");
        let Some(label) = id.clone().or_else(|| description.clone()) else {
            let place = format!("items[{}]", self.at);
            self.harvest.problem(place, "has neither an id nor a description; left out");
            return None;
        };
        let description = description.unwrap_or_else(|| clean(&label));
        let mut item = WorkItem::new(label, description, now);
        if id.is_none() {
            item.id = format!("{name}#{}", super::identity::digest(&[&item.description])).into();
        }
        item.tags = self.shown_words("tags");
        item.effort_estimate =
            self.number("effort_estimate", item.effort_estimate, 0.0, MOST_EFFORT, "from 0 to 1,000,000 days");
        item.risk_score = self.number("risk_score", item.risk_score, 0.0, 1.0, "from 0 to 1");
        if self.states("resonance_score") {
            item.resonance_score = self.number("resonance_score", item.resonance_score, 0.0, 1.0, "from 0 to 1");
            item.because("resonance_score", "stated by its source");
        }
        item.urgency_level = self.urgency(item.urgency_level);
        item.status = self.status();
        item.assigned_instance = self.raw("assigned_instance").map(Into::into);
        item.created_date = self.date("created_date").unwrap_or_else(|| {
            item.because(CREATED, "not stated: when it was first read");
            now
        });
        item.dependencies = self.dependencies(&item.id);
        item.confidence_score = self.states("confidence_score").then(|| self.confidence()).flatten();
        item.ethical_flags = self.shown_words("ethical_flags");
        item.budget_impact =
            self.number("budget_impact", 0.0, -MOST_BUDGET, MOST_BUDGET, "a share of the budget (0.1 is 10 %)");

        item.source = match self.read::<Source>("source") {
            Some(source) => Source {
                name: clean(&source.name),
                place: source.place.as_deref().map(clean),
                url: source.url.filter(|url| is_address(url)),
                ..source
            },
            None => {
                let place = Some(format!("items[{}]", self.at));
                Source { kind: SourceKind::WorkItems, name, place, url: None }
            }
        };
        item.details = self.text("details").unwrap_or_default();
        item.updated_date = self.date("updated_date");
        item.closed_date = self.date("closed_date");
        item.first_seen = self.date("first_seen");
        item.baseline_effort = self.positive("baseline_effort");
        item.checklist = self.count("checklist").unwrap_or(0);
        item.baseline_checklist = self.count("baseline_checklist");
        item.blocked_since = self.date("blocked_since");
        item.blocked_reason = self.text("blocked_reason");
        item.resolution = self.text("resolution");
        for field in ["effort_estimate", "risk_score", "urgency_level"] {
            if self.states(field) {
                item.because(field, "stated by its source");
            }
        }
        item.assignees = self.shown_words("assignees");
        item.milestone = self.text("milestone");
        item.occurrences = self.count("occurrences").unwrap_or(1).max(1);
        item.sightings = self.read::<Vec<Sighting>>("sightings").unwrap_or_default();
        for place in item.sightings.iter_mut().flat_map(|sighting| &mut sighting.places) {
            *place = clean(place);
        }
        for mut evidence in self.read::<Vec<Evidence>>("evidence").unwrap_or_default() {
            evidence.because = clean(&evidence.because);
            if !item.evidence.contains(&evidence) {
                item.evidence.push(evidence);
            }
        }
        item.edges = self.read::<Vec<Edge>>("edges").unwrap_or_default();
        item.edges.retain(|edge| edge.certainty.is_finite());
        item.edges.iter_mut().for_each(|edge| edge.phrase = clean(&edge.phrase));
        Some(item)
    }

    fn states(&self, field: &str) -> bool {
        self.fields.get(field).is_some_and(|value| !value.is_null())
    }

    fn complain(&mut self, field: &str, message: String) {
        self.harvest.problem(format!("items[{}].{field}", self.at), message);
    }

    /// A text that is shown.
    fn text(&mut self, field: &str) -> Option<String> {
        self.raw(field).map(|text| clean(&text)).filter(|text| !text.trim().is_empty())
    }

    /// Texts that are shown.
    fn shown_words(&mut self, field: &str) -> Vec<String> {
        let mut words: Vec<String> = self.words(field).into_iter().map(|word| clean(&word)).collect();
        for word in words.iter_mut().filter(|word| word.trim().is_empty()) {
            "(without a word)".clone_into(word);
        }
        words
    }

    /// A text as it is written: a name that others refer to.
    fn raw(&mut self, field: &str) -> Option<String> {
        match self.fields.get(field)? {
            Value::Null => None,
            Value::String(text) => Some(text.clone()).filter(|text| !text.trim().is_empty()),
            other => {
                self.complain(field, format!("expected text, got {}; left empty", kind(other)));
                None
            }
        }
    }

    fn id(&mut self, field: &str) -> Option<String> {
        match self.fields.get(field)? {
            Value::Number(number) => Some(number.to_string()),
            _ => self.raw(field).map(|name| name_made_safe(&name).unwrap_or(name)),
        }
    }

    fn words(&mut self, field: &str) -> Vec<String> {
        match self.fields.get(field) {
            None | Some(Value::Null) => Vec::new(),
            Some(Value::Array(values)) => {
                let mut words = Vec::with_capacity(values.len());
                for value in values {
                    match value {
                        Value::String(word) => words.push(word.clone()),
                        Value::Number(number) => words.push(number.to_string()),
                        other => {
                            self.complain(field, format!("expected text, got {}; that entry was left out", kind(other)))
                        }
                    }
                }
                words
            }
            Some(Value::String(text)) => {
                text.split(',').map(|word| word.trim().to_owned()).filter(|word| !word.is_empty()).collect()
            }
            Some(other) => {
                self.complain(field, format!("expected a list of texts, got {}; left empty", kind(other)));
                Vec::new()
            }
        }
    }

    fn number(&mut self, field: &str, default: f64, least: f64, most: f64, range: &str) -> f64 {
        let Some(value) = self.fields.get(field).filter(|value| !value.is_null()) else { return default };
        let Some(number) = as_number(value) else {
            self.complain(field, format!("{} is not a number; {} was used", shown(value), words::number(default)));
            return default;
        };
        if !(least..=most).contains(&number) {
            let near = if number < least && least == 0.0 && most > 1.0 { default } else { number.clamp(least, most) };
            self.complain(field, format!("{} is not {range}; {} was used", words::number(number), words::number(near)));
            return near;
        }
        number
    }

    fn positive(&mut self, field: &str) -> Option<f64> {
        self.states(field).then(|| self.number(field, 0.0, 0.0, MOST_EFFORT, "from 0 to 1,000,000"))
    }

    fn count(&mut self, field: &str) -> Option<u32> {
        let number = self.positive(field)?;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // from 0 to a million
        Some(number as u32)
    }

    fn confidence(&mut self) -> Option<f64> {
        let value = self.fields.get("confidence_score")?;
        let Some(number) = as_number(value) else {
            self.complain("confidence_score", format!("{} is not a number; taken as not stated", shown(value)));
            return None;
        };
        Some(self.number("confidence_score", number, 0.0, 1.0, "from 0 to 1"))
    }

    fn urgency(&mut self, default: u8) -> u8 {
        let level = self.number("urgency_level", f64::from(default), 1.0, 5.0, "from 1 to 5");
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // within 1 to 5
        let whole = level.round() as u8;
        if level.fract() != 0.0 {
            self.complain("urgency_level", format!("{} is not a whole level; {whole} was used", words::number(level)));
        }
        whole
    }

    fn status(&mut self) -> Status {
        let Some(word) = self.text("status") else { return Status::Pending };
        Status::from_word(&word).unwrap_or_else(|| {
            let known: Vec<&str> = Status::ALL.into_iter().map(Status::word).collect();
            self.complain("status", format!("“{word}” is none of {}; pending was used", known.join(", ")));
            Status::Pending
        })
    }

    fn date(&mut self, field: &str) -> Option<DateTime<Utc>> {
        let value = self.fields.get(field).filter(|value| !value.is_null())?;
        let stamp = timestamp(value);
        if stamp.is_none() {
            self.complain(field, format!("{} is not a date such as 2026-01-31T09:00:00Z; left empty", shown(value)));
        }
        stamp.map(|stamp| stamp.at)
    }

    fn dependencies(&mut self, id: &ItemId) -> Vec<ItemId> {
        let mut dependencies: Vec<ItemId> = Vec::new();
        for word in self.words("dependencies") {
            let dependency = ItemId::from(name_made_safe(&word).unwrap_or(word));
            if dependency == *id {
                self.complain("dependencies", format!("“{id}” depends on itself; that dependency was left out"));
            } else if !dependencies.contains(&dependency) {
                dependencies.push(dependency);
            }
        }
        dependencies
    }

    fn read<T: serde::de::DeserializeOwned>(&mut self, field: &str) -> Option<T> {
        let value = self.fields.get(field).filter(|value| !value.is_null())?;
        match serde_path_to_error::deserialize(value) {
            Ok(read) => Some(read),
            Err(error) => {
                let place = error.path().to_string();
                let at = if place == "." { String::new() } else { format!("{place}: ") };
                let why = words::plain(&error.inner().to_string());
                self.complain(field, format!("cannot be read ({at}{why}); left empty"));
                None
            }
        }
    }
}

/// Whether `url` can be opened safely.
fn is_address(url: &str) -> bool {
    url.starts_with("https://") && !url.chars().any(|c| c.is_whitespace() || c.is_control())
}

/// A finite number, also one written as text.
fn as_number(value: &Value) -> Option<f64> {
    let number = match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    number.filter(|number| number.is_finite())
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// The start of a value, for a message.
fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => format!("“{}”", text.chars().take(40).collect::<String>()),
        Value::Array(_) | Value::Object(_) => kind(value).to_owned(),
        Value::Number(number) => number.as_f64().map_or_else(|| number.to_string(), words::number),
        other => other.to_string(),
    }
}

#[cfg(test)]
#[allow(clippy::indexing_slicing)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_shown_is_made_safe() {
        let record = json!({
            "id": "\u{202e}a\u{7}", "description": "\u{202e}esrever\u{7} 👩‍👧", "details": "one\r\ntwo\u{1b}[31m",
            "tags": ["x\u{0}y"], "assignees": ["\u{2066}ada"], "milestone": "Spring\u{8}", "blocked_reason": "\u{202d}no",
            "ethical_flags": ["\u{0}"], "dependencies": ["\u{202e}b"],
            "source": { "kind": "github", "name": "a\u{202e}b", "place": "#1\u{0}", "url": "https://x.org/\u{202e} y" },
        });
        let item = &work_items("x", &[record], DateTime::UNIX_EPOCH, &Config::default()).items[0];
        assert_eq!((item.id.as_str(), item.description.as_str()), ("a", "esrever 👩‍👧"));
        assert_eq!(
            (item.details.as_str(), item.tags.join(","), item.assignees.join(",")),
            ("one\ntwo", "xy".into(), "ada".into())
        );
        assert_eq!((item.milestone.as_deref(), item.blocked_reason.as_deref()), (Some("Spring"), Some("no")));
        assert_eq!((item.ethical_flags.join(","), item.dependencies[0].as_str()), ("(without a word)".into(), "b"));
        assert_eq!(
            (item.source.name.as_str(), item.source.place.as_deref(), &item.source.url),
            ("ab", Some("#1"), &None)
        );
    }

    #[test]
    fn what_cannot_be_read_costs_no_more_than_itself() {
        let mut reader = WorkItemReader::new("x");
        let unread = |path: &str| [Unread { path: path.to_owned(), why: "a function cannot be kept".to_owned() }];
        reader.push_part(&json!({ "id": "a", "tags": null }), &unread("tags"), DateTime::UNIX_EPOCH);
        reader.push_part(&json!({ "id": null }), &unread("id"), DateTime::UNIX_EPOCH);
        reader.push_part(&Value::Null, &unread(""), DateTime::UNIX_EPOCH);
        let harvest = reader.finish();
        assert_eq!((harvest.read, harvest.items.len()), (3, 1));
        let problems: Vec<String> =
            harvest.problems.iter().map(|problem| format!("{}: {}", problem.place, problem.message)).collect();
        assert_eq!(
            problems,
            [
                "items[0].tags: a function cannot be kept; left empty",
                "items[1]: id: a function cannot be kept; left out",
                "items[2]: a function cannot be kept; left out",
            ]
        );
    }
}
