//! Choosing an instance.

use std::sync::Arc;

use crate::config::Instance;
use crate::journal::State;
use crate::work_item::{Status, WorkItem};

/// An instance and the work it has.
struct Seat<'a> {
    instance: &'a Instance,
    name: Arc<str>,
    open: u32,
    done: u32,
    failed: u32,
}

impl Seat<'_> {
    fn has_room(&self) -> bool {
        self.instance.capacity.is_none_or(|capacity| self.open < capacity)
    }

    /// Done as a share of all finished, with one of each added, so that an
    /// instance without a record stands in the middle.
    fn success(&self) -> f64 {
        f64::from(self.done + 1) / f64::from(self.done + self.failed + 2)
    }

    /// How many of the item's tags it is made for; `None` if it cannot take it.
    fn fit(&self, item: &WorkItem) -> Option<usize> {
        let made_for = &self.instance.capabilities;
        if made_for.is_empty() {
            return Some(0);
        }
        let matches =
            item.tags.iter().filter(|tag| made_for.iter().any(|capability| capability.eq_ignore_ascii_case(tag))).count();
        (matches > 0).then_some(matches)
    }
}

/// The instances and how busy they are.
pub struct Roster<'a> {
    seats: Vec<Seat<'a>>,
}

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
        let mut seats: Vec<Seat<'a>> = state
            .config
            .instances
            .iter()
            .map(|instance| {
                let record = state.records.get(instance.name.as_str()).copied().unwrap_or_default();
                Seat { instance, name: instance.name.as_str().into(), open: 0, done: record.done, failed: record.failed }
            })
            .collect();
        for entry in state.items.values().filter(|entry| entry.item.status == Status::InProgress) {
            let Some(name) = &entry.item.assigned_instance else { continue };
            if let Some(seat) = seats.iter_mut().find(|seat| seat.name == *name) {
                seat.open += 1;
            }
        }
        Self { seats }
    }

    /// Chooses for `item` and seats it there: the most capabilities in common,
    /// then the better record, then fewer open items, then the name. With
    /// `named` only that instance will do.
    pub fn choose(&mut self, item: &WorkItem, named: Option<&str>) -> Choice {
        if let Some(name) = named {
            return match self.seats.iter_mut().find(|seat| seat.instance.name == name) {
                None => Choice::NotThere,
                Some(seat) if !seat.has_room() => Choice::NoRoom,
                Some(seat) => seat.take(),
            };
        }
        let mut capable = false;
        let mut best: Option<(usize, &mut Seat<'a>)> = None;
        for seat in &mut self.seats {
            let Some(fit) = seat.fit(item) else { continue };
            capable = true;
            if !seat.has_room() {
                continue;
            }
            let better = best.as_ref().is_none_or(|(best_fit, other)| {
                fit.cmp(best_fit)
                    .then_with(|| seat.success().total_cmp(&other.success()))
                    .then_with(|| other.open.cmp(&seat.open))
                    .then_with(|| other.name.cmp(&seat.name))
                    .is_gt()
            });
            if better {
                best = Some((fit, seat));
            }
        }
        match best {
            Some((_, seat)) => seat.take(),
            None if capable => Choice::NoRoom,
            None => Choice::NoneCapable,
        }
    }

    /// Why `choose` would pick `name` for `item`, in words.
    #[must_use]
    pub fn because(&self, item: &WorkItem, name: &str) -> String {
        let Some(seat) = self.seats.iter().find(|seat| seat.instance.name == name) else {
            return format!("{name} is no longer among the instances");
        };
        let shared: Vec<&str> = item
            .tags
            .iter()
            .filter(|tag| seat.instance.capabilities.iter().any(|capability| capability.eq_ignore_ascii_case(tag)))
            .map(String::as_str)
            .collect();
        if shared.is_empty() {
            format!("{name} takes any work, and no specialised instance with room fits better")
        } else {
            format!("{name} is made for {}", shared.join(", "))
        }
    }
}

impl Seat<'_> {
    fn take(&mut self) -> Choice {
        self.open += 1;
        Choice::Chosen(self.name.clone())
    }
}
