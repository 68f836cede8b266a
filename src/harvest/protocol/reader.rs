//! What in a document is work, and what is not.

use chrono::{DateTime, Utc};
use indexmap::IndexMap;
use rustc_hash::FxHashSet;

use super::heading::{Topic, is_deadline, is_form, of_path, topic};
use super::item::{self, Found};
use super::leaf;
use super::mark::{Mark, has_sign, is_open_status, label, mark, plain, unnumbered};
use super::outline::{Block, Kind};
use super::plan::{self, Plan};
use super::table;
use crate::harvest::Harvest;
use crate::harvest::text::has_any_word;

/// A bold line is a heading below all others.
const BOLD: usize = 7;

/// A line that announces the list below it reaches no further than that.
const LINE: usize = 8;

/// A heading above.
#[derive(Clone, Debug)]
pub(super) struct Head {
    pub(super) level: usize,
    pub(super) text: String,
    pub(super) topic: Topic,
}

/// A document being read.
pub(super) struct Reader<'a> {
    pub(super) harvest: &'a mut Harvest,
    pub(super) blocks: &'a [Block],
    /// The headings above.
    pub(super) path: Vec<Head>,
    /// The plan it is in.
    pub(super) plan: Option<Plan>,
    found: Vec<Found>,
    /// What is done.
    over: Vec<Found>,
    /// What is only recommended.
    pub(super) recommended: Vec<Found>,
    /// What the document says comes next, in a sentence.
    said: Vec<Found>,
    /// Whether what the title announces is the whole document.
    title_counts: bool,
    /// Whether it tells how things are after something, and so how they were before.
    has_after: bool,
    /// Whether a rule stands above, and no text or heading since.
    is_ruled_off: bool,
    /// The headings that a rule and a text have ended, until the next heading.
    ended: Option<Vec<Head>>,
}

