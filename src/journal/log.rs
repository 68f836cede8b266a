//! The journal as text: JSON Lines, a header first, then one entry per command.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::event::Event;
use crate::by_name;
use crate::words::why;

/// The header's `format`.
pub const JOURNAL_FORMAT: &str = "autonomous_orchestrator.journal";
/// The newest version this engine reads and the one it writes.
pub const JOURNAL_VERSION: u32 = 1;

/// What one command came to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LogEntry {
    /// Its number, from 1, without gaps.
    pub seq: u64,
    /// When.
    pub at: DateTime<Utc>,
    /// The command, in words.
    pub command: String,
    /// What happened.
    pub events: Vec<Event>,
}

#[derive(Serialize, Deserialize)]
struct Header {
    format: String,
    version: u32,
}

/// A journal that cannot be read at all.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum JournalError {
    /// The first line is not a journal's.
    #[error("line 1: this is not a journal; its first line should name the format \"{JOURNAL_FORMAT}\"")]
    NotAJournal,
    /// A newer engine wrote it.
    #[error(
        "line 1: this journal has version {0}, and this page reads up to {JOURNAL_VERSION}; reload to get the newest page, then try again"
    )]
    Newer(u32),
}

/// A line that cannot be read. The entries before it stand; those after it may
/// rest on it and are left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogProblem {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub message: String,
    /// How many further lines were left out.
    pub left_out: usize,
}

/// Writes entries with a header.
#[must_use]
pub fn write_journal<'a>(entries: impl IntoIterator<Item = &'a LogEntry>) -> String {
    let mut text = format!("{{\"format\":\"{JOURNAL_FORMAT}\",\"version\":{JOURNAL_VERSION}}}\n");
    for entry in entries {
        // Every number in an event is finite, so writing cannot fail.
        text.push_str(&serde_json::to_string(entry).unwrap_or_default());
        text.push('\n');
    }
    text
}

/// Reads the entry that has the number `expected`.
///
/// # Errors
/// Why `text` is not that entry.
pub fn read_entry(text: &str, expected: u64) -> Result<LogEntry, String> {
    match by_name::from_str::<LogEntry>(text) {
        Ok(entry) if entry.seq == expected => Ok(entry),
        Ok(entry) => Err(format!("entry {} stands where entry {expected} should", entry.seq)),
        Err(error) if error.is_data() => Err("it is JSON, but no entry of a journal of this version".to_owned()),
        Err(error) => Err(why(&error)),
    }
}

/// Reads a journal: all entries up to the first line that cannot be read, and
/// that line's problem.
///
/// # Errors
/// When it is no journal, or a newer one.
pub fn read_journal(text: &str) -> Result<(Vec<LogEntry>, Option<LogProblem>), JournalError> {
    // Some editors put a byte-order mark first.
    let text = text.trim_start_matches('\u{feff}');
    let mut lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let header: Header =
        lines.next().and_then(|(_, line)| by_name::from_str(line).ok()).ok_or(JournalError::NotAJournal)?;
    if header.format != JOURNAL_FORMAT {
        return Err(JournalError::NotAJournal);
    }
    if header.version > JOURNAL_VERSION {
        return Err(JournalError::Newer(header.version));
    }
    let mut entries: Vec<LogEntry> = Vec::new();
    while let Some((at, line)) = lines.next() {
        let expected = entries.last().map_or(1, |entry| entry.seq + 1);
        match read_entry(line, expected) {
            Ok(entry) => entries.push(entry),
            Err(message) => {
                let problem = LogProblem { line: at + 1, message, left_out: lines.count() };
                return Ok((entries, Some(problem)));
            }
        }
    }
    Ok((entries, None))
}
