//! The rules of change: a command goes in, events come out.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;
use thiserror::Error;

use crate::config::{Config, ConfigError};
use crate::dispatch::{Obstacle, Outcome, Plan, plan};
use crate::escalate::{CaseState, Decision, DecisionRecord, Finding, Override, evaluate};
use crate::harvest::{DECLINED, DONE, Harvest, Problem, Skipped, merge};
use crate::journal::{Entry, Escalated, Event, HarvestRecord, Hold, LogEntry, State, apply};
use crate::prioritize::Ranking;
use crate::work_item::{ItemId, Status, WorkItem};

/// Something somebody wants done.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Take in a harvest, or one page of it.
    Harvest(Box<Harvest>, Page),
    /// Score, gate, and send out what can go.
    RunCycle,
    /// The Keyholder decides on an item.
    Decide(ItemId, Decision),
    /// An instance is through with an item: done or failed.
    EndWork(ItemId, bool),
    /// Set the policy.
    SetConfig(Box<Config>),
    /// Take a source away, with its items.
    RemoveSource(String),
    /// Undo the last decision or removal.
    Undo,
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
    /// Why reading stopped before the end.
    pub stopped: Option<String>,
}

impl Default for Page {
    /// A whole source.
    fn default() -> Self {
        Self { first: true, complete: true, resume: None, expected: None, stopped: None }
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
    /// Approve was asked for without an escalation.
    #[error("“{0}” has no open escalation to approve")]
    NotEscalated(ItemId),
    /// The item is with nobody.
    #[error("“{0}” is not in progress")]
    NotInProgress(ItemId),
    /// A new value cannot be used.
    #[error("{field}: {message}")]
    BadValue {
        /// The field.
        field: String,
        /// What is wrong and what would be right.
        message: String,
    },
    /// There is no such instance.
    #[error("there is no instance named “{0}”; add it in Settings first")]
    UnknownInstance(String),
    /// There is no such source.
    #[error("there is no source named “{0}”")]
    UnknownSource(String),
    /// Nothing can be undone.
    #[error("there is nothing to undo")]
    NothingToUndo,
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
    /// Every id the harvest named.
    pub ids: Vec<ItemId>,
}

impl Command {
    /// The command in words, for the journal.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Harvest(harvest, _) => format!("Harvest {}", harvest.name),
            Self::RunCycle => "Run cycle".to_owned(),
            Self::Decide(id, decision) => format!("{} {id}", decision.word()),
            Self::EndWork(id, true) => format!("Done {id}"),
            Self::EndWork(id, false) => format!("Failed {id}"),
            Self::SetConfig(_) => "Set policy".to_owned(),
            Self::RemoveSource(name) => format!("Remove {name}"),
            Self::Undo => "Undo".to_owned(),
        }
    }
}

