//! The order of the backlog.

use std::cmp::Ordering;

use super::{Score, score};
use crate::journal::State;
use crate::work_item::ItemId;

/// One item's place in the ranking.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// Position of the item in [`State::items`].
    pub at: usize,
    /// Its score.
    pub score: Score,
    /// How many open items name it as a dependency.
    pub unblocks: u32,
    /// When it was created, milliseconds since 1970.
    created: i64,
}

/// Every item, best first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ranking {
    rows: Vec<Row>,
}

impl Ranking {
    /// Ranks the items of `state`: by priority, then by the score before it is
    /// limited, then by how many open items wait for it, then older first, then
    /// by id.
    #[must_use]
    pub fn of(state: &State) -> Self {
        let config = &state.config;
        let mut unblocks = vec![0u32; state.items.len()];
        for entry in state.items.values() {
            if entry.item.status.is_open() {
                for dependency in &entry.item.dependencies {
                    if let Some(count) = state.items.get_index_of(dependency).and_then(|at| unblocks.get_mut(at)) {
                        *count += 1;
                    }
                }
            }
        }
        let mut rows: Vec<Row> = state
            .items
            .values()
            .zip(unblocks)
            .enumerate()
            .map(|(at, (entry, unblocks))| Row {
                at,
                score: score(&entry.item, entry.facets, entry.resonance, config),
                unblocks,
                created: entry.item.created_date.timestamp_millis(),
            })
            .collect();
        let id = |row: &Row| state.items.get_index(row.at).map(|(id, _)| id);
        rows.sort_unstable_by(|a, b| compare(a, b).then_with(|| id(a).cmp(&id(b))));
        Self { rows }
    }

    /// The rows, best first.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Place (from 1) and row of an item.
    #[must_use]
    pub fn find(&self, state: &State, id: &ItemId) -> Option<(usize, Row)> {
        let at = state.items.get_index_of(id)?;
        let place = self.rows.iter().position(|row| row.at == at)?;
        self.rows.get(place).map(|row| (place + 1, *row))
    }

    /// When the item at `place` (from 1) ties on priority with its neighbours:
    /// with how many items, and what broke the tie, in words.
    #[must_use]
    pub fn tie(&self, place: usize) -> Option<String> {
        let row = self.rows.get(place.checked_sub(1)?)?;
        let same = |other: &&Row| other.score.priority.total_cmp(&row.score.priority).is_eq();
        let ties = self.rows.iter().filter(same).count();
        if ties < 2 {
            return None;
        }
        let neighbour = self
            .rows
            .get(place)
            .filter(same)
            .or_else(|| place.checked_sub(2).and_then(|above| self.rows.get(above)).filter(same))?;
        let broken_by = if row.score.raw.total_cmp(&neighbour.score.raw).is_ne() {
            "the score before it is limited to 0-1"
        } else if row.unblocks != neighbour.unblocks {
            "how many open items wait for it"
        } else if row.created != neighbour.created {
            "age, older first"
        } else {
            "id"
        };
        let others = ties - 1;
        let noun = if others == 1 { "item" } else { "items" };
        Some(format!("Ties with {others} other {noun}; broken by {broken_by}."))
    }
}

fn compare(a: &Row, b: &Row) -> Ordering {
    b.score
        .priority
        .total_cmp(&a.score.priority)
        .then_with(|| b.score.raw.total_cmp(&a.score.raw))
        .then_with(|| b.unblocks.cmp(&a.unblocks))
        .then_with(|| a.created.cmp(&b.created))
}
