//! Dependencies: which are met, unknown, or go round in a circle.

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use rustc_hash::FxHashMap;

use super::Obstacle;
use crate::journal::State;
use crate::work_item::{ItemId, WorkItem};

/// The dependency circles among the open items of a state.
#[derive(Clone, Debug, Default)]
pub struct Dependencies {
    /// Per item position in a circle: the positions of the circle, in order.
    circles: FxHashMap<usize, std::sync::Arc<[usize]>>,
}

impl Dependencies {
    /// Finds the circles in `state`.
    #[must_use]
    pub fn of(state: &State) -> Self {
        let mut graph = DiGraph::<usize, ()>::new();
        let mut nodes: FxHashMap<usize, NodeIndex> = FxHashMap::default();
        let mut alone = Vec::new();
        for (at, entry) in state.items.values().enumerate() {
            if !entry.item.status.is_open() {
                continue;
            }
            for id in &entry.item.dependencies {
                let Some((to, _, other)) = state.items.get_full(id) else { continue };
                if !other.item.status.is_open() {
                    continue;
                }
                if to == at {
                    alone.push(at);
                    continue;
                }
                let from = *nodes.entry(at).or_insert_with(|| graph.add_node(at));
                let to = *nodes.entry(to).or_insert_with(|| graph.add_node(to));
                graph.add_edge(from, to, ());
            }
        }
        let mut circles = FxHashMap::default();
        for component in kosaraju_scc(&graph) {
            if component.len() > 1 {
                let mut members: Vec<usize> = component.iter().filter_map(|node| graph.node_weight(*node).copied()).collect();
                members.sort_unstable();
                let members: std::sync::Arc<[usize]> = members.into();
                for at in members.iter() {
                    circles.insert(*at, members.clone());
                }
            }
        }
        for at in alone {
            circles.entry(at).or_insert_with(|| [at].into());
        }
        Self { circles }
    }

    /// What the dependencies of `item` (at position `at`) hold against it, and
    /// which of them do; `None` when all are completed. A circle outranks an
    /// unknown dependency, and that an open one.
    #[must_use]
    pub fn obstacle(&self, state: &State, at: usize, item: &WorkItem) -> Option<(Obstacle, Vec<ItemId>)> {
        if item.dependencies.is_empty() {
            return None;
        }
        if let Some(circle) = self.circles.get(&at) {
            let names = circle.iter().filter_map(|at| state.items.get_index(*at)).map(|(id, _)| id.clone());
            return Some((Obstacle::CircularDependency, names.collect()));
        }
        let unknown: Vec<ItemId> =
            item.dependencies.iter().filter(|id| !state.knows(id)).cloned().collect();
        if !unknown.is_empty() {
            return Some((Obstacle::UnknownDependency, unknown));
        }
        let open: Vec<ItemId> = item.dependencies.iter().filter(|id| !state.is_satisfied(id)).cloned().collect();
        (!open.is_empty()).then_some((Obstacle::OpenDependency, open))
    }
}