/// What `command` changes in `state` at `now`. Changes nothing itself.
///
/// # Errors
/// When the command cannot be carried out.
pub fn decide(state: &State, command: Command, now: DateTime<Utc>) -> Result<Vec<Event>, Refusal> {
    match command {
        Command::Harvest(harvest, page) => Ok(take_in(state, *harvest, page, now).0),
        Command::RunCycle => Ok(vec![run_cycle(state, now).0]),
        Command::Decide(id, decision) => Ok(vec![decide_on(state, &id, decision, now)?]),
        Command::EndWork(id, done) => Ok(vec![end_work(state, &id, done, now)?]),
        Command::SetConfig(config) => {
            config.validate()?;
            Ok(if *state.config == *config { Vec::new() } else { vec![Event::ConfigSet { config: Arc::new(*config) }] })
        }
        Command::RemoveSource(name) => Ok(vec![remove_source(state, name)?]),
        Command::Undo => {
            let step = state.undo.last().cloned().ok_or(Refusal::NothingToUndo)?;
            Ok(vec![Event::Undone { step }])
        }
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

/// What taking in `harvest` changes, and what to tell about it.
#[must_use]
pub fn take_in(state: &State, mut harvest: Harvest, page: Page, now: DateTime<Utc>) -> (Vec<Event>, HarvestReport) {
    let known = state.sources.get(&harvest.name).filter(|_| !page.first);
    let mut record = known.map_or_else(HarvestRecord::default, |known| HarvestRecord::clone(known));
    let mut report = HarvestReport {
        source: harvest.name.clone(),
        kind: harvest.detected.clone(),
        read: harvest.read,
        skipped: std::mem::take(&mut harvest.skipped),
        problems: std::mem::take(&mut harvest.problems),
        ..HarvestReport::default()
    };
    record.name.clone_from(&harvest.name);
    record.kind = harvest.kind;
    record.detected.clone_from(&harvest.detected);

    let merged = merge(state, harvest, now);
    report.added = merged.added.len();
    report.completed = merged.completed;
    report.updated = (merged.updated.len() + merged.finished.len()).saturating_sub(merged.completed);
    report.unchanged = merged.unchanged;
    report.ids.clone_from(&merged.ids);

    record.at = Some(now);
    record.read += report.read;
    record.added += report.added;
    record.updated += report.updated;
    record.completed += report.completed;
    record.unchanged += report.unchanged;
    for skipped in &report.skipped {
        match record.skipped.iter_mut().find(|known| known.what == skipped.what && known.why == skipped.why) {
            Some(known) => known.count += skipped.count,
            None => record.skipped.push(skipped.clone()),
        }
    }
    record.problem_count += report.problems.len();
    let room = HarvestRecord::PROBLEMS.saturating_sub(record.problems.len());
    record.problems.extend(report.problems.iter().take(room).cloned());
    record.complete = page.complete;
    record.resume = page.resume;
    record.expected = page.expected.or(record.expected);
    record.stopped = page.stopped;

    let mut events = Vec::new();
    if !merged.reopened.is_empty() {
        events.push(Event::HistoryReopened { ids: merged.reopened });
    }
    if !merged.added.is_empty() {
        events.push(Event::ItemsAdded { items: merged.added });
    }
    if !merged.updated.is_empty() {
        events.push(Event::ItemsUpdated { items: merged.updated });
    }
    if !merged.finished.is_empty() {
        events.push(Event::HistoryAdded { finished: merged.finished });
    }
    events.push(Event::Harvested { record: Arc::new(record) });
    (events, report)
}

/// What a cycle changes, and the plan it follows.
#[must_use]
pub fn run_cycle(state: &State, now: DateTime<Utc>) -> (Event, Plan) {
    let plan = plan(state, &Ranking::of(state), now);
    let (mut dispatched, mut escalated, mut blocked, mut released) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let words: BTreeMap<&str, Arc<str>> = [Obstacle::OpenDependency, Obstacle::UnknownDependency, Obstacle::CircularDependency, Obstacle::InstanceFailed]
        .into_iter()
        .map(|obstacle| (obstacle.word(), Arc::from(obstacle.word())))
        .collect();
    for planned in &plan.items {
        let Some((id, entry)) = state.items.get_index(planned.at) else { continue };
        match &planned.outcome {
            Outcome::Dispatched(instance) => dispatched.push((id.clone(), Arc::clone(instance))),
            Outcome::Escalated(verdicts) => {
                let findings: Vec<Finding> = verdicts
                    .iter()
                    .map(|verdict| Finding { reason: verdict.reason, evidence: verdict.evidence(&entry.item) })
                    .collect();
                // The same findings join the open case.
                let joins = entry.open_case().is_some_and(|case| case.findings == findings);
                if !(joins && entry.item.status == Status::Escalated) {
                    escalated.push(Escalated { id: id.clone(), findings });
                }
            }
            Outcome::Blocked(obstacle, _) => {
                let stands = entry.item.status == Status::Blocked
                    && entry.item.blocked_reason.as_deref() == Some(obstacle.word());
                if !stands {
                    blocked.extend(words.get(obstacle.word()).map(|word| (id.clone(), Arc::clone(word))));
                }
            }
            Outcome::Pending(_) if entry.item.status != Status::Pending => released.push(id.clone()),
            Outcome::Pending(_) => {}
        }
    }
    (Event::CycleRan { dispatched, escalated, blocked, released }, plan)
}

fn open_entry<'a>(state: &'a State, id: &ItemId) -> Result<&'a Entry, Refusal> {
    let entry = state.entry(id).ok_or_else(|| Refusal::UnknownItem(id.clone()))?;
    if entry.item.status == Status::Completed {
        return Err(Refusal::Completed(id.clone()));
    }
    Ok(entry)
}

