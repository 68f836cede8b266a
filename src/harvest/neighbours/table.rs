//! Tables whose cells a comma, a semicolon, a tab or a bar parts, with a header that names columns.

use chrono::{DateTime, Utc};
use rustc_hash::FxHashSet;
use serde_json::Value;

use super::{set_status, source};
use crate::harvest::Harvest;
use crate::harvest::estimate;
use crate::harvest::identity::digest;
use crate::harvest::text::{clean, clip, one_line, slug, spaced, stem};
use crate::harvest::timestamp::timestamp;
use crate::work_item::{ItemId, MOST_EFFORT, SourceKind, WorkItem};

/// What a column is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Id,
    Title,
    Details,
    Status,
    Priority,
    Effort,
    Tags,
    Assignee,
    Created,
    Updated,
    Closed,
    Dependencies,
    Confidence,
    Milestone,
    Url,
}

/// What only work has. A person has a name, a type and a date, too.
const OF_WORK: [&str; 28] = [
    "status",
    "priority",
    "urgency",
    "urgency level",
    "severity",
    "effort",
    "effort estimate",
    "estimate",
    "original estimate",
    "story points",
    "labels",
    "issue type",
    "issue key",
    "issue id",
    "task id",
    "assignee",
    "assignees",
    "assigned to",
    "due",
    "due date",
    "deadline",
    "dependencies",
    "depends on",
    "blocked by",
    "blockers",
    "milestone",
    "sprint",
    "epic",
];
/// What work has beside a title; beside a mere name it says nothing.
const OF_WORK_WITH_TITLE: [&str; 7] = ["id", "key", "number", "#", "identifier", "ticket", "state"];
/// What only the title of work is called; beside such a one any other column will do.
const WORK: [&str; 4] = ["task", "task name", "work item", "todo"];
/// What the title of work is called, and that of few other things.
const TITLES_OF_WORK: [&str; 3] = ["title", "summary", "issue"];

/// A header as it is looked up.
fn folded(header: &str) -> String {
    spaced(header.trim().trim_matches(['"', '\u{feff}'])).to_lowercase().replace('-', " ")
}

/// Whether the columns say what is to be done, and hold something that only work has.
fn is_backlog(headers: &[String]) -> bool {
    let has_text = headers.iter().any(|header| matches!(column(header), Some(Column::Title | Column::Details)));
    let names: Vec<String> = headers.iter().map(|header| folded(header)).collect();
    let has = |list: &[&str]| names.iter().any(|name| list.contains(&name.as_str()));
    let has_more = headers.iter().any(|header| column(header).is_some_and(|column| column != Column::Title));
    has_text && (has(&OF_WORK) || has(&WORK) && has_more || has(&OF_WORK_WITH_TITLE) && has(&TITLES_OF_WORK))
}

/// The column that a header names.
fn column(header: &str) -> Option<Column> {
    Some(match folded(header).as_str() {
        "id" | "key" | "issue key" | "number" | "#" | "issue id" | "task id" | "ticket" | "identifier" => Column::Id,
        "title" | "summary" | "task" | "task name" | "name" | "subject" | "issue" | "work item" | "todo" | "item" => {
            Column::Title
        }
        "description" | "details" | "body" | "notes" | "content" => Column::Details,
        "status" | "state" => Column::Status,
        "priority" | "urgency" | "urgency level" | "severity" | "importance" => Column::Priority,
        "effort" | "effort estimate" | "estimate" | "days" | "duration" | "original estimate" | "story points" => {
            Column::Effort
        }
        "tags" | "labels" | "label" | "category" | "type" | "issue type" | "component" | "components" => Column::Tags,
        "assignee" | "owner" | "assigned to" | "assignees" => Column::Assignee,
        "created" | "created at" | "created date" | "date" | "opened" => Column::Created,
        "updated" | "updated at" | "modified" | "last modified" => Column::Updated,
        "closed" | "closed at" | "completed at" | "resolved" | "done at" => Column::Closed,
        "dependencies" | "depends on" | "blocked by" | "blockers" => Column::Dependencies,
        "confidence" | "confidence score" => Column::Confidence,
        "milestone" | "sprint" | "epic" | "project" => Column::Milestone,
        "url" | "link" => Column::Url,
        _ => return None,
    })
}

/// The separator of a table that begins with `lines`, if it is one.
pub(in crate::harvest) fn separator(lines: &[&str]) -> Option<u8> {
    let stated = lines.first().and_then(|line| stated_separator(line));
    let mut lines = lines.iter().skip(usize::from(stated.is_some()));
    let header = lines.next()?.trim_start();
    let next = lines.next();
    [b',', b';', b'\t', b'|'].into_iter().filter(|separator| stated.is_none_or(|stated| stated == *separator)).find(
        |separator| {
            let headers = split(header, *separator);
            let is_same_width =
                next.is_none_or(|next| split(next, *separator).len() == headers.len() || next.contains('"'));
            is_backlog(&headers) && is_same_width && !next.is_some_and(|next| is_rule(next))
        },
    )
}

