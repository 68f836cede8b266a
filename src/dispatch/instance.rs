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

    fn take(&mut self) -> Choice {
        self.open += 1;
        Choice::Chosen(Arc::clone(&self.name))
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
        let mut all: Vec<Arc<str>> = all.map(|capability| capability.to_ascii_lowercase().into()).collect();
        all.sort_unstable();
        all.dedup();
        Self(all)
    }

    /// Those that `tags` name, each once.
    pub(crate) fn among(&self, tags: &[String]) -> Vec<Arc<str>> {
        self.0.iter().filter(|capability| tags.iter().any(|tag| is_same(capability, tag))).cloned().collect()
    }
}

/// The instances and how busy they are.
pub struct Roster<'a> {
    seats: Vec<Seat<'a>>,
    /// Per distinct set of skills: who can take such work, best fit first.
    crews: Vec<Vec<(usize, usize)>>,
    /// The place in `crews` of each set of skills but the empty one, which is the first.
    by_skills: FxHashMap<Vec<Arc<str>>, usize>,
}

/// Those who can take work that needs the same skills.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Crew(usize);

/// What choosing came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// This instance takes it.
    Chosen(Arc<str>),
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
        let seat = |instance: &'a Instance| {
            let record = state.records.get(instance.name.as_str()).copied().unwrap_or_default();
            // Done as a share of all finished, with one of each added, so that an
            // instance without a record stands in the middle.
            let success = (f64::from(record.done) + 1.0) / (f64::from(record.done) + f64::from(record.failed) + 2.0);
            Seat { instance, name: instance.name.as_str().into(), open: 0, success }
        };
        let mut seats: Vec<Seat<'a>> = state.config.instances.iter().map(seat).collect();
        for (glance, entry) in state.items.glances().iter().zip(state.items.values()) {
            if glance.status != Status::InProgress {
                continue;
            }
            let Some(name) = &entry.item.assigned_instance else { continue };
            if let Some(seat) = seats.iter_mut().find(|seat| seat.name == *name) {
                seat.open += 1;
            }
        }
        let mut roster = Self { seats, crews: Vec::new(), by_skills: FxHashMap::default() };
        roster.gather(&[]);
        roster
    }

    /// Those who can take work that needs `skills`.
    pub fn crew(&mut self, skills: &[Arc<str>]) -> Crew {
        if skills.is_empty() {
            return Crew(0);
        }
        if let Some(at) = self.by_skills.get(skills) {
            return Crew(*at);
        }
        self.by_skills.insert(skills.to_vec(), self.crews.len());
        self.gather(skills)
    }

    fn gather(&mut self, skills: &[Arc<str>]) -> Crew {
        let fits = self.seats.iter().enumerate().filter_map(|(at, seat)| Some((fit(seat.instance, skills)?, at)));
        let mut crew: Vec<(usize, usize)> = fits.collect();
        crew.sort_by_key(|(fit, _)| std::cmp::Reverse(*fit));
        self.crews.push(crew);
        Crew(self.crews.len() - 1)
    }

    /// Chooses one of `crew` and seats the work there: the most capabilities in
    /// common, then the better record, then fewer open items, then the name.
    pub fn choose(&mut self, crew: Crew) -> Choice {
        let crew = self.crews.get(crew.0).map_or(&[][..], |crew| crew);
        let mut best: Option<(usize, usize)> = None;
        for (fit, at) in crew {
            let Some(seat) = self.seats.get(*at).filter(|seat| seat.has_room()) else { continue };
            let Some((best_fit, best_at)) = best else {
                best = Some((*fit, *at));
                continue;
            };
            if *fit < best_fit {
                break;
            }
            let is_better = self.seats.get(best_at).is_some_and(|other| {
                let order = seat.success.total_cmp(&other.success);
                order.then(other.open.cmp(&seat.open)).then_with(|| other.name.cmp(&seat.name)).is_gt()
            });
            if is_better {
                best = Some((*fit, *at));
            }
        }
        match best.and_then(|(_, at)| self.seats.get_mut(at)) {
            Some(seat) => seat.take(),
            None if crew.is_empty() => Choice::NoneCapable,
            None => Choice::NoRoom,
        }
    }

    /// Seats the work with the instance the Keyholder has named.
    pub fn choose_named(&mut self, name: &str) -> Choice {
        match self.seats.iter_mut().find(|seat| seat.instance.name == name) {
            None => Choice::NotThere,
            Some(seat) if !seat.has_room() => Choice::NoRoom,
            Some(seat) => seat.take(),
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
