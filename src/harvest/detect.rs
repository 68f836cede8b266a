//! What a file is, told by its content and never by its name.

use serde::de::IgnoredAny;
use serde_json::Value;

use super::iar::is_entry;
use super::json_text::unwrapped;
use super::neighbours::separator;
use super::protocol;
use super::text::without_escapes;
use crate::journal::JOURNAL_FORMAT;

/// So many lines are looked at.
const HEAD_LINES: usize = 80;
/// A file shows what it is within so many bytes, if it has two lines in them.
pub(super) const HEAD_BYTES: usize = 64 << 10;

/// The form of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// One JSON record per line.
    JsonLines,
    /// One JSON document.
    Json,
    /// A table, and its separator.
    Table(u8),
    /// A text log.
    TextLog,
    /// A Markdown document.
    Markdown,
    /// The journal of an orchestrator.
    Journal,
    /// Nothing but white space.
    Empty,
    /// No text.
    Binary,
    /// Text of no kind that is known.
    Unknown,
}

/// The form of a file that begins with `head`, and why it was taken for that.
/// While more is to come, `None` says that it cannot be told yet.
pub(super) fn form(head: &str, is_whole: bool) -> Option<(Form, String)> {
    let text = without_escapes(head);
    let mut lines: Vec<&str> = text.lines().collect();
    if !is_whole && !text.ends_with('\n') {
        lines.pop();
    }
    let lines: Vec<&str> = lines
        .into_iter()
        .map(|line| line.trim_start_matches('\u{feff}'))
        .filter(|line| !line.trim().is_empty())
        .take(HEAD_LINES)
        .collect();
    if !is_whole && (lines.len() < 2 || lines.len() < HEAD_LINES && head.len() < HEAD_BYTES) {
        return None;
    }
    let found = tell(&text, &lines);
    if !is_whole && matches!(found.0, Form::Unknown | Form::Empty) {
        return None;
    }
    Some(found)
}

fn tell(head: &str, lines: &[&str]) -> (Form, String) {
    let Some(first) = lines.first().map(|line| line.trim_start()) else {
        let form = if head.trim().is_empty() { Form::Empty } else { Form::Unknown };
        return (form, String::new());
    };
    if is_journal(first) {
        return (Form::Journal, "its first line says so".to_owned());
    }
    let sample = lines.get(..lines.len().min(20)).unwrap_or(lines);
    // A line of a document may look like a record with a comma behind it.
    let is_list = is_record(first);
    let is_record = |line: &&str| (is_list || !line.trim_end().ends_with(',')) && is_record(line);
    // A program may say this and that before it begins to log.
    for sample in [sample, lines] {
        let records = sample.iter().filter(|line| is_record(line)).count();
        if lines.len() > 1 && records > 0 && records * 3 >= sample.len() {
            return (Form::JsonLines, format!("{records} of its first {} lines are JSON records", sample.len()));
        }
    }
    let records = sample.iter().filter(|line| is_record(line)).count();
    if looks_binary(head) {
        return (Form::Binary, String::new());
    }
    let begun = sample.iter().filter(|line| begins_record(line)).count();
    if begun > 1 && begun * 2 > sample.len() {
        // Each is cut or broken; a document would go on from line to line.
        return (Form::JsonLines, format!("{begun} of its first {} lines begin as JSON records", sample.len()));
    }
    let outside = outside_fences(lines);
    let entries = outside.iter().filter(|line| is_entry(line)).count();
    let logged = (Form::TextLog, format!("{entries} of its first {} lines are log entries", outside.len()));
    if lines.len() > 1 && entries * 2 > lines.len() {
        // Whatever its program printed before it began to log.
        return logged;
    }
    let second = lines.get(1).map(|line| line.trim_start()).unwrap_or_default();
    if opens_json(first, second) {
        return (Form::Json, format!("it begins with “{}”", first.chars().next().unwrap_or('{')));
    }
    if let Some(separator) = separator(lines) {
        return (Form::Table(separator), "its header names the columns of a table".to_owned());
    }
    let is_indented = lines.iter().all(|line| line.starts_with("    "));
    // A shell that tells what it runs writes `+ cd ship`, and `++ pwd` for what that runs.
    let is_traced = outside.iter().any(|line| line.starts_with("++ "));
    let outside: Vec<&str> = outside.into_iter().filter(|line| !(is_traced && line.starts_with('+'))).collect();
    let marks =
        outside.iter().filter(|line| protocol::is_mark(if is_indented { line.trim_start() } else { line })).count();
    if entries > 0 && entries >= marks {
        return logged;
    }
    let is_session = |line: &&str| {
        let line = line.to_lowercase();
        line.contains("logging session") || line.contains("log session")
    };
    if entries == 0 && lines.iter().take(5).any(is_session) {
        return (Form::TextLog, "it announces a logging session".to_owned());
    }
    if marks > 0 {
        return (Form::Markdown, "it has headings, lists or task boxes".to_owned());
    }
    if lines.iter().any(|line| line.starts_with("TASK: ") || line.starts_with("Traceback (most recent call last)")) {
        return (Form::TextLog, "it holds the output of a running engine".to_owned());
    }
    if lines.iter().any(|line| line.trim_start().starts_with("```")) {
        return (Form::Markdown, "it has text in a fence".to_owned());
    }
    if records > 0 {
        return (Form::JsonLines, format!("{records} of its first {} lines are JSON records", sample.len()));
    }
    (Form::Unknown, String::new())
}

