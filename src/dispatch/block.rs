//! What keeps an item from going on.

use chrono::{DateTime, Utc};

use super::{Dependencies, Obstacle};
use crate::escalate::{Finding, Reason};
use crate::journal::Entry;
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

impl Block {
    /// The block that `item` has by itself: declared by its source, or a failed
    /// instance.
    pub(crate) fn own(item: &WorkItem, now: DateTime<Utc>) -> Option<Self> {
        let obstacle = match item.blocked_reason.as_deref().map(Obstacle::from_word) {
            None if item.status != Status::Blocked => return None,
            None | Some(None) => None,
            Some(Some(Obstacle::InstanceFailed)) => Some(Obstacle::InstanceFailed),
            // Dependencies are looked at afresh each time.
            Some(Some(_)) => return None,
        };
        Some(Self { obstacle, items: Vec::new(), since: item.blocked_since.unwrap_or(now) })
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
        entry.case.as_ref().is_some_and(|case| {
            case.waives(&Finding { reason: Reason::TechnicalBlock, evidence: self.because(&entry.item) })
        })
    }
}

impl Dependencies<'_> {
    /// Every block of `entry`, which is the item at position `at`, the weightiest first.
    #[must_use]
    pub fn blocks(&self, at: usize, entry: &Entry, now: DateTime<Utc>) -> Vec<Block> {
        let item = &entry.item;
        let found = self.obstacles(at).into_iter().map(|(obstacle, items)| {
            let is_known = item.blocked_reason.as_deref() == Some(obstacle.word());
            let since = item.blocked_since.filter(|_| is_known).unwrap_or(now);
            Block { obstacle: Some(obstacle), items, since }
        });
        Block::own(item, now).into_iter().chain(found).collect()
    }
}
