//! What can happen. Events are facts: they hold outcomes, never rules.

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use litemap::LiteMap;
use serde::{Deserialize, Serialize};

use super::id_list::{Escalations, IdList};
use super::state::{Entry, Finished, Hold};
use super::successes::Successes;
use crate::config::{Config, Instance};
use crate::escalate::DecisionRecord;
use crate::harvest::{Failure, Problem, Skipped};
use crate::small_map;
use crate::work_item::{ItemId, SourceKind, WorkItem};

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// The policy was set.
    ConfigSet {
        /// All of it.
        config: Arc<Config>,
    },
    /// New items came in.
    ItemsAdded {
        /// The items.
        items: Vec<WorkItem>,
    },
    /// A source had news of known items.
    ItemsUpdated {
        /// The items as they are now.
        items: Vec<WorkItem>,
    },
    /// Work that was finished before it was ever seen here.
    HistoryAdded {
        /// The work.
        finished: Vec<Finished>,
    },
    /// A closed issue was opened again.
    HistoryReopened {
        /// The issues; each comes back as an item.
        ids: Vec<ItemId>,
    },
    /// A source, or one page of it, was read.
    Harvested {
        /// What came of it so far.
        record: Arc<HarvestRecord>,
    },
    /// A cycle ran. Only changes are listed.
    CycleRan {
        /// By instance: the items it got.
        #[serde(with = "small_map")]
        dispatched: LiteMap<Arc<str>, IdList>,
        /// Newly escalated, or with new findings.
        escalated: Escalations,
        /// By the word of what stands in their way: newly blocked items.
        #[serde(with = "small_map")]
        blocked: LiteMap<Arc<str>, IdList>,
        /// No longer blocked or escalated.
        released: IdList,
    },
    /// The Keyholder decided.
    Decided {
        /// The item.
        id: ItemId,
        /// The decision.
        record: Arc<DecisionRecord>,
        /// The item as it is now.
        item: Box<WorkItem>,
        /// The fields the Keyholder has set.
        edits: Vec<String>,
        /// What it is tied to now.
        hold: Option<Hold>,
    },
    /// An instance is through with an item.
    WorkEnded {
        /// The item as it is now.
        item: Box<WorkItem>,
        /// The instance that had it.
        instance: Option<Arc<str>>,
        /// Whether it succeeded.
        done: bool,
    },
    /// A source was taken away, with the items that are its alone.
    SourceRemoved {
        /// The source's name.
        name: String,
        /// Its items, those that it saw too, and those that are over by its word: what another source shows stays,
        /// as that one's, and is open again where no other says that it is over.
        ids: Vec<ItemId>,
        /// Its finished work.
        finished: Vec<ItemId>,
    },
    /// The last step that can be undone was.
    Undone {
        /// What is there now.
        step: Arc<Undoable>,
    },
}

/// What the last harvest of a source came to. Pages of one harvest add up.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct HarvestRecord {
    /// The source's name: `owner/repo` or a file name.
    pub name: String,
    /// What it is.
    pub kind: SourceKind,
    /// What it was taken for, and why, in words.
    #[serde(default)]
    pub detected: String,
    /// When something of it was last read.
    pub at: Option<DateTime<Utc>>,
    /// When that was last tried, if it failed since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tried: Option<DateTime<Utc>>,
    /// When this harvest of it began; what changes later is news for the next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub began: Option<DateTime<Utc>>,
    /// Records read.
    pub read: usize,
    /// Items that are new.
    pub added: usize,
    /// Items that changed.
    pub updated: usize,
    /// Items that are done now, and work found finished.
    pub completed: usize,
    /// Items that were known as they are.
    pub unchanged: usize,
    /// What was passed over, and why.
    #[serde(default)]
    pub skipped: Vec<Skipped>,
    /// What could not be read. At most [`HarvestRecord::PROBLEMS`] are kept.
    #[serde(default)]
    pub problems: Vec<Problem>,
    /// How many problems there were in all.
    #[serde(default)]
    pub problem_count: usize,
    /// The tasks that were seen to succeed: in an event those that are news, in
    /// a state all of the source's.
    #[serde(default, skip_serializing_if = "Successes::is_empty")]
    pub successes: Successes,
    /// Whether all of the source was read.
    pub complete: bool,
    /// Where to go on when it was not: an address or an offset.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resume: Option<String>,
    /// How many records the source says it has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<u64>,
    /// GitHub's number of the repository: another one under this name is a stranger.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repository_id: Option<u64>,
    /// Since when changes were asked for; `None` when all of it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<DateTime<Utc>>,
    /// Why reading stopped before the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped: Option<String>,
    /// How GitHub refused, where that is why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
    /// The address GitHub gave for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Instances it offers for dispatch.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub instances: Vec<Instance>,
    /// What tells an answer that nothing has changed since.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<Mark>,
}

/// An answer that needs no reading again while its entity tag holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// The address asked.
    pub url: String,
    /// For whom: the fingerprint of the token, empty without one.
    #[serde(default)]
    pub who: String,
    /// The entity tag.
    pub etag: String,
    /// The address of the next page: an answer that nothing has changed does not name it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

impl HarvestRecord {
    /// How many problems are kept word for word.
    pub const PROBLEMS: usize = 200;

    /// When it is to be harvested by itself: an interrupted harvest goes on at
    /// once, a complete one is repeated after the policy's interval. `None` for
    /// what is no repository, for one that the person stopped, and for one that
    /// GitHub refuses until the person does something about it.
    #[must_use]
    pub fn due(&self, config: &Config) -> Option<DateTime<Utc>> {
        let waits_for_person = match self.failure {
            Some(failure) => !failure.remedy().retries,
            None => self.stopped.is_some(),
        };
        if self.kind != SourceKind::Github || waits_for_person {
            return None;
        }
        let is_interrupted = !self.complete && self.stopped.is_none();
        let interval = if is_interrupted { 0 } else { config.harvest_interval_minutes };
        Some(self.tried.max(self.at)? + Duration::minutes(i64::from(interval)))
    }
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde asks for a reference
fn is_zero(seq: &u64) -> bool {
    *seq == 0
}

/// What was there before a step that can be undone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Undoable {
    /// The step, in words.
    pub what: String,
    /// The number of its journal entry; 0 where that was not written down.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub seq: u64,
    /// The entries it changed or removed, as they were.
    pub entries: Vec<Arc<Entry>>,
    /// The finished work it removed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub finished: Vec<Arc<Finished>>,
    /// The source it removed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Arc<HarvestRecord>>,
    /// The instance whose record the step counted in, and whether as done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counted: Option<(Arc<str>, bool)>,
}
