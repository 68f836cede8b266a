//! Dependencies: which are met, unknown, or go round in a circle.

use std::sync::Arc;

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use rustc_hash::FxHashMap;

use super::Obstacle;
use crate::journal::State;
use crate::prioritize::Ranking;
use crate::work_item::ItemId;

/// What the dependencies in a state come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dependencies {
    /// Per position: whether the item is open.
    open: Vec<bool>,
    /// Per position of an item in a circle: the positions of the circle, in order.
    circles: FxHashMap<usize, Arc<[usize]>>,
}

impl Dependencies {
    /// Those of `state`, whose ranking is `ranking`.
    #[must_use]
    pub fn of(state: &State, ranking: &Ranking) -> Self {
        let open: Vec<bool> = state.items.statuses().iter().map(|status| status.is_open()).collect();
        let circles = circles(state, &open, ranking.waiting());
        Self { open, circles }
    }

    fn is_open(&self, at: usize) -> bool {
        self.open.get(at).copied().unwrap_or(false)
    }

    /// The obstacles that the item at position `at` meets, the weightiest first:
    /// a circle, an unknown dependency, an open one outside the circle.
    #[must_use]
    pub fn obstacles(&self, state: &State, at: usize) -> [Option<Obstacle>; 3] {
        let (mut circular, mut unknown, mut open) = (false, false, false);
        for (place, link) in state.items.links().of(at).iter().enumerate() {
            match link {
                Some(to) if !self.is_open(*to) => {}
                Some(to) if self.is_in_circle(at, *to) => circular = true,
                Some(_) => open = true,
                None => unknown |= !is_finished(state, at, place),
            }
        }
        [
            circular.then_some(Obstacle::CircularDependency),
            unknown.then_some(Obstacle::UnknownDependency),
            open.then_some(Obstacle::OpenDependency),
        ]
    }

    /// The items that `obstacle` of the item at position `at` is about.
    #[must_use]
    pub fn items(&self, state: &State, at: usize, obstacle: Obstacle) -> Vec<ItemId> {
        let id = |at: &usize| state.items.get_index(*at).map(|(id, _)| id.clone());
        if obstacle == Obstacle::CircularDependency {
            return self.circles.get(&at).map_or(&[][..], |circle| circle).iter().filter_map(id).collect();
        }
        let dependencies = state.items.get_index(at).map_or(&[][..], |(_, entry)| &entry.item.dependencies);
        let links = state.items.links().of(at).iter().enumerate().zip(dependencies);
        let those = links.filter(|((place, link), _)| match link {
            Some(to) => obstacle == Obstacle::OpenDependency && self.is_open(*to) && !self.is_in_circle(at, *to),
            None => obstacle == Obstacle::UnknownDependency && !is_finished(state, at, *place),
        });
        those.map(|(_, id)| id.clone()).collect()
    }

    fn is_in_circle(&self, at: usize, other: usize) -> bool {
        self.circles.get(&at).is_some_and(|circle| circle.binary_search(&other).is_ok())
    }
}

/// Whether a dependency that is no item is work that was finished before it was seen.
fn is_finished(state: &State, at: usize, place: usize) -> bool {
    let named = state.items.get_index(at).and_then(|(_, entry)| entry.item.dependencies.get(place));
    named.is_some_and(|id| state.history.contains_key(id))
}

/// The circles among open items. A list of work instead of recursion, so that a
/// long chain cannot exhaust the stack.
fn circles(state: &State, open: &[bool], waiting: &[u32]) -> FxHashMap<usize, Arc<[usize]>> {
    let mut circles: FxHashMap<usize, Arc<[usize]>> = FxHashMap::default();
    // Nothing waits for most items: those are in no circle.
    let is_waited_for = |at: usize| waiting.get(at).is_some_and(|count| *count > 0);
    let mut graph = DiGraph::<usize, ()>::new();
    let mut nodes: Vec<Option<NodeIndex>> = vec![None; open.len()];
    for (from, _) in open.iter().enumerate().filter(|(at, is_open)| **is_open && is_waited_for(*at)) {
        for to in state.items.links().of(from).iter().flatten().copied() {
            if to == from {
                circles.insert(from, [from].into());
            } else if open.get(to) == Some(&true) {
                let mut node = |at: usize| Some(*nodes.get_mut(at)?.get_or_insert_with(|| graph.add_node(at)));
                if let (Some(from), Some(to)) = (node(from), node(to)) {
                    graph.add_edge(from, to, ());
                }
            }
        }
    }
    for component in kosaraju_scc(&graph).into_iter().filter(|component| component.len() > 1) {
        let mut members: Vec<usize> = component.iter().filter_map(|node| graph.node_weight(*node).copied()).collect();
        radsort::sort(&mut members);
        let members: Arc<[usize]> = members.into();
        circles.extend(members.iter().map(|at| (*at, Arc::clone(&members))));
    }
    circles
}

/// Per position: how many open items name it as a dependency.
#[must_use]
pub fn waiting(state: &State) -> Vec<u32> {
    let mut waiting = vec![0; state.items.len()];
    for (from, status) in state.items.statuses().iter().enumerate() {
        let links = state.items.links().of(from);
        if links.is_empty() || !status.is_open() {
            continue;
        }
        for to in links.iter().flatten() {
            if let Some(count) = waiting.get_mut(*to) {
                *count += 1;
            }
        }
    }
    waiting
}
