//! A checkpoint: the state as text, in parts small enough to write one by one
//! without holding up the page. It can always be thrown away: the journal
//! makes it again.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::event::{HarvestRecord, Undoable};
use super::state::{Entry, Finished, Record, State};
use crate::config::Config;

const VERSION: u32 = 1;
/// Items in one part: well under 50 ms to write.
const PART: usize = 200;

/// The first part: everything but the items and the history.
#[derive(Debug, Serialize, Deserialize)]
pub struct CheckpointHead {
    /// The version of the shape.
    pub version: u32,
    /// How many journal entries it holds.
    pub position: u64,
    /// How many parts follow.
    pub parts: usize,
    config: Arc<Config>,
    records: BTreeMap<String, Record>,
    sources: BTreeMap<String, Arc<HarvestRecord>>,
    last_harvest: Option<DateTime<Utc>>,
    cycles: u64,
    last_cycle: Option<DateTime<Utc>>,
    undo: Vec<Arc<Undoable>>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Part {
    Items(Vec<Arc<Entry>>),
    History(Vec<Arc<Finished>>),
}

/// A checkpoint that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CheckpointError {
    /// A newer engine wrote it.
    #[error("the checkpoint has version {0}, and this page reads up to {VERSION}")]
    Newer(u32),
    /// A part is missing or damaged.
    #[error("part {part} of the checkpoint: {reason}")]
    Damaged {
        /// The part, 0 being the head.
        part: usize,
        /// What is wrong with it.
        reason: String,
    },
}

/// Writes `state` part by part; the head comes last, so that a checkpoint
/// without its head is unfinished. Each pair is the part's number and text.
pub fn write_checkpoint(state: &State) -> impl Iterator<Item = (usize, String)> + use<> {
    let state = state.clone();
    let items = state.items.len().div_ceil(PART);
    let parts = items + state.history.len().div_ceil(PART);
    let body = move |part: usize| {
        let written = if part < items {
            serde_json::to_string(&Part::Items(state.items.values().skip(part * PART).take(PART).cloned().collect()))
        } else if part < parts {
            let from = (part - items) * PART;
            serde_json::to_string(&Part::History(state.history.values().skip(from).take(PART).cloned().collect()))
        } else {
            serde_json::to_string(&CheckpointHead {
                version: VERSION,
                position: state.position,
                parts,
                config: Arc::clone(&state.config),
                records: state.records.clone(),
                sources: state.sources.clone(),
                last_harvest: state.last_harvest,
                cycles: state.cycles,
                last_cycle: state.last_cycle,
                undo: state.undo.clone(),
            })
        };
        // Every number in a state is finite, so writing cannot fail.
        written.unwrap_or_default()
    };
    (0..=parts).map(move |part| (if part == parts { 0 } else { part + 1 }, body(part)))
}

/// Reads a checkpoint: its head, then one part after the other, by number from 1.
///
/// # Errors
/// When it is a newer one, or damaged.
pub fn read_checkpoint<'a>(head: &str, parts: impl IntoIterator<Item = &'a str>) -> Result<State, CheckpointError> {
    let damaged = |part, reason: &dyn std::fmt::Display| CheckpointError::Damaged { part, reason: reason.to_string() };
    let head: CheckpointHead = serde_json::from_str(head).map_err(|error| damaged(0, &error))?;
    if head.version > VERSION {
        return Err(CheckpointError::Newer(head.version));
    }
    let mut state = State {
        config: head.config,
        records: head.records,
        sources: head.sources,
        last_harvest: head.last_harvest,
        cycles: head.cycles,
        last_cycle: head.last_cycle,
        undo: head.undo,
        position: head.position,
        ..State::default()
    };
    let mut read = 0;
    for (at, text) in parts.into_iter().enumerate() {
        match serde_json::from_str(text).map_err(|error| damaged(at + 1, &error))? {
            Part::Items(entries) => {
                for mut entry in entries {
                    Arc::make_mut(&mut entry).derive(&state.config);
                    state.items.insert(entry.item.id.clone(), entry);
                }
            }
            Part::History(finished) => {
                state.history.extend(finished.into_iter().map(|work| (work.id.clone(), work)));
            }
        }
        read += 1;
    }
    if read != head.parts {
        return Err(damaged(read, &format!("{read} of {} parts are there", head.parts)));
    }
    Ok(state)
}
