//! The work items of a state.

use std::ops::Deref;
use std::sync::Arc;

use indexmap::{IndexMap, IndexSet};
use rustc_hash::FxBuildHasher;

use super::glance::{Glance, Merit};
use super::links::Links;
use super::state::{Entry, Lens};
use crate::work_item::{ItemId, Status};

/// The entries by id, in the order they came, each with what a cycle looks at.
/// They are read like any map, and changed here alone, so that all agree.
#[derive(Clone, Debug, Default)]
pub struct Items {
    entries: IndexMap<ItemId, Arc<Entry>, FxBuildHasher>,
    ids: Arc<Vec<ItemId>>,
    statuses: Vec<Status>,
    merits: Vec<Merit>,
    glances: Vec<Glance>,
    links: Links,
    instances: IndexSet<Arc<str>, FxBuildHasher>,
    skills: IndexSet<Vec<Arc<str>>, FxBuildHasher>,
}

/// The number of the name or set at this place; 0 stands for none.
fn number(at: usize) -> u32 {
    u32::try_from(at + 1).unwrap_or(0)
}

/// Puts `value` at position `at`, or at the end.
fn set<T>(list: &mut Vec<T>, at: usize, value: T) {
    match list.get_mut(at) {
        Some(place) => *place = value,
        None => list.push(value),
    }
}

/// An item, and what is noted of it beside: who changes one keeps the other in step.
pub(super) struct Spot<'a> {
    pub(super) entry: &'a mut Entry,
    pub(super) status: &'a mut Status,
    pub(super) glance: &'a mut Glance,
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
    /// By position: where the item stands.
    #[must_use]
    pub fn statuses(&self) -> &[Status] {
        &self.statuses
    }

    /// By position: what its place in the ranking rests on.
    #[must_use]
    pub fn merits(&self) -> &[Merit] {
        &self.merits
    }

    /// By position: what gates and dispatch look at.
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

    /// Notes what there is to see of `entry`, which is at position `at` or comes next.
    fn look(&mut self, at: usize, entry: &Entry) {
        let instance = entry.item.assigned_instance.as_ref().map_or(0, |name| self.instance_number(name));
        let skills = match self.skills.get_index_of(&entry.skills) {
            _ if entry.skills.is_empty() => 0,
            Some(at) => number(at),
            None => number(self.skills.insert_full(entry.skills.clone()).0),
        };
        let glance = Glance { instance, skills, ..Glance::of(entry) };
        set(&mut self.statuses, at, entry.item.status);
        set(&mut self.merits, at, Merit::of(entry));
        set(&mut self.glances, at, glance);
    }

    pub(super) fn reserve(&mut self, more: usize) {
        self.entries.reserve(more);
        self.statuses.reserve(more);
        self.merits.reserve(more);
        self.glances.reserve(more);
    }

    /// Puts `entry` in the place of the one with its id, or at the end.
    pub(super) fn put(&mut self, entry: Arc<Entry>) {
        let id = entry.item.id.clone();
        let (at, known) = self.entries.insert_full(id.clone(), Arc::clone(&entry));
        self.look(at, &entry);
        if let Some(known) = known {
            if known.item.dependencies != entry.item.dependencies {
                self.link(at);
            }
            return;
        }
        self.link(at);
        for (waiting, place) in self.links.found(&id) {
            let entry = self.entries.get_index(waiting).map(|(_, entry)| entry);
            // Its dependencies may have changed since.
            if entry.is_some_and(|entry| entry.item.dependencies.get(place) == Some(&id)) {
                self.links.lead(waiting, place, at);
            }
        }
        Arc::make_mut(&mut self.ids).push(id);
    }

    /// Looks up the dependencies of the item at position `at`.
    fn link(&mut self, at: usize) {
        if let Some((_, entry)) = self.entries.get_index(at) {
            self.links.set(at, &entry.item.dependencies, |id| self.entries.get_index_of(id));
        }
    }

    /// Changes where the item at position `at` stands.
    pub(super) fn change(&mut self, at: usize, how: impl FnOnce(&mut Spot<'_>)) {
        let noted = (self.statuses.get_mut(at), self.glances.get_mut(at));
        if let (Some((_, entry)), (Some(status), Some(glance))) = (self.entries.get_index_mut(at), noted) {
            let entry = Arc::make_mut(entry);
            let mut spot = Spot { entry, status, glance };
            how(&mut spot);
            let Spot { entry, status, glance } = spot;
            debug_assert_eq!(*status, entry.item.status);
            debug_assert_eq!(*glance, Glance { instance: glance.instance, skills: glance.skills, ..Glance::of(entry) });
        }
    }

    /// Works out every derived field again.
    pub(super) fn derive(&mut self, lens: &Lens<'_>) {
        for at in 0..self.entries.len() {
            let Some((_, entry)) = self.entries.get_index_mut(at) else { continue };
            Arc::make_mut(entry).derive(lens);
            let entry = Arc::clone(entry);
            self.look(at, &entry);
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
