//! Choosing an instance.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::config::Instance;
use crate::journal::State;
use crate::work_item::{Status, WorkItem};

/// An instance and the work it has.
struct Seat<'a> {
    instance: &'a Instance,
    name: Arc<str>,
    open: u32,
    success: f64,
}

impl Seat<'_> {
    fn has_room(&self) -> bool {
        self.instance.capacity.is_none_or(|capacity| self.open < capacity)
    }
}

/// How many of `skills` an instance is made for; `None` if it cannot take the work.
fn fit(instance: &Instance, skills: &[Arc<str>]) -> Option<usize> {
    if instance.capabilities.is_empty() {
        return Some(0);
    }
    let shared = skills.iter().filter(|skill| instance.capabilities.iter().any(|made| is_same(made, skill))).count();
    (shared > 0).then_some(shared)
}

fn is_same(capability: &str, tag: &str) -> bool {
    capability.eq_ignore_ascii_case(tag)
}

/// The capabilities of all instances, to be found among the tags of items.
#[derive(Clone, Debug, Default)]
pub(crate) struct Capabilities(Vec<Arc<str>>);

impl Capabilities {
    pub(crate) fn of(instances: &[Instance]) -> Self {
        let all = instances.iter().flat_map(|instance| &instance.capabilities);
        let mut sorted: Vec<Arc<str>> = Vec::new();
        for capability in all.map(|capability| capability.to_ascii_lowercase()) {
            if let Err(place) = sorted.binary_search_by(|known| (**known).cmp(&capability)) {
                sorted.insert(place, capability.into());
            }
        }
        Self(sorted)
    }

    /// Those that `tags` name, each once.
    pub(crate) fn among(&self, tags: &[String]) -> Vec<Arc<str>> {
        self.0.iter().filter(|capability| tags.iter().any(|tag| is_same(capability, tag))).cloned().collect()
    }
}

/// The instances and how busy they are.
pub struct Roster<'a> {
    seats: Vec<Seat<'a>>,
    /// By the number of a set of skills: who can take such work,
    /// each with the fit and the place among the seats.
    crews: Vec<Vec<(usize, u16)>>,
}

/// What choosing came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// The instance with this place among the instances takes it.
    Chosen(u16),
    /// Instances could, but none has room.
    NoRoom,
    /// No instance is made for it.
    NoneCapable,
    /// The Keyholder named an instance that is not there.
    NotThere,
}

impl<'a> Roster<'a> {
    /// The instances of `state` with their open items and records.
    #[must_use]
    pub fn of(state: &'a State) -> Self {
        let mut open = vec![0; state.items.instances().count() + 1];
        let standing = state.items.statuses().iter().zip(state.items.glances());
        for (_, glance) in standing.filter(|(status, _)| **status == Status::InProgress) {
            if let Some(count) = open.get_mut(glance.instance as usize) {
                *count += 1;
            }
        }
        let open: FxHashMap<&str, u32> = state.items.instances().zip(open.into_iter().skip(1)).collect();
        let seat = |instance: &'a Instance| {
            let name = instance.name.as_str();
            let record = state.records.get(name).copied().unwrap_or_default();
            // Done as a share of all finished, with one of each added, so that an
            // instance without a record stands in the middle.
            let success = (f64::from(record.done) + 1.0) / (f64::from(record.done) + f64::from(record.failed) + 2.0);
            Seat { instance, name: name.into(), open: open.get(name).copied().unwrap_or(0), success }
        };
        let seats: Vec<Seat<'a>> = state.config.instances.iter().map(seat).collect();
        let crew = |skills: &[Arc<str>]| -> Vec<(usize, u16)> {
            let fits = (0..).zip(&seats).filter_map(|(at, seat)| Some((fit(seat.instance, skills)?, at)));
            fits.collect()
        };
        let crews = std::iter::once(&[][..]).chain(state.items.skills()).map(crew).collect();
        Self { seats, crews }
    }

    /// The names of the instances.
    #[must_use]
    pub fn into_names(self) -> Vec<Arc<str>> {
        self.seats.into_iter().map(|seat| seat.name).collect()
    }

    /// Chooses for work that calls for `skills` ([`crate::journal::Glance::skills`])
    /// and seats it there: the most capabilities in common, then the better
    /// record, then fewer open items, then the name.
    pub fn choose(&mut self, skills: u32) -> Choice {
        let crew = self.crews.get(skills as usize).map_or(&[][..], |crew| crew);
        let mut best: Option<(usize, u16)> = None;
        for (fit, at) in crew {
            let Some(seat) = self.seats.get(usize::from(*at)).filter(|seat| seat.has_room()) else { continue };
            let Some((best_fit, best_at)) = best else {
                best = Some((*fit, *at));
                continue;
            };
            let is_better = self.seats.get(usize::from(best_at)).is_some_and(|other| {
                let order = fit.cmp(&best_fit).then(seat.success.total_cmp(&other.success));
                order.then(other.open.cmp(&seat.open)).then_with(|| other.name.cmp(&seat.name)).is_gt()
            });
            if is_better {
                best = Some((*fit, *at));
            }
        }
        let is_nobody = crew.is_empty();
        match best {
            Some((_, at)) => self.take(at),
            None if is_nobody => Choice::NoneCapable,
            None => Choice::NoRoom,
        }
    }

    fn take(&mut self, at: u16) -> Choice {
        if let Some(seat) = self.seats.get_mut(usize::from(at)) {
            seat.open += 1;
        }
        Choice::Chosen(at)
    }

    /// Seats the work with the instance the Keyholder has named.
    pub fn choose_named(&mut self, name: &str) -> Choice {
        match (0..).zip(&self.seats).find(|(_, seat)| seat.instance.name == name) {
            None => Choice::NotThere,
            Some((at, seat)) if seat.has_room() => self.take(at),
            Some(_) => Choice::NoRoom,
        }
    }

    /// Why `choose` would pick `name` for `item`, in words.
    #[must_use]
    pub fn because(&self, item: &WorkItem, name: &str) -> String {
        let Some(seat) = self.seats.iter().find(|seat| seat.instance.name == name) else {
            return format!("{name} is no longer among the instances");
        };
        let is_shared = |tag: &&String| seat.instance.capabilities.iter().any(|capability| is_same(capability, tag));
        let shared: Vec<&str> = item.tags.iter().filter(is_shared).map(String::as_str).collect();
        if !shared.is_empty() {
            format!("{name} is made for {}", shared.join(", "))
        } else if seat.instance.capabilities.is_empty() {
            format!("{name} takes any work, and no specialised instance with room fits better")
        } else {
            format!("{name} has it though it is made for {}", seat.instance.capabilities.join(", "))
        }
    }
}
