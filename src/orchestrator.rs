//! The rules of change: a command goes in, events come out.

mod cycle;
mod decision;
mod intake;
mod namesake;
mod naming;

use std::borrow::Cow;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::Serialize;
use thiserror::Error;

use crate::config::{Config, ConfigError};
use crate::escalate::{BadValue, Decision};
use crate::harvest::{Failure, Harvest, Problem, Skipped, redact};
use crate::journal::{Event, LogEntry, Mark, State, apply};
use crate::work_item::ItemId;

pub use cycle::run_cycle;
pub use intake::take_in;

/// Something somebody wants done.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Take in a harvest, or one page of it.
    Harvest(Box<Harvest>, Page),
    /// Score, gate, and send out what can go.
    RunCycle,
    /// The Keyholder decides on an item.
    Decide(ItemId, Decision),
    /// The Keyholder decides alike on several items: on all of them, or on none.
    DecideAll(Vec<ItemId>, Decision),
    /// An instance is through with an item: done or failed.
    EndWork(ItemId, bool),
    /// Set the policy.
    SetConfig(Box<Config>),
    /// Take a source away, with its items.
    RemoveSource(String),
    /// Undo the last decision or removal: the one with this journal number, where
    /// one is named, and no other.
    Undo(Option<u64>),
}

/// Which part of a source a harvest is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Whether a new harvest of the source begins with it.
    pub first: bool,
    /// Whether the source is read to its end with it.
    pub complete: bool,
    /// Where to go on if not.
    pub resume: Option<String>,
    /// How many records the source says it has.
    pub expected: Option<u64>,
    /// GitHub's number of the repository.
    pub repository_id: Option<u64>,
    /// Since when changes were asked for; `None` when all of it was.
    pub since: Option<DateTime<Utc>>,
    /// Why reading stopped before the end.
    pub stopped: Option<String>,
    /// How GitHub refused, where that is why.
    pub failure: Option<Failure>,
    /// The address GitHub gave for it.
    pub address: Option<String>,
    /// What tells the answers that were read.
    pub marks: Vec<Mark>,
}

impl Default for Page {
    /// A whole source.
    fn default() -> Self {
        Self {
            first: true,
            complete: true,
            resume: None,
            expected: None,
            repository_id: None,
            since: None,
            stopped: None,
            failure: None,
            address: None,
            marks: Vec::new(),
        }
    }
}

/// A command that cannot be carried out, in a sentence for the person.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// There is no such item.
    #[error("there is no work item “{0}”")]
    UnknownItem(ItemId),
    /// The item is completed.
    #[error("“{0}” is completed; there is nothing left to decide")]
    Completed(ItemId),
    /// Approve was asked for where nothing waits for the Keyholder.
    #[error("“{0}” is neither escalated nor deferred nor blocked; there is nothing to approve")]
    NothingToApprove(ItemId),
    /// A deferral names both a date and an item, or the item itself.
    #[error("{0}")]
    BadDeferral(&'static str),
    /// The item is with nobody.
    #[error("“{0}” is not in progress")]
    NotInProgress(ItemId),
    /// A new value cannot be used.
    #[error(transparent)]
    BadValue(#[from] BadValue),
    /// There is no such instance.
    #[error("there is no instance named “{0}”; add it in Settings first")]
    UnknownInstance(String),
    /// There is no such source.
    #[error("there is no source named “{0}”")]
    UnknownSource(String),
    /// Nothing can be undone.
    #[error("there is nothing to undo")]
    NothingToUndo,
    /// Another step is the last one by now.
    #[error("the last step by now is {0}, not the one that was to be undone")]
    NotTheLast(String),
    /// The policy is not valid.
    #[error(transparent)]
    Config(#[from] ConfigError),
}

/// What a harvest came to.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct HarvestReport {
    /// The source's name.
    pub source: String,
    /// What it was taken for, and why.
    pub kind: String,
    /// Records read.
    pub read: usize,
    /// Items that are new.
    pub added: usize,
    /// Items that changed and are still open.
    pub updated: usize,
    /// Items that are done now, and work found finished.
    pub completed: usize,
    /// Items that were known as they are.
    pub unchanged: usize,
    /// What was passed over, and why.
    pub skipped: Vec<Skipped>,
    /// What could not be read.
    pub problems: Vec<Problem>,
    /// How many more problems there were: of a flood only the first are listed.
    pub unlisted: usize,
    /// Every id the harvest named.
    pub ids: Vec<ItemId>,
}

impl Command {
    /// The command in words, for the journal.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Harvest(harvest, _) => format!("Harvest {}", redact(&harvest.name)),
            Self::RunCycle => "Run cycle".to_owned(),
            Self::Decide(id, decision) => format!("{} {id}", decision.word()),
            Self::DecideAll(ids, decision) => format!("{} {} items", decision.word(), ids.len()),
            Self::EndWork(id, true) => format!("Done {id}"),
            Self::EndWork(id, false) => format!("Failed {id}"),
            Self::SetConfig(_) => "Set policy".to_owned(),
            Self::RemoveSource(name) => format!("Remove {name}"),
            Self::Undo(_) => "Undo".to_owned(),
        }
    }
}

