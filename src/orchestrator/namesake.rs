//! Files of one name. What a file calls its work by is unique in that file alone, so that such ids begin with its
//! name and a `#`; where another file of the name holds other work, the newcomer's begin with its path.

use std::sync::Arc;

use super::naming::rename;
use crate::harvest::{Harvest, stem};
use crate::journal::{HarvestRecord, State};
use crate::work_item::{ItemId, SourceKind};

/// So many files of one name are told apart.
const MOST: usize = 500;

/// Tells `harvest`, of the file `name`, apart from the files that share its name. A copy, which
/// says the same in everything, names the same work.
pub(super) fn tell_apart(state: &State, harvest: &mut Harvest, name: &str, is_first: bool) {
    if harvest.kind == SourceKind::Github || state.sources.is_empty() {
        return;
    }
    let scope = stem(name);
    if harvest.kind != SourceKind::Iar {
        // What a log calls its own are lists, which change their words with their length.
        number(state, harvest, scope, is_first);
    }
    let own = if harvest.name == scope { format!("./{scope}") } else { harvest.name.clone() };
    if !has_own_ids(state, harvest, scope, &own) {
        return;
    }
    let rename = |id: &mut ItemId| {
        if let Some(rest) = within(id, scope) {
            *id = within_own(&own, rest);
        }
    };
    for item in &mut harvest.items {
        rename(&mut item.id);
        item.dependencies.iter_mut().for_each(rename);
    }
    harvest.finished.iter_mut().for_each(|work| rename(&mut work.id));
    harvest.done.iter_mut().for_each(rename);
    harvest.replaced.iter_mut().for_each(rename);
}

/// What `id` is called in the file that calls itself `scope`; `None` when the id stands for itself.
fn within<'a>(id: &'a ItemId, scope: &str) -> Option<&'a str> {
    id.as_str().strip_prefix(scope)?.strip_prefix('#')
}

fn within_own(own: &str, rest: &str) -> ItemId {
    format!("{own}#{rest}").into()
}

/// Whether the ids of `harvest` begin with `own`, and not with `scope` as the file writes them.
fn has_own_ids(state: &State, harvest: &Harvest, scope: &str, own: &str) -> bool {
    // It stays as it was.
    for entry in state.items.values() {
        let is_its = || {
            let mut sources = entry.item.sightings.iter().map(|seen| &seen.source).chain([&entry.item.source.name]);
            sources.any(|source| *source == harvest.name)
        };
        let has_own = within(&entry.item.id, own).is_some();
        if (has_own || within(&entry.item.id, scope).is_some()) && is_its() {
            return has_own;
        }
    }
    let is_namesake = |other: &&Arc<HarvestRecord>| {
        other.kind == harvest.kind && other.name != harvest.name && stem(&other.name) == scope
    };
    let namesakes: Vec<&str> = state.sources.values().filter(is_namesake).map(|other| other.name.as_str()).collect();
    let has_namesake = !namesakes.is_empty();
    let (all, same, _) = compare(state, harvest, scope, None);
    let ends_other = || harvest.done.iter().any(|id| state.entry(id).is_some_and(|entry| entry.item.status.is_open()));
    // A part of a file is no copy of it.
    let is_part = || {
        let of = |name: &str| {
            let items = state.items.values().map(|entry| &entry.item).filter(|item| item.source.name == name);
            items.filter(|item| item.status.is_open() && within(&item.id, scope).is_some()).count()
        };
        !namesakes.iter().any(|name| of(name) == all)
    };
    has_namesake && (same < all || ends_other() || is_part())
}

/// How well a name fits a file, the worst first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// What has it means other things by the same ids.
    Other,
    /// Nothing has it, and it is not the file's own.
    FurtherFree,
    /// Nothing tells the file apart from what has it.
    Open,
    /// Nothing has the file's own name.
    Free,
    /// What has it means the same.
    Same,
    /// What has it is being read.
    GoesOn,
}

/// Gives `harvest` a number where the source of its name is another file, picked from another folder: what it
/// calls as that file does is never what that file means.
fn number(state: &State, harvest: &mut Harvest, scope: &str, is_first: bool) {
    let mut best = (Fit::Other, None, harvest.name.clone());
    for number in 1..=MOST {
        let name = if number == 1 { harvest.name.clone() } else { format!("{} ({number})", harvest.name) };
        let (fit, read) = match state.sources.get(&name) {
            None if number == 1 => (Fit::Free, None),
            None => (Fit::FurtherFree, None),
            Some(known) if number > 1 && known.kind != harvest.kind => (Fit::Other, None),
            // The file whose beginning has just been read goes on.
            Some(known) if !is_first => (Fit::GoesOn, known.at),
            Some(_) => match compare(state, harvest, scope, Some(&name)) {
                (_, 0, 0) => (Fit::Open, None),
                (_, same, other) if same < other => (Fit::Other, None),
                _ => (Fit::Same, None),
            },
        };
        if (fit, read) > (best.0, best.1) {
            best = (fit, read, name);
        }
    }
    if best.2 != harvest.name {
        rename(harvest, best.2);
    }
}

/// Of the ids of `harvest` that are unique in its file: how many there are, how many are known for what they stand
/// for there, and how many for something else. With a `source`, what that one alone says counts.
fn compare(state: &State, harvest: &Harvest, scope: &str, source: Option<&str>) -> (usize, usize, usize) {
    let (mut all, mut same, mut other) = (0, 0, 0);
    for item in &harvest.items {
        let Some(rest) = within(&item.id, scope) else { continue };
        all += 1;
        let own = source.and_then(|source| state.entry(&within_own(source, rest)));
        let known = own.or_else(|| state.entry(&item.id)).map(|entry| &entry.item);
        let Some(known) = known.filter(|known| source.is_none_or(|source| known.source.name == source)) else {
            continue;
        };
        // A later state of a file may say more or less of it, and a copy says the same.
        let is_copied =
            source.is_some() || known.status.is_open() == item.status.is_open() && known.details == item.details;
        if is_copied && without_count(&known.description) == without_count(&item.description) {
            same += 1;
        } else {
            other += 1;
        }
    }
    (all, same, other)
}

/// A description without the number of parts at its end.
fn without_count(words: &str) -> &str {
    words.strip_suffix(" parts)").and_then(|words| words.rsplit_once(" (")).map_or(words, |(words, _)| words)
}
