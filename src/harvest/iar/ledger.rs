//! The ledger: every problem once, however often it was seen, and what became
//! of it.

use indexmap::IndexMap;
use rustc_hash::{FxBuildHasher, FxHashSet};

use super::outcome::Outcome;
use super::record::Record;
use super::verdict::{Verdict, Why, judge};
use crate::harvest::identity::{digest, mask};
use crate::harvest::text::{clean, clip};
use crate::harvest::timestamp::Stamp;

/// So many different problems are kept apart; more are counted.
const MOST_TROUBLES: usize = 2_000;
/// So many tasks that never failed are kept, for what another file says of them.
const MOST_TASKS: usize = 20_000;
/// So many places of one problem are named.
const MOST_PLACES: usize = 5;
/// Details are kept to so many bytes.
pub(super) const MOST_DETAILS: usize = 4_000;

/// One problem and everything seen of it.
#[derive(Clone, Debug)]
pub(super) struct Trouble {
    /// Its stable digest.
    pub(super) id: String,
    /// The record that showed it last.
    pub(super) newest: Record,
    /// The worst it was seen as.
    pub(super) why: Why,
    /// What was printed, from the first record that had anything.
    pub(super) details: String,
    /// First seen.
    pub(super) first: Option<Stamp>,
    /// Last seen.
    pub(super) last: Option<Stamp>,
    /// How many records show it.
    pub(super) count: u32,
    /// Where the first few stand.
    pub(super) places: Vec<String>,
    /// When it was resolved, where the log says so of this very problem.
    pub(super) resolved: Option<Option<Stamp>>,
    /// The position of the last record in reading order.
    order: u64,
}

/// When a task last went well.
#[derive(Clone, Copy, Debug)]
pub(super) struct Done {
    /// The time.
    pub(super) at: Option<Stamp>,
    order: u64,
}

/// The ledger.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    troubles: IndexMap<String, Trouble, FxBuildHasher>,
    tasks: IndexMap<String, Done, FxBuildHasher>,
    /// Tasks of which a document says in passing that they went well, and when.
    stated: IndexMap<String, Done, FxBuildHasher>,
    /// The tasks that had a problem.
    troubled: FxHashSet<String>,
    order: u64,
    /// Records of success beyond the first so many tasks that never failed.
    pub(super) untold: usize,
    /// Records that show a problem beyond the first so many different ones.
    pub(super) beyond: usize,
}

/// A task's place, as successes and problems name it.
pub(super) fn place(workflow: &str, task: &str) -> String {
    match (workflow.trim(), task.trim()) {
        ("", task) => task.to_owned(),
        (workflow, "") => workflow.to_owned(),
        (workflow, task) => format!("{workflow} › {task}"),
    }
}

impl Ledger {
    /// Enters a record, and gives the id of the problem it shows if that is
    /// the problem's first record. Confidence below `threshold` is low.
    pub(super) fn enter(&mut self, record: Record, verdict: Verdict, threshold: f64) -> Option<String> {
        self.order += 1;
        match verdict {
            Verdict::Problem(why) => self.trouble(record, why),
            Verdict::Success => {
                self.succeed(&record);
                None
            }
            Verdict::Resolved => {
                let at = record.at;
                let id = identify(&record);
                // What it was before it was dealt with.
                let before = Record { outcome: Outcome::Unknown, ..record.clone() };
                let Verdict::Problem(why) = judge(&before, threshold) else { return None };
                self.trouble(record, why);
                // Unless the problem was seen again since.
                if let Some(trouble) = self.troubles.get_mut(&id).filter(|trouble| trouble.order == self.order) {
                    trouble.resolved = Some(at);
                }
                None
            }
            Verdict::Neutral => None,
        }
    }

    fn trouble(&mut self, record: Record, why: Why) -> Option<String> {
        let id = identify(&record);
        let order = self.order;
        if let Some(trouble) = self.troubles.get_mut(&id) {
            trouble.see(record, why, order);
            return None;
        }
        if self.troubles.len() >= MOST_TROUBLES {
            self.beyond += 1;
            return None;
        }
        self.troubled.insert(place(&record.workflow, &record.task));
        let mut trouble = Trouble {
            id: id.clone(),
            why,
            details: details(&record),
            first: record.at,
            last: record.at,
            count: 1,
            places: vec![record.place.clone()],
            resolved: None,
            order,
            newest: record,
        };
        trouble.newest.output = clip(&trouble.newest.output, MOST_DETAILS).to_owned();
        self.troubles.insert(id.clone(), trouble);
        Some(id)
    }

    /// Adds text that followed the first record of problem `id`.
    pub(super) fn append(&mut self, id: &str, text: &str) {
        if let Some(trouble) = self.troubles.get_mut(id) {
            let room = MOST_DETAILS.saturating_sub(trouble.details.len() + 1);
            if room > 0 {
                let text = clean(clip(text, room));
                trouble.newest.output.push('\n');
                trouble.newest.output.push_str(&text);
                trouble.details.push('\n');
                trouble.details.push_str(&text);
            }
        }
    }