/// Whether a line begins as a record and does not go on in the next one.
fn begins_record(line: &str) -> bool {
    (line.starts_with("{\"") || line.starts_with("{'")) && !line.trim_end().ends_with([',', '[', '{', ':'])
}

/// Whether a text that begins with `line` is a journal.
fn is_journal(line: &str) -> bool {
    line.contains(JOURNAL_FORMAT)
        && serde_json::from_str::<Value>(line).is_ok_and(|header| header.get("format") == Some(&JOURNAL_FORMAT.into()))
}

/// Whether a line is a record of its own: JSON, or a dictionary as Python prints it.
fn is_record(line: &str) -> bool {
    let line = unwrapped(line);
    line.starts_with("{\"") && serde_json::from_str::<IgnoredAny>(line).is_ok()
        || line.starts_with("{'") && line.ends_with('}')
}

/// Whether a text that begins so is one JSON document.
fn opens_json(first: &str, second: &str) -> bool {
    let mut letters = first.chars();
    let (Some(open), rest) = (letters.next(), letters.as_str().trim_start()) else { return false };
    let next = rest.chars().next().or_else(|| second.chars().next());
    match open {
        '{' => next.is_none_or(|c| matches!(c, '"' | '\'' | '}' | '/' | '#' | '\\')),
        '[' => {
            next.is_none_or(|c| {
                matches!(c, '{' | '[' | '"' | '\'' | ']' | '/' | '-')
                    || c.is_ascii_digit()
                    || rest.starts_with("null")
                    || rest.starts_with("true")
            }) && !is_entry(first)
                && !rest.starts_with("] ")
        }
        '"' => rest.starts_with("{\\\"") || rest.starts_with("[{\\\""),
        _ => false,
    }
}

fn outside_fences<'a>(lines: &[&'a str]) -> Vec<&'a str> {
    let mut is_inside = false;
    let mut outside = Vec::new();
    for line in lines {
        if line.trim_start().starts_with("```") {
            is_inside = !is_inside;
        } else if !is_inside {
            outside.push(*line);
        }
    }
    outside
}

