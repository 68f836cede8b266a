//! Harvesting from the page: fetching and reading, page by page and slice by
//! slice, with progress and a way to stop.

mod file;
mod repository;
mod sample;

use autonomous_orchestrator::harvest::Harvest;
use autonomous_orchestrator::orchestrator::{Command, Page};
use leptos::prelude::*;

pub(crate) use file::{accept, read_files, read_paste};
pub(crate) use repository::harvest_repository;
pub(crate) use sample::{SAMPLE, load_sample};

use crate::edge::pause::Pacer;
use crate::store::Store;

/// Items taken in at a time: a few milliseconds of work.
const PORTION: usize = 400;

/// Takes in a harvest in portions, so that a large one does not hold the page.
async fn take_in(store: Store, mut harvest: Harvest, page: Page) {
    // Sample and real data never stand side by side.
    if harvest.name != SAMPLE && store.state.with_untracked(|state| state.sources.contains_key(SAMPLE)) {
        if store.send(Command::RemoveSource(SAMPLE.to_owned())) {
            store.notices.tell_undoable("The sample backlog was taken away: real work is here.");
        }
    }
    let mut pacer = Pacer::new();
    let mut first = page.first;
    loop {
        let rest = if harvest.items.len() > PORTION { harvest.items.split_off(PORTION) } else { Vec::new() };
        let is_last = rest.is_empty();
        let next = Harvest {
            name: harvest.name.clone(),
            kind: harvest.kind,
            detected: harvest.detected.clone(),
            items: rest,
            finished: if is_last { Vec::new() } else { std::mem::take(&mut harvest.finished) },
            successes: if is_last { Vec::new() } else { std::mem::take(&mut harvest.successes) },
            ..Harvest::default()
        };
        let part = if is_last { page.clone() } else { Page { complete: false, ..page.clone() } };
        store.send(Command::Harvest(Box::new(harvest), Page { first, ..part }));
        if is_last {
            return;
        }
        first = false;
        harvest = next;
        pacer.breathe().await;
    }
}
