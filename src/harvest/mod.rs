//! Harvesting: from what a source says to work items.
//!
//! Harvesting never fails. It returns items *and* problems, each problem with a
//! place and a reason, and one bad record never costs another.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::config::Instance;
use crate::journal::{Finished, HarvestRecord};
use crate::work_item::{ItemId, SourceKind, WorkItem};

mod answer;
mod decoder;
mod detect;
mod estimate;
mod file;
mod github;
mod iar;
mod identity;
mod json_document;
mod json_text;
mod lines;
mod loose;
mod merge;
mod neighbours;
mod protocol;
mod repository;
mod safe;
mod secret;
mod text;
mod timestamp;

mod work_items;

pub mod dependency_text;
pub mod labels;

pub use answer::{Answer, Budget, Button, Failure, Refused, Remedy};
pub use file::FileReader;
pub use github::{github, github_renamed, take_pulls, tie_lists, wanted_lists};
pub(crate) use identity::long_digest;
pub use identity::paste_name;
pub use merge::{Merged, merge, unseen};
pub(crate) use merge::{combine, is_over_by, reopen};
pub use repository::Repository;
pub use secret::{fingerprint, redact, token_kind};
pub(crate) use text::stem;
pub use timestamp::{Stamp, timestamp};
pub use work_items::{Unread, WorkItemReader, work_items};

/// What is passed over where the lists of an issue's ties could not be fetched.
pub const UNREAD_LISTS: &str = "lists of dependencies and sub-issues";

/// What a source yielded.
///
/// Every record read is accounted for: it became an item, finished work, part
/// of another item's sightings, something skipped, or a problem.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Harvest {
    /// The source's name: `owner/repo` or a file name.
    pub name: String,
    /// What kind of source it is.
    pub kind: SourceKind,
    /// What it was taken for and why, in words.
    pub detected: String,
    /// Records read: rows, lines, list items.
    pub read: usize,
    /// Work items, each id once.
    pub items: Vec<WorkItem>,
    /// Work that was finished before it was seen: history, not backlog.
    pub finished: Vec<Finished>,
    /// Items that the source says are done, whether they were ever open here or not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub done: Vec<ItemId>,
    /// Items that stand for what is told in another way now: the entries of a list that has become long, or the
    /// list whose entries are few.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replaced: Vec<ItemId>,
    /// Tasks that were seen to succeed, so that an older problem of theirs is over.
    pub successes: Vec<Success>,
    /// Instances the source offers for dispatch.
    pub instances: Vec<Instance>,
    /// What was passed over on purpose.
    pub skipped: Vec<Skipped>,
    /// What could not be read.
    pub problems: Vec<Problem>,
    /// How many more there were: of a flood only the first are noted.
    #[serde(default, skip_serializing_if = "is_none")]
    pub unlisted: usize,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde asks for a reference
fn is_none(count: &usize) -> bool {
    *count == 0
}

/// A task that succeeded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Success {
    /// The task, as in [`crate::work_item::Source::place`] of its problems.
    pub place: String,
    /// When.
    pub at: Option<DateTime<Utc>>,
}

/// Records that were passed over on purpose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skipped {
    /// What they are.
    pub what: String,
    /// How many.
    pub count: usize,
    /// Why they are no work.
    pub why: String,
}

/// A record that could not be read, or not as it was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The place: a line, a path such as `items[3].urgency_level`, an issue number.
    #[serde(rename = "where")]
    pub place: String,
    /// What is wrong, what was done about it, and what to do.
    pub message: String,
}

impl Harvest {
    /// An empty harvest of `name`.
    #[must_use]
    pub fn new(name: impl Into<String>, kind: SourceKind, detected: impl Into<String>) -> Self {
        Self { name: name.into(), kind, detected: detected.into(), ..Self::default() }
    }

    /// Whether there is anything to take in.
    #[must_use]
    pub fn has_work(&self) -> bool {
        !self.items.is_empty() || !self.finished.is_empty() || !self.successes.is_empty() || !self.instances.is_empty()
    }

    /// Notes a problem.
    pub fn problem(&mut self, place: impl Into<String>, message: impl Into<String>) {
        self.problems.push(Problem { place: place.into(), message: message.into() });
    }

    /// Notes a problem that concerns all of the source, before all others.
    pub(crate) fn problem_of_all(&mut self, place: impl Into<String>, message: impl Into<String>) {
        self.problems.insert(0, Problem { place: place.into(), message: message.into() });
    }

    /// Notes a problem, or counts it where so many are noted that nobody reads on.
    pub(crate) fn problem_of_many(&mut self, place: impl Into<String>, message: impl Into<String>) {
        if self.problems.len() < HarvestRecord::PROBLEMS {
            self.problem(place, message);
        } else {
            self.unlisted += 1;
        }
    }

    /// Ends a file: of a flood of problems the first stay, and the rest is counted.
    pub(crate) fn count_flood(&mut self) {
        self.unlisted += self.problems.len().saturating_sub(HarvestRecord::PROBLEMS);
        self.problems.truncate(HarvestRecord::PROBLEMS);
    }

    /// Counts one more of something passed over.
    pub fn skip(&mut self, what: &str, why: &str) {
        match self.skipped.iter_mut().find(|skipped| skipped.what == what && skipped.why == why) {
            Some(skipped) => skipped.count += 1,
            None => self.skipped.push(Skipped { what: what.to_owned(), count: 1, why: why.to_owned() }),
        }
    }
}
