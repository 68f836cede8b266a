//! The plan of one cycle: for every open item, in priority order, what becomes
//! of it. Making a plan changes nothing.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{Choice, Dependencies, Obstacle, Roster};
use crate::escalate::{Finding, findings, trips};
use crate::journal::{Glance, Hold, State};
use crate::prioritize::Ranking;
use crate::work_item::Status;

/// What becomes of an item in a cycle.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// Goes out to this instance.
    Dispatched(Arc<str>),
    /// Needs the Keyholder, for these reasons.
    Escalated(Arc<[Finding]>),
    /// Its dependencies, or what became of it, stand in the way.
    Blocked(Obstacle),
    /// Could go, but not now.
    Pending(Wait),
}

/// Why an item that could go out does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// Every capable instance is full.
    NoRoom,
    /// No instance is made for it.
    NoneCapable,
    /// The instance the Keyholder named is not there.
    InstanceNotThere,
    /// The Keyholder deferred it.
    Deferred,
}

impl Wait {
    /// The word in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::NoRoom => "no_instance_has_room",
            Self::NoneCapable => "no_capable_instance",
            Self::InstanceNotThere => "named_instance_not_there",
            Self::Deferred => "deferred",
        }
    }
}

/// What becomes of every open item that is not with an instance.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// By position in [`State::items`]; `None` for items that are completed or
    /// in progress.
    outcomes: Vec<Option<Outcome>>,
    /// The positions of the others, best first.
    order: Vec<usize>,
    dependencies: Dependencies,
}

impl Plan {
    /// How many items it is about.
    #[must_use]
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Whether it is about none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// What becomes of the item at position `at`.
    #[must_use]
    pub fn outcome(&self, at: usize) -> Option<&Outcome> {
        self.outcomes.get(at)?.as_ref()
    }

    /// What blocks the item at position `at` of `state`, in words.
    #[must_use]
    pub fn because(&self, state: &State, at: usize, obstacle: Obstacle) -> String {
        obstacle.sentence(&self.dependencies.items(state, at, obstacle))
    }

    /// Positions and outcomes, in the order of the items.
    pub fn outcomes(&self) -> impl Iterator<Item = (usize, &Outcome)> {
        self.outcomes.iter().enumerate().filter_map(|(at, outcome)| Some((at, outcome.as_ref()?)))
    }

    /// Positions and outcomes, best first.
    pub fn iter(&self) -> impl Iterator<Item = (usize, &Outcome)> {
        self.order.iter().filter_map(|at| Some((*at, self.outcome(*at)?)))
    }
}

/// Where an item stands while instances are chosen.
#[derive(Clone, Copy)]
enum Standing {
    /// Completed or in progress.
    Away,
    /// Its outcome is known whatever the other items do.
    Settled,
    /// May go out to an instance with these skills.
    Ready(u32),
    /// May go out to the instance the Keyholder named.
    Named,
    /// An instance was chosen, or was not.
    Chosen(Choice),
}

/// Plans a cycle: for each item in priority order the gates, then the
/// dependencies, then an instance.
#[must_use]
pub fn plan(state: &State, ranking: &Ranking, now: DateTime<Utc>) -> Plan {
    let dependencies = Dependencies::of(state, ranking);
    // Only the choice of an instance hangs on the order. Everything else is worked
    // out item by item as they lie in memory, which is several times quicker.
    let glances = state.items.glances().iter().enumerate();
    let (mut standings, mut outcomes): (Vec<Standing>, Vec<Option<Outcome>>) =
        glances.map(|(at, glance)| standing(state, &dependencies, at, glance, now)).unzip();

    let mut roster = Roster::of(state);
    let mut order = Vec::with_capacity(standings.len());
    for row in ranking.rows() {
        let Some(standing) = standings.get_mut(row.at) else { continue };
        match standing {
            Standing::Away => continue,
            Standing::Ready(skills) => *standing = Standing::Chosen(roster.choose(*skills)),
            Standing::Named => {
                let name = named(state, row.at).unwrap_or_default();
                *standing = Standing::Chosen(roster.choose_named(name));
            }
            Standing::Settled | Standing::Chosen(_) => {}
        }
        order.push(row.at);
    }
    for (standing, outcome) in standings.iter().zip(&mut outcomes) {
        let Standing::Chosen(choice) = standing else { continue };
        *outcome = match choice {
            Choice::Chosen(at) => roster.name(*at).cloned().map(Outcome::Dispatched),
            Choice::NoRoom => Some(Outcome::Pending(Wait::NoRoom)),
            Choice::NoneCapable => Some(Outcome::Pending(Wait::NoneCapable)),
            Choice::NotThere => Some(Outcome::Pending(Wait::InstanceNotThere)),
        };
    }
    Plan { outcomes, order, dependencies }
}

/// The instance the Keyholder has named for the item at position `at`.
fn named(state: &State, at: usize) -> Option<&str> {
    match state.items.get_index(at)?.1.hold.as_ref()? {
        Hold::Instance(name) => Some(name),
        _ => None,
    }
}

/// An entry is fetched only where its glance says that there is something to see:
/// fetching each would take most of the time.
fn standing(
    state: &State,
    dependencies: &Dependencies,
    at: usize,
    glance: &Glance,
    now: DateTime<Utc>,
) -> (Standing, Option<Outcome>) {
    if matches!(glance.status, Status::Completed | Status::InProgress) {
        return (Standing::Away, None);
    }
    let entry = || state.items.get_index(at).map(|(_, entry)| entry);
    let hold = if glance.has_hold { entry().and_then(|entry| entry.hold.as_ref()) } else { None };
    if hold.is_some_and(|hold| rests(hold, state, now)) {
        return (Standing::Settled, Some(Outcome::Pending(Wait::Deferred)));
    }
    let block = dependencies.block(state, at, glance, now);
    if trips(glance, block, now, &state.config) {
        let findings = entry().map(|entry| {
            let words = |block| dependencies.because(state, at, entry, block);
            let mut findings = findings(&entry.item, glance, block, now, &state.config, words);
            findings.retain(|finding| !entry.waives(finding));
            findings
        });
        if let Some(findings) = findings.filter(|findings| !findings.is_empty()) {
            return (Standing::Settled, Some(Outcome::Escalated(findings.into())));
        }
    }
    if let Some(obstacle) = block.and_then(|block| block.obstacle) {
        return (Standing::Settled, Some(Outcome::Blocked(obstacle)));
    }
    let ready = match hold {
        Some(Hold::Instance(_)) => Standing::Named,
        _ => Standing::Ready(glance.skills),
    };
    (ready, None)
}

fn rests(hold: &Hold, state: &State, now: DateTime<Utc>) -> bool {
    match hold {
        Hold::Until(until) => now < *until,
        Hold::After(id) => state.knows(id) && !state.is_satisfied(id),
        Hold::Keyholder => true,
        Hold::Instance(_) => false,
    }
}
