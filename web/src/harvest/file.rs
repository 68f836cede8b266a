//! Files and pasted text.

use std::collections::BTreeMap;
use std::sync::Arc;

use autonomous_orchestrator::harvest::{Harvest, paste_name, redact};
use autonomous_orchestrator::journal::HarvestRecord;
use autonomous_orchestrator::orchestrator::Page;
use autonomous_orchestrator::work_item::SourceKind;
use futures_util::StreamExt;
use gloo::events::EventListener;
use leptos::prelude::WithUntracked;
use web_sys::AbortSignal;

use super::{BUSY, portion, take_in};
use crate::edge::files::{Chosen, hold_page};
use crate::edge::worker::{Said, Wanted};
use crate::store::Store;
use crate::words::{counted, percent, thousands};

/// What a text or a file yields, before it is taken in.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Found {
    portions: Vec<Harvest>,
}

impl Found {
    /// The first portion: it has the counts, and the first items.
    pub(crate) fn first(&self) -> Harvest {
        self.portions.first().cloned().unwrap_or_default()
    }

    /// Whether it was recognised as nothing that holds work.
    fn is_strange(&self) -> bool {
        !self.portions.iter().any(Harvest::has_work)
            && self.portions.iter().any(|portion| !portion.problems.is_empty() && portion.skipped.is_empty())
    }

    /// How many items there are, open and finished.
    pub(crate) fn count(&self) -> (usize, usize) {
        let all: usize = self.portions.iter().map(|portion| portion.items.len() + portion.finished.len()).sum();
        let items = self.portions.iter().flat_map(|portion| &portion.items);
        let open = items.filter(|item| item.status.is_open()).count();
        (open, all - open)
    }

    /// That, in words.
    pub(crate) fn words(&self) -> String {
        let (open, finished) = self.count();
        in_words(open, finished)
    }

    /// Whether there is nothing to take in, not even word of what is over.
    pub(crate) fn is_idle(&self) -> bool {
        !self.portions.iter().any(|portion| portion.has_work() || !portion.done.is_empty())
    }
}

/// Reads files one after the other.
pub(crate) async fn read_files(store: Store, files: Vec<Chosen>) {
    if files.is_empty() {
        return;
    }
    let Some(signal) = store.activity.begin("Reading files") else {
        store.notices.problem(BUSY);
        return;
    };
    let _held = hold_page();
    let all = files.len();
    let mut files: Vec<Chosen> = files.into_iter().filter(|chosen| !is_of_tools(&chosen.name)).collect();
    tell_apart(&mut files);
    if files.len() < all {
        let count = counted(all - files.len(), "file", "files");
        store.notices.tell(format!("{count} in .git and node_modules passed over."));
    }
    let (mut read, mut items, mut ended, mut new) = (0, 0, 0, 0);
    let (mut idle, mut strange) = (Vec::new(), Vec::new());
    for (at, Chosen { name, file }) in files.iter().enumerate() {
        if signal.aborted() {
            break;
        }
        let number = if files.len() > 1 { format!("{} of {}: ", at + 1, files.len()) } else { String::new() };
        store.activity.rename(format!("Reading {number}{}", redact(name)));
        let found = match file {
            Some(file) => find(store, &Wanted::File { name, file: file.as_ref() }, &signal, (at, files.len())).await,
            None => Err("it could not be opened".to_owned()),
        };
        match found {
            Ok(Some(found)) => {
                read += 1;
                let (open, finished) = found.count();
                items += open;
                ended += finished;
                if found.is_strange() {
                    strange.push(redact(name).into_owned());
                } else if open == 0 {
                    idle.push(redact(name).into_owned());
                }
                new += take_in(store, found.portions, Page::default()).await;
            }
            Ok(None) => {}
            Err(why) => {
                store.notices.problem(format!("{} could not be read: {why}.", redact(name)));
                take_in_failure(store, name, why).await;
            }
        }
    }
    store.activity.end();
    if signal.aborted() {
        let files = counted(files.len(), "file", "files");
        store.notices.tell(format!("Stopped after {read} of {files}; what was read is kept."));
    } else if items > 0 {
        let files = counted(read, "file", "files");
        let known = (items + ended).saturating_sub(new);
        let all = in_words(items, ended);
        store.notices.tell(match (new, known) {
            (0, _) => format!("Nothing new in {files}: {all}, known already."),
            (_, 0) => format!("{all} from {files}."),
            _ => format!("{all} from {files}, {} of them known already.", thousands(known)),
        });
    }
    let which = |names: &[String]| {
        if names.len() > 2 { counted(names.len(), "file", "files") } else { names.join(" and ") }
    };
    if !idle.is_empty() {
        store.notices.tell(format!("No open work in {}: Sources says what was read.", which(&idle)));
    }
    if !strange.is_empty() {
        store.notices.problem(format!("Not understood: {}. Sources says why.", which(&strange)));
    }
}

