//! A checkpoint: the state as text, in parts small enough to write one by one
//! without holding up the page. It can always be thrown away: the journal
//! makes it again.

use std::ops::Range;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use litemap::LiteMap;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::event::{HarvestRecord, Undoable};
use super::state::{Entry, Finished, Lens, Record, State};
use crate::by_name;
use crate::config::Config;
use crate::small_map;

const VERSION: u32 = 1;
/// Records in one part at most, and bytes of text: well under 50 ms to write.
const RECORDS: usize = 200;
const BYTES: usize = 256 * 1024;

/// The first part: everything but the long lists.
#[derive(Debug, Serialize, Deserialize)]
struct Head {
    version: u32,
    position: u64,
    /// How many parts follow.
    parts: usize,
    config: Arc<Config>,
    #[serde(with = "small_map")]
    records: LiteMap<String, Record>,
    #[serde(with = "small_map")]
    sources: LiteMap<String, Arc<HarvestRecord>>,
    last_harvest: Option<DateTime<Utc>>,
    cycles: u64,
    last_cycle: Option<DateTime<Utc>>,
    /// Without their lists.
    undo: Vec<Undoable>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Part {
    Items(Vec<Arc<Entry>>),
    History(Vec<Arc<Finished>>),
    /// Of the step with this number.
    UndoItems(usize, Vec<Arc<Entry>>),
    /// Of the step with this number.
    UndoHistory(usize, Vec<Arc<Finished>>),
}

/// Which records of a state make a part.
enum Slice {
    Items(Range<usize>),
    History(Range<usize>),
    UndoItems(usize, Range<usize>),
    UndoHistory(usize, Range<usize>),
}

impl Slice {
    /// The slices that hold all of `state`.
    fn all(state: &State) -> Vec<Self> {
        let mut slices: Vec<Self> = cut(state.items.values().map(weight)).map(Self::Items).collect();
        slices.extend(cut(state.history.values().map(|_| 0)).map(Self::History));
        for (step, undoable) in state.undo.iter().enumerate() {
            let items = cut(undoable.entries.iter().map(weight));
            slices.extend(items.map(|range| Self::UndoItems(step, range)));
            let history = cut(undoable.finished.iter().map(|_| 0));
            slices.extend(history.map(|range| Self::UndoHistory(step, range)));
        }
        slices
    }

    fn part(&self, state: &State) -> Part {
        let step = |step: &usize| state.undo.get(*step);
        match self {
            Self::Items(range) => {
                let entries = state.items.get_range(range.clone());
                Part::Items(entries.into_iter().flat_map(|entries| entries.values()).cloned().collect())
            }
            Self::History(range) => {
                let finished = state.history.get_range(range.clone());
                Part::History(finished.into_iter().flat_map(|finished| finished.values()).cloned().collect())
            }
            Self::UndoItems(at, range) => {
                let entries = step(at).and_then(|step| step.entries.get(range.clone()));
                Part::UndoItems(*at, entries.unwrap_or_default().to_vec())
            }
            Self::UndoHistory(at, range) => {
                let finished = step(at).and_then(|step| step.finished.get(range.clone()));
                Part::UndoHistory(*at, finished.unwrap_or_default().to_vec())
            }
        }
    }
}

/// The bytes an entry takes beyond what each one does.
fn weight(entry: &Arc<Entry>) -> usize {
    entry.item.details.len() + entry.item.description.len()
}

/// Cuts records of these weights into ranges of bounded number and weight.
fn cut(weights: impl Iterator<Item = usize>) -> impl Iterator<Item = Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let mut held = 0;
    for (at, weight) in weights.enumerate() {
        held += weight;
        match ranges.last_mut() {
            Some(range) if range.len() < RECORDS && held <= BYTES => range.end = at + 1,
            _ => {
                ranges.push(at..at + 1);
                held = weight;
            }
        }
    }
    ranges.into_iter()
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
    let slices = Slice::all(&state);
    let without_lists =
        |step: &Arc<Undoable>| Undoable { entries: Vec::new(), finished: Vec::new(), ..Undoable::clone(step) };
    let head = Head {
        version: VERSION,
        position: state.position,
        parts: slices.len(),
        config: Arc::clone(&state.config),
        records: state.records.clone(),
        sources: state.sources.clone(),
        last_harvest: state.last_harvest,
        cycles: state.cycles,
        last_cycle: state.last_cycle,
        undo: state.undo.iter().map(without_lists).collect(),
    };
    // Every number in a state is finite, so writing cannot fail.
    let parts = slices.into_iter().map(move |slice| serde_json::to_string(&slice.part(&state)).unwrap_or_default());
    let head = std::iter::once_with(move || (0, serde_json::to_string(&head).unwrap_or_default()));
    (1..).zip(parts).chain(head)
}

