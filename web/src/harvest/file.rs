//! Files and pasted text.

use autonomous_orchestrator::harvest::{FileReader, Harvest, paste_name};
use autonomous_orchestrator::orchestrator::Page;
use gloo::file::File;
use leptos::prelude::*;
use web_sys::AbortSignal;

use super::take_in;
use crate::edge::clock::now;
use crate::edge::files::Slices;
use crate::edge::pause::Pacer;
use crate::store::Store;
use crate::words::{counted, percent};

/// How much pasted text is read at a time.
const SLICE: usize = 128 * 1024;

/// Reads files one after the other.
pub(crate) async fn read_files(store: Store, files: Vec<File>) {
    if files.is_empty() {
        return;
    }
    let Some(signal) = store.activity.begin("Reading files") else {
        store.notices.problem("Something is being read already. Wait for it, or cancel it first.");
        return;
    };
    let (mut read, mut items, mut empty) = (0, 0, Vec::new());
    for file in &files {
        if signal.aborted() {
            break;
        }
        store.activity.rename(format!("Reading {}", file.name()));
        match read_file(store, file, &signal).await {
            Ok(Some(harvest)) => {
                read += 1;
                items += harvest.items.len();
                if harvest.items.is_empty() && harvest.successes.is_empty() && harvest.finished.is_empty() {
                    empty.push(harvest.name.clone());
                }
                take_in(store, harvest, Page::default()).await;
            }
            Ok(None) => {}
            Err(why) => store.notices.problem(format!("{} could not be read: {why}.", file.name())),
        }
    }
    store.activity.end();
    if signal.aborted() {
        store.notices.tell(format!("Stopped. {} of {} read; what was read is kept.", read, counted(files.len(), "file", "files")));
    } else if items > 0 {
        store.notices.tell(format!("{} from {}.", counted(items, "work item", "work items"), counted(read, "file", "files")));
    } else if !empty.is_empty() {
        store.notices.problem(format!("No work found in {}. Each source below says why.", empty.join(", ")));
    }
}

async fn read_file(store: Store, file: &File, signal: &AbortSignal) -> Result<Option<Harvest>, String> {
    let mut slices = Slices::new(file);
    let mut reader = FileReader::new(file.name());
    let mut pacer = Pacer::new();
    while let Some(slice) = slices.next().await? {
        if signal.aborted() {
            return Ok(None);
        }
        reader.push(&slice);
        let share = slices.progress();
        store.activity.report(percent(share), Some(share));
        pacer.breathe().await;
    }
    Ok(Some(finish(store, reader)))
}

fn finish(store: Store, reader: FileReader) -> Harvest {
    store.state.with_untracked(|state| reader.finish(now(), &state.config))
}

/// What pasted text would yield. Changes nothing.
pub(crate) async fn read_paste(store: Store, text: &str) -> Harvest {
    let mut reader = FileReader::new(paste_name(text));
    let mut pacer = Pacer::new();
    let mut rest = text;
    while !rest.is_empty() {
        let mut cut = SLICE.min(rest.len());
        while !rest.is_char_boundary(cut) {
            cut -= 1;
        }
        let (slice, after) = rest.split_at(cut);
        reader.push(slice);
        rest = after;
        pacer.breathe().await;
    }
    finish(store, reader)
}

/// Takes in what a preview has shown.
pub(crate) async fn accept(store: Store, harvest: Harvest) {
    take_in(store, harvest, Page::default()).await;
}