/// Reads a document's blocks.
pub(super) fn read(harvest: &mut Harvest, blocks: &[Block], now: DateTime<Utc>) {
    let has_work_below = blocks
        .iter()
        .any(|block| matches!(block.kind, Kind::Heading(level) if level > 1) && topic(&block.text).is_work());
    let mut reader = Reader {
        harvest,
        blocks,
        path: Vec::new(),
        plan: None,
        found: Vec::new(),
        over: Vec::new(),
        recommended: Vec::new(),
        said: Vec::new(),
        has_after: blocks.iter().any(|block| is_after(&block.text)),
        is_ruled_off: false,
        ended: None,
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
            Kind::Item { depth, ticked } => {
                let told = self.told();
                let taken = self.item(at, block, *depth, *ticked);
                if *depth == 1 && self.plan.is_none() && self.told() == told {
                    self.harvest
                        .skip("points of lists", "no heading above them announces work, and no mark calls them open");
                }
                return taken;
            }
            Kind::Paragraph => self.paragraph(at, block),
            Kind::Table(rows) => {
                let told = self.told();
                self.table(rows, block.line);
                if self.told() == told {
                    for _ in rows.iter().skip(1) {
                        self.harvest.skip("rows of tables", "nothing says that they are to be done");
                    }
                }
            }
            Kind::Fence => {
                if block.text.contains("- [ ]") {
                    self.harvest.skip("boxes in fenced code", "code shows a form, not a task");
                } else if self.topic().is_work() || self.path.iter().any(leaf::tells_progress) {
                    self.fence(block);
                }
            }
            Kind::Rule => {
                // Right below a heading it only underlines it.
                let is_line = at.checked_sub(1).and_then(|at| self.blocks.get(at)).is_some_and(is_heading);
                self.is_ruled_off |= !is_line;
            }
        }
        1
    }

    /// How much is told so far, as work or as passed over.
    fn told(&self) -> usize {
        let skipped: usize = self.harvest.skipped.iter().map(|skipped| skipped.count).sum();
        self.found.len() + self.over.len() + self.recommended.len() + skipped
    }

    /// A text below a rule belongs to the document, and so does what follows it.
    fn end_section(&mut self) {
        let kept = self.path.iter().take_while(|head| head.level == 1).count();
        let mut rest = self.path.split_off(kept);
        rest.retain(|head| head.level < BOLD);
        self.ended.get_or_insert(rest);
    }

    /// Reads the lines of a fence that are marked as open, where it tells how far something is.
    fn fence(&mut self, block: &Block) {
        let told = self.told();
        for (at, line) in block.text.lines().enumerate() {
            let (mark, text) = mark(line.trim());
            let is_open = matches!(mark, Mark::Waiting | Mark::UnderWay) && has_sign(line.trim());
            if is_open && leaf::is_leaf(mark, text, self.topic(), &self.path, false) {
                let found = self.found(text, block.line + at);
                self.keep(Found { mark, ..found });
            }
        }
        if self.told() == told && self.topic().is_work() {
            self.harvest.skip("code under a heading that announces work", "what is said of it in words is read");
        }
    }

    fn heading(&mut self, at: usize, level: usize, block: &Block) {
        self.is_ruled_off = false;
        if let Some(ended) = self.ended.take() {
            // It may stand between two parts of one section.
            self.path.retain(|head| head.level == 1);
            self.path.extend(ended);
        }
        self.end_plan(level);
        self.path.retain(|head| head.level < level);
        if !self.title_counts {
            // What the title announces is what stands right below it, before the first heading.
            let titles = self.path.iter_mut().filter(|head| head.level == 1 && head.topic != Topic::Template);
            titles.for_each(|title| title.topic = Topic::Plain);
        }
        let under = self.topic();
        let topic = topic(&block.text);
        // A title about gaps is about a method as often as about work.
        let title = matches!(topic, Topic::Next | Topic::Roadmap | Topic::Future | Topic::Pending);
        // … and one about examples or troubles is about them.
        let is_form = topic == Topic::Template && is_form(&block.text);
        let is_due = topic == Topic::Before && is_deadline(&block.text) && (under.is_work() || !self.has_after);
        let topic = if is_due || level == 1 && !is_form && !title { Topic::Plain } else { topic };
        self.path.push(Head { level, text: plain(&block.text), topic });
        let next = self.blocks.get(at + 1).filter(|next| next.kind == Kind::Paragraph);
        if level > 1 && self.plan.is_none() {
            let status = match next {
                Some(next) => plan::status(&next.text),
                None => plan::listed_status(self.blocks.get(at + 1..).unwrap_or_default()),
            };
            if let Some(status) =
                status.filter(|status| is_open_status(status) == Some(true) && !leaf::shows_results(&self.path))
                && self.topic().why_not().is_none()
            {
                self.plan = Some(Plan::new(self.found(&block.text, block.line), level, status));
                return;
            }
        }
        let is_code = self.blocks.get(at + 1).is_some_and(|next| next.kind == Kind::Fence);
        if under.is_work() && topic == Topic::Plain && is_code && self.section(at).len() == 1 {
            self.harvest.skip("steps shown as code", "nothing in words says what is to be done");
        }
        // A piece of work under its own heading: told in prose, or with what it takes.
        let Some(next) = next.filter(|_| under.is_work() && self.plan.is_none()) else { return };
        let facts = facts(&next.text);
        let is_prose = topic == Topic::Plain && label(&next.text).is_none() && !next.text.ends_with(':');
        let is_measured = topic == Topic::Plain || topic.is_work();
        let is_group = |block: &Block| matches!(block.kind, Kind::Item { .. } | Kind::Table(_) | Kind::Heading(_));
        if (is_prose || is_measured && !facts.is_empty()) && !self.section(at).iter().any(is_group) {
            let details = if is_prose { plain(&next.text) } else { String::new() };
            self.path.pop();
            let (mark, text) = mark(&block.text);
            if mark == Mark::Done {
                let found = self.found(text, block.line);
                self.done("finished work", "it is marked as done", found);
            } else {
                let found = self.found(text, block.line);
                self.keep(Found { details, facts, ..found });
            }
            self.path.push(Head { level, text: plain(&block.text), topic });
        }
    }

    /// The blocks under the heading at `at`, up to the next heading that is not deeper.
    fn section(&self, at: usize) -> &[Block] {
        let Some(Block { kind: Kind::Heading(level), .. }) = self.blocks.get(at) else { return &[] };
        let rest = self.blocks.get(at + 1..).unwrap_or_default();
        let end = rest
            .iter()
            .position(|block| matches!(block.kind, Kind::Heading(other) if other <= *level))
            .unwrap_or(rest.len());
        rest.get(..end).unwrap_or_default()
    }

    fn paragraph(&mut self, at: usize, block: &Block) {
        let text = block.text.trim();
        if std::mem::take(&mut self.is_ruled_off) {
            self.end_section();
        }
        self.path.retain(|head| head.level < LINE);
        let is_bold = text.starts_with("**")
            && !text.contains('\n')
            && (text.ends_with("**") || text.ends_with("**:") || text.ends_with(":**"));
        if is_bold {
            let text = plain(text);
            self.path.retain(|head| head.level < BOLD);
            let name = text.trim_end_matches(':');
            let is_place = matches!(name.to_lowercase().as_str(), "file" | "files" | "location" | "locations");
            let topic = match topic(name) {
                _ if is_place => Topic::Description,
                Topic::Before if is_deadline(name) && (self.topic().is_work() || !self.has_after) => Topic::Plain,
                topic => topic,
            };
            self.path.push(Head { level: BOLD, topic, text });
            return;
        }
        let announced = self.announced(at, text);
        for line in text.lines().filter(|line| announced != Some(*line)) {
            if let Some(plan) = &mut self.plan {
                plan.fact(line);
            }
            let (mark_of_line, rest) = mark(line);
            if mark_of_line == Mark::Todo && self.topic().why_not().is_none() {
                let found = self.found(rest, block.line);
                self.keep(Found { mark: mark_of_line, ..found });
                continue;
            }
            if let Some(next) = self.next_in_a_sentence(line) {
                let (mark, text) = mark(&next);
                let found = self.found(text, block.line);
                if mark == Mark::Done {
                    self.done("finished work", "it is marked as done", found);
                } else {
                    self.said.push(Found { mark, ..found });
                }
                continue;
            }
            // “Migration Status: 🚧 …” names what is under way; “Status: …” alone does not.
            let Some((name, value)) = label(line).filter(|(name, _)| name.ends_with(" status")) else { continue };
            let (mark_of_value, rest) = mark(value);
            let subject = name.trim_end_matches("status").trim();
            // “Specification Status: 🔄 Draft” is about the document.
            let is_its_own = matches!(
                subject,
                "current" | "document" | "overall" | "project" | "protocol" | "report" | "spec" | "specification"
            );
            if matches!(mark_of_value, Mark::UnderWay | Mark::Waiting) && self.plan.is_none() && !is_its_own {
                let found = self.found(&format!("{subject}: {rest}"), block.line);
                self.keep(Found { mark: mark_of_value, ..found });
            }
        }
        if announced.is_none() && self.describes(at, text) {
            self.path.push(Head { level: LINE, topic: Topic::Description, text: plain(text) });
        }
        if let Some(line) = announced {
            let text = plain(line).trim_end_matches(':').to_owned();
            self.path.push(Head { level: LINE, topic: topic(&text), text });
        }
    }

    /// What comes next, where a line says it behind a label: `**Next Step**: Review of the plan`.
    fn next_in_a_sentence(&self, line: &str) -> Option<String> {
        let (name, value) = label(line)?;
        let is_marked = line.trim_start().starts_with("**");
        let is_plain = matches!(name.as_str(), "next action" | "next actions" | "next step" | "next priority");
        let is_next = topic(&name) == Topic::Next && (is_marked || is_plain);
        let value = plain(value);
        let first = value.split_whitespace().next().unwrap_or_default().to_lowercase();
        let is_statement =
            matches!(first.as_str(), "none" | "n/a" | "no" | "the" | "this" | "it" | "all" | "we" | "users" | "system");
        let is_told = value.split_whitespace().count() > 2 && value.chars().any(char::is_lowercase);
        (is_next && is_told && !is_statement && !value.ends_with('?') && self.topic().why_not().is_none())
            .then_some(value)
    }

    /// The last line of a paragraph, if it announces the list below as work: `Action items:`.
    fn announced<'text>(&self, at: usize, text: &'text str) -> Option<&'text str> {
        self.blocks.get(at + 1).filter(|next| matches!(next.kind, Kind::Item { .. }))?;
        let line = text.lines().last()?;
        let name = line.trim_end().strip_suffix(':')?;
        // A longer one is a sentence.
        (name.split_whitespace().count() <= 4 && topic(name).is_work()).then_some(line)
    }

    /// Whether a paragraph says of the list below what something does: “It is set up so that:”.
    fn describes(&self, at: usize, text: &str) -> bool {
        let is_list = self.blocks.get(at + 1).is_some_and(|next| matches!(next.kind, Kind::Item { .. }));
        let Some(sentence) = text.trim_end_matches('*').strip_suffix(':').filter(|_| is_list) else { return false };
        let last = sentence.rsplit(|c: char| !c.is_alphabetic()).find(|word| !word.is_empty()).unwrap_or_default();
        let wishes =
            ["future", "later", "next", "should", "must", "need", "version", "release", "phase", "make sure", "ensure"];
        let is_wish = self.topic() == Topic::Future || has_any_word(&sentence.to_lowercase(), &wishes);
        !is_wish
            && matches!(
                last,
                "that"
                    | "will"
                    | "now"
                    | "generates"
                    | "provides"
                    | "enables"
                    | "ensures"
                    | "combines"
                    | "shows"
                    | "means"
            )
            && sentence.split_whitespace().count() > 2
    }

    fn table(&mut self, rows: &[Vec<String>], line: usize) {
        if leaf::shows_results(&self.path) {
            return;
        }
        let topic = self.topic();
        if topic.is_work() && !table::has_status(rows) {
            return self.task_table(rows, line);
        }
        for row in table::status_rows(rows) {
            let found = self.row(row, line);
            if found.mark == Mark::Done {
                self.over.push(found);
                continue;
            }
            if let Some((what, why)) = topic.why_not() {
                self.harvest.skip(what, why);
                continue;
            }
            self.keep(Found { tag: "status-table", ..found });
        }
    }

    /// Reads a table under a heading that announces work.
    fn task_table(&mut self, rows: &[Vec<String>], line: usize) {
        let Some(tasks) = table::task_rows(rows) else {
            for _ in rows.iter().skip(1) {
                self.harvest.skip("rows of tables", "their columns do not say what is to be done");
            }
            return;
        };
        for row in tasks {
            let found = self.row(row, line);
            if found.mark == Mark::Done {
                self.done("finished work", "it is marked as done", found);
            } else {
                self.keep(Found { is_listed: true, ..found });
            }
        }
    }

    /// A row of a table that begins at `line`; below its header is the line that makes it a table.
    fn row(&self, row: table::Row, line: usize) -> Found {
        let found = self.found(&row.text, line + 2 + row.at);
        Found { facts: row.facts, mark: row.mark, blocked: row.blocked, ..found }
    }

    pub(super) fn topic(&self) -> Topic {
        topic_of(&self.path)
    }

    /// Whether the headings that a rule has ended announce work.
    pub(super) fn has_ended_work(&self) -> bool {
        self.ended.as_ref().is_some_and(|ended| topic_of(ended).is_work())
    }

    pub(super) fn found(&self, text: &str, line: usize) -> Found {
        let topic = self.topic();
        // What stands under one announcement is one list, whatever its parts are called.
        let announces = |head: &&Head| if topic.is_work() { head.topic.is_work() } else { head.topic == topic };
        let section = self.path.iter().find(announces).filter(|_| topic != Topic::Plain);
        Found {
            text: unnumbered(&plain(text)).to_owned(),
            line,
            topic,
            tag: topic.tag().unwrap_or("open"),
            section: section.map(|head| head.text.clone()).unwrap_or_default(),
            path: self
                .path
                .iter()
                .filter(|head| head.level > 1 || self.path.len() == 1)
                .map(|head| head.text.clone())
                .collect(),
            ..Found::default()
        }
    }

    /// Notes work that is done: where it was open when it was read before, it is over.
    pub(super) fn done(&mut self, what: &str, why: &str, found: Found) {
        self.harvest.skip(what, why);
        self.over.push(found);
    }

    pub(super) fn keep(&mut self, found: Found) {
        if found.text.chars().any(char::is_alphanumeric) {
            self.found.push(found);
        } else {
            self.skip_wordless();
        }
    }

    /// Counts what would be work if it said anything.
    pub(super) fn skip_wordless(&mut self) {
        self.harvest.skip("entries without words", "without their markup, nothing is left of them");
    }

    fn end_plan(&mut self, level: usize) {
        if let Some(plan) = self.plan.take_if(|plan| level <= plan.level)
            && let Some(found) = plan.end()
        {
            self.keep(found);
        }
    }

    fn finish(self, now: DateTime<Utc>) {
        let Self { harvest, blocks, mut found, over, recommended, said, .. } = self;
        let guides = guides(&found);
        found.retain(|found| {
            let is_guide = found.topic == Topic::Next && found.is_listed && guides.contains(announced(found));
            if is_guide {
                harvest.skip("steps of a guide", "they tell the reader how to use it");
            }
            !is_guide
        });
        // Dreams and figures are no plan; a plan says what is recommended, too.
        let is_plan = |found: &Found| {
            found.is_box
                || !matches!(found.topic, Topic::Future | Topic::Recommendations) && found.tag != "status-table"
        };
        if found.iter().any(is_plan) {
            for _ in recommended {
                harvest.skip(
                    "recommendations",
                    "the document states its plan elsewhere; what is only recommended is not planned",
                );
            }
        } else {
            found.extend(recommended);
        }
        if found.is_empty() {
            found = said;
        } else {
            for _ in said {
                harvest.skip("next steps in a sentence", "the document lists its work elsewhere");
            }
        }
        item::make(harvest, found, &over, plan::date(blocks), now);
    }
}