/// Reads a checkpoint: its head, then one part after the other, by number from 1.
#[derive(Debug)]
pub struct CheckpointReader {
    state: State,
    parts: usize,
    read: usize,
}

impl CheckpointReader {
    /// Begins with the head.
    ///
    /// # Errors
    /// When a newer engine wrote it, or it is damaged.
    pub fn new(head: &str) -> Result<Self, CheckpointError> {
        let version: VersionOnly = by_name::from_str(head).map_err(|error| damaged(0, &error))?;
        if version.version > VERSION {
            return Err(CheckpointError::Newer(version.version));
        }
        let head: Head = by_name::from_str(head).map_err(|error| damaged(0, &error))?;
        let state = State {
            config: head.config,
            records: head.records,
            sources: head.sources,
            last_harvest: head.last_harvest,
            cycles: head.cycles,
            last_cycle: head.last_cycle,
            undo: head.undo.into_iter().map(Arc::new).collect(),
            position: head.position,
            ..State::default()
        };
        Ok(Self { state, parts: head.parts, read: 0 })
    }

    /// How many journal entries the checkpoint holds.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.state.position
    }

    /// How many parts follow the head.
    #[must_use]
    pub fn parts(&self) -> usize {
        self.parts
    }

    /// Takes the next part.
    ///
    /// # Errors
    /// When it is damaged.
    pub fn push(&mut self, part: &str) -> Result<(), CheckpointError> {
        self.read += 1;
        let state = &mut self.state;
        let no_step = |step: usize| damaged(self.read, &format!("there is no step {step} to undo"));
        match by_name::from_str(part).map_err(|error| damaged(self.read, &error))? {
            Part::Items(entries) => {
                let lens = Lens::of(&state.config);
                for mut entry in entries {
                    Arc::make_mut(&mut entry).derive(&lens);
                    state.items.put(entry);
                }
            }
            Part::History(finished) => {
                state.history.extend(finished.into_iter().map(|work| (work.id.clone(), work)));
            }
            Part::UndoItems(at, entries) => {
                let step = state.undo.get_mut(at).ok_or_else(|| no_step(at))?;
                Arc::make_mut(step).entries.extend(entries);
            }
            Part::UndoHistory(at, finished) => {
                let step = state.undo.get_mut(at).ok_or_else(|| no_step(at))?;
                Arc::make_mut(step).finished.extend(finished);
            }
        }
        Ok(())
    }

    /// The state, once every part was taken.
    ///
    /// # Errors
    /// When parts are missing or there are too many.
    pub fn finish(self) -> Result<State, CheckpointError> {
        if self.read != self.parts {
            return Err(damaged(self.read, &format!("{} of {} parts are there", self.read, self.parts)));
        }
        Ok(self.state)
    }
}

/// Read before the rest of the head, which a newer engine may have changed.
#[derive(Deserialize)]
struct VersionOnly {
    version: u32,
}

fn damaged(part: usize, reason: &dyn std::fmt::Display) -> CheckpointError {
    CheckpointError::Damaged { part, reason: reason.to_string() }
}
