//! The WebAssembly module: the engine for a page or for Node.
//!
//! Only a translation layer. Values cross as plain objects with the
//! specification's `snake_case` keys; errors are real `Error`s with a sentence.

mod decision;
mod harvester;
mod plain;
mod results;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use js_sys::{Array, Error};
use serde::Serialize;
use serde_json::Value;
use wasm_bindgen::prelude::*;

use crate::config::Config;
use crate::dashboard::{Dashboard, OrchestratorState};
use crate::dispatch::plan;
use crate::harvest::{FileReader, Harvest, WorkItemReader, github, pulls};
use crate::journal::{Event, LogEntry, State, read_journal, write_journal};
use crate::orchestrator::{Command, HarvestReport, Page, carry_out, record, replay, run_cycle, take_in};
use crate::prioritize::{Explanation, Ranking};
use crate::work_item::{ItemId, WorkItem};

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
    pub fn new(config: PartialConfig) -> Result<Self, Error> {
        let overrides = plain::read(&config).map_err(|message| Error::new(&format!("config: {message}")))?;
        let config = Config::with_overrides(&overrides).map_err(refuse)?;
        let mut orchestrator = Self { state: State::default(), journal: Vec::new() };
        // The policy is the journal's first entry even where it is the default, so
        // that a journal is whole.
        let set = vec![Event::ConfigSet { config: Arc::new(config) }];
        orchestrator.journal.extend(record(
            &mut orchestrator.state,
            "Set policy".to_owned(),
            set,
            DateTime::UNIX_EPOCH,
        ));
        Ok(orchestrator)
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
        Ok(hand_over(&self.state.config.written_out())?.unchecked_into())
    }

    /// Takes in a source. Bad records become problems of the report; only an
    /// input of the wrong shape is an error.
    ///
    /// # Errors
    /// When `input` is none of the three shapes, or `now` is not a time.
    pub fn harvest(&mut self, input: &HarvestInput, now: &str) -> Result<HarvestReportObject, Error> {
        let now = time(now)?;
        let harvest = read_input(input, now, &self.state.config)?;
        let words = format!("Harvest {}", harvest.name);
        let (events, report): (_, HarvestReport) = take_in(&self.state, harvest, Page::default(), now);
        self.journal.extend(record(&mut self.state, words, events, now));
        Ok(hand_over(&report)?.unchecked_into())
    }

    /// What a cycle would do now, without doing it.
    ///
    /// # Errors
    /// When `now` is not a time.
    #[wasm_bindgen(js_name = preview)]
    pub fn preview(&self, now: &str) -> Result<DispatchResults, Error> {
        let now = time(now)?;
        let plan = plan(&self.state, &Ranking::of(&self.state), now);
        Ok(results::dispatch_results(&self.state, &plan).unchecked_into())
    }

    /// Gates and dispatches, and hands over the result lists.
    ///
    /// # Errors
    /// When `now` is not a time.
    pub fn dispatch(&mut self, now: &str) -> Result<DispatchResults, Error> {
        let plan = self.cycle(time(now)?);
        Ok(results::dispatch_results(&self.state, &plan).unchecked_into())
    }

    /// Runs a cycle and hands over the result lists.
    ///
    /// # Errors
    /// When `now` is not a time.
    #[wasm_bindgen(js_name = runCycle)]
    pub fn run_cycle(&mut self, now: &str) -> Result<CycleResult, Error> {
        let plan = self.cycle(time(now)?);
        Ok(results::cycle_result(&self.state, &plan).unchecked_into())
    }

    /// Runs a cycle and hands over its counts alone.
    ///
    /// # Errors
    /// When `now` is not a time.
    pub fn advance(&mut self, now: &str) -> Result<CycleCounts, Error> {
        let plan = self.cycle(time(now)?);
        Ok(hand_over(&results::Counts::of(&plan))?.unchecked_into())
    }

    /// Every item, best first, with its scores.
    ///
    /// # Errors
    /// None in practice.
    #[wasm_bindgen(js_name = workItems)]
    pub fn work_items(&self) -> Result<WorkItems, Error> {
        let list = Array::new();
        for row in Ranking::of(&self.state).rows() {
            let Some((_, entry)) = self.state.items.get_index(row.at) else { continue };
            let item = WorkItem {
                priority_score: row.score.priority,
                value_score: row.score.value,
                raw_score: row.score.raw,
                ..entry.item.clone()
            };
            list.push(&hand_over(&item)?);
        }
        Ok(list.unchecked_into())
    }

    /// Why an item stands where it stands, as of the last harvest or cycle.
    ///
    /// # Errors
    /// When there is no such item.
    pub fn explain(&self, id: &str) -> Result<ExplanationObject, Error> {
        let id = ItemId::from(id);
        let as_of = self.state.last_cycle.max(self.state.last_harvest).unwrap_or_default();
        let ranking = Ranking::of(&self.state);
        let plan = plan(&self.state, &ranking, as_of);
        let explanation = Explanation::of(&self.state, &ranking, &plan, &id, as_of)
            .ok_or_else(|| Error::new(&format!("there is no work item “{id}”")))?;
        Ok(hand_over(&explanation)?.unchecked_into())
    }

    /// The Keyholder's decision on an item.
    ///
    /// # Errors
    /// When there is no such item, or the decision cannot be carried out.
    pub fn decide(&mut self, id: &str, decision: &DecisionObject, now: &str) -> Result<(), Error> {
        let value = plain::read(decision).map_err(|message| Error::new(&format!("decision: {message}")))?;
        let decision = decision::read(value).map_err(|message| Error::new(&message))?;
        self.carry_out(Command::Decide(id.into(), decision), time(now)?)
    }

    /// An instance is through with an item: done, or failed.
    ///
    /// # Errors
    /// When there is no such item or it is not in progress.
    #[wasm_bindgen(js_name = endWork)]
    pub fn end_work(&mut self, id: &str, done: bool, now: &str) -> Result<(), Error> {
        self.carry_out(Command::EndWork(id.into(), done), time(now)?)
    }

    /// Undoes the last decision.
    ///
    /// # Errors
    /// When there is nothing to undo.
    pub fn undo(&mut self, now: &str) -> Result<(), Error> {
        self.carry_out(Command::Undo(None), time(now)?)
    }

    /// Sets the policy: `config`, which may be partial, over the one in force.
    ///
    /// # Errors
    /// An `Error` that names the field that cannot be used.
    #[wasm_bindgen(js_name = setConfig)]
    pub fn set_config(&mut self, config: PartialConfig, now: &str) -> Result<(), Error> {
        let overrides = plain::read(&config).map_err(|message| Error::new(&format!("config: {message}")))?;
        let config = self.state.config.overridden(&overrides).map_err(refuse)?;
        self.carry_out(Command::SetConfig(Box::new(config)), time(now)?)
    }

    /// The dashboard, as its snapshot file has it.
    ///
    /// # Errors
    /// When `now` is not a time.
    pub fn dashboard(&self, now: &str) -> Result<DashboardObject, Error> {
        let dashboard = Dashboard::of(&self.state, &Ranking::of(&self.state), time(now)?);
        Ok(hand_over(&dashboard)?.unchecked_into())
    }

    /// The specification's `orchestrator_state.json`.
    ///
    /// # Errors
    /// None in practice.
    pub fn state(&self) -> Result<StateObject, Error> {
        Ok(hand_over(&OrchestratorState::of(&self.state))?.unchecked_into())
    }

    /// The journal as JSON Lines.
    #[must_use]
    pub fn journal(&self) -> String {
        write_journal(&self.journal)
    }

    /// The orchestrator a journal adds up to.
    ///
    /// # Errors
    /// When the journal cannot be read; the error names the line.
    #[wasm_bindgen(js_name = fromJournal)]
    pub fn from_journal(jsonl: &str) -> Result<Self, Error> {
        let (journal, problem) = read_journal(jsonl).map_err(refuse)?;
        if let Some(problem) = problem {
            return Err(Error::new(&format!("journal line {}: {}", problem.line, problem.message)));
        }
        let mut state = State::default();
        for entry in &journal {
            replay(&mut state, entry);
        }
        Ok(Self { state, journal })
    }
}

