//! The order of the backlog.

use std::cmp::Reverse;

use super::{Matrix, Score};
use crate::dispatch::waiting;
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
}

/// Every item, best first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ranking {
    rows: Vec<Row>,
}

/// What is moved about while sorting.
#[derive(Clone, Copy)]
struct Key {
    /// Orders as the score before it is limited; smaller is better.
    raw: u64,
    at: u32,
    unblocks: u32,
}

impl Ranking {
    /// Ranks the items of `state`: by priority, then by the score before it is
    /// limited, then by how many open items wait for it, then older first, then
    /// by id.
    #[must_use]
    pub fn of(state: &State) -> Self {
        let matrix = Matrix::of(&state.config);
        let glances = state.items.glances();
        let scores: Vec<Score> = glances.iter().map(|glance| matrix.score(glance)).collect();
        let keys = scores.iter().zip(waiting(state)).zip(0..);
        // Limiting never changes an order, so the score before it says all about both.
        let mut keys: Vec<Key> =
            keys.map(|((score, unblocks), at)| Key { raw: descending(score.raw), at, unblocks }).collect();
        keys.sort_unstable_by_key(|key| key.raw);
        for ties in keys.chunk_by_mut(|a, b| a.raw == b.raw).filter(|ties| ties.len() > 1) {
            let tied = ties.iter().filter_map(|key| {
                let at = key.at as usize;
                let (id, _) = state.items.get_index(at)?;
                Some((Reverse(key.unblocks), glances.get(at)?.created, id, *key))
            });
            let mut tied: Vec<_> = tied.collect();
            tied.sort_unstable_by(|a, b| (a.0, a.1, a.2).cmp(&(b.0, b.1, b.2)));
            for (place, (.., key)) in ties.iter_mut().zip(tied) {
                *place = key;
            }
        }
        let row = |key: &Key| {
            let at = key.at as usize;
            scores.get(at).map(|score| Row { at, score: *score, unblocks: key.unblocks })
        };
        Self { rows: keys.iter().filter_map(row).collect() }
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
    pub fn tie(&self, state: &State, place: usize) -> Option<String> {
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
        let created = |row: &Row| state.items.glances().get(row.at).map(|glance| glance.created);
        let broken_by = if row.score.raw.total_cmp(&neighbour.score.raw).is_ne() {
            "the score before it is limited to 0-1"
        } else if row.unblocks != neighbour.unblocks {
            "how many open items wait for it"
        } else if created(row) != created(neighbour) {
            "age, older first"
        } else {
            "id"
        };
        let others = ties - 1;
        let noun = if others == 1 { "item" } else { "items" };
        Some(format!("Ties with {others} other {noun}; broken by {broken_by}."))
    }
}

/// A whole number that orders finite numbers from the greatest to the least.
fn descending(number: f64) -> u64 {
    let bits = number.to_bits();
    // Of two negative numbers the one with the greater bits is the lesser.
    if bits >> 63 == 1 { bits } else { !bits & (u64::MAX >> 1) }
}
