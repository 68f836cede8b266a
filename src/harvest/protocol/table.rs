//! Status tables: rows whose status says that something is still to be done.

use rustc_hash::FxHashSet;

use super::leaf::is_aside;
use super::mark::{Mark, is_open_status, mark, plain};
use crate::harvest::text::{has_any_word, one_line};

/// An open row.
#[derive(Debug, PartialEq)]
pub(super) struct Row {
    /// Its place in the table; the header has none.
    pub(super) at: usize,
    /// What it is about.
    pub(super) text: String,
    /// What its other cells say.
    pub(super) facts: Vec<String>,
    /// Its mark.
    pub(super) mark: Mark,
    /// What blocks it, in the table's words.
    pub(super) blocked: Option<String>,
}

/// Whether a table has a status column.
pub(super) fn has_status(rows: &[Vec<String>]) -> bool {
    rows.first().is_some_and(|header| header.iter().any(|name| is_status(name)))
}

fn is_status(name: &str) -> bool {
    matches!(
        plain(name).to_lowercase().as_str(),
        "status" | "state" | "progress" | "current status" | "implementation status" | "completion"
    )
}

/// What the cells of a row but its `subject` say.
fn facts(header: &[String], row: &[String], subject: usize) -> Vec<String> {
    let cells = header.iter().zip(row).enumerate();
    let cells = cells.filter(|(at, (_, cell))| *at != subject && !cell.trim().is_empty());
    cells.map(|(_, (name, cell))| format!("{}: {}", plain(name), plain(cell))).collect()
}

/// Columns that say what is to be done, the clearest first.
const TASKS: [&str; 20] = [
    "action",
    "action item",
    "action items",
    "recommended action",
    "required action",
    "task",
    "tasks",
    "next step",
    "step",
    "to do",
    "todo",
    "work item",
    "recommendation",
    "feature",
    "enhancement",
    "improvement",
    "deliverable",
    "work",
    "item",
    "what",
];

/// Columns that say what is missing.
const GAPS: [&str; 4] = ["gap", "missing", "what is missing", "issue"];

/// Words in the names of columns that tell more about a task.
const FACTS: [&str; 38] = [
    "owner",
    "owners",
    "assignee",
    "assigned",
    "who",
    "due",
    "deadline",
    "when",
    "date",
    "eta",
    "priority",
    "severity",
    "urgency",
    "effort",
    "estimate",
    "estimated",
    "time",
    "timeline",
    "duration",
    "component",
    "module",
    "area",
    "file",
    "files",
    "location",
    "impact",
    "risk",
    "reason",
    "rationale",
    "note",
    "notes",
    "description",
    "details",
    "id",
    "no",
    "phase",
    "week",
    "category",
];

/// The rows of a table that lists work, the finished ones too; `None` where a
/// column says something else, as in a comparison.
pub(super) fn task_rows(rows: &[Vec<String>]) -> Option<Vec<Row>> {
    let (header, rows) = rows.split_first()?;
    let names: Vec<String> = header.iter().map(|name| plain(name).to_lowercase()).collect();
    let is_known = |name: &String| {
        let is_other = has_any_word(name, &["before", "after", "old", "new", "current", "actual", "vs"]);
        let is_number = !name.chars().any(char::is_alphanumeric);
        is_number || !is_other && [&TASKS[..], &GAPS, &FACTS].iter().any(|words| has_any_word(name, words))
    };
    if !names.iter().all(is_known) {
        return None;
    }
    let find = |words: &[&str]| words.iter().find_map(|word| names.iter().position(|name| name == word));
    let column = find(&TASKS).or_else(|| find(&GAPS))?;
    let is_gap = find(&TASKS).is_none();
    let task = |(at, row): (usize, &Vec<String>)| {
        let (cell_mark, cell) = mark(row.get(column)?);
        let text = plain(cell);
        // A gap alone does not say what has it.
        let has_it = row.iter().take(column).map(|cell| plain(cell)).find(|cell| cell.chars().any(char::is_alphabetic));
        let is_done = row.iter().any(|cell| mark(cell).0 == Mark::Done);
        Some(Row {
            at,
            text: has_it.filter(|_| is_gap).map_or(text.clone(), |subject| format!("{subject}: {text}")),
            facts: facts(header, row, column),
            mark: if is_done { Mark::Done } else { cell_mark },
            blocked: None,
        })
        .filter(|_| !is_aside(&text))
    };
    Some(rows.iter().enumerate().filter_map(task).collect())
}

