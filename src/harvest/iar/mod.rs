//! IAR logs (Integrated Action Reflection): what agents wrote down about their
//! own work, in every shape that is in use.
//!
//! Each shape has a file that turns what was written into [`record::Record`]s;
//! the [`ledger`] keeps each problem once and knows what became of it; [`item`]
//! makes the work items.

mod alert;
mod bare;
mod document;
mod envelope;
mod gap;
mod item;
mod ledger;
mod list;
mod log_entry;
mod outcome;
mod plan;
mod record;
mod rollup;
mod row;
mod run_event;
mod suggestion;
mod text_log;
mod thought;
mod transcript;
mod verdict;

pub(super) mod directive;
pub(super) mod fenced;
pub(super) mod json_lines;

pub(super) use document::read_document;
pub(super) use json_lines::JsonLines;
pub(super) use log_entry::is_entry;
pub(super) use text_log::TextLog;

use chrono::{DateTime, Utc};
use indexmap::IndexMap;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};
use serde_json::Value;

use self::ledger::Ledger;
use self::record::Record;
use self::verdict::{Verdict, judge};
use super::{Harvest, Success};
use crate::harvest::identity::digest;
use crate::harvest::json_text::JsonText;
use crate::harvest::merge::CREATED;
use crate::harvest::text::{clean, stem};
use crate::work_item::{ItemId, Status, WorkItem};

/// The date of work that states none, until it is handed out.
const UNDATED: DateTime<Utc> = DateTime::UNIX_EPOCH;
/// What the successes of a log are called.
const DONE: (&str, &str) = ("records of success", "nothing is left to do");
/// What is called resolved where it stands.
const RESOLVED: (&str, &str) = ("resolved entries", "the log says they were dealt with");

/// A log being read.
#[derive(Debug)]
pub(super) struct Reading {
    /// The file's name.
    pub(super) name: String,
    /// Confidence below this is low.
    pub(super) threshold: f64,
    /// Whether it was said in a chat.
    pub(super) is_chat: bool,
    /// What was found beside the ledger.
    pub(super) harvest: Harvest,
    ledger: Ledger,
    /// Work that was written down as such, not found as a problem.
    planned: IndexMap<ItemId, WorkItem, FxBuildHasher>,
    /// How much of it stood there when the record that is read began.
    began: usize,
}

impl Reading {
    /// A reading of the log `name`.
    pub(super) fn new(name: &str, threshold: f64) -> Self {
        Self {
            name: name.to_owned(),
            threshold,
            is_chat: false,
            harvest: Harvest { name: name.to_owned(), kind: crate::work_item::SourceKind::Iar, ..Harvest::default() },
            ledger: Ledger::default(),
            planned: IndexMap::default(),
            began: 0,
        }
    }

    /// Judges a record and enters it; gives the problem's id if it is a new one.
    fn enter(&mut self, record: Record) -> Option<String> {
        for problem in &record.problems {
            self.problem(record.place.as_str(), problem.as_str());
        }
        let verdict = judge(&record, self.threshold);
        match verdict {
            Verdict::Success => self.harvest.skip(DONE.0, DONE.1),
            Verdict::Neutral => {
                let what = match record.outcome {
                    outcome::Outcome::Retry => "retries",
                    outcome::Outcome::Skipped => "skipped tasks",
                    outcome::Outcome::Waiting => "tasks still under way",
                    _ => "records without an outcome",
                };
                self.harvest.skip(what, "they say nothing that failed");
            }
            Verdict::Resolved => self.harvest.skip(RESOLVED.0, RESOLVED.1),
            Verdict::Problem(_) => {}
        }
        self.ledger.enter(record, verdict, self.threshold)
    }

    /// Notes that a document says in passing that a task went well.
    fn went_well(&mut self, record: &Record) {
        self.harvest.skip(DONE.0, DONE.1);
        self.ledger.went_well(record);
    }

    /// The id of what a report has once, by its `parts`: it is unique in its workflow, or else in the file.
    fn own_id(&self, scope: &envelope::Scope, parts: &[&str]) -> String {
        let scoped: Vec<&str> = std::iter::once(scope.workflow.as_str()).chain(parts.iter().copied()).collect();
        if scope.workflow.is_empty() {
            format!("{}#{}", stem(&self.name), digest(parts))
        } else {
            format!("iar:{}", digest(&scoped))
        }
    }

    /// What a text says; of keys that stand twice in it a word is said.
    pub(super) fn value(&mut self, text: JsonText, place: &str) -> Value {
        if let Some(problem) = text.problem() {
            self.problem(place, problem);
        }
        text.value
    }

