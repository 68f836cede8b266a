//! Harvesting from the page: fetching, and reading in the worker, with progress
//! and a way to stop. What the worker hands over is taken in portion by portion.

mod file;
mod repository;
mod sample;
mod schedule;

use autonomous_orchestrator::by_name;
use autonomous_orchestrator::harvest::Harvest;
use autonomous_orchestrator::orchestrator::{Command, Page};
use leptos::prelude::*;

pub(crate) use file::{Found, accept, read_files, read_paste};
pub(crate) use repository::{Asked, harvest_repository};
pub(crate) use sample::{SAMPLE, load_sample};
pub(crate) use schedule::{harvest_all, keep_current};

use crate::edge::pause::give_way;
use crate::store::Store;

/// Said when something is to be read while something else is.
const BUSY: &str = "Something is being read already. Wait for it, or cancel it first.";

/// A portion of a harvest from the text the worker hands over.
fn portion(text: &str) -> Result<Harvest, String> {
    by_name::from_str(text).map_err(|error| error.to_string())
}

/// Takes in the portions of one harvest, one turn of the page each, and gives how much is new.
async fn take_in(store: Store, portions: Vec<Harvest>, page: Page) -> usize {
    // Sample and real data never stand side by side.
    let is_real = portions.iter().any(|portion| portion.name != SAMPLE && portion.has_work());
    let has_sample = store.state.with_untracked(|state| state.sources.contains_key(SAMPLE));
    if is_real && has_sample && store.send(Command::RemoveSource(SAMPLE.to_owned())) {
        store.notices.tell("The sample backlog was taken away: real work is here.");
    }
    let known = || store.state.with_untracked(|state| state.items.len() + state.history.len());
    let before = known();
    let last = portions.len().saturating_sub(1);
    for (at, portion) in portions.into_iter().enumerate() {
        let page = Page { first: page.first && at == 0, complete: page.complete && at == last, ..page.clone() };
        store.send(Command::Harvest(Box::new(portion), page));
        give_way().await;
    }
    known().saturating_sub(before)
}
