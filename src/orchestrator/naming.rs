//! The name a source is kept under. A file that is read again under its name is
//! the same source; one that carries the name of a source of another kind is not.

use crate::harvest::{Harvest, Repository};
use crate::journal::State;
use crate::work_item::SourceKind;

/// Gives `harvest` a name of its own where another kind of source has its name,
/// or where it has the name of a repository without being one.
pub(super) fn settle(state: &State, harvest: &mut Harvest) {
    let is_other = match state.sources.get(&harvest.name) {
        Some(record) if is_empty(harvest) && record.kind != SourceKind::Github => false,
        Some(record) => record.kind != harvest.kind,
        None => is_repository(&harvest.name),
    };
    let what = match harvest.kind {
        _ if !is_other => return,
        // A repository's name is its identity.
        SourceKind::Github => return,
        SourceKind::Iar => "log",
        SourceKind::Protocol => "document",
        SourceKind::WorkItems => "work items",
    };
    let name = format!("{} ({what})", harvest.name);
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

/// Whether there is nothing to take in.
pub(super) fn is_empty(harvest: &Harvest) -> bool {
    harvest.kind != SourceKind::Github
        && harvest.items.is_empty()
        && harvest.finished.is_empty()
        && harvest.successes.is_empty()
        && harvest.instances.is_empty()
}

/// Whether a name is `owner/name`, and not a path to a file with its ending.
fn is_repository(name: &str) -> bool {
    !name.contains('.') && Repository::parse(name).is_ok_and(|parsed| parsed.to_string() == name)
}