    /// Notes that a document says that a task went well.
    pub(super) fn went_well(&mut self, record: &Record) {
        let is_room = self.stated.len() < MOST_TASKS;
        self.untold += usize::from(!note(&mut self.stated, record, self.order, is_room));
    }

    fn succeed(&mut self, record: &Record) {
        let is_room = self.tasks.len() < MOST_TASKS || self.troubled.contains(&place(&record.workflow, &record.task));
        self.untold += usize::from(!note(&mut self.tasks, record, self.order, is_room));
    }

    /// Notes that problem `id` is as bad as `why`.
    pub(super) fn worsen(&mut self, id: &str, why: Why) {
        if let Some(trouble) = self.troubles.get_mut(id) {
            trouble.why = trouble.why.max(why);
        }
    }

    /// When the task of `trouble` went well after the problem was last seen.
    pub(super) fn success_after(&self, trouble: &Trouble) -> Option<Done> {
        let place = place(&trouble.newest.workflow, &trouble.newest.task);
        let is_after = |done: &&Done| is_before(trouble.last, trouble.order, done.at, done.order);
        // One that is told in passing was perhaps told in one go with the failure.
        let is_later = |done: &&Done| trouble.last.zip(done.at).is_some_and(|(failed, well)| failed.at < well.at);
        let stated = || self.stated.get(&place).filter(is_later);
        self.tasks.get(&place).filter(is_after).or_else(stated).copied()
    }

    /// Every problem, in the order of its first record.
    pub(super) fn troubles(&self) -> impl Iterator<Item = &Trouble> {
        self.troubles.values()
    }

    /// Every task that went well, and when it last did; of two times of one task the later comes last.
    pub(super) fn tasks(&self) -> impl Iterator<Item = (&String, &Done)> {
        let is_newer = |(place, done): &(&String, &Done)| {
            self.tasks.get(*place).is_none_or(|whole| is_before(whole.at, whole.order, done.at, done.order))
        };
        self.tasks.iter().chain(self.stated.iter().filter(is_newer))
    }

    /// Whether it holds nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.troubles.is_empty() && self.tasks.is_empty() && self.stated.is_empty()
    }
}

/// Notes that the task of `record` went well; whether it could, which a new one can where there is room.
fn note(tasks: &mut IndexMap<String, Done, FxBuildHasher>, record: &Record, order: u64, is_room: bool) -> bool {
    let place = place(&record.workflow, &record.task);
    if place.is_empty() {
        return true;
    }
    if let Some(done) = tasks.get_mut(&place) {
        if !is_before(record.at, order, done.at, done.order) {
            *done = Done { at: record.at, order };
        }
    } else if is_room {
        tasks.insert(place, Done { at: record.at, order });
    } else {
        return false;
    }
    true
}

impl Trouble {
    fn see(&mut self, record: Record, why: Why, order: u64) {
        self.count = self.count.saturating_add(1);
        self.why = self.why.max(why);
        if self.places.len() < MOST_PLACES {
            self.places.push(record.place.clone());
        }
        if let Some(at) = record.at
            && self.first.is_none_or(|first| at.at < first.at)
        {
            self.first = Some(at);
        }
        let is_newer = !is_before(record.at, order, self.last, self.order);
        if is_newer {
            self.last = record.at.or(self.last);
            self.order = order;
            // What is stated goes by the newest record; what it said is kept
            // from the first, so that the item does not change with each row.
            self.newest.confidence = record.confidence.or(self.newest.confidence);
            self.newest.budget_impact = record.budget_impact;
            if self.resolved.is_some() {
                self.resolved = None;
            }
        }
        for flag in record.ethical_flags {
            if !self.newest.ethical_flags.contains(&flag) {
                self.newest.ethical_flags.push(flag);
            }
        }
        if self.newest.at.is_none() {
            self.newest.at = record.at;
        }
    }
}

/// Whether the first of two records came before the second: by time where both
/// state one, else by their order.
fn is_before(at: Option<Stamp>, order: u64, other: Option<Stamp>, other_order: u64) -> bool {
    match (at, other) {
        (Some(at), Some(other)) if at.at != other.at => at.at < other.at,
        _ => order < other_order,
    }
}

/// The identity of the problem that `record` shows.
fn identify(record: &Record) -> String {
    let masked = mask(clip(record.headline(), 1_000));
    digest(&[&record.workflow, &record.task, clip(&masked, 160)])
}

/// Everything a reader may want to see of the first record.
fn details(record: &Record) -> String {
    let mut details = String::new();
    let mut add = |text: &str| {
        let text = clean(clip(text.trim(), MOST_DETAILS));
        if !text.is_empty() && !details.contains(&text) && details.len() < MOST_DETAILS {
            if !details.is_empty() {
                details.push_str("\n\n");
            }
            details.push_str(clip(&text, MOST_DETAILS - details.len().min(MOST_DETAILS)));
        }
    };
    add(record.error.as_deref().unwrap_or_default());
    add(&record.message);
    for issue in &record.issues {
        add(issue);
    }
    add(&record.output);
    if !record.advice.is_empty() {
        add(&format!("Suggested: {}", record.advice));
    }
    details
}
