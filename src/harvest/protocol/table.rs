//! Status tables: rows whose status says that something is still to be done.

use super::mark::{Mark, is_open_status, mark, plain};
use crate::harvest::text::one_line;

/// An open row.
#[derive(Debug, PartialEq)]
pub(super) struct Row {
    /// What it is about.
    pub(super) text: String,
    /// What its other cells say.
    pub(super) facts: Vec<String>,
    /// Its mark.
    pub(super) mark: Mark,
    /// What blocks it, in the table's words.
    pub(super) blocked: Option<String>,
}

/// The open rows of a table; none if it has no status column.
pub(super) fn open_rows(rows: &[Vec<String>]) -> Vec<Row> {
    let Some((header, rows)) = rows.split_first() else { return Vec::new() };
    let is_status = |name: &String| {
        let name = plain(name).to_lowercase();
        matches!(
            name.as_str(),
            "status" | "state" | "progress" | "current status" | "implementation status" | "completion"
        )
    };
    // A table that begins with the status explains statuses.
    let Some(column) = header.iter().position(is_status).filter(|column| *column > 0) else { return Vec::new() };
    let mut open = Vec::new();
    for row in rows {
        let Some(status) = row.get(column) else { continue };
        if is_open_status(&plain(status)) != Some(true) {
            continue;
        }
        let text = row.iter().enumerate().map(|(at, cell)| (at, plain(cell)));
        let mut named = text.filter(|(at, cell)| *at != column && cell.chars().any(char::is_alphabetic));
        let Some((subject, text)) = named.next() else { continue };
        if matches!(text.to_lowercase().as_str(), "total" | "totals" | "overall" | "sum") {
            continue;
        }
        let facts =
            header.iter().zip(row).enumerate().filter(|(at, (_, cell))| *at != subject && !cell.trim().is_empty());
        let facts = facts.map(|(_, (name, cell))| format!("{}: {}", plain(name), plain(cell))).collect();
        let blocked = status
            .to_lowercase()
            .contains("blocked")
            .then(|| format!("the table says “{}”", one_line(&plain(status), 80)));
        open.push(Row { text, facts, mark: mark(status).0, blocked });
    }
    open
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: &[&[&str]]) -> Vec<Vec<String>> {
        rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect()
    }

    #[test]
    fn open_rows_are_work_and_legends_are_not() {
        let rows = open_rows(&table(&[
            &["Task", "Status", "Owner"],
            &["Ship", "✅ Done", "A"],
            &["**Test**", "🚧 IN PROGRESS", "B"],
            &["Move", "BLOCKED", ""],
            &["Total", "pending", ""],
        ]));
        let seen: Vec<(&str, bool)> = rows.iter().map(|row| (row.text.as_str(), row.blocked.is_some())).collect();
        assert_eq!(seen, [("Test", false), ("Move", true)]);
        assert_eq!(open_rows(&table(&[&["Status", "Meaning"], &["pending", "not yet begun"]])), []);
        assert_eq!(open_rows(&[]), []);
    }
}
