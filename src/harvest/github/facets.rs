//! What an issue's labels, type, fields and title say about it.

use std::rc::Rc;

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::activity;
use super::row::Row;
use super::text::excerpt;
use crate::harvest::labels::{LabelReader, LabelReading, LabelStatus, Signals};
use crate::work_item::{Status, WorkItem};

/// Fills in the facets of `item`, each with what it rests on.
pub(super) fn derive(
    item: &mut WorkItem,
    row: &Row<'_>,
    reader: &mut LabelReader,
    now: DateTime<Utc>,
    signals: &Signals,
) {
    let stated = stated(row, reader, signals);
    let title = (format!("the title, “{}”", excerpt(&item.description)), Rc::new(reader.title(&item.description)));

    let effort = strongest(&stated, |reading| reading.effort).or_else(|| strongest([&title], |reading| reading.effort));
    if let Some((days, because)) = effort {
        item.effort_estimate = days;
        item.because("effort_estimate", because);
    }
    let urgency = strongest(&stated, |reading| reading.urgency);
    let urgency = urgency.or_else(|| strongest([&title], |reading| reading.urgency));
    let due = activity::due(row, now, signals);
    if let Some((level, because)) = due.into_iter().chain(urgency).max_by_key(|&(level, _)| level) {
        item.urgency_level = level;
        item.because("urgency_level", because);
    }
    for (because, reading) in stated.iter().chain([&title]) {
        let risks = reading.risks.iter().map(|risk| risk.facet().name());
        for facet in risks.chain(reading.values.iter().map(|value| value.facet().name())) {
            if !item.evidence.iter().any(|evidence| evidence.field == facet) {
                item.because(facet, because.as_str());
            }
        }
    }
    if let Some((status, because)) = strongest(&stated, |reading| reading.status) {
        stand(item, status, because);
    }
    activity::user_impact(item, row, signals);
    activity::risk(item, row, signals);
}

type Stated = (String, Rc<LabelReading>);

/// What people have stated in labels, the issue type and issue fields.
fn stated(row: &Row<'_>, reader: &mut LabelReader, signals: &Signals) -> Vec<Stated> {
    let mut stated: Vec<Stated> =
        row.labels().into_iter().map(|label| (format!("label “{}”", excerpt(label)), reader.label(label))).collect();
    if let Some(name) = row.get("type").and_then(|kind| kind.as_str().or_else(|| kind.get("name")?.as_str())) {
        stated.push((format!("type “{}”", excerpt(name)), reader.label(&format!("type: {name}"))));
    }
    for field in row.get("issue_field_values").and_then(Value::as_array).into_iter().flatten() {
        let name =
            field.get("issue_field_name").or_else(|| field.get("name")).and_then(Value::as_str).unwrap_or_default();
        if !signals.fields.iter().any(|known| known.eq_ignore_ascii_case(name.trim())) {
            continue;
        }
        let option = field.get("single_select_option").and_then(|option| option.get("name"));
        let value = match option.or_else(|| field.get("value")) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Number(number)) => number.to_string(),
            _ => continue,
        };
        let text = format!("{name}: {value}");
        let reading = reader.label(&text);
        stated.push((format!("field “{}”", excerpt(&text)), reading));
    }
    stated
}

/// The greatest of what was stated, with the first that states it.
fn strongest<'a, T: PartialOrd>(
    stated: impl IntoIterator<Item = &'a Stated>,
    get: impl Fn(&LabelReading) -> Option<T>,
) -> Option<(T, String)> {
    let mut best: Option<(T, &String)> = None;
    for (because, reading) in stated {
        if let Some(value) = get(reading)
            && best.as_ref().is_none_or(|(held, _)| value > *held)
        {
            best = Some((value, because));
        }
    }
    best.map(|(value, because)| (value, because.clone()))
}

/// Puts the item where its labels say it stands. GitHub still holds it open, so
/// what is said to be done or dismissed stays in the backlog, with the least urgency.
fn stand(item: &mut WorkItem, status: LabelStatus, because: String) {
    match status {
        LabelStatus::Pending => {}
        LabelStatus::InProgress => item.status = Status::InProgress,
        LabelStatus::Blocked => {
            item.status = Status::Blocked;
            item.blocked_reason = Some(because.clone());
        }
        LabelStatus::Done | LabelStatus::Dismissed => {
            let said = if status == LabelStatus::Done { "said to be done" } else { "not meant to be done" };
            item.urgency_level = 1;
            item.evidence.retain(|evidence| evidence.field != "urgency_level");
            item.because("urgency_level", format!("{because}: {said}, though still open"));
        }
    }
    item.because("status", because);
}