/// Whether the cells of a column name groups: one stands in several rows.
fn is_group(rows: &[Vec<String>], column: usize) -> bool {
    let mut seen = FxHashSet::default();
    !rows.iter().filter_map(|row| row.get(column)).all(|cell| seen.insert(plain(cell)))
}

/// The rows of a table that are open or done; none if it has no status column.
pub(super) fn status_rows(rows: &[Vec<String>]) -> Vec<Row> {
    let Some((header, rows)) = rows.split_first() else { return Vec::new() };
    // A table that begins with the status explains statuses.
    let Some(column) = header.iter().position(|name| is_status(name)).filter(|column| *column > 0) else {
        return Vec::new();
    };
    let groups: Vec<bool> = (0..header.len()).map(|column| is_group(rows, column)).collect();
    let mut told = Vec::new();
    for (place, row) in rows.iter().enumerate() {
        let Some(status) = row.get(column) else { continue };
        let Some(is_open) = is_open_status(&plain(status)) else { continue };
        let text = row.iter().enumerate().map(|(at, cell)| (at, plain(cell)));
        let mut named = text.filter(|(at, cell)| *at != column && cell.chars().any(char::is_alphabetic));
        let Some((mut subject, mut text)) = named.next() else { continue };
        if groups.get(subject) == Some(&true)
            && let Some((next, name)) = named.next()
        {
            (subject, text) = (next, format!("{text}: {name}"));
        }
        if matches!(text.to_lowercase().as_str(), "total" | "totals" | "overall" | "sum") {
            continue;
        }
        let facts = facts(header, row, subject);
        let blocked = status
            .to_lowercase()
            .contains("blocked")
            .then(|| format!("the table says “{}”", one_line(&plain(status), 80)));
        let mark = if is_open { mark(status).0 } else { Mark::Done };
        told.push(Row { at: place, text, facts, mark, blocked });
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: &[&[&str]]) -> Vec<Vec<String>> {
        rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect()
    }

    #[test]
    fn task_rows_are_work_and_comparisons_are_not() {
        let texts = |rows: &[&[&str]]| {
            task_rows(&table(rows))
                .map(|rows| rows.into_iter().map(|row| (row.text, row.facts.len())).collect::<Vec<_>>())
        };
        let row = |text: &str, facts| (text.to_owned(), facts);
        assert_eq!(
            texts(&[&["Action", "Owner", "Due Date"], &["**Add** retries", "Mira", ""], &["n/a", "", ""]]),
            Some(vec![row("Add retries", 1)])
        );
        assert_eq!(
            texts(&[&["Component", "Gap", "Severity"], &["Bus", "No retries", "High"]]),
            Some(vec![row("Bus: No retries", 2)])
        );
        assert_eq!(texts(&[&["Feature", "Us", "Them"], &["Retries", "❌", "✅"]]), None);
        assert_eq!(texts(&[&["Item", "Before", "After"], &["Retries", "no", "yes"]]), None);
        assert_eq!(texts(&[&["Component", "Owner"], &["Bus", "Mira"]]), None);
    }

    #[test]
    fn rows_tell_what_is_open_and_done_and_legends_do_not() {
        let rows = status_rows(&table(&[
            &["Task", "Status", "Owner"],
            &["Ship", "✅ Done", "A"],
            &["**Test**", "🚧 IN PROGRESS", "B"],
            &["Move", "BLOCKED", ""],
            &["Total", "pending", ""],
        ]));
        let seen: Vec<_> = rows.iter().map(|row| (row.text.as_str(), row.mark, row.blocked.is_some())).collect();
        let expected = [("Ship", Mark::Done, false), ("Test", Mark::UnderWay, false), ("Move", Mark::None, true)];
        assert_eq!(seen, expected);
        assert_eq!(status_rows(&table(&[&["Status", "Meaning"], &["pending", "not yet begun"]])), []);
        assert_eq!(status_rows(&[]), []);
    }
}
