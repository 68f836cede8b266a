//! Protocol documents: Markdown in which people and agents wrote down what is
//! still to be done.
//!
//! [`outline`] lays the document out, [`heading`] and [`mark`] know what
//! headings and marks say, [`reader`] judges, [`item`] makes the work items.

mod heading;
mod item;
mod leaf;
mod list_item;
mod mark;
mod outline;
mod plan;
mod reader;
mod table;

use chrono::{DateTime, Utc};

use self::outline::{Block, Kind, outline};
use super::iar::{Reading, fenced};
use super::{Harvest, neighbours};
use crate::harvest::text::clip;
use crate::work_item::SourceKind;

/// Whether a line shows that its text is Markdown with some structure.
pub(super) fn is_mark(line: &str) -> bool {
    let text = line.trim_start();
    let hashes = text.len() - text.trim_start_matches('#').len();
    let is_heading = (1..=6).contains(&hashes)
        && text.get(hashes..).is_some_and(|rest| rest.starts_with(' '))
        && text.len() == line.len();
    let is_list = ["- ", "* ", "+ ", "1. ", "2. ", "1) "].iter().any(|mark| text.starts_with(mark));
    let is_todo = ["TODO", "FIXME"].iter().any(|word| text.starts_with(word));
    is_heading
        || is_list
        || is_todo
        || text.starts_with("**")
        || text.starts_with("|--")
        || text.starts_with("| -")
        || text.starts_with("```")
}

/// Reads a document.
pub(super) fn read(name: &str, text: &str, because: &str, threshold: f64, now: DateTime<Utc>) -> Harvest {
    let dedented = dedent(text);
    let text = dedented.as_deref().unwrap_or(text);
    let shortened = without_long_lines(text);
    let text = shortened.as_deref().unwrap_or(text);
    let renumbered = lists_of_labels(text);
    let text = renumbered.as_deref().unwrap_or(text);
    let blocks = outline(text);
    let is_chat = is_chat(text, &blocks);
    let detected = if is_chat {
        format!("a chat export in Markdown: {because}, and people take turns in it")
    } else {
        format!("a protocol document in Markdown: {because}")
    };
    let mut harvest = Harvest::new(name, SourceKind::Protocol, detected);
    if shortened.is_some() {
        harvest.skip("ends of very long lines", "of a line the first 64 KiB are read");
    }
    let records = |block: &Block| match &block.kind {
        Kind::Item { .. } => 1,
        Kind::Table(rows) => rows.len().saturating_sub(1),
        _ => 0,
    };
    harvest.read = blocks.iter().map(records).sum();
    if let Some((line, what)) = never_closed(text, &blocks) {
        let message = format!("{what} begins here and is never closed; what follows was not read as lists of work");
        harvest.problem(format!("line {line}"), message);
    }
    if is_chat {
        let lists = blocks.iter().filter(|block| matches!(block.kind, Kind::Item { .. })).count();
        for _ in 0..lists {
            harvest
                .skip("advice in a chat", "what was said in a conversation was acted on in it, or not meant as a plan");
        }
    } else {
        reader::read(&mut harvest, &blocks, now);
    }
    let mut reflections = Reading::new(name, threshold);
    reflections.is_chat = is_chat;
    fences(&blocks, is_chat, &mut reflections);
    if is_chat {
        fenced::read_lines(text, &mut reflections);
    }
    if !reflections.is_empty() || !reflections.harvest.problems.is_empty() {
        let found = reflections.finish(now);
        let read = harvest.read;
        neighbours::absorb(&mut harvest, found);
        harvest.read = read;
    }
    harvest
}

/// Where a fence or a comment begins that takes all the rest of the document.
fn never_closed(text: &str, blocks: &[Block]) -> Option<(usize, &'static str)> {
    let is_end = |line: &str| line.trim().starts_with("```") || line.trim().starts_with("~~~");
    let last = text.lines().rev().find(|line| !line.trim().is_empty())?;
    if let Some(block) = blocks.last().filter(|block| block.kind == Kind::Fence)
        && !is_end(last)
        && text.lines().nth(block.line - 1).is_some_and(is_end)
    {
        return Some((block.line, "a fence"));
    }
    let at = text.rfind("<!--").filter(|at| !text.get(*at..).unwrap_or_default().contains("-->"))?;
    let before = text.get(..at).unwrap_or_default();
    // In a line of its own it opens a block.
    let opens = before.rsplit('\n').next().is_some_and(|line| line.trim().is_empty());
    opens.then(|| (before.matches('\n').count() + 1, "a comment"))
}

