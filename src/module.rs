//! The WebAssembly module: the engine for a page or for Node.
//!
//! Only a translation layer. Values cross as plain objects with the
//! specification's `snake_case` keys; errors are real `Error`s with a sentence.
//!
//! A method reads its arguments first, then changes or looks at what it holds,
//! and hands over last: while something is held, no code of the caller's runs.

mod decision;
mod harvester;
mod plain;
mod results;

use std::cell::{Ref, RefCell, RefMut};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use js_sys::{Array, Error};
use rustc_hash::FxHashMap;
use serde::Serialize;
use serde_json::Value;
use wasm_bindgen::prelude::*;

use crate::config::Config;
use crate::dashboard::{Dashboard, OrchestratorState};
use crate::dispatch::{Plan, plan};
use crate::harvest::{FileReader, Harvest, Repository, Unread, WorkItemReader, github, take_pulls};
use crate::journal::{Event, LogEntry, State, read_journal, write_journal};
use crate::orchestrator::{Command, Page, carry_out, record, replay, run_cycle, take_in};
use crate::prioritize::{Explanation, Ranking};
use crate::work_item::{ItemId, WorkItem};
use plain::{Flag, List, Read, Text};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("module/types.d.ts");

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(typescript_type = "HarvestInput")]
    pub type HarvestInput;
    #[wasm_bindgen(typescript_type = "HarvestReport")]
    pub type HarvestReportObject;
    #[wasm_bindgen(typescript_type = "DispatchResults")]
    pub type DispatchResults;
    #[wasm_bindgen(typescript_type = "CycleResult")]
    pub type CycleResult;
    #[wasm_bindgen(typescript_type = "CycleCounts")]
    pub type CycleCounts;
    #[wasm_bindgen(typescript_type = "WorkItem[]")]
    pub type WorkItems;
    #[wasm_bindgen(typescript_type = "Explanation")]
    pub type ExplanationObject;
    #[wasm_bindgen(typescript_type = "Decision")]
    pub type DecisionObject;
    #[wasm_bindgen(typescript_type = "Dashboard")]
    pub type DashboardObject;
    #[wasm_bindgen(typescript_type = "OrchestratorState")]
    pub type StateObject;
    #[wasm_bindgen(typescript_type = "Config")]
    pub type ConfigObject;
    #[wasm_bindgen(typescript_type = "PartialConfig | undefined")]
    pub type PartialConfig;
}

/// The orchestrator: state, journal, and the commands that change them.
#[wasm_bindgen]
pub struct Orchestrator {
    held: RefCell<Held>,
}

struct Held {
    state: State,
    journal: Vec<LogEntry>,
}

#[wasm_bindgen]
impl Orchestrator {
    /// A new orchestrator with `config`, which may be partial, over the defaults.
    ///
    /// # Errors
    /// An `Error` that names the field that cannot be used.
    #[wasm_bindgen(constructor)]
    pub fn new(config: &PartialConfig) -> Result<Self, Error> {
        let config = Config::with_overrides(&plain::read_whole(config, "config")?).map_err(refuse)?;
        let mut held = Held { state: State::default(), journal: Vec::new() };
        // The policy is the journal's first entry even where it is the default, so
        // that a journal is whole.
        let set = vec![Event::ConfigSet { config: Arc::new(config) }];
        held.journal.extend(record(&mut held.state, "Set policy".to_owned(), set, DateTime::UNIX_EPOCH));
        Ok(Self { held: RefCell::new(held) })
    }

    /// The specification's defaults.
    ///
    /// # Errors
    /// None in practice.
    #[wasm_bindgen(js_name = defaultConfig)]
    pub fn default_config() -> Result<ConfigObject, Error> {
        Ok(hand_over(&Config::default().written_out())?.unchecked_into())
    }

    /// The policy in force.
    ///
    /// # Errors
    /// None in practice.
    pub fn config(&self) -> Result<ConfigObject, Error> {
        let config = self.look()?.state.config.written_out();
        Ok(hand_over(&config)?.unchecked_into())
    }

    /// Takes in a source. Bad records become problems of the report; only an
    /// input of the wrong shape is an error.
    ///
    /// # Errors
    /// When `input` is none of the three shapes, or `now` is not a time.
    pub fn harvest(&self, input: &HarvestInput, now: &Text) -> Result<HarvestReportObject, Error> {
        let now = time(now)?;
        let config = self.look()?.state.config.clone();
        let harvest = read_input(input, now, &config)?;
        let words = format!("Harvest {}", harvest.name);
        let report = {
            let mut held = self.change()?;
            let Held { state, journal } = &mut *held;
            let (events, report) = take_in(state, harvest, Page::default(), now);
            journal.extend(record(state, words, events, now));
            report
        };
        Ok(hand_over(&report)?.unchecked_into())
    }