fn topic_of(path: &[Head]) -> Topic {
    let path: Vec<(usize, Topic)> = path.iter().map(|head| (head.level, head.topic)).collect();
    of_path(&path)
}

/// Whether a heading or label begins with “After”.
fn is_after(text: &str) -> bool {
    let bare = text.trim_start_matches(|letter: char| !letter.is_alphanumeric());
    bare.get(..5).is_some_and(|word| word.eq_ignore_ascii_case("after"))
}

fn is_heading(block: &Block) -> bool {
    matches!(block.kind, Kind::Heading(_))
}

/// What a paragraph says that a piece of work takes: priority, effort.
fn facts(paragraph: &str) -> Vec<String> {
    let is_measure = |line: &&str| {
        label(line).is_some_and(|(name, _)| has_any_word(&name, &["priority", "effort", "estimate", "estimated time"]))
    };
    paragraph.lines().filter(is_measure).map(plain).collect()
}

/// The headings down to the one that announces `found`.
fn announced(found: &Found) -> &[String] {
    let at = found.path.iter().position(|heading| *heading == found.section);
    found.path.get(..=at.unwrap_or_default()).unwrap_or_default()
}

/// The headings of next steps that tell the reader how to use something: more than half of them may, and one
/// cannot be anything else.
fn guides(found: &[Found]) -> FxHashSet<Vec<String>> {
    let mut lists: IndexMap<&[String], (usize, usize, bool)> = IndexMap::new();
    for found in found.iter().filter(|found| found.topic == Topic::Next && found.is_listed) {
        let (all, usual, is_sure) = lists.entry(announced(found)).or_default();
        *all += 1;
        *usual += usize::from(leaf::is_for_readers(&found.text));
        *is_sure |= leaf::is_only_for_readers(&found.text);
    }
    let guides = lists.into_iter().filter(|(_, (all, usual, is_sure))| *is_sure && usual * 2 > *all);
    guides.map(|(path, _)| path.to_vec()).collect()
}
