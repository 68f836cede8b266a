//! The head of one log entry: time, level, name and message, in the orders and
//! with the brackets that loggers use.

use crate::harvest::text::clip;
use crate::harvest::timestamp::{Stamp, from_text};

/// One entry's head.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Entry<'a> {
    /// Its time, if it states one.
    pub(super) at: Option<Stamp>,
    /// Its level.
    pub(super) level: Level,
    /// The logger's name; may be empty.
    pub(super) name: &'a str,
    /// The message.
    pub(super) message: &'a str,
}

/// How bad an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    /// Critical, fatal, panic.
    Critical,
    /// An error.
    Error,
    /// A warning.
    Warning,
    /// Anything below.
    Info,
}

/// Whether `line` is the head of a log entry.
pub(in crate::harvest) fn is_entry(line: &str) -> bool {
    entry(clip(line, 1_000)).is_some()
}

/// The head of a log entry, if `line` is one.
pub(super) fn entry(line: &str) -> Option<Entry<'_>> {
    let (at, rest) = match time(line) {
        Some((at, rest)) => (Some(at), rest),
        None => (None, line),
    };
    if at.is_none() {
        return bare(line);
    }
    // The level is one of the first few words, in brackets or between dashes.
    let (mut name, mut numbered) = ("", "");
    let mut before = rest.trim_start_matches(is_joint);
    for at_word in 0..6 {
        let end = before.find(|c: char| c.is_whitespace() || c == ']' || c == '|').unwrap_or(before.len());
        let word = before.get(..end).unwrap_or_default();
        let after = before.get(end..).unwrap_or_default();
        let (word, tail, is_parted) = match word.split_once(':') {
            Some((head, tail)) if level(head.trim_matches(is_joint)).is_some() => (head, tail, true),
            _ => (word, "", after.starts_with(']') || after.trim_start().starts_with(['|', '-'])),
        };
        // “Finished without error” is a sentence: in small letters a level stands first, or for itself.
        let is_level = |word: &&str| at_word == 0 || is_parted || !word.contains(char::is_lowercase);
        if let Some(level) = Some(word.trim_matches(is_joint)).filter(is_level).and_then(level) {
            // Nothing before the message is lost: `LEVEL:name:message` goes on in the same word.
            let rest = if tail.is_empty() {
                after
            } else {
                before.get(before.len() - after.len() - tail.len()..).unwrap_or(after)
            };
            let rest = rest.trim_start_matches(is_gap);
            let (name, message) = if name.is_empty() { named(rest) } else { (name, rest) };
            let (name, message) = without_lines(name, message);
            let name = if name.is_empty() { numbered } else { name };
            return Some(Entry { at, level, name, message });
        }
        let word = word.trim_matches(is_joint);
        if !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit()) {
            // Its number changes with each start, and the problem stays the same.
            numbered = "process";
        } else if name.is_empty() {
            name = word;
        }
        before = after.trim_start_matches(is_joint);
        if before.is_empty() {
            return None;
        }
    }
    None
}

/// An entry without a time: `ERROR:name:message` or `[ERROR] message`.
fn bare(line: &str) -> Option<Entry<'_>> {
    let (word, rest) = match line.strip_prefix('[') {
        Some(inner) => inner.split_once(']')?,
        None => line.split_once(':')?,
    };
    let level = level(word.trim())?;
    let (name, message) = named(rest.trim_start_matches(is_gap));
    Some(Entry { at: None, level, name, message })
}

/// Without the line of code in `name:24` and the function in `function - message`.
fn without_lines<'a>(name: &'a str, message: &'a str) -> (&'a str, &'a str) {
    let is_line = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    let name = name.rsplit_once(':').filter(|(_, line)| is_line(line)).map_or(name, |(name, _)| name);
    let is_function =
        |text: &str| !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | ':'));
    match message.split_once(" - ") {
        Some((function, rest)) if is_function(function) && rest.contains(' ') => match function.rsplit_once(':') {
            // The logger's name stands after the level.
            Some((logger, line)) if name.is_empty() && is_line(line) => without_function(logger, rest),
            _ if name.is_empty() => (function, rest),
            _ => (name, rest),
        },
        _ => (name, message),
    }
}

