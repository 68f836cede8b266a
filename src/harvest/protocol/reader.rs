//! What in a document is work, and what is not.

use chrono::{DateTime, Utc};

use super::heading::{Topic, of_path, topic};
use super::item::{self, Found};
use super::mark::{Mark, is_fact, is_advice, is_open_status, is_remark, label, mark, plain, unnumbered};
use super::outline::{Block, Kind};
use super::plan::{self, Plan};
use super::table;
use crate::harvest::Harvest;
use crate::harvest::text::has_any_word;

/// A bold line is a heading below all others.
const BOLD: usize = 7;

/// A heading above.
#[derive(Clone, Debug)]
pub(super) struct Head {
    pub(super) level: usize,
    pub(super) text: String,
    pub(super) topic: Topic,
}

/// A document being read.
pub(super) struct Reader<'a> {
    harvest: &'a mut Harvest,
    blocks: &'a [Block],
    path: Vec<Head>,
    plan: Option<Plan>,
    found: Vec<Found>,
    recommended: Vec<Found>,
    /// Whether what the title announces counts.
    title_counts: bool,
}

/// Reads a document's blocks.
pub(super) fn read(harvest: &mut Harvest, blocks: &[Block], now: DateTime<Utc>) {
    let has_work_below = blocks.iter().any(|block| matches!(block.kind, Kind::Heading(level) if level > 1) && topic(&block.text).is_work());
    let mut reader = Reader {
        harvest,
        blocks,
        path: Vec::new(),
        plan: None,
        found: Vec::new(),
        recommended: Vec::new(),
        title_counts: !has_work_below,
    };
    let mut at = 0;
    while let Some(block) = blocks.get(at) {
        at += reader.block(at, block).max(1);
    }
    reader.end_plan(0);
    reader.finish(now);
}