/// The separator that a table for Excel states in a line before its header: `sep=;`.
fn stated_separator(line: &str) -> Option<u8> {
    let line = line.trim_start().trim_end_matches(['\r', '\n']).trim_matches('"');
    let (word, separator) = line.split_at_checked(4)?;
    match separator.as_bytes() {
        [separator] if word.eq_ignore_ascii_case("sep=") => Some(*separator),
        _ => None,
    }
}

/// Whether `line` is what stands below the header of a table in Markdown.
fn is_rule(line: &str) -> bool {
    line.contains("--") && line.chars().all(|c| c.is_whitespace() || matches!(c, '-' | '|' | ':' | '+'))
}

fn split(line: &str, separator: u8) -> Vec<String> {
    let mut reader =
        csv::ReaderBuilder::new().delimiter(separator).has_headers(false).flexible(true).from_reader(line.as_bytes());
    let record = reader.records().next().and_then(Result::ok).unwrap_or_default();
    record.iter().map(str::to_owned).collect()
}

/// So many quotation marks that are never closed are left out one by one.
const MOST_UNCLOSED: usize = 20;

/// Where a cell opens a quotation mark that is never closed, at `from` or later; a row begins or goes on there.
fn unclosed_quote(text: &str, from: usize, separator: u8) -> Option<usize> {
    let mut opened = None;
    // What was left out stood at the beginning of a cell, which goes on without it.
    let mut is_at_start = from == 0;
    let mut bytes = text.bytes().enumerate().skip(from).peekable();
    while let Some((at, byte)) = bytes.next() {
        if opened.is_some() {
            if byte == b'"' && bytes.next_if(|(_, next)| *next == b'"').is_none() {
                // A cell ends behind it; else it opens a further one, and the first was never closed.
                let is_end = |next: u8| next == separator || matches!(next, b'\n' | b'\r' | b' ');
                if bytes.peek().is_some_and(|(_, next)| !is_end(*next)) {
                    return opened;
                }
                opened = None;
            }
            continue;
        }
        if byte == b'"' && is_at_start {
            opened = Some(at);
        }
        is_at_start = byte == separator || byte == b'\n';
    }
    opened
}

/// Reads a table.
pub(in crate::harvest) fn read(name: &str, text: &str, separator: u8, now: DateTime<Utc>) -> Harvest {
    let mut harvest = Harvest::new(name, SourceKind::WorkItems, "a table whose header names columns of a backlog");
    // Behind a carriage return the reader of tables counts lines one short.
    let text = text.replace("\r\n", "\n");
    let text = text.trim_start_matches(|c: char| c == '\u{feff}' || c.is_whitespace());
    let mut text = text.to_owned();
    // A quote that is never closed would make one cell of all that follows.
    let mut has_quotes = true;
    let mut from = 0;
    for left in (0..MOST_UNCLOSED).rev() {
        let Some(at) = unclosed_quote(&text, from, separator) else { break };
        let line = text.get(..at).unwrap_or_default().matches('\n').count() + 1;
        has_quotes = left > 0;
        if has_quotes {
            harvest.problem(format!("line {line}"), "a quotation mark is never closed; it is left out");
            text.remove(at);
            from = at;
        } else {
            harvest.problem("file", "more quotation marks are never closed; they are all read as letters");
        }
    }
    let text = text.as_str();
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator)
        .flexible(true)
        .has_headers(false)
        .quoting(has_quotes)
        .from_reader(text.as_bytes());
    let is_stated = text.lines().next().and_then(stated_separator).is_some();
    let mut records = reader.records().skip(usize::from(is_stated));
    let columns: Vec<Option<Column>> = match records.next().transpose() {
        Ok(header) => header.unwrap_or_default().iter().map(column).collect(),
        Err(error) => {
            harvest.problem("line 1", format!("the header cannot be read: {error}"));
            return harvest;
        }
    };
    let mut seen = FxHashSet::default();
    for record in records {
        harvest.read += 1;
        match record {
            Ok(record) => {
                let line = record.position().map_or(0, csv::Position::line);
                row(&mut harvest, &mut seen, &columns, &record, line, now);
            }
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                harvest.problem(format!("line {line}"), format!("the row cannot be read ({error}); left out"));
            }
        }
    }
    harvest
}