impl Orchestrator {
    fn carry_out(&mut self, command: Command, now: DateTime<Utc>) -> Result<(), Error> {
        self.journal.extend(carry_out(&mut self.state, command, now).map_err(refuse)?);
        Ok(())
    }

    fn cycle(&mut self, now: DateTime<Utc>) -> crate::dispatch::Plan {
        let (event, plan) = run_cycle(&self.state, now);
        self.journal.extend(record(&mut self.state, Command::RunCycle.words(), vec![event], now));
        plan
    }
}

#[allow(clippy::needless_pass_by_value)] // made for `map_err`
fn refuse(error: impl std::error::Error) -> Error {
    Error::new(&error.to_string())
}

fn time(text: &str) -> Result<DateTime<Utc>, Error> {
    DateTime::parse_from_rfc3339(text)
        .map(|at| at.with_timezone(&Utc))
        .map_err(|_| Error::new(&format!("now: “{text}” is not a time such as 2026-01-31T09:00:00Z")))
}

/// A value as a plain object.
fn hand_over(value: &impl Serialize) -> Result<JsValue, Error> {
    value.serialize(&serde_wasm_bindgen::Serializer::json_compatible()).map_err(|error| Error::new(&error.to_string()))
}

fn read_input(input: &JsValue, now: DateTime<Utc>, config: &Config) -> Result<Harvest, Error> {
    let field = |name: &str| js_sys::Reflect::get(input, &name.into()).unwrap_or(JsValue::UNDEFINED);
    let text = |name: &str| field(name).as_string().ok_or_else(|| Error::new(&format!("input.{name}: expected text")));
    let source = field("source").as_string();
    match source.as_deref() {
        Some("github") => {
            let repo = text("repo")?;
            let (rows, problems) = read_list(&field("issues"), "issues")?;
            let mut harvest = github(&repo, &rows, now, config);
            let merged = field("pulls");
            if !merged.is_undefined() && !merged.is_null() {
                let (rows, more) = read_list(&merged, "pulls")?;
                harvest.finished.extend(pulls(&repo, &rows));
                harvest.problems.extend(more);
            }
            // A row that could not be handed over stands there as nothing: that is one problem.
            harvest.problems.retain(|told| !problems.iter().any(|problem| problem.place == told.place));
            harvest.problems.extend(problems);
            Ok(harvest)
        }
        Some("file") => {
            let mut reader = FileReader::new(text("name")?);
            reader.push(&text("text")?);
            Ok(reader.finish(now, config))
        }
        Some("work_items") => {
            let items = field("items");
            let items = list(&items, "items")?;
            let mut reader = WorkItemReader::new("work items");
            for item in items.iter() {
                reader.push(plain::read(&item).as_ref().map_err(Clone::clone), now);
            }
            Ok(reader.finish())
        }
        _ => Err(Error::new("input.source: expected \"github\", \"file\" or \"work_items\"")),
    }
}

/// Reads a list record by record, so that one bad record never costs another.
fn read_list(list: &JsValue, name: &str) -> Result<(Vec<Value>, Vec<crate::harvest::Problem>), Error> {
    let list = self::list(list, name)?;
    let mut problems = Vec::new();
    let rows = list.iter().enumerate().map(|(at, value)| {
        plain::read(&value).unwrap_or_else(|message| {
            problems.push(crate::harvest::Problem { place: format!("{name}[{at}]"), message });
            Value::Null
        })
    });
    let rows = rows.collect();
    Ok((rows, problems))
}

fn list<'a>(value: &'a JsValue, name: &str) -> Result<&'a Array, Error> {
    value.dyn_ref().ok_or_else(|| Error::new(&format!("input.{name}: expected a list")))
}
