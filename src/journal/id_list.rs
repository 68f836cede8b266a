//! Lists of items in events.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::items::Items;
use crate::escalate::Finding;
use crate::work_item::ItemId;

/// Ids of items, in the order they came. A list made from a state shares the
/// state's ids, and applying it there takes neither copying nor hashing them.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(from = "Vec<ItemId>", into = "Vec<ItemId>")]
pub struct IdList {
    ids: Arc<Vec<ItemId>>,
    /// Positions in `ids`.
    at: Vec<u32>,
}

impl IdList {
    /// An empty list of items of `items`.
    pub(crate) fn among(items: &Items) -> Self {
        Self { ids: Arc::clone(items.ids()), at: Vec::new() }
    }

    /// Adds the item at position `at` of the items it was made for.
    pub(crate) fn push(&mut self, at: usize) {
        self.at.extend(u32::try_from(at));
    }

    /// How many items it names.
    #[must_use]
    pub fn len(&self) -> usize {
        self.at.len()
    }

    /// Whether it names none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.at.is_empty()
    }

    /// The ids.
    pub fn iter(&self) -> impl Iterator<Item = &ItemId> {
        self.at.iter().filter_map(|at| self.ids.get(*at as usize))
    }

    /// Where the item at `place` in the list stands in `items`, if it is there.
    pub(super) fn position(&self, place: usize, items: &Items) -> Option<usize> {
        let at = *self.at.get(place)? as usize;
        if Arc::ptr_eq(&self.ids, items.ids()) { Some(at) } else { items.get_index_of(self.ids.get(at)?) }
    }
}

impl From<Vec<ItemId>> for IdList {
    fn from(ids: Vec<ItemId>) -> Self {
        Self { at: (0..).take(ids.len()).collect(), ids: Arc::new(ids) }
    }
}

impl From<IdList> for Vec<ItemId> {
    fn from(list: IdList) -> Self {
        list.iter().cloned().collect()
    }
}

impl PartialEq for IdList {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

/// Items that need the Keyholder, each with the reasons.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "Vec<Escalated>", into = "Vec<Escalated>")]
pub struct Escalations {
    /// The items.
    pub items: IdList,
    /// Why, in the same order.
    pub findings: Vec<Arc<[Finding]>>,
}

/// An item that needs the Keyholder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Escalated {
    /// The item.
    pub id: ItemId,
    /// Why, primary reason first.
    pub findings: Arc<[Finding]>,
}

impl From<Vec<Escalated>> for Escalations {
    fn from(list: Vec<Escalated>) -> Self {
        let (ids, findings): (Vec<ItemId>, _) = list.into_iter().map(|one| (one.id, one.findings)).unzip();
        Self { items: ids.into(), findings }
    }
}

impl From<Escalations> for Vec<Escalated> {
    fn from(list: Escalations) -> Self {
        let pairs = list.items.iter().cloned().zip(list.findings.iter().cloned());
        pairs.map(|(id, findings)| Escalated { id, findings }).collect()
    }
}
