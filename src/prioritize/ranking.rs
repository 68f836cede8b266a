//! The order of the backlog.

use std::cmp::Ordering;

use chrono::{DateTime, Utc};

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
    /// Positions, best first.
    order: Vec<u32>,
    /// By position: the score.
    scores: Vec<Score>,
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
        let scores: Vec<Score> = state.items.merits().iter().map(|merit| matrix.score(merit)).collect();
        let waiting = waiting(state);
        Self { order: sorted(state, &scores, &waiting), scores, waiting }
    }

    /// By position in [`State::items`]: how many open items name it as a dependency.
    pub(crate) fn waiting(&self) -> &[u32] {
        &self.waiting
    }

    /// The positions in [`State::items`], best first.
    pub(crate) fn order(&self) -> &[u32] {
        &self.order
    }

    /// The rows, best first.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = Row> {
        self.order.iter().map(|at| self.row(*at as usize))
    }

    /// The row of the item at position `at` in [`State::items`].
    fn row(&self, at: usize) -> Row {
        let score = self.scores.get(at).copied().unwrap_or_default();
        Row { at, score, unblocks: self.waiting.get(at).copied().unwrap_or_default() }
    }

    /// The row of an item.
    #[must_use]
    pub fn find(&self, state: &State, id: &ItemId) -> Option<Row> {
        state.items.get_index_of(id).map(|at| self.row(at))
    }

    /// The open items, best first.
    fn open(&self, state: &State) -> Vec<Row> {
        let is_open = |row: &Row| state.items.statuses().get(row.at).is_some_and(|status| status.is_open());
        self.rows().filter(is_open).collect()
    }

    /// Where `row` stands among the open items: its place, from 1, and how many they
    /// are; and when it ties on priority, with how many of them, and what broke the
    /// tie, in words. `None` for a completed item.
    #[must_use]
    pub fn place(&self, state: &State, row: Row) -> Option<(usize, usize, Option<String>)> {
        let open = self.open(state);
        let at = open.iter().position(|other| other.at == row.at)?;
        let same = |other: &&Row| other.score.priority().total_cmp(&row.score.priority()).is_eq();
        let others = open.iter().filter(same).count() - 1;
        let above = || at.checked_sub(1).and_then(|above| open.get(above));
        let neighbour = open.get(at + 1).filter(same).or_else(|| above().filter(same));
        let tie = neighbour.map(|neighbour| {
            let created = |row: &Row| state.items.merits().get(row.at).map(|merit| merit.created);
            let broken_by = if row.score.raw.total_cmp(&neighbour.score.raw).is_ne() {
                "the score before it is limited to 0-1"
            } else if row.unblocks != neighbour.unblocks {
                "how many open items wait for it"
            } else if created(&row) != created(neighbour) {
                "age, older first"
            } else {
                "id"
            };
            let noun = if others == 1 { "item" } else { "items" };
            format!("Ties with {others} other {noun}; broken by {broken_by}.")
        });
        Some((at + 1, open.len(), tie))
    }
}

/// The positions, best first. Limiting a score to 0-1 changes no order, so the
/// score before it speaks for both.
fn sorted(state: &State, scores: &[Score], waiting: &[u32]) -> Vec<u32> {
    // A coarse score is half as long and sorted in half the time, and few share one.
    #[allow(clippy::cast_possible_truncation)] // meant
    let coarse = scores.iter().map(|score| -score.raw as f32);
    let mut order: Vec<(f32, u32)> = coarse.zip(0..).collect();
    radsort::sort_by_key(&mut order, |(score, _)| *score);
    // What decides among those lies far apart, so it is fetched once for each; the ids'
    // letters lie further still, and are fetched only where all else is the same.
    let (merits, ids) = (state.items.merits(), state.items.ids());
    let mut ties: Vec<Tie<'_>> = Vec::new();
    for close in order.chunk_by_mut(|a, b| a.0 == b.0).filter(|close| close.len() > 1) {
        ties.extend(close.iter().filter_map(|(_, place)| {
            let at = *place as usize;
            let merit = (scores.get(at)?.raw, *waiting.get(at)?, merits.get(at)?.created);
            Some(Tie { merit, id: ids.get(at)?, place: *place })
        }));
        sort(&mut ties, |a, b| {
            let (a, b) = (a.merit, b.merit);
            let by_score = b.0.partial_cmp(&a.0).unwrap_or(Ordering::Equal);
            by_score.then(b.1.cmp(&a.1)).then(a.2.cmp(&b.2))
        });
        for same in ties.chunk_by_mut(|a, b| a.merit == b.merit).filter(|same| same.len() > 1) {
            sort(same, |a, b| a.id.cmp(b.id));
        }
        for ((_, place), tie) in close.iter_mut().zip(ties.drain(..)) {
            *place = tie.place;
        }
    }
    order.into_iter().map(|(_, place)| place).collect()
}

/// What decides between items with about the same score.
struct Tie<'a> {
    /// The score before it is limited, how many open items wait, and when it was created.
    merit: (f64, u32, DateTime<Utc>),
    id: &'a ItemId,
    place: u32,
}

/// Written once for both orders.
fn sort<'a>(ties: &mut [Tie<'a>], order: fn(&Tie<'a>, &Tie<'a>) -> Ordering) {
    ties.sort_unstable_by(order);
}