fn in_words(open: usize, finished: usize) -> String {
    let items = counted(open, "work item", "work items");
    if finished > 0 { format!("{items} and {} finished", thousands(finished)) } else { items }
}

/// Files of one name that were chosen together are several.
fn tell_apart(files: &mut [Chosen]) {
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for chosen in files {
        let count = known.entry(chosen.name.clone()).or_default();
        *count += 1;
        if *count > 1 {
            chosen.name = format!("{} ({count})", chosen.name);
        }
    }
}

/// Whether a file in a folder belongs to the tools around a project.
fn is_of_tools(name: &str) -> bool {
    name.rsplit('/').skip(1).any(|folder| matches!(folder, ".git" | "node_modules"))
}

/// Notes of a file that it could not be read: what was read of it before stays.
async fn take_in_failure(store: Store, name: &str, why: String) {
    let is_it = |known: &&Arc<HarvestRecord>| {
        // The name of a repository was given it with its kind behind it.
        known.kind != SourceKind::Github
            && known.name.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with(" ("))
    };
    let known =
        store.state.with_untracked(|state| state.sources.values().find(is_it).map(|known| known.detected.clone()));
    let page = Page { first: known.is_none(), complete: false, stopped: Some(why), ..Page::default() };
    let detected = known.unwrap_or_default();
    take_in(store, vec![Harvest { name: name.to_owned(), detected, ..Harvest::default() }], page).await;
}

/// Reads in the worker; `None` when it was stopped.
///
/// It is the file numbered `at`, from 0, of `all`.
async fn find(
    store: Store,
    wanted: &Wanted<'_>,
    signal: &AbortSignal,
    (at, all): (usize, usize),
) -> Result<Option<Found>, String> {
    let report = move |share: f64| {
        #[allow(clippy::cast_precision_loss)] // a number of files
        let share = (at as f64 + share) / all as f64;
        store.activity.report(percent(share), Some(share));
    };
    report(0.0);
    let mut reading = store.read(wanted);
    // The end of a long document is one piece of work: only without its worker it stops.
    let _stop = EventListener::once(signal, "abort", move |_| store.stop_reading());
    let mut portions = Vec::new();
    while let Some(said) = reading.said.next().await {
        match said {
            Said::Progress(share) => report(share),
            Said::Text(text) => portions.push(portion(&text)?),
            Said::Over => break,
            Said::Failed(fault) => return Err(fault.words()),
        }
    }
    Ok((!signal.aborted()).then_some(Found { portions }))
}

/// What pasted text would yield. Changes nothing.
pub(crate) async fn read_paste(store: Store, text: &str) -> Option<Found> {
    let signal = store.activity.begin("Reading pasted text")?;
    let name = paste_name(text);
    let found = find(store, &Wanted::Text { name: &name, text }, &signal, (0, 1)).await;
    store.activity.end();
    found.unwrap_or_else(|why| {
        store.notices.problem(format!("The text could not be read: {why}."));
        None
    })
}

/// Reads text under a name and takes it in.
pub(super) async fn read_text(store: Store, name: &str, text: &str) {
    let Some(signal) = store.activity.begin(format!("Reading {name}")) else { return };
    match find(store, &Wanted::Text { name, text }, &signal, (0, 1)).await {
        Ok(Some(found)) => _ = take_in(store, found.portions, Page::default()).await,
        Ok(None) => {}
        Err(why) => store.notices.problem(format!("{name} could not be read: {why}.")),
    }
    store.activity.end();
}

/// Takes in what a preview has shown.
pub(crate) async fn accept(store: Store, found: Found) {
    take_in(store, found.portions, Page::default()).await;
}
