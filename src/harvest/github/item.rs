//! One issue as a work item.

use chrono::{DateTime, Utc};

use super::row::Row;
use super::{edges, facets, text};
use crate::config::Config;
use crate::harvest::Harvest;
use crate::harvest::labels::LabelReader;
use crate::harvest::merge::CREATED;
use crate::harvest::secret::redact;
use crate::work_item::{Source, SourceKind, Status, WorkItem};

/// Makes a work item of `row`. What cannot be read is noted in `harvest` at `place`.
pub(super) fn item(
    row: &Row<'_>,
    place: &str,
    reader: &mut LabelReader,
    harvest: &mut Harvest,
    now: DateTime<Utc>,
    config: &Config,
) -> WorkItem {
    let mut time = |key: &str| {
        row.time(key).unwrap_or_else(|value| {
            let value = text::excerpt(&value.to_string());
            harvest.problem(format!("{place}.{key}"), format!("{value} is no time; it was left out"));
            None
        })
    };
    let (created, updated, closed) = (time("created_at"), time("updated_at"), time("closed_at"));
    let mut item = WorkItem::new(row.id(), text::title(row.text("title").unwrap_or_default()), now);
    match created.or(updated).or(closed) {
        Some(at) => item.created_date = at,
        None => item.because(CREATED, "not stated: the time of the harvest"),
    }
    item.updated_date = updated;
    item.details = text::body(row.text("body").unwrap_or_default());
    item.tags = row.labels().into_iter().map(|label| redact(label).into_owned()).collect();
    item.assignees = row.assignees();
    item.milestone = row.get("milestone").and_then(|milestone| milestone.get("title")?.as_str()).map(text::title);
    let place = if row.repo == harvest.name { format!("#{}", row.number) } else { row.id() };
    item.source = Source {
        kind: SourceKind::Github,
        name: harvest.name.clone(),
        place: Some(place),
        url: row.url().map(str::to_owned),
    };
    let said = edges::read_text(row);
    item.checklist = said.tasks;
    facets::derive(&mut item, row, reader, now, &config.label_rules.signals);
    if row.is_closed() {
        close(&mut item, row, closed);
    } else {
        edges::tie(&mut item, row, &said);
    }
    item
}

fn close(item: &mut WorkItem, row: &Row<'_>, closed: Option<DateTime<Utc>>) {
    item.status = Status::Completed;
    item.blocked_reason = None;
    item.closed_date = closed.or(item.updated_date).or(Some(item.created_date));
    item.resolution = Some(row.text("state_reason").unwrap_or("completed").to_owned());
    item.evidence.retain(|evidence| evidence.field != "status");
}