    /// What a cycle would do now, without doing it.
    ///
    /// # Errors
    /// When `now` is not a time.
    #[wasm_bindgen(js_name = preview)]
    pub fn preview(&self, now: &Text) -> Result<DispatchResults, Error> {
        let now = time(now)?;
        let lists = {
            let held = self.look()?;
            let plan = plan(&held.state, &Ranking::of(&held.state), now);
            results::Lists::of(&held.state, &plan)
        };
        Ok(lists.hand_over()?.unchecked_into())
    }

    /// Gates and dispatches, and hands over the result lists.
    ///
    /// # Errors
    /// When `now` is not a time.
    pub fn dispatch(&self, now: &Text) -> Result<DispatchResults, Error> {
        Ok(self.cycle(now, results::Lists::of)?.hand_over()?.unchecked_into())
    }

    /// Runs a cycle and hands over the result lists.
    ///
    /// # Errors
    /// When `now` is not a time.
    #[wasm_bindgen(js_name = runCycle)]
    pub fn run_cycle(&self, now: &Text) -> Result<CycleResult, Error> {
        Ok(self.cycle(now, results::Lists::of)?.hand_over_cycle()?.unchecked_into())
    }

    /// Runs a cycle and hands over its counts alone.
    ///
    /// # Errors
    /// When `now` is not a time.
    pub fn advance(&self, now: &Text) -> Result<CycleCounts, Error> {
        let counts = self.cycle(now, |_, plan| results::Counts::of(plan))?;
        Ok(hand_over(&counts)?.unchecked_into())
    }

    /// Every item, best first, with its scores.
    ///
    /// # Errors
    /// None in practice.
    #[wasm_bindgen(js_name = workItems)]
    pub fn work_items(&self) -> Result<WorkItems, Error> {
        let items: Vec<WorkItem> = {
            let held = self.look()?;
            let scored = |row: crate::prioritize::Row| {
                let (_, entry) = held.state.items.get_index(row.at)?;
                Some(WorkItem {
                    priority_score: row.score.priority(),
                    value_score: row.score.value,
                    raw_score: row.score.raw,
                    ..entry.item.clone()
                })
            };
            Ranking::of(&held.state).rows().filter_map(scored).collect()
        };
        let list = Array::new();
        for item in &items {
            list.push(&hand_over(item)?);
        }
        Ok(list.unchecked_into())
    }

    /// Why an item stands where it stands, as of the last harvest or cycle.
    ///
    /// # Errors
    /// When there is no such item.
    pub fn explain(&self, id: &Text) -> Result<ExplanationObject, Error> {
        let id = ItemId::from(plain::text(id, "id")?);
        let explanation = {
            let held = self.look()?;
            let state = &held.state;
            let as_of = state.last_cycle.max(state.last_harvest).unwrap_or_default();
            let ranking = Ranking::of(state);
            let plan = plan(state, &ranking, as_of);
            Explanation::of(state, &ranking, &plan, &id, as_of)
        };
        let explanation =
            explanation.ok_or_else(|| Error::new(&format!("there is no work item “{}”", shown(id.as_str()))))?;
        Ok(hand_over(&explanation)?.unchecked_into())
    }

    /// The Keyholder's decision on an item.
    ///
    /// # Errors
    /// When there is no such item, or the decision cannot be carried out.
    pub fn decide(&self, id: &Text, decision: &DecisionObject, now: &Text) -> Result<(), Error> {
        let (id, now) = (plain::text(id, "id")?, time(now)?);
        let decision =
            decision::read(plain::read_whole(decision, "decision")?).map_err(|message| Error::new(&message))?;
        self.carry_out(Command::Decide(id.into(), decision), now)
    }

    /// An instance is through with an item: done, or failed.
    ///
    /// # Errors
    /// When there is no such item or it is not in progress.
    #[wasm_bindgen(js_name = endWork)]
    pub fn end_work(&self, id: &Text, done: &Flag, now: &Text) -> Result<(), Error> {
        let (id, done, now) = (plain::text(id, "id")?, plain::truth(done, "done")?, time(now)?);
        self.carry_out(Command::EndWork(id.into(), done), now)
    }

