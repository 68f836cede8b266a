//! Journals that people keep: today's program reads those that earlier ones wrote.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice, missing_docs)]

mod support;

use std::collections::BTreeSet;

use autonomous_orchestrator::config::Config;
use autonomous_orchestrator::dashboard::OrchestratorState;
use autonomous_orchestrator::escalate::{Decision, Override};
use autonomous_orchestrator::harvest::{FileReader, Harvest, github};
use autonomous_orchestrator::journal::{Hold, State, read_journal, write_journal};
use autonomous_orchestrator::orchestrator::{Command, Page, replay};
use autonomous_orchestrator::prioritize::Ranking;
use autonomous_orchestrator::work_item::{ItemId, Status};
use serde_json::{Value, json};
use support::{Scenario, item};

/// Every event there is, as a journal names it.
const EVENTS: [&str; 11] = [
    "config_set",
    "items_added",
    "items_updated",
    "history_added",
    "history_reopened",
    "harvested",
    "cycle_ran",
    "decided",
    "work_ended",
    "source_removed",
    "undone",
];

fn fixture(name: &str) -> String {
    let path = format!("{}/tests/fixtures/journal/{name}.jsonl", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).unwrap()
}

/// The state that a journal adds up to.
fn replayed(text: &str) -> State {
    let (entries, problem) = read_journal(text).unwrap();
    assert_eq!(problem, None);
    let mut state = State::default();
    for entry in &entries {
        replay(&mut state, entry);
    }
    state
}

/// A week of somebody's work in which everything happens that a journal can hold.
fn week() -> Scenario {
    let backlog = |effort: f64| {
        [
            item(
                "login",
                json!({ "description": "Refactor the login", "tags": ["security", "user"], "effort_estimate": effort, "urgency_level": 4, "confidence_score": 0.45 }),
            ),
            item("export", json!({ "tags": ["customer"], "dependencies": ["login"] })),
            item("theme", json!({ "ethical_flags": ["dark pattern"] })),
            item("budget", json!({ "budget_impact": 0.25 })),
            item("blocked", json!({ "status": "blocked", "blocked_reason": "the vendor is silent" })),
            item("quantum", json!({ "tags": ["quantum"], "risk_score": 0.123_456_789 })),
            item("island", json!({ "dependencies": ["nowhere"] })),
            item("plain", json!({})),
        ]
    };
    let issue = |number: u32, state: &str, day: u32| {
        let closed = (state == "closed").then(|| format!("2026-01-{day:02}T08:00:00Z"));
        json!({
            "number": number, "title": format!("Issue {number}"), "state": state, "labels": [{ "name": "bug" }],
            "created_at": "2025-12-01T08:00:00Z", "updated_at": format!("2026-01-{day:02}T08:00:00Z"),
            "closed_at": closed, "state_reason": (state == "closed").then_some("completed"),
            "html_url": format!("https://github.com/acme/rocket/issues/{number}"),
        })
    };
    let log = r#"{"timestamp":"2026-01-04T08:00:00Z","run_id":"r","workflow_name":"Nightly","task_key":"import","action_type":"run","attempt":1,"inputs":{},"result":{"reflection":{"status":"Failed","confidence":0.2,"message":"no connection"}}}
{"timestamp":"2026-01-04T08:05:00Z","run_id":"r","workflow_name":"Nightly","task_key":"report","action_type":"run","attempt":1,"inputs":{},"result":{"reflection":{"status":"Success","confidence":0.95,"message":"done"}}}
"#;
    let mut week = Scenario::with(
        json!({ "themes": [{ "words": "login export", "weight": 0.7 }], "thresholds": { "technical_blocks": 2 } }),
        &backlog(2.0),
    );
    let read = |week: &mut Scenario, harvest: Harvest, page: Page| {
        week.carry_out(Command::Harvest(Box::new(harvest), page)).unwrap();
    };
    let mut reader = FileReader::new("nightly.jsonl", &Config::default());
    reader.push(log);
    let harvest = reader.finish(week.now);
    read(&mut week, harvest, Page::default());
    let issues = |week: &Scenario, rows: &[Value]| github("acme/rocket", rows, week.now, &Config::default());
    let first = Page { complete: false, resume: Some("https://api.github.com/next".to_owned()), ..Page::default() };
    let rows = issues(&week, &[issue(1, "open", 2), issue(2, "open", 2), Value::Null]);
    read(&mut week, rows, first);
    let rows = issues(&week, &[issue(3, "closed", 3), issue(4, "closed", 3)]);
    read(&mut week, rows, Page { first: false, ..Page::default() });
    week.cycle();

    week.days_later(1).approve("login");
    let changes = [("effort_estimate".to_owned(), json!(3.5)), ("ethical_flags".to_owned(), json!([]))].into();
    week.decide("theme", Decision::Adjust { changes, note: Some("harmless".to_owned()) });
    week.overrule("budget", Override::Decline);
    week.overrule("blocked", Override::Defer { until: Some(week.now + chrono::Duration::days(30)), after: None });
    week.overrule("plain", Override::Assign { instance: "QuantumAnalysisInstance".to_owned() });
    week.overrule("acme/rocket#1", Override::Decline).undo();
    week.cycle().end("login", true).end("quantum", false);

    week.days_later(2);
    let rows = issues(&week, &[issue(2, "closed", 7), issue(3, "open", 7)]);
    read(&mut week, rows, Page::default());
    week.harvest(&backlog(4.0)).cycle();
    week.carry_out(Command::RemoveSource("nightly.jsonl".to_owned())).unwrap();
    week.undo();
    week.carry_out(Command::RemoveSource("nightly.jsonl".to_owned())).unwrap();
    week.days_later(1).cycle();
    week
}