/// What `command` changes in `state` at `now`. Changes nothing itself.
///
/// # Errors
/// When the command cannot be carried out.
pub fn decide(state: &State, command: Command, now: DateTime<Utc>) -> Result<Vec<Event>, Refusal> {
    match command {
        Command::Harvest(harvest, page) => {
            let harvest = intake::named(state, *harvest, page.first);
            if !page.first && !state.sources.contains_key(&harvest.name) {
                // Without its beginning a harvest would be called complete.
                return Err(Refusal::UnknownSource(harvest.name));
            }
            Ok(intake::take_in_named(state, harvest, page, now).0)
        }
        Command::RunCycle => Ok(vec![run_cycle(state, now).0]),
        Command::Decide(id, decision) => decision::decide_on(state, &[id], &decision, now),
        Command::DecideAll(ids, decision) => decision::decide_on(state, &ids, &decision, now),
        Command::EndWork(id, done) => Ok(vec![decision::end_work(state, &id, done, now)?]),
        Command::SetConfig(config) => {
            config.validate()?;
            if matches!(redact(&serde_json::to_string(&*config).unwrap_or_default()), Cow::Owned(_)) {
                let reason = "a GitHub token stands in it; take it out, the policy is kept and shown".to_owned();
                return Err(ConfigError { field: "config".to_owned(), reason }.into());
            }
            Ok(if *state.config == *config { Vec::new() } else { vec![Event::ConfigSet { config: Arc::new(*config) }] })
        }
        Command::RemoveSource(name) => Ok(vec![intake::remove_source(state, name)?]),
        Command::Undo(seq) => Ok(vec![decision::undo(state, seq, now)?]),
    }
}

/// Carries `command` out on `state`: decides, applies, and returns the journal
/// entry to keep; none when nothing changed.
///
/// # Errors
/// When the command cannot be carried out; `state` is then as it was.
pub fn carry_out(state: &mut State, command: Command, now: DateTime<Utc>) -> Result<Option<LogEntry>, Refusal> {
    let words = command.words();
    let events = decide(state, command, now)?;
    Ok(record(state, words, events, now))
}

/// Applies `events` and makes their journal entry.
pub(crate) fn record(state: &mut State, command: String, events: Vec<Event>, now: DateTime<Utc>) -> Option<LogEntry> {
    if events.is_empty() {
        return None;
    }
    let entry = LogEntry { seq: state.position + 1, at: now, command, events };
    replay(state, &entry);
    Some(entry)
}

/// Applies a journal entry.
pub fn replay(state: &mut State, entry: &LogEntry) {
    for event in &entry.events {
        apply(state, event, entry.at);
    }
    state.position = entry.seq;
}
