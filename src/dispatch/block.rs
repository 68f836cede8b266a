//! What keeps an item from going on.

use chrono::{DateTime, Utc};

use super::{Circles, Obstacle};
use crate::escalate::{Finding, Reason};
use crate::journal::{Entry, State};
use crate::work_item::{ItemId, Status, WorkItem};

/// The reason of a block whose source gives none.
pub(crate) const DECLARED: &str = "its source says it is blocked";

/// What keeps an item from going on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// What it is when it was found here; `None` when the item's source declares it.
    pub obstacle: Option<Obstacle>,
    /// The dependencies it is about.
    pub items: Vec<ItemId>,
    /// When it began.
    pub since: DateTime<Utc>,
}

/// A block that has nothing to do with dependencies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnBlock {
    /// The item's source says so.
    Declared,
    /// The instance that had it failed.
    InstanceFailed,
}

impl OwnBlock {
    /// That of `item`.
    pub(crate) fn of(item: &WorkItem) -> Option<Self> {
        match item.blocked_reason.as_deref().map(Obstacle::from_word) {
            None => (item.status == Status::Blocked).then_some(Self::Declared),
            Some(None) => Some(Self::Declared),
            Some(Some(Obstacle::InstanceFailed)) => Some(Self::InstanceFailed),
            // Dependencies are looked at afresh in every cycle.
            Some(Some(_)) => None,
        }
    }
}

impl Block {
    /// The block that `item` has apart from its dependencies.
    pub(crate) fn own(item: &WorkItem, own: OwnBlock, now: DateTime<Utc>) -> Self {
        let obstacle = (own == OwnBlock::InstanceFailed).then_some(Obstacle::InstanceFailed);
        Self { obstacle, items: Vec::new(), since: item.blocked_since.unwrap_or(now) }
    }

    /// The block of `item` in words.
    #[must_use]
    pub fn because(&self, item: &WorkItem) -> String {
        match self.obstacle {
            None => item.blocked_reason.clone().unwrap_or_else(|| DECLARED.to_owned()),
            // A second failure is not the first one.
            Some(Obstacle::InstanceFailed) => {
                let when = self.since.format("%-d %B %Y at %H:%M:%S");
                format!("{} on {when}", Obstacle::InstanceFailed.sentence(&[]))
            }
            Some(obstacle) => obstacle.sentence(&self.items),
        }
    }

    /// Whether the Keyholder has let it pass.
    #[must_use]
    pub fn is_waived(&self, entry: &Entry) -> bool {
        entry.waives(&Finding { reason: Reason::TechnicalBlock, evidence: self.because(&entry.item) })
    }
}

/// Every block of the item at position `at`, the weightiest first.
#[must_use]
pub fn blocks(state: &State, circles: &Circles, at: usize, now: DateTime<Utc>) -> Vec<Block> {
    let own = state.items.glances().get(at).and_then(|glance| glance.block);
    let obstacles = circles.obstacles(state, at);
    if own.is_none() && obstacles.is_empty() {
        return Vec::new();
    }
    let Some((_, entry)) = state.items.get_index(at) else { return Vec::new() };
    let item = &entry.item;
    let found = obstacles.into_iter().map(|(obstacle, items)| {
        let is_known = item.blocked_reason.as_deref() == Some(obstacle.word());
        let since = item.blocked_since.filter(|_| is_known).unwrap_or(now);
        Block { obstacle: Some(obstacle), items, since }
    });
    own.map(|own| Block::own(item, own, now)).into_iter().chain(found).collect()
}