/// The journals of that week that are kept: by the first programs of version 1,
/// and by one that also wrote down who ended an item and which tasks succeeded.
const KEPT: [&str; 2] = ["v1_early", "v1"];

#[test]
fn a_kept_journal_holds_every_kind_of_event() {
    for name in KEPT {
        let mut found = BTreeSet::new();
        for line in fixture(name).lines().skip(1) {
            let entry: Value = serde_json::from_str(line).unwrap();
            let events = entry["events"].as_array().unwrap();
            found.extend(events.iter().flat_map(|event| event.as_object().unwrap().keys().cloned()));
        }
        assert_eq!(found, BTreeSet::from(EVENTS.map(str::to_owned)), "{name}");
    }
}

#[test]
fn a_kept_journal_adds_up_to_the_state_it_did() {
    for name in KEPT {
        let state = replayed(&fixture(name));
        let counts = OrchestratorState::of(&state);
        assert_eq!(
            [
                counts.total_work_items,
                counts.completed_items,
                counts.in_progress_items,
                counts.escalated_items,
                counts.blocked_items,
                counts.pending_items
            ],
            [12, 4, 5, 2, 0, 1],
            "{name}"
        );
        assert_eq!((state.position, state.cycles, state.undo.len()), (23, 4, 8));
        assert_eq!(state.sources.keys().collect::<Vec<_>>(), ["acme/rocket", "backlog"]);
        assert_eq!(state.history.keys().map(ItemId::as_str).collect::<Vec<_>>(), ["acme/rocket#4"]);
        let record = |name: &str| state.records.get(name).map(|record| (record.done, record.failed));
        assert_eq!(record("GeneralPurposeInstance"), Some((1, 0)));
        assert_eq!(record("QuantumAnalysisInstance"), Some((0, 1)));

        for (id, status, resolution, is_ended_here) in [
            ("login", Status::Completed, Some("done"), true),
            ("budget", Status::Completed, Some("declined"), true),
            ("acme/rocket#2", Status::Completed, Some("completed"), false),
            ("theme", Status::InProgress, None, false),
            ("plain", Status::InProgress, None, false),
            ("blocked", Status::Pending, None, false),
            ("quantum", Status::Escalated, None, false),
            ("island", Status::Escalated, None, false),
            ("acme/rocket#3", Status::InProgress, None, false),
        ] {
            let item = &state.entry(&ItemId::from(id)).unwrap().item;
            assert_eq!((item.status, item.resolution.as_deref()), (status, resolution), "{name}: {id}");
            assert_eq!(item.is_ended_here(), is_ended_here, "{name}: {id}");
        }
        let entry = |id: &str| state.entry(&ItemId::from(id)).unwrap();
        assert_eq!(entry("theme").edits, ["effort_estimate", "ethical_flags"]);
        assert!((entry("theme").item.effort_estimate - 3.5).abs() < 1e-9, "an edit stands");
        assert_eq!(entry("plain").hold, Some(Hold::Instance("QuantumAnalysisInstance".to_owned())));
        assert_eq!(entry("plain").item.assigned_instance.as_deref(), Some("QuantumAnalysisInstance"));
        let case = entry("island").open_case().unwrap();
        assert_eq!(case.findings[0].evidence, "depends on nowhere, not known here");

        let ranking = Ranking::of(&state);
        let row = ranking.find(&state, &ItemId::from("quantum")).unwrap();
        assert_eq!(ranking.place(&state, row).map(|(place, ..)| place), Some(2));
        assert!((row.score.raw - 0.138_271_605_5).abs() < 1e-12, "{}", row.score.raw);
    }
}

#[test]
fn an_item_declined_in_a_kept_journal_stays_declined() {
    for name in KEPT {
        let mut kept = Scenario { state: replayed(&fixture(name)), journal: Vec::new(), now: support::start() };
        kept.days_later(7).harvest(&[item("budget", json!({ "budget_impact": 0.25 }))]);
        assert_eq!(kept.status("budget"), Status::Completed);
        kept.harvest(&[item("budget", json!({ "status": "completed" }))]);
        kept.harvest(&[item("budget", json!({}))]);
        assert_eq!(kept.status("budget"), Status::Pending, "its source had closed it, and opened it again");
    }
}

#[test]
fn a_journal_that_an_editor_has_put_a_mark_before_is_read() {
    let text = fixture("v1");
    assert_eq!(replayed(&format!("\u{feff}{text}")), replayed(&text));
    assert_eq!(replayed(&text.replace('\n', "\r\n")), replayed(&text));
}

/// Writes a journal to be kept. A kept one is never written again: it stands for
/// the journals that people have.
#[test]
#[ignore = "writes a fixture"]
fn write_a_journal_to_keep() {
    let path =
        format!("{}/tests/fixtures/journal/{}.jsonl", env!("CARGO_MANIFEST_DIR"), std::env::var("NAME").unwrap());
    let mut file = std::fs::File::create_new(path).unwrap();
    std::io::Write::write_all(&mut file, write_journal(&week().journal).as_bytes()).unwrap();
}

#[test]
fn what_is_wrong_with_an_entry_is_said_in_the_journals_own_lines() {
    let text = fixture("v1");
    let mut lines: Vec<&str> = text.lines().collect();
    let whole = lines[2];
    for (line, expected) in [
        (&whole[..40], "EOF while parsing a string at column 40"),
        ("{}", "it is JSON, but no entry of a journal of this version"),
        (lines[1], "entry 1 stands where entry 2 should"),
    ] {
        lines[2] = line;
        let (entries, problem) = read_journal(&lines.join("\n")).unwrap();
        let problem = problem.unwrap();
        assert_eq!((entries.len(), problem.line, problem.message.as_str()), (1, 3, expected));
    }
}
