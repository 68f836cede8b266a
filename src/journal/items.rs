//! The work items of a state.

use std::ops::Deref;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use indexmap::{IndexMap, IndexSet};
use rustc_hash::FxBuildHasher;

use super::links::Links;
use super::state::{Entry, Lens};
use crate::dispatch::OwnBlock;
use crate::escalate::growth;
use crate::prioritize::FacetSet;
use crate::work_item::{ItemId, Status};

/// The entries by id, in the order they came, each with what a cycle looks at.
/// They are read like any map, and changed here alone, so that all agree.
#[derive(Clone, Debug, Default)]
pub struct Items {
    entries: IndexMap<ItemId, Arc<Entry>, FxBuildHasher>,
    ids: Arc<Vec<ItemId>>,
    glances: Vec<Glance>,
    links: Links,
    instances: IndexSet<Arc<str>, FxBuildHasher>,
    skills: IndexSet<Vec<Arc<str>>, FxBuildHasher>,
}

/// What score and gates look at. An entry is large and lies anywhere in memory;
/// these lie side by side, and a cycle over a hundred thousand is that much quicker.
#[derive(Clone, Copy, Debug, PartialEq)]
#[allow(missing_docs)] // the work item's fields
pub struct Glance {
    pub status: Status,
    pub urgency: u8,
    pub risk: f64,
    pub confidence: Option<f64>,
    pub budget: f64,
    /// How many ethical flags.
    pub flags: u32,
    pub created: DateTime<Utc>,
    /// What the item is, as told by its tags, its text or its harvest.
    pub facets: FacetSet,
    /// Strategic alignment, 0-1.
    pub resonance: f64,
    /// Growth over the baseline; 0.2 is 20 %.
    pub growth: Option<f64>,
    /// What blocks it apart from its dependencies.
    pub block: Option<OwnBlock>,
    /// Whether it says why or since when it is blocked.
    pub is_marked: bool,
    /// Whether it has a case.
    pub has_case: bool,
    /// Whether the Keyholder has tied it to something.
    pub has_hold: bool,
    /// Which of [`Items::instances`] it is assigned to, from 1; 0 is none.
    pub instance: u32,
    /// Which of [`Items::skills`] it calls for, from 1; 0 is none.
    pub skills: u32,
}

impl Glance {
    /// What there is to see of `entry` by itself: without the numbers.
    #[must_use]
    pub fn of(entry: &Entry) -> Self {
        let item = &entry.item;
        Self {
            status: item.status,
            urgency: item.urgency_level,
            risk: item.risk_score,
            confidence: item.confidence_score,
            budget: item.budget_impact,
            flags: u32::try_from(item.ethical_flags.len()).unwrap_or(u32::MAX),
            created: item.created_date,
            facets: entry.facets,
            resonance: entry.resonance,
            growth: growth(item),
            block: OwnBlock::of(item),
            is_marked: item.blocked_reason.is_some() || item.blocked_since.is_some(),
            has_case: entry.case.is_some(),
            has_hold: entry.hold.is_some(),
            instance: 0,
            skills: 0,
        }
    }
}

/// The number of the name or set at this place; 0 stands for none.
fn number(at: usize) -> u32 {
    u32::try_from(at + 1).unwrap_or(0)
}

impl Deref for Items {
    type Target = IndexMap<ItemId, Arc<Entry>, FxBuildHasher>;

    fn deref(&self) -> &Self::Target {
        &self.entries
    }
}

impl PartialEq for Items {
    fn eq(&self, other: &Self) -> bool {
        self.entries.iter().eq(&other.entries)
    }
}

impl Items {
    /// By position: what a cycle looks at.
    #[must_use]
    pub fn glances(&self) -> &[Glance] {
        &self.glances
    }

    /// Which items each item depends on.
    #[must_use]
    pub fn links(&self) -> &Links {
        &self.links
    }

    /// By position: the id.
    pub(crate) fn ids(&self) -> &Arc<Vec<ItemId>> {
        &self.ids
    }

    /// The names of the instances that items are or were assigned to.
    pub fn instances(&self) -> impl Iterator<Item = &str> {
        self.instances.iter().map(AsRef::as_ref)
    }

    /// The different sets of capabilities that items call for.
    pub fn skills(&self) -> impl Iterator<Item = &[Arc<str>]> {
        self.skills.iter().map(AsRef::as_ref)
    }

    /// The number of an instance, from 1.
    pub(super) fn instance_number(&mut self, name: &Arc<str>) -> u32 {
        number(self.instances.insert_full(Arc::clone(name)).0)
    }

    /// What there is to see of `entry`, numbers included.
    fn look(&mut self, entry: &Entry) -> Glance {
        let instance = entry.item.assigned_instance.as_ref().map_or(0, |name| self.instance_number(name));
        let skills = match self.skills.get_index_of(&entry.skills) {
            _ if entry.skills.is_empty() => 0,
            Some(at) => number(at),
            None => number(self.skills.insert_full(entry.skills.clone()).0),
        };
        Glance { instance, skills, ..Glance::of(entry) }
    }

    pub(super) fn reserve(&mut self, more: usize) {
        self.entries.reserve(more);
        self.glances.reserve(more);
    }

    /// Puts `entry` in the place of the one with its id, or at the end.
    pub(super) fn put(&mut self, entry: Arc<Entry>) {
        let glance = self.look(&entry);
        let id = entry.item.id.clone();
        let (at, known) = self.entries.insert_full(id.clone(), Arc::clone(&entry));
        if let (Some(known), Some(before)) = (known, self.glances.get_mut(at)) {
            *before = glance;
            if known.item.dependencies != entry.item.dependencies {
                self.link(at);
            }
            return;
        }
        self.glances.push(glance);
        self.link(at);
        for waiting in self.links.found(&id) {
            self.link(waiting);
        }
        Arc::make_mut(&mut self.ids).push(id);
    }

    /// Looks up the dependencies of the item at position `at`.
    fn link(&mut self, at: usize) {
        if let Some((_, entry)) = self.entries.get_index(at) {
            self.links.set(at, &entry.item.dependencies, |id| self.entries.get_index_of(id));
        }
    }

    /// Changes where the entry at position `at` stands, and its glance with it.
    pub(super) fn change(&mut self, at: usize, how: impl FnOnce(&mut Entry, &mut Glance)) {
        if let (Some((_, entry)), Some(glance)) = (self.entries.get_index_mut(at), self.glances.get_mut(at)) {
            let entry = Arc::make_mut(entry);
            how(entry, glance);
            debug_assert_eq!(*glance, Glance { instance: glance.instance, skills: glance.skills, ..Glance::of(entry) });
        }
    }

    /// Works out every derived field again.
    pub(super) fn derive(&mut self, lens: &Lens<'_>) {
        for at in 0..self.entries.len() {
            let Some((_, entry)) = self.entries.get_index_mut(at) else { continue };
            Arc::make_mut(entry).derive(lens);
            let entry = Arc::clone(entry);
            let glance = self.look(&entry);
            if let Some(before) = self.glances.get_mut(at) {
                *before = glance;
            }
        }
    }

    /// Removes the entries whose id is not to stay.
    pub(super) fn retain(&mut self, stays: impl Fn(&ItemId) -> bool) {
        let before = std::mem::take(self);
        self.reserve(before.len());
        for (_, entry) in before.entries.into_iter().filter(|(id, _)| stays(id)) {
            self.put(entry);
        }
    }
}
