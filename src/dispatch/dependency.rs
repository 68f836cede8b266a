//! Dependencies: which are met, unknown, or go round in a circle.

use std::sync::Arc;

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use rustc_hash::FxHashMap;

use super::Obstacle;
use crate::journal::State;
use crate::work_item::ItemId;

/// The dependency circles among the open items of a state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Circles {
    /// Per position of an item in a circle: the positions of the circle, in order.
    by_member: FxHashMap<usize, Arc<[usize]>>,
}

impl Circles {
    /// Finds the circles in `state`. A list of work instead of recursion, so that
    /// a long chain cannot exhaust the stack.
    #[must_use]
    pub fn of(state: &State) -> Self {
        let mut by_member: FxHashMap<usize, Arc<[usize]>> = FxHashMap::default();
        let mut graph = DiGraph::<usize, ()>::new();
        let mut nodes: Vec<Option<NodeIndex>> = vec![None; state.items.len()];
        for from in (0..state.items.len()).filter(|at| is_open(state, *at)) {
            for to in state.items.links().of(from).iter().flatten().copied().filter(|to| is_open(state, *to)) {
                if to == from {
                    by_member.insert(from, [from].into());
                    continue;
                }
                let mut node = |at: usize| Some(*nodes.get_mut(at)?.get_or_insert_with(|| graph.add_node(at)));
                if let (Some(from), Some(to)) = (node(from), node(to)) {
                    graph.add_edge(from, to, ());
                }
            }
        }
        for component in kosaraju_scc(&graph).into_iter().filter(|component| component.len() > 1) {
            let mut members: Vec<usize> =
                component.iter().filter_map(|node| graph.node_weight(*node).copied()).collect();
            members.sort_unstable();
            let members: Arc<[usize]> = members.into();
            by_member.extend(members.iter().map(|at| (*at, Arc::clone(&members))));
        }
        Self { by_member }
    }

    /// What the dependencies of the item at position `at` hold against it, the
    /// weightiest first, each with the items it is about: a circle, then what is
    /// unknown, then what is open outside the circle.
    #[must_use]
    pub fn obstacles(&self, state: &State, at: usize) -> Vec<(Obstacle, Vec<ItemId>)> {
        let links = state.items.links().of(at);
        let Some((_, entry)) = state.items.get_index(at).filter(|_| !links.is_empty()) else { return Vec::new() };
        let circle = self.by_member.get(&at).map_or(&[][..], |circle| circle);
        let in_circle = circle.iter().filter_map(|at| state.items.get_index(*at)).map(|(id, _)| id.clone());
        let (mut unknown, mut open) = (Vec::new(), Vec::new());
        for (id, link) in entry.item.dependencies.iter().zip(links) {
            match link {
                Some(to) if is_open(state, *to) && !circle.contains(to) => open.push(id.clone()),
                None if !state.history.contains_key(id) => unknown.push(id.clone()),
                _ => {}
            }
        }
        let mut obstacles = vec![
            (Obstacle::CircularDependency, in_circle.collect()),
            (Obstacle::UnknownDependency, unknown),
            (Obstacle::OpenDependency, open),
        ];
        obstacles.retain(|(_, items)| !items.is_empty());
        obstacles
    }
}

fn is_open(state: &State, at: usize) -> bool {
    state.items.glances().get(at).is_some_and(|glance| glance.status.is_open())
}

/// Per position: how many open items name it as a dependency.
#[must_use]
pub fn waiting(state: &State) -> Vec<u32> {
    let mut waiting = vec![0; state.items.len()];
    for from in (0..state.items.len()).filter(|at| is_open(state, *at)) {
        for to in state.items.links().of(from).iter().flatten() {
            if let Some(count) = waiting.get_mut(*to) {
                *count += 1;
            }
        }
    }
    waiting
}
