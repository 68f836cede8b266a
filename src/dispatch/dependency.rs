//! Dependencies: which are met, unknown, or go round in a circle.

use std::sync::Arc;

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use rustc_hash::FxHashMap;

use super::Obstacle;
use crate::journal::State;
use crate::work_item::ItemId;

/// What a dependency of an open item leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Link {
    /// The open item at this position.
    Open(usize),
    /// Completed work.
    Met,
    /// Nothing that is known here.
    Unknown,
}

/// The dependencies of every open item, looked up once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Links {
    /// Per position: where its links end in `links`; they begin where those before it end.
    ends: Vec<usize>,
    links: Vec<Link>,
}

impl Links {
    /// Looks up the dependencies in `state`.
    #[must_use]
    pub fn of(state: &State) -> Self {
        let mut found = Self { ends: Vec::with_capacity(state.items.len()), links: Vec::new() };
        for (glance, entry) in state.items.glances().iter().zip(state.items.values()) {
            if glance.has_dependencies && glance.status.is_open() {
                found.links.extend(entry.item.dependencies.iter().map(|id| link(state, id)));
            }
            found.ends.push(found.links.len());
        }
        found
    }

    fn at(&self, at: usize) -> &[Link] {
        let begin = at.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        let end = self.ends.get(at).copied().unwrap_or(begin);
        self.links.get(begin..end).unwrap_or_default()
    }

    /// Per position: how many open items name it as a dependency.
    #[must_use]
    pub fn waiting(&self) -> Vec<u32> {
        let mut waiting = vec![0; self.ends.len()];
        for link in &self.links {
            if let Link::Open(to) = link {
                if let Some(count) = waiting.get_mut(*to) {
                    *count += 1;
                }
            }
        }
        waiting
    }
}

fn link(state: &State, id: &ItemId) -> Link {
    match state.items.get_index_of(id) {
        Some(at) if state.items.glances().get(at).is_some_and(|glance| glance.status.is_open()) => Link::Open(at),
        None if !state.history.contains_key(id) => Link::Unknown,
        _ => Link::Met,
    }
}

/// The dependencies of the open items of a state.
#[derive(Clone, Debug)]
pub struct Dependencies<'a> {
    state: &'a State,
    links: &'a Links,
    /// Per position of an item in a circle: the positions of the circle, in order.
    circles: FxHashMap<usize, Arc<[usize]>>,
}

impl<'a> Dependencies<'a> {
    /// Those of `state`, whose links are `links`.
    #[must_use]
    pub fn of(state: &'a State, links: &'a Links) -> Self {
        Self { state, links, circles: circles(links) }
    }

    pub(super) fn state(&self) -> &State {
        self.state
    }

    /// Whether the item at position `at` waits for nothing.
    #[must_use]
    pub fn are_met(&self, at: usize) -> bool {
        self.links.at(at).iter().all(|link| *link == Link::Met)
    }

    /// What holds the item at position `at` back, each with the items it is
    /// about: a circle, then what is unknown, then what is open outside the circle.
    #[must_use]
    pub fn obstacles(&self, at: usize) -> Vec<(Obstacle, Vec<ItemId>)> {
        if self.are_met(at) {
            return Vec::new();
        }
        let links = self.links.at(at);
        let circle = self.circles.get(&at).map_or(&[][..], |circle| circle);
        let in_circle = circle.iter().filter_map(|at| self.state.items.get_index(*at)).map(|(id, _)| id.clone());
        let named = self.state.items.get_index(at).map_or(&[][..], |(_, entry)| &entry.item.dependencies);
        let those = |is: &dyn Fn(Link) -> bool| -> Vec<ItemId> {
            named.iter().zip(links).filter(|(_, link)| is(**link)).map(|(id, _)| id.clone()).collect()
        };
        let mut obstacles = vec![
            (Obstacle::CircularDependency, in_circle.collect()),
            (Obstacle::UnknownDependency, those(&|link| link == Link::Unknown)),
            (Obstacle::OpenDependency, those(&|link| matches!(link, Link::Open(to) if !circle.contains(&to)))),
        ];
        obstacles.retain(|(_, items)| !items.is_empty());
        obstacles
    }
}

/// The circles in `links`. A list of work instead of recursion, so that a long
/// chain cannot exhaust the stack.
fn circles(links: &Links) -> FxHashMap<usize, Arc<[usize]>> {
    let mut circles: FxHashMap<usize, Arc<[usize]>> = FxHashMap::default();
    let mut graph = DiGraph::<usize, ()>::new();
    let mut nodes: Vec<Option<NodeIndex>> = vec![None; links.ends.len()];
    for from in 0..links.ends.len() {
        for link in links.at(from) {
            let Link::Open(to) = *link else { continue };
            if to == from {
                circles.insert(from, [from].into());
                continue;
            }
            let mut node = |at: usize| Some(*nodes.get_mut(at)?.get_or_insert_with(|| graph.add_node(at)));
            if let (Some(from), Some(to)) = (node(from), node(to)) {
                graph.add_edge(from, to, ());
            }
        }
    }
    for component in kosaraju_scc(&graph) {
        if component.len() > 1 {
            let mut members: Vec<usize> = component.iter().filter_map(|node| graph.node_weight(*node).copied()).collect();
            members.sort_unstable();
            let members: Arc<[usize]> = members.into();
            circles.extend(members.iter().map(|at| (*at, Arc::clone(&members))));
        }
    }
    circles
}