fn row(
    harvest: &mut Harvest,
    seen: &mut FxHashSet<ItemId>,
    columns: &[Option<Column>],
    record: &csv::StringRecord,
    line: u64,
    now: DateTime<Utc>,
) {
    let cell = |wanted: Column| {
        columns
            .iter()
            .zip(record.iter())
            .filter(|(column, _)| **column == Some(wanted))
            .map(|(_, cell)| cell.trim())
            .find(|cell| !cell.is_empty())
    };
    let time =
        |wanted: Column| cell(wanted).and_then(|text| timestamp(&Value::String(text.to_owned()))).map(|stamp| stamp.at);
    let Some(title) = cell(Column::Title).or_else(|| cell(Column::Details)) else {
        if record.iter().any(|cell| !cell.trim().is_empty()) {
            harvest.problem(format!("line {line}"), "a row without a title; left out");
        }
        return;
    };
    if record.len() != columns.len() {
        harvest.problem(
            format!("line {line}"),
            format!("{} cells for {} columns; read as far as they go", record.len(), columns.len()),
        );
    }
    let document = stem(&harvest.name).to_owned();
    let own = |id: &str| {
        let id = one_line(id, 80);
        let is_bare = id.chars().all(|c| c.is_ascii_digit() || c == '#' || c == '.');
        ItemId::from(if is_bare { format!("{document}#{}", id.trim_matches('#')) } else { id })
    };
    let mut id = match cell(Column::Id) {
        Some(id) => own(id),
        None => ItemId::from(format!("{document}#{}", slug(title, 48))),
    };
    if !seen.insert(id.clone()) {
        if cell(Column::Id).is_some() {
            harvest.problem(format!("line {line}"), format!("“{id}” stands twice; the first was kept"));
            return;
        }
        let all: Vec<&str> = record.iter().collect();
        id = format!("{id}-{}", digest(&all)).into();
        if !seen.insert(id.clone()) {
            harvest.skip("repeated rows", "the same row stands before them");
            return;
        }
    }
    let mut item = WorkItem::new(id, one_line(title, 300), time(Column::Created).unwrap_or(now));
    item.source = source(&harvest.name, &format!("line {line}"));
    item.source.url = cell(Column::Url).filter(|url| url.starts_with("https://")).map(|url| one_line(url, 400));
    item.details = clean(clip(cell(Column::Details).unwrap_or_default(), 8_000));
    item.updated_date = time(Column::Updated);
    item.milestone = cell(Column::Milestone).map(|text| one_line(text, 120));
    item.assignees.extend(cell(Column::Assignee).map(|text| one_line(text, 80)));
    if let Some(word) = cell(Column::Status) {
        if !set_status(&mut item, &one_line(word, 40)) {
            harvest.problem(
                format!("line {line}"),
                format!("status “{}” is not known; pending is used", one_line(word, 40)),
            );
        }
        if !item.status.is_open() {
            item.closed_date = time(Column::Closed).or(item.updated_date);
        }
    }
    estimate(harvest, &mut item, cell(Column::Priority), cell(Column::Effort), line);
    let list = |wanted: Column| {
        cell(wanted).unwrap_or_default().split([',', ';', '|']).map(str::trim).filter(|part| !part.is_empty())
    };
    item.tags = list(Column::Tags).map(|tag| one_line(tag, 60)).collect();
    item.dependencies = list(Column::Dependencies).map(own).collect();
    if let Some(text) = cell(Column::Confidence) {
        match text.parse::<f64>() {
            Ok(share) if (0.0..=1.0).contains(&share) => item.confidence_score = Some(share),
            _ => harvest.problem(
                format!("line {line}"),
                format!("a confidence of “{}” is not between 0 and 1; left out", one_line(text, 40)),
            ),
        }
    }
    harvest.items.push(item);
}

fn estimate(harvest: &mut Harvest, item: &mut WorkItem, priority: Option<&str>, effort: Option<&str>, line: u64) {
    if let Some(word) = priority {
        let level = word.parse::<u8>().ok().filter(|level| (1..=5).contains(level));
        match level.or_else(|| estimate::urgency(word)) {
            Some(urgency) => {
                item.urgency_level = urgency;
                item.because("urgency_level", format!("the table says “{}”", one_line(word, 40)));
            }
            None => harvest.problem(
                format!("line {line}"),
                format!("priority “{}” is not known; urgency 3 is used", one_line(word, 40)),
            ),
        }
    }
    if let Some(text) = effort {
        let days = text
            .parse::<f64>()
            .ok()
            .or_else(|| estimate::days(text))
            .filter(|days| *days > 0.0 && *days <= MOST_EFFORT);
        match days {
            Some(days) => {
                item.effort_estimate = days;
                item.because("effort_estimate", format!("the table says “{}”", one_line(text, 40)));
            }
            None => harvest.problem(
                format!("line {line}"),
                format!("effort “{}” is no number of days; 2 days are used", one_line(text, 40)),
            ),
        }
    }
}