    /// Counts a record of which nothing is known.
    fn pass_over(&mut self) {
        self.harvest.skip("rows of an unknown kind", "they state no outcome, no confidence and no issue");
    }

    /// Notes a problem; a flood of them is counted.
    pub(super) fn problem(&mut self, place: impl Into<String>, message: impl Into<String>) {
        self.harvest.problem_of_many(place, clean(&message.into()));
    }

    /// Adds work that was written down as such. An id stands once.
    pub(super) fn plan(&mut self, item: WorkItem) {
        match self.planned.get_mut(&item.id) {
            Some(known) => {
                known.occurrences = known.occurrences.saturating_add(1);
                self.harvest.skip("repeated suggestions", "they stand in this file already");
            }
            None => {
                self.planned.insert(item.id.clone(), item);
            }
        }
    }

    /// Adds the work of one list: what is done in it is noted as such. Entries that would have one id, and do not
    /// say the same, are told apart.
    fn plan_list(&mut self, items: Vec<WorkItem>) {
        let mut said: FxHashMap<ItemId, (String, String)> = FxHashMap::default();
        for mut item in items {
            let words = (item.description.clone(), item.details.clone());
            let first = said.entry(item.id.clone()).or_insert_with(|| words.clone());
            if *first != words {
                item.id = format!("{}-{}", item.id, digest(&[&words.0, &words.1])).into();
            }
            if item.status.is_open() {
                self.plan(item);
            } else {
                self.harvest.done.push(item.id);
            }
        }
    }

    /// Whether nothing of an IAR log was found.
    pub(super) fn is_empty(&self) -> bool {
        self.ledger.is_empty() && self.planned.is_empty() && self.harvest.skipped.is_empty()
    }

    /// Ends the reading.
    pub(super) fn finish(mut self, now: DateTime<Utc>) -> Harvest {
        let groups = rollup::by_place(&self.ledger);
        self.harvest.replaced.extend(rollup::replaced(&groups, &self.ledger));
        for group in groups {
            match group.as_slice() {
                [one] => {
                    let mut item = item::item(one, &self.name, now);
                    self.complete(&mut item, one);
                    self.harvest.items.push(item);
                }
                many => {
                    let mut item = rollup::item(many, &self.name, now);
                    if let Some(last) =
                        many.iter().max_by_key(|trouble| self.end_of(trouble).map(|(at, _)| at.map(|stamp| stamp.at)))
                    {
                        self.complete(&mut item, last);
                    }
                    self.harvest.items.push(item);
                }
            }
        }
        let found: FxHashSet<ItemId> = self.harvest.items.iter().map(|item| item.id.clone()).collect();
        for (id, mut item) in self.planned {
            if item.created_date == UNDATED {
                item.created_date = now;
                item.because(CREATED, "the file states no time; this is when it was read");
            }
            if !found.contains(&id) {
                self.harvest.items.push(item);
            }
        }
        self.harvest.successes = self
            .ledger
            .tasks()
            .map(|(place, done)| Success { place: clean(place), at: done.at.map(|stamp| stamp.at) })
            .collect();
        if self.ledger.untold > 0 {
            let count = self.ledger.untold;
            self.harvest.problem_of_all(
                "file",
                format!("{count} more records of success are of tasks that never failed here, beyond the first 20,000 such tasks; what failed of them in another file stays open, so split this one"),
            );
        }
        if self.ledger.beyond > 0 {
            let count = self.ledger.beyond;
            self.harvest.problem_of_all(
                "file",
                format!("{count} more records show problems beyond the first 2,000 different ones; they are counted here only, so split the file"),
            );
        }
        self.harvest
    }

    /// The newest outcome wins: a problem that was resolved, or whose task
    /// went well later, is over.
    fn complete(&self, item: &mut WorkItem, trouble: &ledger::Trouble) {
        let Some((at, resolution)) = self.end_of(trouble) else { return };
        item.status = Status::Completed;
        item.closed_date = at.map(|stamp| stamp.at).or(item.updated_date);
        item.resolution = Some(resolution.to_owned());
        item.because("status", resolution);
    }

    /// When a problem was over, where that is said, and how.
    fn end_of(&self, trouble: &ledger::Trouble) -> Option<(Option<super::Stamp>, &'static str)> {
        let later = || self.ledger.success_after(trouble).map(|done| (done.at, "succeeded later"));
        trouble.resolved.map(|at| (at, "resolved")).or_else(later)
    }
}