/// Reads the reflections that stand in fences.
fn fences(blocks: &[Block], is_chat: bool, reading: &mut Reading) {
    let mut path: Vec<(usize, &str)> = Vec::new();
    for block in blocks {
        match &block.kind {
            Kind::Heading(level) => {
                path.retain(|(above, _)| above < level);
                path.push((*level, &block.text));
            }
            Kind::Fence => {
                let headings: Vec<&str> = path.iter().map(|(_, text)| *text).collect();
                fenced::read_fence(&block.text, &headings.join(" › "), block.line, is_chat, reading);
            }
            _ => {}
        }
    }
}

/// A line is read so far: no one writes a longer one, and the marks in it cost many times their size.
const LONGEST_LINE: usize = 64 << 10;

/// The text with its longest lines cut, if it has such.
fn without_long_lines(text: &str) -> Option<String> {
    let is_long = text.split('\n').any(|line| line.len() > LONGEST_LINE);
    is_long.then(|| text.split('\n').map(|line| clip(line, LONGEST_LINE)).collect::<Vec<_>>().join("\n"))
}

/// The text with each list that goes on below a label numbered from 1, if it has such: strict Markdown takes
/// “**Later:**” and “3. Sail” below it for one sentence. No line and no byte changes its place.
fn lists_of_labels(text: &str) -> Option<String> {
    let mut renumbered = None;
    let (mut is_label, mut is_in_fence, mut at) = (false, false, 0);
    for line in text.split_inclusive('\n') {
        let bare = line.trim();
        is_in_fence ^= bare.starts_with("```") || bare.starts_with("~~~");
        let number = bare.bytes().take_while(u8::is_ascii_digit).count();
        let is_item =
            number > 0 && bare.get(number..).is_some_and(|rest| rest.starts_with(". ") || rest.starts_with(") "));
        if is_label && is_item && !is_in_fence && bare.get(..number) != Some("1") {
            let start = at + (line.len() - line.trim_start().len());
            let spaces = " ".repeat(number - 1);
            let mark = bare.get(number..number + 1).unwrap_or(".");
            renumbered
                .get_or_insert_with(|| text.to_owned())
                .replace_range(start..start + number + 1, &format!("1{mark}{spaces}"));
        }
        let is_point = is_item || bare.starts_with(['-', '*', '+']) && !bare.starts_with("**");
        is_label = !is_point && (bare.ends_with(':') || bare.ends_with("**"));
        at += line.len();
    }
    renumbered
}

/// The text without its indent, if every line has one: strict Markdown would
/// take all of it for code.
fn dedent(text: &str) -> Option<String> {
    let lines = || text.lines().filter(|line| !line.trim().is_empty());
    let indent = lines().map(|line| line.len() - line.trim_start_matches(' ').len()).min()?;
    if indent < 4 {
        return None;
    }
    let cut: Vec<&str> = text.lines().map(|line| line.get(indent..).unwrap_or_default()).collect();
    Some(cut.join("\n"))
}

/// Whether people take turns in the document.
fn is_chat(text: &str, blocks: &[Block]) -> bool {
    const ROLES: [&str; 11] =
        ["user", "cursor", "assistant", "human", "chatgpt", "claude", "ai", "you", "gemini", "system", "model"];
    if clip(text, 1_000).contains("_Exported on ") {
        return true;
    }
    let mut turns: Vec<String> = Vec::new();
    for block in blocks.iter().filter(|block| matches!(block.kind, Kind::Heading(_) | Kind::Paragraph)) {
        let name = block.text.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        if ROLES.contains(&name.as_str()) && (block.text.starts_with("**") || matches!(block.kind, Kind::Heading(_))) {
            turns.push(name);
        }
    }
    let first = turns.first().cloned();
    turns.len() >= 3 && turns.iter().any(|name| Some(name) != first.as_ref())
}