fn decide_on(state: &State, id: &ItemId, decision: Decision, now: DateTime<Utc>) -> Result<Event, Refusal> {
    let entry = open_entry(state, id)?;
    let is_open = entry.case.as_ref().is_some_and(|case| case.state == CaseState::Open);
    let mut item = entry.item.clone();
    let mut edits = entry.edits.clone();
    let mut hold = entry.hold.clone();
    match &decision {
        Decision::Approve { .. } if !is_open => return Err(Refusal::NotEscalated(id.clone())),
        Decision::Approve { .. } => hold = None,
        Decision::Adjust { changes, .. } => {
            adjust(&mut item, changes)?;
            for field in changes.keys() {
                if !edits.contains(field) {
                    edits.push(field.clone());
                }
            }
        }
        Decision::Override { action, .. } => match action {
            Override::Decline => {
                item.status = Status::Completed;
                item.closed_date = Some(now);
                item.resolution = Some(DECLINED.to_owned());
            }
            Override::Defer { until, after } => {
                if let Some(after) = after.as_ref().filter(|after| !state.knows(after)) {
                    return Err(Refusal::UnknownItem(after.clone()));
                }
                hold = Some(match (after, until) {
                    (Some(after), _) => Hold::After(after.clone()),
                    (None, Some(until)) => Hold::Until(*until),
                    (None, None) => Hold::Keyholder,
                });
            }
            Override::Assign { instance } => {
                if !state.config.instances.iter().any(|known| known.name == *instance) {
                    return Err(Refusal::UnknownInstance(instance.clone()));
                }
                hold = Some(Hold::Instance(instance.clone()));
            }
        },
    }
    let facets = crate::prioritize::FacetSet::of(&item);
    let mut waived: Vec<Finding> = evaluate(&item, facets, now, &state.config)
        .into_iter()
        .filter(|verdict| verdict.tripped)
        .map(|verdict| Finding { reason: verdict.reason, evidence: verdict.evidence(&item) })
        .collect();
    // A finding of the case that no longer shows was decided on all the same.
    for finding in entry.open_case().map(|case| case.findings.as_slice()).unwrap_or_default() {
        if !waived.contains(finding) {
            waived.push(finding.clone());
        }
    }
    if item.status != Status::Completed && item.status != Status::InProgress {
        item.status = Status::Pending;
        item.blocked_since = None;
        item.blocked_reason = None;
    }
    let record = Arc::new(DecisionRecord { at: now, decision, waived });
    Ok(Event::Decided { id: id.clone(), record, item: Box::new(item), edits, hold })
}

/// Lays the Keyholder's values over an item.
fn adjust(item: &mut WorkItem, changes: &BTreeMap<String, Value>) -> Result<(), Refusal> {
    for (field, value) in changes {
        let bad = |message: &str| Refusal::BadValue { field: field.clone(), message: message.to_owned() };
        let number = |least: f64, most: f64, range: &str| {
            value.as_f64().filter(|number| (least..=most).contains(number)).ok_or_else(|| bad(&format!("expected a number {range}, got {value}")))
        };
        let words = || -> Result<Vec<String>, Refusal> {
            serde_json::from_value(value.clone()).map_err(|_| bad("expected a list of texts"))
        };
        match field.as_str() {
            "description" => {
                let text = value.as_str().map(str::trim).filter(|text| !text.is_empty());
                item.description = text.ok_or_else(|| bad("expected a text that is not empty"))?.to_owned();
            }
            "tags" => item.tags = words()?,
            "ethical_flags" => item.ethical_flags = words()?,
            "dependencies" => {
                let ids = words()?;
                if ids.iter().any(|id| id == item.id.as_str()) {
                    return Err(bad("an item cannot depend on itself"));
                }
                item.dependencies = ids.into_iter().map(ItemId::from).collect();
            }
            "effort_estimate" => {
                item.effort_estimate = number(0.0, f64::MAX, "of 0 days or more")?;
                // The Keyholder has seen the growth: it counts from here.
                item.baseline_effort = Some(item.effort_estimate);
            }
            "risk_score" => item.risk_score = number(0.0, 1.0, "from 0 to 1")?,
            "resonance_score" => item.resonance_score = number(0.0, 1.0, "from 0 to 1")?,
            "budget_impact" => item.budget_impact = number(f64::MIN, f64::MAX, "(0.1 is 10 %)")?,
            "confidence_score" if value.is_null() => item.confidence_score = None,
            "confidence_score" => item.confidence_score = Some(number(0.0, 1.0, "from 0 to 1")?),
            "urgency_level" => {
                let level = number(1.0, 5.0, "from 1 to 5")?;
                #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // within 1 to 5
                let level = level.round() as u8;
                item.urgency_level = level;
            }
            _ => return Err(bad("is not a field that can be adjusted")),
        }
        item.evidence.retain(|evidence| evidence.field != *field);
        item.because(field, "set by the Keyholder");
    }
    Ok(())
}

fn end_work(state: &State, id: &ItemId, done: bool, now: DateTime<Utc>) -> Result<Event, Refusal> {
    let entry = open_entry(state, id)?;
    if entry.item.status != Status::InProgress {
        return Err(Refusal::NotInProgress(id.clone()));
    }
    let mut item = entry.item.clone();
    let instance = item.assigned_instance.clone();
    if done {
        item.status = Status::Completed;
        item.closed_date = Some(now);
        item.resolution = Some(DONE.to_owned());
    } else {
        item.status = Status::Blocked;
        item.blocked_reason = Some(Obstacle::InstanceFailed.word().to_owned());
        item.blocked_since = Some(now);
    }
    Ok(Event::WorkEnded { item: Box::new(item), instance, done })
}

fn remove_source(state: &State, name: String) -> Result<Event, Refusal> {
    if !state.sources.contains_key(&name) {
        return Err(Refusal::UnknownSource(name));
    }
    let ids = state.items.iter().filter(|(_, entry)| entry.item.source.name == name).map(|(id, _)| id.clone()).collect();
    let finished = state.history.values().filter(|work| work.source == name).map(|work| work.id.clone()).collect();
    Ok(Event::SourceRemoved { name, ids, finished })
}
