//! Which items each item depends on, by position.

use rustc_hash::FxHashMap;

use crate::work_item::ItemId;

/// The dependencies of every item, looked up once: when the item comes in, or
/// when one that it waited for does. A cycle hashes no ids.
#[derive(Clone, Debug, Default)]
pub struct Links {
    /// By position: where the links of the item begin and how many they are.
    spans: Vec<(usize, usize)>,
    /// A list that has grown stands at the end, and its old place stays unused.
    links: Vec<Option<usize>>,
    /// By id of an item that is not there: who depends or depended on it, and as
    /// which of its dependencies.
    missing: FxHashMap<ItemId, Vec<(usize, usize)>>,
}

impl Links {
    /// The links of the item at position `at`, one for each of its
    /// dependencies: its position, or `None` where it is no item.
    #[must_use]
    pub fn of(&self, at: usize) -> &[Option<usize>] {
        let (begin, many) = self.spans.get(at).copied().unwrap_or_default();
        self.links.get(begin..begin + many).unwrap_or_default()
    }

    /// Sets the links of the item at position `at`. Positions come without gaps.
    pub(super) fn set(&mut self, at: usize, dependencies: &[ItemId], find: impl Fn(&ItemId) -> Option<usize>) {
        if at >= self.spans.len() {
            self.spans.resize(at + 1, (0, 0));
        }
        let Some((begin, many)) = self.spans.get_mut(at) else { return };
        if dependencies.len() > *many {
            *begin = self.links.len();
            self.links.resize(*begin + dependencies.len(), None);
        }
        *many = dependencies.len();
        let links = self.links.get_mut(*begin..*begin + *many).unwrap_or_default();
        for (place, (link, id)) in links.iter_mut().zip(dependencies).enumerate() {
            *link = find(id);
            if link.is_none() {
                self.missing.entry(id.clone()).or_default().push((at, place));
            }
        }
    }

    /// The item `id` has come: who may depend on it, and as which dependency.
    pub(super) fn found(&mut self, id: &ItemId) -> Vec<(usize, usize)> {
        if self.missing.is_empty() { Vec::new() } else { self.missing.remove(id).unwrap_or_default() }
    }

    /// Has dependency `place` of the item at position `at` lead to the one at position `to`.
    pub(super) fn lead(&mut self, at: usize, place: usize, to: usize) {
        let Some((begin, many)) = self.spans.get(at).copied() else { return };
        if let Some(link) = self.links.get_mut(begin..begin + many).and_then(|links| links.get_mut(place)) {
            *link = Some(to);
        }
    }
}