fn without_function<'a>(name: &'a str, message: &'a str) -> (&'a str, &'a str) {
    match message.split_once(" - ") {
        Some((function, rest)) if !function.contains(char::is_whitespace) && rest.contains(' ') => (name, rest),
        _ => (name, message),
    }
}

/// The logger's name and the message in `[name] message`, `name: message` or `name:message`.
fn named(text: &str) -> (&str, &str) {
    bracketed(text).unwrap_or_else(|| before_colon(text))
}

/// `[name] message`, or `[thread] name: message`.
fn bracketed(text: &str) -> Option<(&str, &str)> {
    let (word, rest) = text.strip_prefix('[')?.split_once(']')?;
    let rest = rest.trim_start_matches(is_gap);
    let (behind, message) = before_colon(rest);
    let (behind, message) = without_lines(behind, message);
    if behind.contains('.') && !word.contains('.') && !word.contains(char::is_whitespace) {
        return Some((behind, message));
    }
    (is_name(word) && !rest.is_empty()).then_some((word, rest))
}

/// Whether a word in brackets names a part of the program. A number, a thread or
/// a request differs from run to run.
fn is_name(word: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':' | '/' | '$');
    word.starts_with(char::is_alphabetic)
        && word.len() <= 80
        && word.chars().all(is_part)
        && (word.contains('.') || !word.contains(|c: char| c.is_ascii_digit()))
}

/// `name: message` or `name:message`, where the name is one word.
fn before_colon(text: &str) -> (&str, &str) {
    match text.split_once(':') {
        Some((name, message))
            if !name.is_empty()
                && name.len() <= 80
                && !name.contains(char::is_whitespace)
                && !name.starts_with(['[', '('])
                && !message.starts_with("//") =>
        {
            (name, message.trim_start())
        }
        _ => ("", text),
    }
}

/// What parts the words of an entry's head.
fn is_joint(c: char) -> bool {
    is_gap(c) || matches!(c, '[' | '(')
}

/// What stands before a message; a bracket that opens there belongs to it.
fn is_gap(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '|' | ']' | ')' | ':' | ',')
}

fn level(word: &str) -> Option<Level> {
    Some(match word {
        "CRITICAL" | "FATAL" | "SEVERE" | "EMERGENCY" | "PANIC" | "fatal" | "critical" | "Fatal" | "Critical" => {
            Level::Critical
        }
        "ERROR" | "ERR" | "Error" | "error" => Level::Error,
        "WARNING" | "WARN" | "Warning" | "warning" | "warn" => Level::Warning,
        "INFO" | "DEBUG" | "TRACE" | "NOTICE" | "VERBOSE" | "Info" | "info" | "debug" => Level::Info,
        _ => return None,
    })
}

/// The time that a line begins with, and what follows it.
fn time(line: &str) -> Option<(Stamp, &str)> {
    let text = line.trim_start_matches(['[', '(']);
    if !text.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, '-' | ':' | '.' | ',' | '+' | '/' | 'T' | 'Z');
    let first = text.find(|c: char| !is_part(c)).unwrap_or(text.len());
    let date = text.get(..first)?;
    // The day and the hour may stand apart.
    let second =
        text.get(first..)?.strip_prefix(' ').map(|rest| rest.find(|c: char| !is_part(c)).unwrap_or(rest.len()));
    let both = second.and_then(|length| with_zone(text, first + 1 + length));
    both.or_else(|| if date.len() < 10 { None } else { with_zone(text, first) })
}

/// The time in the first `end` bytes of `text`, in the zone that stands behind it, and what follows.
fn with_zone(text: &str, end: usize) -> Option<(Stamp, &str)> {
    let (stated, rest) = text.split_at_checked(end)?;
    let stated = stated.trim_end_matches([',', ':', '-', '.']).replace('/', "-");
    let zoned = zone(rest).and_then(|(zone, rest)| Some((from_text(&(stated.clone() + zone))?, rest)));
    zoned.or_else(|| Some((from_text(&stated)?, rest)))
}

