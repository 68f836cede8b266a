//! The order of the backlog.

use std::cmp::Ordering;

use super::{Matrix, Score};
use crate::dispatch::waiting;
use crate::journal::{Glance, State};
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
    /// By position: how many open items name it as a dependency.
    waiting: Vec<u32>,
}

impl Ranking {
    /// Ranks the items of `state`: by priority, then by the score before it is
    /// limited, then by how many open items wait for it, then older first, then
    /// by id.
    #[must_use]
    pub fn of(state: &State) -> Self {
        let matrix = Matrix::of(&state.config);
        let glances = state.items.glances();
        let waiting = waiting(state);
        let rows: Vec<Row> = glances
            .iter()
            .zip(&waiting)
            .enumerate()
            .map(|(at, (glance, unblocks))| Row { at, score: matrix.score(glance), unblocks: *unblocks })
            .collect();
        Self { rows: sorted(&rows, glances, state.items.ids()), waiting }
    }

    /// By position in [`State::items`]: how many open items name it as a dependency.
    pub(crate) fn waiting(&self) -> &[u32] {
        &self.waiting
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

/// The rows, which come by position, in order. Limiting a score to 0-1 changes
/// no order, so the score before it speaks for both.
fn sorted(rows: &[Row], glances: &[Glance], ids: &[ItemId]) -> Vec<Row> {
    // A coarse score is half as long and sorted in half the time, and few share one.
    #[allow(clippy::cast_possible_truncation)] // meant
    let coarse = |row: &Row| -row.score.raw as f32;
    let mut order: Vec<(f32, u32)> = rows.iter().map(coarse).zip(0..).collect();
    radsort::sort_by_key(&mut order, |(score, _)| *score);
    let mut sorted: Vec<Row> = order.iter().filter_map(|(_, at)| rows.get(*at as usize).copied()).collect();

    let created = |row: &Row| glances.get(row.at).map(|glance| glance.created);
    let order = |a: &Row, b: &Row| {
        let by_score = b.score.raw.partial_cmp(&a.score.raw).unwrap_or(Ordering::Equal);
        let by_age = || created(a).cmp(&created(b));
        by_score.then(b.unblocks.cmp(&a.unblocks)).then_with(by_age).then_with(|| ids.get(a.at).cmp(&ids.get(b.at)))
    };
    for close in sorted.chunk_by_mut(|a, b| coarse(a) == coarse(b)).filter(|close| close.len() > 1) {
        close.sort_unstable_by(order);
    }
    sorted
}