impl Reader<'_> {
    /// Reads one block, and gives how many were taken.
    fn block(&mut self, at: usize, block: &Block) -> usize {
        match &block.kind {
            Kind::Heading(level) => self.heading(at, *level, block),
            Kind::Item { depth, ticked } => return self.item(at, block, *depth, *ticked),
            Kind::Paragraph => self.paragraph(block),
            Kind::Table(rows) => {
                let topic = self.topic();
                let rows = table::open_rows(rows);
                if let Some((what, why)) = topic.why_not() {
                    rows.iter().for_each(|_| self.harvest.skip(what, why));
                } else {
                    for row in rows {
                        let found = Found { facts: row.facts, mark: row.mark, blocked: row.blocked, ..self.found(&row.text, block.line) };
                        self.keep(Found { tag: "status-table", ..found });
                    }
                }
            }
            Kind::Fence => {
                if block.text.contains("- [ ]") {
                    self.harvest.skip("boxes in fenced code", "code shows a form, not a task");
                }
            }
            Kind::Rule => {}
        }
        1
    }

    fn heading(&mut self, at: usize, level: usize, block: &Block) {
        self.end_plan(level);
        self.path.retain(|head| head.level < level);
        let under = self.topic();
        let topic = topic(&block.text);
        let topic = if level == 1 && !(topic == Topic::Template || self.title_counts && topic.is_work()) { Topic::Plain } else { topic };
        self.path.push(Head { level, text: plain(&block.text), topic });
        let next = self.blocks.get(at + 1).filter(|next| next.kind == Kind::Paragraph);
        if level > 1 && self.plan.is_none() {
            let status = next.and_then(|next| plan::status(&next.text));
            if let Some(status) = status.filter(|status| is_open_status(status) == Some(true)) {
                if self.topic().why_not().is_none() {
                    self.plan = Some(Plan::new(self.found(&block.text, block.line), level, status));
                    return;
                }
            }
        }
        // A piece of work that is told in prose, under its own heading.
        let is_prose = under.is_work() && topic == Topic::Plain && self.plan.is_none() && next.is_some_and(|next| label(&next.text).is_none() && !next.text.ends_with(':'));
        if is_prose && !self.section(at).iter().any(|block| matches!(block.kind, Kind::Item { .. } | Kind::Table(_) | Kind::Heading(_))) {
            if let (Mark::Done, _) = mark(&block.text) {
                self.harvest.skip("finished work", "it is marked as done");
                return;
            }
            let details = next.map(|next| plain(&next.text)).unwrap_or_default();
            self.path.pop();
            let found = self.found(&block.text, block.line);
            self.keep(Found { details, ..found });
            self.path.push(Head { level, text: plain(&block.text), topic });
        }
    }

    /// The blocks under the heading at `at`, up to the next heading that is not deeper.
    fn section(&self, at: usize) -> &[Block] {
        let Some(Block { kind: Kind::Heading(level), .. }) = self.blocks.get(at) else { return &[] };
        let rest = self.blocks.get(at + 1..).unwrap_or_default();
        let end = rest.iter().position(|block| matches!(block.kind, Kind::Heading(other) if other <= *level)).unwrap_or(rest.len());
        rest.get(..end).unwrap_or_default()
    }

    fn paragraph(&mut self, block: &Block) {
        let text = block.text.trim();
        let is_bold = text.starts_with("**") && !text.contains('\n') && (text.ends_with("**") || text.ends_with("**:") || text.ends_with(":**"));
        if is_bold {
            let text = plain(text);
            self.path.retain(|head| head.level < BOLD);
            self.path.push(Head { level: BOLD, topic: topic(text.trim_end_matches(':')), text });
            return;
        }
        for line in text.lines() {
            if let Some(plan) = &mut self.plan {
                plan.fact(line);
            }
            let (mark_of_line, rest) = mark(line);
            if mark_of_line == Mark::Todo && self.topic().why_not().is_none() {
                let found = self.found(rest, block.line);
                self.keep(Found { mark: mark_of_line, ..found });
                continue;
            }
            // “Migration Status: 🚧 …” names what is under way; “Status: …” alone does not.
            let Some((name, value)) = label(line).filter(|(name, _)| name.ends_with(" status")) else { continue };
            let (mark_of_value, rest) = mark(value);
            if matches!(mark_of_value, Mark::UnderWay | Mark::Waiting) && self.plan.is_none() {
                let subject = name.trim_end_matches("status").trim();
                let found = self.found(&format!("{subject}: {rest}"), block.line);
                self.keep(Found { mark: mark_of_value, ..found });
            }
        }
    }

    fn item(&mut self, at: usize, block: &Block, depth: usize, ticked: Option<bool>) -> usize {
        let rest = self.blocks.get(at + 1..).unwrap_or_default();
        let inner = rest.iter().take_while(|block| matches!(block.kind, Kind::Item { depth: other, .. } if other > depth)).count();
        let children = rest.get(..inner).unwrap_or_default();
        let topic = self.topic();
        let (mark, text) = mark(&block.text);
        match ticked {
            Some(true) => {
                self.harvest.skip("ticked boxes", "they are done");
                return 1;
            }
            Some(false) => {
                if let Some(plan) = &mut self.plan {
                    plan.has_boxes = true;
                }
                if let Some((what, why)) = topic.why_not().filter(|_| !matches!(topic, Topic::Restated | Topic::Limits | Topic::Before | Topic::Done)) {
                    self.harvest.skip(what, why);
                    return 1;
                }
                if mark == Mark::Done {
                    self.harvest.skip("finished work", "it is marked as done");
                    return 1;
                }
                let found = self.found(text, block.line).with_parts(children);
                self.keep(Found { tag: "task", is_box: true, mark, ..found });
                return 1 + inner;
            }
            None => {}
        }
        if mark == Mark::Done {
            self.harvest.skip("finished work", "it is marked as done");
            return 1 + children.iter().take_while(|child| !is_open_box(child)).count().min(inner);
        }
        if children.iter().any(is_open_box) {
            // A group of boxes; each of them is the work.
            return 1;
        }
        if mark == Mark::Missing && is_advice(text) {
            self.harvest.skip("advice", "it says what not to do");
            return 1;
        }
        let is_leaf = self.is_leaf(mark, text, topic);
        if let Some(plan) = &mut self.plan {
            if is_leaf || topic.is_work() && depth == 1 && mark != Mark::None {
                plan.part(text, children);
                return 1 + inner;
            }
            return 1;
        }
        if let Some((what, why)) = topic.why_not() {
            if is_leaf || depth == 1 {
                self.harvest.skip(what, why);
            }
            return 1;
        }
        let is_listed = (topic.is_work() || topic == Topic::Recommendations) && depth == 1 && !self.is_aside(text);
        if !is_leaf && !is_listed {
            return 1;
        }
        if is_listed && topic == Topic::Recommendations && !is_leaf {
            let found = self.found(text, block.line).with_parts(children);
            self.recommended.push(found);
            return 1 + inner;
        }
        let found = self.found(text, block.line).with_parts(children);
        self.keep(Found { mark, is_listed: is_listed && !is_leaf, ..found });
        1 + inner
    }

    /// Whether a marked line is a piece of work by itself.
    fn is_leaf(&self, mark: Mark, text: &str, topic: Topic) -> bool {
        match mark {
            Mark::Todo | Mark::Waiting | Mark::UnderWay => topic.why_not().is_none() || self.plan.is_some(),
            Mark::Missing => {
                let words = self.path.iter().map(|head| head.text.to_lowercase()).collect::<Vec<_>>().join(" ");
                let is_planned = topic.is_work()
                    || self.plan.is_some()
                    || has_any_word(&words, &["missing", "pending", "incomplete", "gap", "gaps", "needed", "todo", "plan", "plans", "remaining", "broken", "failing", "unimplemented", "blocked"]);
                is_planned && (topic.why_not().is_none() || self.plan.is_some()) && (topic.is_work() || !is_remark(text))
            }
            _ => false,
        }
    }

    /// Whether a list item only describes, or fills up a list.
    fn is_aside(&self, text: &str) -> bool {
        let bare = plain(text).to_lowercase();
        let is_filler = bare.starts_with("and more") || bare.starts_with("etc") || bare.starts_with("...") || bare.chars().filter(|c| c.is_alphanumeric()).count() < 3;
        let is_nothing = matches!(bare.trim_end_matches('.'), "none" | "none at this time" | "n/a" | "no issues" | "nothing");
        is_filler || is_nothing || label(text).is_some_and(|(name, _)| is_fact(&name) && text.trim_start().starts_with("**"))
    }

    fn topic(&self) -> Topic {
        let path: Vec<(usize, Topic)> = self.path.iter().map(|head| (head.level, head.topic)).collect();
        of_path(&path)
    }

    fn found(&self, text: &str, line: usize) -> Found {
        let topic = self.topic();
        let section = self.path.iter().rev().find(|head| head.topic == topic && topic != Topic::Plain);
        Found {
            text: unnumbered(&plain(text)).to_owned(),
            line,
            topic,
            tag: topic.tag().unwrap_or("open"),
            section: section.map(|head| head.text.clone()).unwrap_or_default(),
            path: self.path.iter().filter(|head| head.level > 1 || self.path.len() == 1).map(|head| head.text.clone()).collect(),
            ..Found::default()
        }
    }

    fn keep(&mut self, found: Found) {
        if found.text.chars().any(char::is_alphanumeric) {
            self.found.push(found);
        }
    }

    fn end_plan(&mut self, level: usize) {
        if let Some(plan) = self.plan.take_if(|plan| level <= plan.level) {
            if let Some(found) = plan.end() {
                self.keep(found);
            }
        }
    }

    fn finish(self, now: DateTime<Utc>) {
        let Self { harvest, blocks, mut found, recommended, .. } = self;
        if found.is_empty() {
            found = recommended;
        } else {
            for _ in recommended {
                harvest.skip("recommendations", "the document lists its work elsewhere; they restate it");
            }
        }
        item::make(harvest, found, plan::date(blocks), now);
    }
}

fn is_open_box(block: &Block) -> bool {
    matches!(block.kind, Kind::Item { ticked: Some(false), .. })
}
