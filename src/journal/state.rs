//! What the events add up to.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use indexmap::IndexMap;
use litemap::LiteMap;
use rustc_hash::FxBuildHasher;
use serde::{Deserialize, Serialize};

use super::event::{HarvestRecord, Undoable};
use super::items::Items;
use crate::config::{Config, Theme};
use crate::dispatch::Capabilities;
use crate::escalate::{Case, CaseState, Finding};
use crate::prioritize::{FacetSet, alignment};
use crate::work_item::{ItemId, Status, WorkItem};

/// How many steps can be undone.
pub(super) const UNDO_STEPS: usize = 50;

/// A work item with what has been decided about it. The item lies in front.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[repr(C)]
pub struct Entry {
    /// The item.
    pub item: WorkItem,
    /// The fields the Keyholder has set; a harvest leaves them alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub edits: Vec<String>,
    /// Its escalation, if it ever had one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<Case>,
    /// What the Keyholder has tied it to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold: Option<Hold>,
    /// Derived from the item: what the score and the scope gate look at.
    #[serde(skip)]
    pub facets: FacetSet,
    /// Derived from the item and the themes: strategic alignment, 0-1.
    #[serde(skip)]
    pub resonance: f64,
    /// Derived from the tags and the instances: the capabilities it calls for.
    #[serde(skip)]
    pub skills: Vec<Arc<str>>,
}

/// The derived fields follow from the rest.
impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        (&self.item, &self.edits, &self.case, &self.hold) == (&other.item, &other.edits, &other.case, &other.hold)
    }
}

/// The part of the policy that derived fields rest on.
pub(super) struct Lens<'a> {
    themes: &'a [Theme],
    capabilities: Capabilities,
}

impl<'a> Lens<'a> {
    pub(super) fn of(config: &'a Config) -> Self {
        Self { themes: &config.themes, capabilities: Capabilities::of(&config.instances) }
    }
}

impl Entry {
    /// An entry for a new item.
    pub(super) fn new(item: WorkItem, lens: &Lens<'_>) -> Self {
        let facets = FacetSet::default();
        let mut entry =
            Self { item, edits: Vec::new(), case: None, hold: None, facets, resonance: 0.0, skills: Vec::new() };
        entry.derive(lens);
        entry
    }

    /// The same entry about `item` as it is now.
    pub(crate) fn about(&self, item: WorkItem, config: &Config) -> Self {
        let mut entry = Self { item, ..self.clone() };
        entry.derive(&Lens::of(config));
        entry
    }

    /// Works out the derived fields again.
    pub(super) fn derive(&mut self, lens: &Lens<'_>) {
        self.facets = FacetSet::of(&self.item);
        self.resonance = alignment(&self.item, lens.themes);
        self.skills = lens.capabilities.among(&self.item.tags);
    }

    /// The case, if the Keyholder has to decide it.
    #[must_use]
    pub fn open_case(&self) -> Option<&Case> {
        self.case.as_ref().filter(|case| case.state == CaseState::Open)
    }

    /// Whether the Keyholder has let `finding` pass.
    #[must_use]
    pub fn waives(&self, finding: &Finding) -> bool {
        self.case.as_ref().is_some_and(|case| case.waived().contains(finding))
    }
}

/// What the Keyholder has tied an item to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hold {
    /// It rests until this time.
    Until(DateTime<Utc>),
    /// It rests until this item is completed.
    After(ItemId),
    /// It rests until the Keyholder decides again.
    Keyholder,
    /// Only this instance may have it.
    Instance(String),
}

/// Finished work that never stood in the backlog: closed issues and merged
/// pull requests, kept short for history and forecasts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finished {
    /// Stable identity, as of a work item.
    pub id: ItemId,
    /// Issue or pull request.
    pub kind: FinishedKind,
    /// Its title.
    pub description: String,
    /// The source's name.
    pub source: String,
    /// When it was opened.
    pub created: DateTime<Utc>,
    /// When it was closed.
    pub closed: DateTime<Utc>,
    /// Its labels.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// How it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolution: Option<String>,
}

/// What kind of finished work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FinishedKind {
    /// A closed issue: counts as a completed work item.
    Issue,
    /// A merged pull request: history only.
    PullRequest,
}

/// How an instance has done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Items it completed.
    pub done: u32,
    /// Items it failed.
    pub failed: u32,
}

/// Everything the engine knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// The policy in force.
    pub config: Arc<Config>,
    /// The work items, in the order they came.
    pub items: Items,
    /// Finished work that was never in the backlog.
    pub history: IndexMap<ItemId, Arc<Finished>, FxBuildHasher>,
    /// How each instance has done, by name.
    pub records: LiteMap<String, Record>,
    /// The last harvest of each source, by name.
    pub sources: LiteMap<String, Arc<HarvestRecord>>,
    /// When something was last harvested.
    pub last_harvest: Option<DateTime<Utc>>,
    /// How many cycles have run.
    pub cycles: u64,
    /// When the last cycle ran.
    pub last_cycle: Option<DateTime<Utc>>,
    /// What can be undone, oldest first.
    pub undo: Vec<Arc<Undoable>>,
    /// How many journal entries it holds.
    pub position: u64,
}

impl State {
    /// The entry of `id`.
    #[must_use]
    pub fn entry(&self, id: &ItemId) -> Option<&Entry> {
        self.items.get(id).map(Arc::as_ref)
    }

    /// Whether `id` is in the backlog or in the history.
    #[must_use]
    pub fn knows(&self, id: &ItemId) -> bool {
        self.items.contains_key(id) || self.history.contains_key(id)
    }

    /// Whether the repository that `id` names was read to its end without it: it is
    /// a pull request, or it is gone.
    #[must_use]
    pub fn has_read_past(&self, id: &ItemId) -> bool {
        let repository = id.as_str().split_once('#').map(|(name, _)| name);
        let is_it = |record: &HarvestRecord| {
            record.complete && repository.is_some_and(|name| record.name.eq_ignore_ascii_case(name))
        };
        !self.knows(id) && self.sources.values().any(|record| is_it(record))
    }

    /// Whether `id` is done.
    #[must_use]
    pub fn is_satisfied(&self, id: &ItemId) -> bool {
        match self.items.get(id) {
            Some(entry) => entry.item.status == Status::Completed,
            None => self.history.contains_key(id),
        }
    }

    /// The items with `status`.
    #[must_use]
    pub fn count(&self, status: Status) -> usize {
        self.items.statuses().iter().filter(|stands| **stands == status).count()
    }
}
