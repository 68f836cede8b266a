//! A small backlog that commands are carried out on, one line each.
#![allow(dead_code, unreachable_pub, missing_docs)] // each test file uses its own part

use autonomous_orchestrator::config::Config;
use autonomous_orchestrator::dispatch::plan;
use autonomous_orchestrator::escalate::{Decision, Override, Reason};
use autonomous_orchestrator::harvest::work_items;
use autonomous_orchestrator::journal::{LogEntry, State};
use autonomous_orchestrator::orchestrator::{Command, Page, Refusal, carry_out};
use autonomous_orchestrator::prioritize::{Explanation, Ranking};
use autonomous_orchestrator::work_item::{ItemId, Status, WorkItem};
use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};

pub struct Scenario {
    pub state: State,
    pub journal: Vec<LogEntry>,
    pub now: DateTime<Utc>,
}

/// The first moment of every scenario.
pub fn start() -> DateTime<Utc> {
    "2026-01-05T09:00:00Z".parse().unwrap()
}

/// A work item with the specification's defaults and these fields.
pub fn item(id: &str, fields: Value) -> Value {
    let mut item = json!({ "id": id, "description": format!("Work on {id}"), "created_date": "2026-01-01T00:00:00Z" });
    for (name, value) in fields.as_object().unwrap() {
        item[name] = value.clone();
    }
    item
}

impl Scenario {
    pub fn new(items: &[Value]) -> Self {
        Self::with(json!({}), items)
    }

    pub fn with(config: Value, items: &[Value]) -> Self {
        let mut scenario = Self { state: State::default(), journal: Vec::new(), now: start() };
        let config = Config::with_overrides(&config).unwrap();
        scenario.carry_out(Command::SetConfig(Box::new(config))).unwrap();
        scenario.harvest(items);
        scenario
    }

    pub fn carry_out(&mut self, command: Command) -> Result<(), Refusal> {
        self.journal.extend(carry_out(&mut self.state, command, self.now)?);
        Ok(())
    }

    pub fn harvest(&mut self, items: &[Value]) -> &mut Self {
        let harvest = work_items("backlog", items, self.now, &self.state.config);
        assert_eq!(harvest.problems, [], "the scenario's items are good ones");
        self.carry_out(Command::Harvest(Box::new(harvest), Page::default())).unwrap();
        self
    }

    pub fn cycle(&mut self) -> &mut Self {
        self.carry_out(Command::RunCycle).unwrap();
        self
    }

    pub fn days_later(&mut self, days: i64) -> &mut Self {
        self.now += Duration::days(days);
        self
    }

    pub fn decide(&mut self, id: &str, decision: Decision) -> &mut Self {
        self.carry_out(Command::Decide(ItemId::from(id), decision)).unwrap();
        self
    }

    pub fn approve(&mut self, id: &str) -> &mut Self {
        self.decide(id, Decision::Approve { note: None })
    }

    pub fn overrule(&mut self, id: &str, action: Override) -> &mut Self {
        self.decide(id, Decision::Override { action, note: Some("because".to_owned()) })
    }

    pub fn end(&mut self, id: &str, done: bool) -> &mut Self {
        self.carry_out(Command::EndWork(ItemId::from(id), done)).unwrap();
        self
    }

    pub fn undo(&mut self) -> &mut Self {
        self.carry_out(Command::Undo(None)).unwrap();
        self
    }

    pub fn item(&self, id: &str) -> &WorkItem {
        &self.state.entry(&ItemId::from(id)).unwrap().item
    }

    pub fn status(&self, id: &str) -> Status {
        self.item(id).status
    }

    pub fn instance(&self, id: &str) -> Option<&str> {
        self.item(id).assigned_instance.as_deref()
    }

    pub fn explain(&self, id: &str) -> Explanation {
        let ranking = Ranking::of(&self.state);
        let plan = plan(&self.state, &ranking, self.now);
        Explanation::of(&self.state, &ranking, &plan, &ItemId::from(id), self.now).unwrap()
    }

    /// The reasons of the open case, primary first.
    pub fn reasons(&self, id: &str) -> Vec<Reason> {
        let entry = self.state.entry(&ItemId::from(id)).unwrap();
        entry.open_case().map(|case| case.findings.iter().map(|finding| finding.reason).collect()).unwrap_or_default()
    }

    /// The ids, best first.
    pub fn order(&self) -> Vec<String> {
        let ranking = Ranking::of(&self.state);
        let id = |at: usize| self.state.items.get_index(at).unwrap().0.to_string();
        ranking.rows().map(|row| id(row.at)).collect()
    }
}
