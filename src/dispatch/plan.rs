//! The plan of one cycle: for every open item, in priority order, what becomes
//! of it. Making a plan changes nothing.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use rustc_hash::FxHashMap;

use super::{Choice, Dependencies, Obstacle, Roster};
use crate::escalate::{Finding, Reason, findings, sole_number, trips};
use crate::journal::{Glance, Hold, State};
use crate::prioritize::Ranking;
use crate::work_item::Status;

/// What becomes of an item in a cycle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Outcome<'a> {
    /// Goes out to this instance.
    Dispatched(&'a Arc<str>),
    /// Needs the Keyholder, for these reasons.
    Escalated(&'a Arc<[Finding]>),
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

/// Where an item stands in a plan, and while it is made.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Standing {
    /// Completed or in progress.
    Away,
    /// May go out to an instance with these skills; none has been chosen yet.
    Ready(u32),
    /// May go out to the instance the Keyholder named.
    Named,
    /// Goes out to the instance of this number.
    Dispatched(u16),
    /// Needs the Keyholder, for the findings of this number.
    Escalated(u32),
    /// Its dependencies, or what became of it, stand in the way.
    Blocked(Obstacle),
    /// Could go, but not now.
    Pending(Wait),
}

impl From<Choice> for Standing {
    fn from(choice: Choice) -> Self {
        match choice {
            Choice::Chosen(instance) => Self::Dispatched(instance),
            Choice::NoRoom => Self::Pending(Wait::NoRoom),
            Choice::NoneCapable => Self::Pending(Wait::NoneCapable),
            Choice::NotThere => Self::Pending(Wait::InstanceNotThere),
        }
    }
}

/// What becomes of every open item that is not with an instance.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// By position in [`State::items`].
    standings: Vec<Standing>,
    /// The positions of the items that are neither completed nor in progress, best first.
    order: Vec<u32>,
    instances: Vec<Arc<str>>,
    findings: Vec<Arc<[Finding]>>,
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

    /// What becomes of the item at position `at`; `None` for one that is completed
    /// or in progress.
    #[must_use]
    pub fn outcome(&self, at: usize) -> Option<Outcome<'_>> {
        self.tell(*self.standings.get(at)?)
    }

    fn tell(&self, standing: Standing) -> Option<Outcome<'_>> {
        match standing {
            Standing::Away | Standing::Ready(_) | Standing::Named => None,
            Standing::Dispatched(number) => self.instances.get(usize::from(number)).map(Outcome::Dispatched),
            Standing::Escalated(number) => self.findings.get(number as usize).map(Outcome::Escalated),
            Standing::Blocked(obstacle) => Some(Outcome::Blocked(obstacle)),
            Standing::Pending(wait) => Some(Outcome::Pending(wait)),
        }
    }

    /// What blocks the item at position `at` of `state`, in words.
    #[must_use]
    pub fn because(&self, state: &State, at: usize, obstacle: Obstacle) -> String {
        obstacle.sentence(&self.dependencies.items(state, at, obstacle))
    }

    /// Positions and outcomes, in the order of the items.
    pub fn outcomes(&self) -> impl Iterator<Item = (usize, Outcome<'_>)> {
        self.standings.iter().enumerate().filter_map(|(at, standing)| Some((at, self.tell(*standing)?)))
    }

    /// Positions and outcomes, best first.
    pub fn iter(&self) -> impl Iterator<Item = (usize, Outcome<'_>)> {
        self.order.iter().map(|at| *at as usize).filter_map(|at| Some((at, self.outcome(at)?)))
    }
}

/// Plans a cycle: for each item in priority order the gates, then the
/// dependencies, then an instance.
#[must_use]
pub fn plan(state: &State, ranking: &Ranking, now: DateTime<Utc>) -> Plan {
    let dependencies = Dependencies::of(state, ranking);
    // Only the choice of an instance hangs on the order. Everything else is worked
    // out item by item as they lie in memory, which is several times quicker.
    let mut found = Found::default();
    let mut standings = Vec::with_capacity(state.items.len());
    for (at, (status, glance)) in state.items.statuses().iter().zip(state.items.glances()).enumerate() {
        standings.push(match status {
            Status::Completed | Status::InProgress => Standing::Away,
            _ => standing(state, &dependencies, at, glance, now, &mut found),
        });
    }

    let mut roster = Roster::of(state);
    let mut order = Vec::with_capacity(standings.len());
    for at in ranking.order() {
        let Some(standing) = standings.get_mut(*at as usize) else { continue };
        match standing {
            Standing::Away => continue,
            Standing::Ready(skills) => *standing = roster.choose(*skills).into(),
            Standing::Named => *standing = roster.choose_named(named(state, *at as usize).unwrap_or_default()).into(),
            _ => {}
        }
        order.push(*at);
    }
    Plan { standings, order, instances: roster.into_names(), findings: found.lists, dependencies }
}

/// What the gates have found. Many items state the same number: what rests on that
/// alone is put in words once, and they share it.
#[derive(Default)]
struct Found {
    lists: Vec<Arc<[Finding]>>,
    /// By the gate that found it and the bits of the number: its place among the lists.
    alike: FxHashMap<(Reason, u64), u32>,
}

impl Found {
    fn add(&mut self, findings: Vec<Finding>) -> u32 {
        let place = u32::try_from(self.lists.len()).unwrap_or(u32::MAX);
        self.lists.push(findings.into());
        place
    }
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
    found: &mut Found,
) -> Standing {
    let entry = || state.items.get_index(at).map(|(_, entry)| entry);
    let hold = if glance.has_hold { entry().and_then(|entry| entry.hold.as_ref()) } else { None };
    if hold.is_some_and(|hold| rests(hold, state, now)) {
        return Standing::Pending(Wait::Deferred);
    }
    let block = dependencies.block(state, at, glance, now);
    if trips(glance, block, now, &state.config) {
        // A case may let it pass.
        let number = if glance.has_case { None } else { sole_number(glance, block, now, &state.config) };
        if let Some(known) = number.and_then(|number| found.alike.get(&number)) {
            return Standing::Escalated(*known);
        }
        let findings = entry().map(|entry| {
            let words = |block| dependencies.because(state, at, entry, block);
            let mut findings = findings(&entry.item, glance, block, now, &state.config, words);
            findings.retain(|finding| !entry.waives(finding));
            findings
        });
        if let Some(findings) = findings.filter(|findings| !findings.is_empty()) {
            let place = found.add(findings);
            found.alike.extend(number.map(|number| (number, place)));
            return Standing::Escalated(place);
        }
    }
    match (block.and_then(|block| block.obstacle), hold) {
        (Some(obstacle), _) => Standing::Blocked(obstacle),
        (None, Some(Hold::Instance(_))) => Standing::Named,
        (None, _) => Standing::Ready(glance.skills),
    }
}

fn rests(hold: &Hold, state: &State, now: DateTime<Utc>) -> bool {
    match hold {
        Hold::Until(until) => now < *until,
        Hold::After(id) => state.knows(id) && !state.is_satisfied(id),
        Hold::Keyholder => true,
        Hold::Instance(_) => false,
    }
}