    /// Undoes the last decision.
    ///
    /// # Errors
    /// When there is nothing to undo.
    pub fn undo(&self, now: &Text) -> Result<(), Error> {
        self.carry_out(Command::Undo(None), time(now)?)
    }

    /// Sets the policy: `config`, which may be partial, over the one in force.
    ///
    /// # Errors
    /// An `Error` that names the field that cannot be used.
    #[wasm_bindgen(js_name = setConfig)]
    pub fn set_config(&self, config: &PartialConfig, now: &Text) -> Result<(), Error> {
        let (overrides, now) = (plain::read_whole(config, "config")?, time(now)?);
        let config = self.look()?.state.config.overridden(&overrides).map_err(refuse)?;
        self.carry_out(Command::SetConfig(Box::new(config)), now)
    }

    /// The dashboard, as its snapshot file has it.
    ///
    /// # Errors
    /// When `now` is not a time.
    pub fn dashboard(&self, now: &Text) -> Result<DashboardObject, Error> {
        let now = time(now)?;
        let dashboard = {
            let held = self.look()?;
            Dashboard::snapshot(&held.state, &Ranking::of(&held.state), now)
        };
        Ok(hand_over(&dashboard)?.unchecked_into())
    }

    /// The specification's `orchestrator_state.json`.
    ///
    /// # Errors
    /// None in practice.
    pub fn state(&self) -> Result<StateObject, Error> {
        let state = OrchestratorState::of(&self.look()?.state);
        Ok(hand_over(&state)?.unchecked_into())
    }

    /// The journal as JSON Lines.
    ///
    /// # Errors
    /// None in practice.
    pub fn journal(&self) -> Result<String, Error> {
        Ok(write_journal(&self.look()?.journal))
    }

    /// An orchestrator as its journal tells it.
    ///
    /// # Errors
    /// When the journal cannot be read; the error names the line.
    #[wasm_bindgen(js_name = fromJournal)]
    pub fn from_journal(jsonl: &Text) -> Result<Self, Error> {
        let (journal, problem) = read_journal(&plain::text(jsonl, "journal")?).map_err(refuse)?;
        if let Some(problem) = problem {
            return Err(Error::new(&format!("journal line {}: {}", problem.line, problem.message)));
        }
        let mut state = State::default();
        for entry in &journal {
            replay(&mut state, entry);
        }
        Ok(Self { held: RefCell::new(Held { state, journal }) })
    }
}

/// Said when an earlier call was cut off while it changed something, as it is
/// when memory runs out.
const BROKEN_OFF: &str = "an earlier call on this orchestrator broke off in the middle, most likely for want of memory; \
    make a new one";

impl Orchestrator {
    fn look(&self) -> Result<Ref<'_, Held>, Error> {
        self.held.try_borrow().map_err(|_| Error::new(BROKEN_OFF))
    }

    fn change(&self) -> Result<RefMut<'_, Held>, Error> {
        self.held.try_borrow_mut().map_err(|_| Error::new(BROKEN_OFF))
    }

    fn carry_out(&self, command: Command, now: DateTime<Utc>) -> Result<(), Error> {
        let mut held = self.change()?;
        let Held { state, journal } = &mut *held;
        journal.extend(carry_out(state, command, now).map_err(refuse)?);
        Ok(())
    }

    /// Runs a cycle, and tells of it what `tell` makes of it.
    fn cycle<T>(&self, now: &Text, tell: impl FnOnce(&State, &Plan) -> T) -> Result<T, Error> {
        let now = time(now)?;
        let mut held = self.change()?;
        let Held { state, journal } = &mut *held;
        let (event, plan) = run_cycle(state, now);
        journal.extend(record(state, Command::RunCycle.words(), vec![event], now));
        Ok(tell(state, &plan))
    }
}

#[allow(clippy::needless_pass_by_value)] // made for `map_err`
fn refuse(error: impl std::error::Error) -> Error {
    Error::new(&error.to_string())
}

fn time(now: &JsValue) -> Result<DateTime<Utc>, Error> {
    const SUCH_AS: &str = "a time such as 2026-01-31T09:00:00Z";
    let refuse = |got: &str| Error::new(&format!("now: expected {SUCH_AS}, got {got}"));
    let text = now.as_string().ok_or_else(|| refuse(plain::kind(now)))?;
    let at = DateTime::parse_from_rfc3339(&text).map_err(|_| refuse(&format!("“{}”", shown(&text))))?;
    Ok(at.with_timezone(&Utc))
}

