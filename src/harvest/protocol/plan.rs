//! Plans: a heading with a status that is open. What stands under it are its
//! parts, and the plan is one piece of work.

use chrono::{DateTime, Utc};

use super::item::Found;
use super::mark::{is_fact, label, mark, plain};
use super::outline::{Block, Kind};
use crate::harvest::text::{has_any_word, one_line};
use crate::harvest::timestamp::from_text;

/// A plan being read.
#[derive(Debug)]
pub(super) struct Plan {
    found: Found,
    /// The level of its heading.
    pub(super) level: usize,
    /// Whether it has task boxes; those are the work then.
    pub(super) has_boxes: bool,
}

impl Plan {
    /// A plan whose heading was `found`.
    pub(super) fn new(mut found: Found, level: usize, status: &str) -> Self {
        found.tag = "plan";
        // The heading is what the item is called, not what it stands under.
        found.path.pop();
        found.facts.push(format!("Status: {}", plain(status)));
        Self { found, level, has_boxes: false }
    }

    /// Takes a labelled fact, such as its timeline.
    pub(super) fn fact(&mut self, line: &str) {
        if let Some((name, value)) = label(line).filter(|(name, value)| is_fact(name) && !value.is_empty()) {
            let fact = format!(
                "{}{}: {}",
                name.get(..1).unwrap_or_default().to_uppercase(),
                name.get(1..).unwrap_or(&name),
                plain(value)
            );
            if self.found.facts.len() < 20
                && !self.found.facts.iter().any(|known| known.starts_with("Status: ") && fact.starts_with("Status: "))
            {
                self.found.facts.push(fact);
            }
        }
    }

    /// Takes a part.
    pub(super) fn part(&mut self, text: &str, children: &[Block]) {
        let mut part = plain(mark(text).1);
        if let Some(first) = children.first() {
            part = format!("{part} ({})", plain(&first.text));
        }
        self.found.parts.push(one_line(&part, 200));
    }

    /// Ends it; gives the work it is.
    pub(super) fn end(self) -> Option<Found> {
        (!self.has_boxes).then_some(self.found)
    }
}

/// The status that the lines under a heading state.
pub(super) fn status(paragraph: &str) -> Option<&str> {
    paragraph.lines().find_map(|line| {
        let (name, value) = label(line)?;
        matches!(name.as_str(), "status" | "current status" | "state").then_some(value)
    })
}

/// The status among the labelled facts that `blocks` begin with.
pub(super) fn listed_status(blocks: &[Block]) -> Option<&str> {
    let facts = blocks.iter().take_while(|block| {
        matches!(block.kind, Kind::Item { depth: 1, ticked: None })
            && label(&block.text).is_some_and(|(name, _)| is_fact(&name) || name == "state")
    });
    // A field's description is written small or lists what it can hold: `status: pending | done`.
    let is_stated = |block: &&Block| block.text.trim_start_matches('*').starts_with(char::is_uppercase);
    facts.filter(is_stated).find_map(|block| status(&block.text)).filter(|status| !status.contains(['|', '/', '"']))
}

/// The date that the head of a document states, or else its end.
pub(super) fn date(blocks: &[Block]) -> Option<DateTime<Utc>> {
    const ENDS: usize = 12;
    let stated = |block: &Block| {
        let lines = block.text.lines().filter(|_| block.kind != Kind::Fence);
        lines.filter_map(label).find_map(|(name, value)| day(value).filter(|_| is_date(&name)))
    };
    blocks.iter().take(ENDS).find_map(stated).or_else(|| blocks.iter().rev().take(ENDS).find_map(stated))
}

/// Whether a label says when a document was written, and not when something is due.
fn is_date(label: &str) -> bool {
    let is_written =
        matches!(label, "generated" | "created" | "last updated" | "updated" | "generated on" | "timestamp")
            || label.ends_with(" generated");
    let is_ahead = ["due", "release", "target", "launch", "start", "end", "expected", "completion"];
    is_written || has_any_word(label, &["date"]) && !has_any_word(label, &is_ahead)
}

/// The day that `value` begins with: “2025-03-01 08:00 UTC”, “2025-03-01 (Saturday)”, “March 1, 2025”.
fn day(value: &str) -> Option<DateTime<Utc>> {
    let value = value.trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | '`'));
    let first = value.split_whitespace().next().unwrap_or_default();
    let named = |value: &str| {
        let three = value.split_whitespace().take(3).collect::<Vec<_>>().join(" ");
        let day = chrono::NaiveDate::parse_from_str(&three, "%B %d, %Y").ok()?;
        Some(day.and_hms_opt(0, 0, 0)?.and_utc())
    };
    from_text(value).or_else(|| from_text(first)).map(|stamp| stamp.at).or_else(|| named(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_says_when_it_was_written() {
        for (label, value, expected) in [
            ("date", "2025-10-12 11:43 UTC", Some("2025-10-12T11:43:00Z")),
            ("date", "2025-10-12 06:43 EST", Some("2025-10-12T11:43:00Z")),
            ("last updated", "2025-10-12 (Sunday)", Some("2025-10-12T00:00:00Z")),
            ("session date", "October 12, 2025 at noon", Some("2025-10-12T00:00:00Z")),
            ("timestamp", "`2025-10-12T11:43:00Z`", Some("2025-10-12T11:43:00Z")),
            ("report generated", "2025-10-12 11:43:00", Some("2025-10-12T11:43:00Z")),
            ("due date", "2025-10-12", None),
            ("date", "some day", None),
            ("update", "2025-10-12", None),
        ] {
            let read = day(value).filter(|_| is_date(label));
            assert_eq!(read, expected.and_then(|at| at.parse().ok()), "{label}: {value}");
        }
    }
}