/// The zone that `text` begins with, and what follows it.
fn zone(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start_matches(' ');
    let end = text.find(|c: char| c.is_whitespace() || matches!(c, ']' | ')' | '|')).unwrap_or(text.len());
    let (word, rest) = text.split_at_checked(end)?;
    let is_offset = || {
        word.strip_prefix(['+', '-']).is_some_and(|offset| {
            matches!(offset.len(), 4 | 5) && offset.replace(':', "").bytes().filter(u8::is_ascii_digit).count() == 4
        })
    };
    match word {
        "UTC" | "GMT" | "Z" => Some(("Z", rest)),
        _ => is_offset().then_some((word, rest)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_of_every_logger_are_read() {
        for (line, expected) in [
            (
                "2025-11-02 07:52:20,167 - tools.executor - ERROR - Docker not found",
                Some((Level::Error, "tools.executor", "Docker not found")),
            ),
            (
                "2025-08-06T02:18:03.263Z [ERROR] websocket: connection refused",
                Some((Level::Error, "websocket", "connection refused")),
            ),
            ("ERROR:root:it broke", Some((Level::Error, "root", "it broke"))),
            ("2025-08-06 02:18:03 CRITICAL core: out of memory", Some((Level::Critical, "core", "out of memory"))),
            ("[2025-08-06 02:18:03] WARNING in app: slow", Some((Level::Warning, "", "in app: slow"))),
            ("2025/08/06 02:18:03 ERROR:db:gone", Some((Level::Error, "db", "gone"))),
            ("[ERROR] no such file", Some((Level::Error, "", "no such file"))),
            ("2025-08-06T02:18:03 | INFO | web | started", Some((Level::Info, "", "web | started"))),
            (
                "2025-08-06 02:18:03 - root:24 - ERROR - main - it broke twice",
                Some((Level::Error, "root", "it broke twice")),
            ),
            ("2025-08-06 02:18:03 +0200 - core.bus - ERROR - gone", Some((Level::Error, "core.bus", "gone"))),
            ("[2025-08-06 02:18:03 +0000] [17] [ERROR] Worker died", Some((Level::Error, "process", "Worker died"))),
            ("2025-08-06 02:18:03.1 UTC [17] FATAL:  no role", Some((Level::Critical, "process", "no role"))),
            ("[2025-08-06T02:18:03 UTC] [ERROR] core.bus: gone", Some((Level::Error, "core.bus", "gone"))),
            ("2025-08-06 02:18:03 -12 core.bus ERROR gone", Some((Level::Error, "core.bus", "gone"))),
            ("2025-08-06T02:18:03Z ERROR [core.mast] Mast broke", Some((Level::Error, "core.mast", "Mast broke"))),
            ("ERROR: [core.mast]: Mast broke", Some((Level::Error, "core.mast", "Mast broke"))),
            ("[ERROR] [auth] Error: no key", Some((Level::Error, "auth", "Error: no key"))),
            ("[ERROR] [Errno 2] No such file", Some((Level::Error, "", "[Errno 2] No such file"))),
            ("[ERROR] [SSL: NO_CERT] no certificate", Some((Level::Error, "", "[SSL: NO_CERT] no certificate"))),
            ("2025-08-06 02:18:03 ERROR [main] c.x.Relay - It broke", Some((Level::Error, "c.x.Relay", "It broke"))),
            ("2025-08-06 02:18:03 ERROR [pool-1] It broke", Some((Level::Error, "", "[pool-1] It broke"))),
            ("2025-08-06 02:18:03 - a.b - ERROR - [x] broke", Some((Level::Error, "a.b", "[x] broke"))),
            ("2025-08-06 02:18:03 error the mast broke", Some((Level::Error, "", "the mast broke"))),
            ("2025-08-06 02:18:03 mast error: it broke", Some((Level::Error, "mast", "it broke"))),
            ("2025-08-06 02:18:03 - mast - error - it broke", Some((Level::Error, "mast", "it broke"))),
            ("2025-08-06 02:18:03 [mast] [error] it broke", Some((Level::Error, "mast", "it broke"))),
            ("2025-08-06 02:18:03 Finished without error in 3 s", None),
            ("2025-08-06 02:18:03 Checked the critical path, all fine", None),
            ("2025-08-06 02:18:03 No fatal problems", None),
            ("2025-08-06 02:18:03 - engine - Query finished: 0 error rows", None),
            ("- a list item", None),
            ("# ERROR handling", None),
            ("Error handling: see below", None),
            ("2025-08-06 we met", None),
        ] {
            let found = entry(line).map(|entry| (entry.level, entry.name, entry.message));
            assert_eq!(found, expected, "{line}");
        }
    }
}
