//! What keeps an item from going on.

use chrono::{DateTime, Utc};

use super::{Dependencies, Obstacle};
use crate::escalate::{Finding, Reason};
use crate::journal::{Entry, Glance, State};
use crate::work_item::{Status, WorkItem};

/// The reason of a block whose source gives none.
pub(crate) const DECLARED: &str = "its source says it is blocked";

/// What keeps an item from going on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// What it is when it was found here; `None` when the item's source declares it.
    pub obstacle: Option<Obstacle>,
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

    /// As the block of `item`.
    pub(crate) fn block(self, item: &WorkItem, now: DateTime<Utc>) -> Block {
        let obstacle = (self == Self::InstanceFailed).then_some(Obstacle::InstanceFailed);
        Block { obstacle, since: item.blocked_since.unwrap_or(now) }
    }

    /// It in words.
    pub(crate) fn because(self, item: &WorkItem) -> String {
        match (self, item.blocked_since) {
            (Self::Declared, _) => item.blocked_reason.clone().unwrap_or_else(|| DECLARED.to_owned()),
            // A second failure is not the first one.
            (Self::InstanceFailed, Some(since)) => {
                format!("{} on {}", Obstacle::InstanceFailed.sentence(&[]), crate::date::second(since))
            }
            (Self::InstanceFailed, None) => Obstacle::InstanceFailed.sentence(&[]),
        }
    }
}

impl Dependencies {
    /// What keeps the item at position `at` from going on: the weightiest block
    /// that the Keyholder has not let pass.
    #[must_use]
    pub fn block(&self, state: &State, at: usize, glance: &Glance, now: DateTime<Utc>) -> Option<Block> {
        if glance.block.is_none() && state.items.links().of(at).is_empty() {
            return None;
        }
        if !glance.is_marked && !glance.has_case && glance.block.is_none() {
            let obstacle = self.obstacles(state, at).into_iter().flatten().next()?;
            return Some(Block { obstacle: Some(obstacle), since: now });
        }
        let (_, entry) = state.items.get_index(at)?;
        self.blocks(state, at, entry, now).find(|block| !self.is_waived(state, at, entry, *block))
    }

    /// Everything that keeps the item at position `at` from going on, the
    /// weightiest first.
    pub fn blocks<'a>(
        &self,
        state: &State,
        at: usize,
        entry: &'a Entry,
        now: DateTime<Utc>,
    ) -> impl Iterator<Item = Block> + use<'a> {
        let item = &entry.item;
        let own = OwnBlock::of(item).map(|own| own.block(item, now));
        let found = self.obstacles(state, at).into_iter().flatten().map(move |obstacle| {
            let is_known = item.blocked_reason.as_deref() == Some(obstacle.word());
            Block { obstacle: Some(obstacle), since: item.blocked_since.filter(|_| is_known).unwrap_or(now) }
        });
        own.into_iter().chain(found)
    }

    /// A block of the item at position `at` in words.
    #[must_use]
    pub fn because(&self, state: &State, at: usize, entry: &Entry, block: Block) -> String {
        match block.obstacle {
            None => OwnBlock::Declared.because(&entry.item),
            Some(Obstacle::InstanceFailed) => OwnBlock::InstanceFailed.because(&entry.item),
            Some(obstacle) => obstacle.sentence(&self.items(state, at, obstacle)),
        }
    }

    /// Whether the Keyholder has let a block pass.
    #[must_use]
    pub fn is_waived(&self, state: &State, at: usize, entry: &Entry, block: Block) -> bool {
        let finding = || Finding { reason: Reason::TechnicalBlock, evidence: self.because(state, at, entry, block) };
        entry.case.is_some() && entry.waives(&finding())
    }
}
