//! Files of one name. What a file calls its work by is unique in that file alone, so that such ids begin with its
//! name and a `#`; where another file of the name holds other work, the newcomer's begin with its path.

use std::sync::Arc;

use super::naming::rename;
use crate::harvest::{Harvest, stem};
use crate::journal::{HarvestRecord, State};
use crate::work_item::{ItemId, SourceKind, WorkItem};

/// So many files of one name are told apart.
const MOST: usize = 50;

/// Tells `harvest` apart from the files that share its name, which begins with `name`, and no more than that.
/// A copy names the same work.
pub(super) fn tell_apart(state: &State, harvest: &mut Harvest, name: &str, is_first: bool) {
    if harvest.kind == SourceKind::Github || state.sources.is_empty() {
        return;
    }
    let scope = stem(name).to_owned();
    if harvest.kind != SourceKind::Iar {
        // What a log calls its own are lists, which change their words with their length.
        number(state, harvest, &scope, is_first);
    }
    let own = match harvest.name.as_str() {
        name if name == scope => format!("./{name}"),
        name => name.to_owned(),
    };
    if !has_own_ids(state, harvest, &scope, &own) {
        return;
    }
    let rename = |id: &mut ItemId| {
        if let Some(rest) = within(id, &scope) {
            *id = format!("{own}#{rest}").into();
        }
    };
    for item in &mut harvest.items {
        rename(&mut item.id);
        item.dependencies.iter_mut().for_each(rename);
    }
    harvest.finished.iter_mut().for_each(|work| rename(&mut work.id));
    harvest.done.iter_mut().for_each(rename);
}

/// What `id` is called in the file that calls itself `scope`; `None` when the id stands for itself.
fn within<'a>(id: &'a ItemId, scope: &str) -> Option<&'a str> {
    id.as_str().strip_prefix(scope)?.strip_prefix('#')
}

/// Whether the ids of `harvest` begin with `own`, and not with `scope` as the file writes them.
fn has_own_ids(state: &State, harvest: &Harvest, scope: &str, own: &str) -> bool {
    if state.sources.contains_key(&harvest.name) {
        // It stays as it was.
        let is_its = |item: &WorkItem| {
            item.source.name == harvest.name || item.sightings.iter().any(|seen| seen.source == harvest.name)
        };
        for item in state.items.values().map(|entry| &entry.item).filter(|item| is_its(item)) {
            match (within(&item.id, own), within(&item.id, scope)) {
                (Some(_), _) => return true,
                (None, Some(_)) => return false,
                (None, None) => {}
            }
        }
        let finished = state.history.values().filter(|work| work.source == harvest.name);
        if finished.into_iter().any(|work| within(&work.id, own).is_some()) {
            return true;
        }
    }
    let is_namesake = |record: &Arc<HarvestRecord>| {
        record.kind == harvest.kind && record.name != harvest.name && stem(&record.name) == scope
    };
    if !state.sources.values().any(is_namesake) {
        return false;
    }
    let (mut all, mut same) = (0, 0);
    for (id, says) in words(harvest, scope) {
        all += 1;
        same += usize::from(known(state, id).map(without_count) == Some(without_count(says)));
    }
    same * 2 < all
}

/// Gives `harvest` a number where the source of its name is another file, picked from another folder: what it
/// calls as that file does is never what that file means.
fn number(state: &State, harvest: &mut Harvest, scope: &str, is_first: bool) {
    let name = harvest.name.clone();
    let numbered = |number: usize| if number == 1 { name.clone() } else { format!("{name} ({number})") };
    let is_known = |number: &usize| {
        let record = state.sources.get(&numbered(*number));
        record.is_some_and(|record| *number == 1 || record.kind == harvest.kind)
    };
    let known: Vec<usize> = (1..=MOST).filter(is_known).collect();
    let number = if known == [1] && !is_first {
        Some(1)
    } else if is_first {
        let like: Vec<Likeness> =
            known.iter().map(|number| likeness(state, harvest, scope, &numbered(*number))).collect();
        let find =
            |wanted: Likeness| known.iter().zip(&like).find(|(_, like)| **like == wanted).map(|(number, _)| *number);
        let free = |number: &usize| !known.contains(number);
        find(Likeness::Same)
            .or_else(|| Some(1).filter(free))
            .or_else(|| find(Likeness::Open))
            .or_else(|| (2..=MOST).find(free))
    } else {
        // The file whose beginning has just been read goes on.
        let read = |number: &usize| state.sources.get(&numbered(*number)).and_then(|known| known.at);
        known.iter().copied().max_by_key(|number| (read(number), std::cmp::Reverse(*number)))
    };
    if let Some(number) = number.filter(|number| *number > 1) {
        rename(harvest, numbered(number));
    }
}

/// How a harvest compares with a known source.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Likeness {
    /// They mean the same by an id at least.
    Same,
    /// Nothing tells them apart.
    Open,
    /// They mean other things by the same ids.
    Other,
}

fn likeness(state: &State, harvest: &Harvest, scope: &str, name: &str) -> Likeness {
    let mut others = 0;
    for (id, says) in words(harvest, scope) {
        let own = within(id, scope).map(|rest| format!("{name}#{rest}").into());
        match own.as_ref().and_then(|own| meant(state, own, name)).or_else(|| meant(state, id, name)) {
            Some(words) if without_count(words) == without_count(says) => return Likeness::Same,
            Some(_) => others += 1,
            None => {}
        }
    }
    // One alone may have been written anew.
    if others > 1 { Likeness::Other } else { Likeness::Open }
}

/// The ids of `harvest` that are unique in its file, with what they stand for.
fn words<'a>(harvest: &'a Harvest, scope: &str) -> impl Iterator<Item = (&'a ItemId, &'a str)> {
    let items = harvest.items.iter().map(|item| (&item.id, item.description.as_str()));
    let finished = harvest.finished.iter().map(|work| (&work.id, work.description.as_str()));
    items.chain(finished).filter(move |(id, _)| within(id, scope).is_some())
}

/// What `id` stands for.
fn known<'a>(state: &'a State, id: &ItemId) -> Option<&'a str> {
    let item = state.entry(id).map(|entry| entry.item.description.as_str());
    item.or_else(|| state.history.get(id).map(|work| work.description.as_str()))
}

/// A description without the number of parts at its end.
fn without_count(words: &str) -> &str {
    words.strip_suffix(" parts)").and_then(|words| words.rsplit_once(" (")).map_or(words, |(words, _)| words)
}

/// What the source `name` means by `id`.
fn meant<'a>(state: &'a State, id: &ItemId, name: &str) -> Option<&'a str> {
    let is_its = state.entry(id).is_some_and(|entry| entry.item.source.name == name)
        || state.history.get(id).is_some_and(|work| work.source == name);
    known(state, id).filter(|_| is_its)
}
