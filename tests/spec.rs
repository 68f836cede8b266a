//! The specification's own examples and tests, one for one.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

mod support;

use std::collections::BTreeSet;

use autonomous_orchestrator::config::Config;
use autonomous_orchestrator::dashboard::{Dashboard, OrchestratorState, file_name};
use autonomous_orchestrator::journal::State;
use autonomous_orchestrator::orchestrator::run_cycle;
use autonomous_orchestrator::prioritize::Ranking;
use autonomous_orchestrator::work_item::Status;
use serde_json::json;
use support::{Scenario, item, start};

#[test]
fn work_item_prioritization() {
    let scenario = Scenario::new(&[item(
        "test_001",
        json!({
            "description": "Implement quantum analysis", "tags": ["quantum", "innovation"], "effort_estimate": 5.0,
            "risk_score": 0.3, "resonance_score": 0.8, "urgency_level": 4,
        }),
    )]);
    let explained = scenario.explain("test_001");
    // innovation 0.1 - risk 0.3 × 0.5 + urgency 0.3 + resonance 0.16
    assert!((explained.score - 0.41).abs() < 1e-9, "{}", explained.score);
}

#[test]
fn orchestration_workflow() {
    let mut scenario = Scenario::new(&[item("issue_001", json!({ "tags": ["enhancement", "quantum"] }))]);
    scenario.cycle();
    assert_eq!(scenario.instance("issue_001"), Some("QuantumAnalysisInstance"));
    let dashboard = Dashboard::of(&scenario.state, &Ranking::of(&scenario.state), scenario.now);
    let dashboard = serde_json::to_value(dashboard).unwrap();
    for key in
        ["executive_summary", "kpi_summary", "top_priorities", "risk_indicators", "recommendations", "generated_at"]
    {
        assert!(dashboard.get(key).is_some(), "{key}");
    }
    assert_eq!(dashboard["orchestrator_state"]["total_work_items"], 1);
    assert_eq!(dashboard["top_priorities"][0]["id"], "issue_001");
}

#[test]
fn a_hundred_items_are_dispatched_or_escalated() {
    let items: Vec<_> = (0..100)
        .map(|number| {
            item(&format!("test_{number}"), json!({ "tags": ["test"], "effort_estimate": 1.0, "risk_score": 0.1 }))
        })
        .collect();
    let scenario = Scenario::new(&items);
    let (_, plan) = run_cycle(&scenario.state, scenario.now);
    assert_eq!(plan.len(), 100);
    let mut after = Scenario::new(&items);
    after.cycle();
    assert_eq!(after.state.count(Status::InProgress) + after.state.count(Status::Escalated), 100);
}

#[test]
fn the_first_state_is_the_specifications() {
    let state = OrchestratorState::of(&State::default());
    assert_eq!((state.total_work_items, state.completed_items, state.escalated_items), (0, 0, 0));
    assert!((state.overall_confidence - 1.0).abs() < f64::EPSILON);
    assert!(state.active_escalations.is_empty());
}

#[test]
fn the_specifications_dispatch_goes_by_the_quantum_tag() {
    let mut scenario =
        Scenario::new(&[item("q", json!({ "tags": ["quantum"] })), item("g", json!({ "tags": ["docs"] }))]);
    scenario.cycle();
    assert_eq!(scenario.instance("q"), Some("QuantumAnalysisInstance"));
    assert_eq!(scenario.instance("g"), Some("GeneralPurposeInstance"));
}

#[test]
fn every_value_facet_has_the_specifications_marks() {
    for (fields, value) in [
        (json!({ "description": "Follow the Protocol" }), 0.3),
        (json!({ "tags": ["compliance"] }), 0.3),
        (json!({ "tags": ["business"] }), 0.25),
        (json!({ "tags": ["revenue"] }), 0.25),
        (json!({ "tags": ["customer"] }), 0.45),
        (json!({ "tags": ["user"] }), 0.2),
        (json!({ "tags": ["impact"] }), 0.2),
        (json!({ "tags": ["technical_debt"] }), 0.15),
        (json!({ "description": "Refactor it" }), 0.15),
        (json!({ "tags": ["innovation", "research"] }), 0.1),
        (json!({ "tags": ["experimental"] }), 0.1),
        (json!({ "tags": ["bug"] }), 0.0),
    ] {
        let scenario = Scenario::new(&[item("x", fields.clone())]);
        assert!((scenario.explain("x").value - value).abs() < 1e-9, "{fields}");
    }
}

#[test]
fn the_snapshots_name_has_its_time() {
    assert_eq!(file_name(start()), "ceo_dashboard_20260105_090000.json");
}

#[test]
fn an_empty_backlog_prints_a_sentence() {
    let state = State::default();
    let dashboard = Dashboard::of(&state, &Ranking::of(&state), start());
    assert!(dashboard.executive_summary.contains("nothing has been harvested"));
    assert!(!serde_json::to_string(&dashboard).unwrap().contains("NaN"));
    assert_eq!(dashboard.kpi_summary.completion_rate, None);
}

/// The fields of an interface in the module's types.
fn declared(interface: &str) -> BTreeSet<String> {
    let types = include_str!("../src/module/types.d.ts");
    let (_, body) = types.split_once(&format!("export interface {interface} {{\n")).unwrap_or_default();
    let body = body.split("\n}").next().unwrap();
    let is_name = |name: &&str| name.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_');
    body.lines()
        .filter_map(|line| line.trim().split_once(": "))
        .map(|(name, _)| name.trim_end_matches('?'))
        .filter(is_name)
        .map(str::to_owned)
        .collect()
}

#[test]
fn the_types_of_the_module_name_every_setting() {
    let config = serde_json::to_value(Config::default().written_out()).unwrap();
    let keys = |value: &serde_json::Value| value.as_object().unwrap().keys().cloned().collect::<BTreeSet<_>>();
    assert_eq!(declared("Config"), keys(&config));
    for (interface, path) in [
        ("ValueWeights", "/value_weights"),
        ("RiskPenalties", "/risk_penalties"),
        ("Thresholds", "/thresholds"),
        ("Instance", "/instances/0"),
        ("LabelRules", "/label_rules"),
        ("Signals", "/label_rules/signals"),
        ("Due", "/label_rules/signals/due/0"),
    ] {
        assert_eq!(declared(interface), keys(config.pointer(path).unwrap()), "{interface}");
    }
    let rule = json!({ "labels": ["a"], "prefixes": ["b"], "unless": ["c"], "means": "routing", "only": true });
    let config = json!({ "themes": [{ "words": "a", "weight": 1 }], "label_rules": { "labels": [rule] } });
    Config::with_overrides(&config).unwrap();
    assert_eq!(declared("Theme"), keys(&config["themes"][0]));
    assert_eq!(declared("LabelRule"), keys(&rule));
}
