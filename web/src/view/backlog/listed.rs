//! What stands in the list, and in which order.

use std::cmp::Ordering;

use autonomous_orchestrator::journal::{Entry, FinishedKind, State};
use autonomous_orchestrator::prioritize::{Ranking, Row};
use autonomous_orchestrator::work_item::{ItemId, Status};
use chrono::{DateTime, Utc};

use crate::filter::{Mark, marks};

/// What the list is sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Score,
    Item,
    Status,
    Urgency,
    Effort,
    Unlocks,
    Age,
}

impl Column {
    pub(super) const ALL: [Self; 7] =
        [Self::Score, Self::Item, Self::Status, Self::Urgency, Self::Effort, Self::Unlocks, Self::Age];

    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Score => "Score",
            Self::Item => "Item",
            Self::Status => "Status",
            Self::Urgency => "Urgency",
            Self::Effort => "Days",
            Self::Unlocks => "Unlocks",
            Self::Age => "Created",
        }
    }

    /// Whether it begins with the least.
    pub(super) fn ascends(self) -> bool {
        matches!(self, Self::Item | Self::Status | Self::Age)
    }

    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Score => "num",
            Self::Item => "item",
            Self::Status => "state",
            Self::Urgency | Self::Effort | Self::Unlocks => "few",
            Self::Age => "age",
        }
    }
}

/// One line of the list.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Listed {
    /// An item of the backlog.
    Item(Row),
    /// An issue that was finished before it was seen here, by its place in the history.
    Finished(usize),
}

/// What a line shows.
pub(super) struct Seen<'a> {
    pub(super) id: &'a ItemId,
    pub(super) description: &'a str,
    pub(super) status: Status,
    pub(super) urgency: u8,
    pub(super) effort: f64,
    pub(super) unblocks: u32,
    pub(super) created: DateTime<Utc>,
    /// Its place in the backlog, where it has one.
    pub(super) ranked: Option<(f64, &'a Entry)>,
}

impl Listed {
    pub(super) fn see(self, state: &State) -> Option<Seen<'_>> {
        match self {
            Self::Item(row) => {
                let (id, entry) = state.items.get_index(row.at)?;
                let item = &entry.item;
                Some(Seen {
                    id,
                    description: &item.description,
                    status: item.status,
                    urgency: item.urgency_level,
                    effort: item.effort_estimate,
                    unblocks: row.unblocks,
                    created: item.created_date,
                    ranked: Some((row.score.priority(), entry)),
                })
            }
            Self::Finished(at) => {
                let (id, work) = state.history.get_index(at)?;
                Some(Seen {
                    id,
                    description: &work.description,
                    status: Status::Completed,
                    urgency: 0,
                    effort: 0.0,
                    unblocks: 0,
                    created: work.created,
                    ranked: None,
                })
            }
        }
    }
}

/// What is shown of the backlog and of the history, in its order.
pub(super) fn chosen(
    state: &State,
    ranking: &Ranking,
    filter: &str,
    show: Option<Status>,
    sort: (Column, bool),
) -> Vec<Listed> {
    let marks = marks(filter);
    let named = |status: Status| marks.iter().any(|mark| *mark == Mark::Status(status.word().to_owned()));
    let fits = |row: &Row| {
        let Some((_, entry)) = state.items.get_index(row.at) else { return false };
        let in_view = match show {
            Some(status) => entry.item.status == status,
            None => !marks.is_empty() || entry.item.status.is_open(),
        };
        in_view && marks.iter().all(|mark| mark.fits(entry))
    };
    let mut rows: Vec<Listed> = ranking.rows().filter(fits).map(Listed::Item).collect();
    if show.map_or_else(|| named(Status::Completed), |status| status == Status::Completed) {
        let finished =
            state.history.values().enumerate().filter(|(_, work)| {
                work.kind == FinishedKind::Issue && marks.iter().all(|mark| mark.fits_finished(work))
            });
        rows.extend(finished.map(|(at, _)| Listed::Finished(at)));
    }
    let (column, is_reversed) = sort;
    let order = |a: &Listed, b: &Listed| {
        let (Some(a), Some(b)) = (a.see(state), b.see(state)) else { return Ordering::Equal };
        match column {
            Column::Score => Ordering::Equal,
            Column::Item => a.description.to_lowercase().cmp(&b.description.to_lowercase()),
            Column::Status => a.status.cmp(&b.status),
            Column::Urgency => b.urgency.cmp(&a.urgency),
            Column::Effort => b.effort.total_cmp(&a.effort),
            Column::Unlocks => b.unblocks.cmp(&a.unblocks),
            Column::Age => a.created.cmp(&b.created),
        }
    };
    if column != Column::Score {
        // One sort serves every column; ties stay in the order of priority.
        rows.sort_by(order);
    }
    if is_reversed {
        rows.reverse();
    }
    rows
}