/// The start of a text, for a message.
fn shown(text: &str) -> String {
    const MOST: usize = 60;
    let mut letters = text.chars().filter(|letter| !letter.is_control());
    let mut start: String = letters.by_ref().take(MOST).collect();
    if letters.next().is_some() {
        start.push('…');
    }
    start
}

/// A value as a plain object.
fn hand_over(value: &impl Serialize) -> Result<JsValue, Error> {
    value.serialize(&serde_wasm_bindgen::Serializer::json_compatible()).map_err(|error| Error::new(&error.to_string()))
}

fn read_input(input: &JsValue, now: DateTime<Utc>, config: &Config) -> Result<Harvest, Error> {
    if !input.is_object() {
        let got = plain::kind(input);
        return Err(Error::new(&format!(
            "input: expected an object such as {{source: \"file\", name, text}}, got {got}"
        )));
    }
    let field = |name: &str| plain::field(input, "input", name);
    let text = |name: &str| plain::text(&field(name)?, &format!("input.{name}"));
    match field("source")?.as_string().as_deref() {
        Some("github") => {
            let repo =
                Repository::parse(&text("repo")?).map_err(|reason| Error::new(&format!("input.repo: {reason}")))?;
            let issues = Rows::read(&field("issues")?, "issues")?;
            let pulls = field("pulls")?;
            let pulls = if pulls.is_undefined() || pulls.is_null() { None } else { Some(Rows::read(&pulls, "pulls")?) };
            let mut harvest = github(&repo.to_string(), &issues.values, now, config);
            issues.complain(&mut harvest);
            if let Some(pulls) = pulls {
                take_pulls(&mut harvest, &pulls.values);
                pulls.complain(&mut harvest);
            }
            Ok(harvest)
        }
        Some("file") => {
            let mut reader = FileReader::new(text("name")?, config);
            plain::slices(&field("text")?, "input.text", |slice| reader.push(slice))?;
            Ok(reader.finish(now))
        }
        Some("work_items") => {
            let items = field("items")?;
            let mut reader = WorkItemReader::new("work items");
            for record in List::of(&items, "input.items")?.records() {
                match record {
                    Ok(Read { value, faults }) => reader.push_part(&value, &faults, now),
                    Err(reason) => reader.push(Err(format!("{reason}; left out")), now),
                }
            }
            Ok(reader.finish())
        }
        _ => Err(Error::new("input.source: expected \"github\", \"file\" or \"work_items\"")),
    }
}

/// Rows of a list, and what of them cannot be kept.
struct Rows {
    name: &'static str,
    values: Vec<Value>,
    /// The row, and what of it.
    faults: Vec<(usize, Unread)>,
}

impl Rows {
    /// Reads a list record by record, so that one bad record never costs another.
    fn read(list: &JsValue, name: &'static str) -> Result<Self, Error> {
        let mut rows = Self { name, values: Vec::new(), faults: Vec::new() };
        for (at, record) in List::of(list, &format!("input.{name}"))?.records().enumerate() {
            let (value, faults) = match record {
                Ok(Read { value, faults }) => (value, faults),
                Err(why) => (Value::Null, vec![Unread { path: String::new(), why }]),
            };
            rows.values.push(value);
            rows.faults.extend(faults.into_iter().map(|fault| (at, fault)));
        }
        Ok(rows)
    }

    /// Notes what could not be kept. Where it cost the whole row, it is the reason.
    fn complain(self, harvest: &mut Harvest) {
        let mut refused: FxHashMap<String, usize> =
            harvest.problems.iter().enumerate().map(|(at, problem)| (problem.place.clone(), at)).collect();
        let mut told = None;
        for (at, Unread { path, why }) in self.faults {
            if told == Some(at) {
                continue;
            }
            let row = format!("{}[{at}]", self.name);
            let is_reason = path.is_empty() || self.values.get(at).is_some_and(Value::is_object);
            let refused = refused.remove(&row).filter(|_| is_reason);
            if let Some(problem) = refused.and_then(|refused| harvest.problems.get_mut(refused)) {
                let of = if path.is_empty() { path } else { format!("{path}: ") };
                problem.message = format!("{of}{why}; left out");
                told = Some(at);
            } else {
                let dot = if path.starts_with('[') { "" } else { "." };
                harvest.problem(format!("{row}{dot}{path}"), format!("{why}; left empty"));
            }
        }
    }
}
