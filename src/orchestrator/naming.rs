//! The name a source is kept under. A file that is read again under its name is
//! the same source; one that carries the name of a source of another kind is not.

use std::sync::Arc;

use crate::harvest::{Harvest, Repository};
use crate::journal::{HarvestRecord, State};
use crate::work_item::SourceKind;

/// Gives `harvest` a name of its own where another kind of source has its name,
/// or where it has the name of a repository without being one.
pub(super) fn settle(state: &State, harvest: &mut Harvest) {
    let is_nothing = is_empty(harvest);
    let is_other = match state.sources.get(&harvest.name) {
        Some(record) if record.kind == SourceKind::Github => harvest.kind != SourceKind::Github,
        // What has yielded nothing so far may turn out to be anything.
        Some(record) => record.kind != harvest.kind && !is_nothing && has_work(state, &harvest.name),
        None => is_repository(&harvest.name),
    };
    // A repository's name is its identity.
    if !is_other || harvest.kind == SourceKind::Github {
        return;
    }
    let known = OWN.iter().find(|(kind, _)| state.sources.contains_key(&own_name(&harvest.name, *kind)));
    if let Some((kind, _)) = known.filter(|_| is_nothing) {
        harvest.kind = *kind;
    }
    let name = own_name(&harvest.name, harvest.kind);
    rename(harvest, name);
}

/// Gives `harvest`, and all that it is the source of, another name.
pub(super) fn rename(harvest: &mut Harvest, name: String) {
    let before = std::mem::replace(&mut harvest.name, name.clone());
    let rename = |known: &mut String| {
        if *known == before {
            known.clone_from(&name);
        }
    };
    for item in &mut harvest.items {
        rename(&mut item.source.name);
        item.sightings.iter_mut().for_each(|sighting| rename(&mut sighting.source));
    }
    harvest.finished.iter_mut().for_each(|work| rename(&mut work.source));
}

/// What a source of each kind is called beside its name.
const OWN: [(SourceKind, &str); 3] =
    [(SourceKind::Iar, "log"), (SourceKind::Protocol, "document"), (SourceKind::WorkItems, "work items")];

fn own_name(name: &str, kind: SourceKind) -> String {
    let what = OWN.iter().find(|(own, _)| *own == kind).map_or("repository", |(_, what)| what);
    format!("{name} ({what})")
}

/// Whether anything here came from the source `name`.
fn has_work(state: &State, name: &str) -> bool {
    let has_more = |record: &Arc<HarvestRecord>| !record.successes.is_empty() || !record.instances.is_empty();
    state.items.values().any(|entry| entry.item.source.name == name)
        || state.history.values().any(|work| work.source == name)
        || state.sources.get(name).is_some_and(has_more)
}

/// Whether there is nothing to take in.
pub(super) fn is_empty(harvest: &Harvest) -> bool {
    harvest.kind != SourceKind::Github && !harvest.has_work()
}

/// Whether a name is `owner/name`, and not a path to a file with its ending.
fn is_repository(name: &str) -> bool {
    !name.contains('.') && Repository::parse(name).is_ok_and(|parsed| parsed.to_string() == name)
}