/// Whether a text is full of what no text has.
fn looks_binary(head: &str) -> bool {
    let mut strange = 0;
    let mut all = 0_usize;
    // A file whose writing was cut short may end with empty space.
    for letter in head.trim_end_matches('\0').chars().take(4_000) {
        all += 1;
        if letter.is_control() && !matches!(letter, '\n' | '\r' | '\t' | '\u{c}') || letter == '\u{fffd}' {
            strange += 1;
        }
    }
    strange * 10 > all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_is_told_by_the_content() {
        for (text, expected) in [
            ("", Form::Empty),
            (" \n\t\n", Form::Empty),
            ("\0\u{1}\u{2}PK\u{3}\u{4}", Form::Binary),
            ("{\"a\": 1}\n{\"b\": 2}\n", Form::JsonLines),
            (
                "- a\n- b\n- c\n- d\n- e\n- f\n- g\n- h\n- i\n- j\n- k\n- l\n- m\n- n\n- o\n- p\n- q\n- r\n- s\n- t\n{\"a\": 1}\n{\"a\": 2}\n{\"a\": 3}\n{\"a\": 4}\n{\"a\": 5}\n{\"a\": 6}\n{\"a\": 7}\n{\"a\": 8}\n{\"a\": 9}\n{\"a\": 10}\n",
                Form::JsonLines,
            ),
            ("{\"a\": 1}\0\0\0\0\0\0\0\0\0\0\0", Form::Json),
            ("00{broken\n{\"a\": 1}\n{\"b\": 2}\n``\n", Form::JsonLines),
            ("{'a': 1}\n{'b': None}\n", Form::JsonLines),
            ("data: {\"a\": 1}\n\ndata: {\"b\": 2}\n", Form::JsonLines),
            ("1: {\"a\": 1}\n2: {\"b\": 2}\n", Form::JsonLines),
            ("\u{1e}{\"a\": 1}\n\u{1e}{\"b\": 2}\n", Form::JsonLines),
            ("\0\0{\"a\": 1}\n\0{\"b\": 2}\n", Form::JsonLines),
            ("[{\"a\": 1}]\n[{\"b\": 2}]\n", Form::Json),
            ("{\"a\": 1, \"b\": \"c\n{\"a\": 2, \"b\n{\"a\": 3\n", Form::JsonLines),
            ("{\"a\": [\n{\"b\": 1},\n{\"b\": 2}\n]}", Form::Json),
            ("{\"a\":\n{\"b\": 1}}", Form::Json),
            ("{\"a\": 1}", Form::Json),
            ("{\"format\":\"autonomous_orchestrator.journal\",\"version\":1}\n{\"seq\":1}\n", Form::Journal),
            ("{ \"version\": 2, \"format\": \"autonomous_orchestrator.journal\" }", Form::Journal),
            ("{\"a\": \"autonomous_orchestrator.journal\"}\n{\"b\": 2}\n", Form::JsonLines),
            ("{\n  \"a\": [\n    {\"b\": 1}\n  ]\n}", Form::Json),
            ("[\n{\"a\":1},\n{\"b\":2}\n]", Form::Json),
            ("{\"cut\": [1, ", Form::Json),
            ("{\"a\": 1},\n{\"b\": 2},\n", Form::JsonLines),
            ("Here it is:\n```json\n{\"a\": 1}\n```\n", Form::Markdown),
            ("id,title,status\n1,Do it,open\n", Form::Table(b',')),
            ("Title;Priority\nDo it;high\n", Form::Table(b';')),
            ("sep=;\nTitle;Status\nMend net;Open\n", Form::Table(b';')),
            ("\"SEP=,\"\r\nTitle,Status\r\nMend net,Open\r\n", Form::Table(b',')),
            ("sep=\t\nTitle\tStatus\n", Form::Table(b'\t')),
            ("sep=;\nName;Age\nBob;3\n", Form::Unknown),
            ("Title|Status|Priority\nMend net|Open|High\n", Form::Table(b'|')),
            ("# Plan\n\nTitle | Status\n--- | ---\nMend net | Open\n", Form::Markdown),
            ("Title | Status\n--- | ---\nMend net | Open\n\n- [ ] do it\n", Form::Markdown),
            ("issue_id,name\n1,Do it\n", Form::Table(b',')),
            ("description,assignee\nDo it,Bob\n", Form::Table(b',')),
            ("name,due date,type\nDo it,2025-01-01,chore\n", Form::Table(b',')),
            ("number,title,state\n1,Do it,open\n", Form::Table(b',')),
            ("name,type,url\nBob,person,https://x\n", Form::Unknown),
            ("name,date,amount\nBread,2025-01-01,3\n", Form::Unknown),
            ("subject,description,confidence\nOwl,a bird,0.9\n", Form::Unknown),
            ("name,confidence,age\nBob,0.2,3\n", Form::Unknown),
            ("name,city,state\nBob,Austin,TX\n", Form::Unknown),
            ("task,owner\nMend the pump,Kit\n", Form::Table(b',')),
            ("todo;date\nMend the pump;2026-01-02\n", Form::Table(b';')),
            ("id,name,category\n1,Bread,food\n", Form::Unknown),
            ("title,url,tags\nOwls,https://x,bird\n", Form::Unknown),
            ("[2025-01-02 03:04:05] ERROR x: y\n", Form::TextLog),
            ("2025-01-02 03:04:05,1 - a - \u{1b}[31mERROR\u{1b}[0m - b\n", Form::TextLog),
            ("+ cd ship\n++ pwd\n+ sail\n2025-01-02 03:04:05,1 - a - ERROR - b\nTerminated\n", Form::TextLog),
            ("+ mend the sail\n+ tar the hull\n", Form::Markdown),
            (
                "{\"event\":\"up\"}\n2025-01-02 03:04:05,1 - a - ERROR - b\n2025-01-02 03:04:05,1 - a - ERROR - c\n2025-01-02 03:04:05,1 - a - ERROR - d\n",
                Form::TextLog,
            ),
            ("===\n🚀 STARTUP Logging Session Started\n📅 Session Start Time: noon\n===\n", Form::TextLog),
            ("banner\n2025-01-02 03:04:05,1 - a - INFO - b\nmore\n", Form::TextLog),
            ("# Title\n\n- [ ] do it\n", Form::Markdown),
            ("    # Title\n\n    - [ ] do it\n", Form::Markdown),
            ("- one\n- two\n", Form::Markdown),
            ("[link](x) and\nmore", Form::Unknown),
            ("Dear all, nothing here.", Form::Unknown),
        ] {
            assert_eq!(form(text, true).map(|(form, _)| form), Some(expected), "{text}");
        }
    }
}
