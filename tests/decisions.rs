//! The decisions about the domain, each with a test that names it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

mod support;

use autonomous_orchestrator::config::{Config, Theme};
use autonomous_orchestrator::dashboard::percent;
use autonomous_orchestrator::escalate::{Decision, Override, Reason};
use autonomous_orchestrator::harvest::work_items;
use autonomous_orchestrator::journal::write_journal;
use autonomous_orchestrator::orchestrator::{Command, Page, Refusal, carry_out};
use autonomous_orchestrator::work_item::{ItemId, Status};
use chrono::Duration;
use serde_json::{Value, json};
use support::{Scenario, item, start};

/// The reasons for which an item with these fields is escalated at once.
fn escalated(fields: Value) -> Vec<Reason> {
    let mut scenario = Scenario::new(&[item("x", fields)]);
    scenario.cycle();
    scenario.reasons("x")
}

#[test]
fn every_gate_trips_at_its_threshold_and_not_before() {
    use Reason::{BudgetOverrun, EthicalFlag, LowConfidence, ScopeCreep, TechnicalBlock};
    for (fields, reasons) in [
        (json!({ "confidence_score": 0.59 }), vec![LowConfidence]),
        (json!({ "confidence_score": 0.6 }), vec![]),
        (json!({ "ethical_flags": ["privacy"] }), vec![EthicalFlag]),
        (json!({ "budget_impact": 0.11 }), vec![BudgetOverrun]),
        (json!({ "budget_impact": 0.1 }), vec![]),
        (json!({ "description": "Creeping Scope" }), vec![ScopeCreep]),
        (json!({ "description": "Scope of the work" }), vec![]),
        (json!({ "status": "blocked" }), vec![TechnicalBlock]),
        (json!({ "baseline_effort": 2.0, "effort_estimate": 2.4 }), vec![]),
        (json!({ "baseline_effort": 2.0, "effort_estimate": 2.5 }), vec![ScopeCreep]),
        (json!({ "baseline_checklist": 5, "checklist": 7 }), vec![ScopeCreep]),
    ] {
        assert_eq!(escalated(fields.clone()), reasons, "{fields}");
    }
}

#[test]
fn a_confidence_of_zero_escalates_and_an_absent_one_does_not() {
    assert_eq!(escalated(json!({ "confidence_score": 0.0 })), [Reason::LowConfidence]);
    assert_eq!(escalated(json!({ "confidence_score": null })), []);
}

#[test]
fn all_reasons_are_kept_in_the_specifications_order() {
    let all = json!({
        "confidence_score": 0.1, "ethical_flags": ["privacy"], "budget_impact": 0.5, "status": "blocked",
        "description": "scope creep",
    });
    assert_eq!(escalated(all), Reason::ALL);
}

#[test]
fn waiting_for_an_open_dependency_never_escalates() {
    let mut scenario =
        Scenario::new(&[item("a", json!({ "confidence_score": 0.1 })), item("b", json!({ "dependencies": ["a"] }))]);
    scenario.cycle().days_later(30).cycle();
    assert_eq!(scenario.status("b"), Status::Blocked);
    assert_eq!(scenario.item("b").blocked_reason.as_deref(), Some("dependencies_not_satisfied"));
    assert_eq!(scenario.reasons("b"), []);
    scenario.approve("a").cycle().end("a", true).cycle();
    assert_eq!(scenario.status("b"), Status::InProgress);
}

#[test]
fn a_block_found_here_escalates_after_three_days() {
    let mut scenario = Scenario::new(&[item("a", json!({ "dependencies": ["nowhere"] }))]);
    scenario.cycle();
    assert_eq!(scenario.item("a").blocked_reason.as_deref(), Some("unknown_dependency"));
    scenario.days_later(2).cycle();
    assert_eq!(scenario.status("a"), Status::Blocked, "three days are allowed");
    scenario.days_later(2).cycle();
    assert_eq!(scenario.reasons("a"), [Reason::TechnicalBlock]);
    scenario.approve("a").cycle();
    assert_eq!(scenario.status("a"), Status::InProgress, "approved, it proceeds");
}

#[test]
fn a_block_can_be_let_pass_before_it_escalates() {
    let circle = [item("a", json!({ "dependencies": ["b"] })), item("b", json!({ "dependencies": ["a"] }))];
    let unknown = [item("a", json!({ "dependencies": ["nowhere"] }))];
    let open = [item("a", json!({ "dependencies": ["b"] })), item("b", json!({ "confidence_score": 0.1 }))];
    for items in [&circle[..], &unknown[..], &open[..]] {
        let mut scenario = Scenario::new(items);
        scenario.cycle();
        assert_eq!(scenario.status("a"), Status::Blocked);
        scenario.approve("a").cycle();
        assert_eq!(scenario.status("a"), Status::InProgress);
        assert_ne!(scenario.state.entry(&ItemId::from("b")).map(|entry| entry.item.status), Some(Status::InProgress));
    }
}

#[test]
fn a_circle_is_named() {
    let mut scenario =
        Scenario::new(&[item("a", json!({ "dependencies": ["b"] })), item("b", json!({ "dependencies": ["a"] }))]);
    scenario.cycle();
    assert_eq!(scenario.item("a").blocked_reason.as_deref(), Some("circular_dependency"));
    let because = scenario.explain("a").dispatch.because;
    assert!(because.contains('a') && because.contains('b'), "{because}");
}

#[test]
fn naming_a_risk_category_never_lowers_the_penalty() {
    let risk = |tags: Value| {
        let scenario = Scenario::new(&[item("x", json!({ "risk_score": 0.8, "tags": tags }))]);
        scenario.explain("x").terms.iter().find(|term| term.name == "risk_penalty").unwrap().amount
    };
    let none = risk(json!([]));
    assert!((none + 0.4).abs() < 1e-9, "half the risk, as in the original program");
    for tags in [json!(["security"]), json!(["compatibility"]), json!(["security", "stability"])] {
        assert!(risk(tags.clone()) <= none, "{tags}");
    }
    assert!((risk(json!(["security", "stability"])) + 0.56).abs() < 1e-9);
}

#[test]
fn ties_are_broken_by_raw_score_then_unblocks_then_age_then_id() {
    let high = json!({ "urgency_level": 5, "resonance_score": 1.0, "risk_score": 0.0 });
    let with = |more: Value| {
        let mut fields = high.clone();
        for (name, value) in more.as_object().unwrap() {
            fields[name] = value.clone();
        }
        fields
    };
    let scenario = Scenario::new(&[
        item("c", with(json!({ "created_date": "2025-06-01T00:00:00Z" }))),
        item("b", with(json!({ "created_date": "2025-06-01T00:00:00Z" }))),
        item("old", with(json!({ "created_date": "2024-01-01T00:00:00Z" }))),
        item("key", with(json!({ "created_date": "2026-01-01T00:00:00Z" }))),
        item("waits", json!({ "dependencies": ["key"], "urgency_level": 1 })),
        item("over", with(json!({ "tags": ["compliance", "customer"], "description": "x" }))),
        item("overer", with(json!({ "tags": ["compliance", "customer", "research"], "description": "x" }))),
    ]);
    assert_eq!(scenario.order(), ["overer", "over", "key", "old", "b", "c", "waits"]);
    assert!(scenario.explain("old").tie.unwrap().contains("age"));
}

#[test]
fn terms_add_up_exactly_also_where_the_score_is_limited() {
    for fields in [
        json!({ "tags": ["compliance", "customer", "research"], "urgency_level": 5, "resonance_score": 1.0 }),
        json!({ "risk_score": 1.0, "tags": ["security", "stability"], "urgency_level": 1, "resonance_score": 0.0 }),
        json!({ "tags": ["user"], "risk_score": 0.37 }),
    ] {
        let explained = Scenario::new(&[item("x", fields.clone())]).explain("x");
        let sum = explained.terms.iter().fold(0.0, |sum, term| sum + term.amount);
        assert!(sum == explained.score, "{fields}: {sum} and {}", explained.score);
    }
}

#[test]
fn approve_waives_until_the_evidence_changes() {
    let mut scenario = Scenario::new(&[item("x", json!({ "confidence_score": 0.5 }))]);
    scenario.cycle().approve("x");
    assert_eq!(scenario.status("x"), Status::Pending);
    scenario.harvest(&[item("x", json!({ "confidence_score": 0.5 }))]).cycle();
    assert_eq!(scenario.status("x"), Status::InProgress);

    let mut changed = Scenario::new(&[item("x", json!({ "confidence_score": 0.5 }))]);
    changed.cycle().approve("x").harvest(&[item("x", json!({ "confidence_score": 0.2 }))]).cycle();
    assert_eq!(changed.reasons("x"), [Reason::LowConfidence]);
    assert_eq!(changed.state.entry(&ItemId::from("x")).unwrap().case.as_ref().unwrap().reopened, 1);
}

#[test]
fn cases_that_are_alike_are_answered_and_taken_back_in_one_step() {
    let unsure = |id: &str| item(id, json!({ "confidence_score": 0.5 }));
    let mut scenario = Scenario::new(&[unsure("a"), unsure("b"), unsure("c"), item("d", json!({}))]);
    scenario.cycle();
    let ids = |ids: &[&str]| ids.iter().map(|id| ItemId::from(*id)).collect::<Vec<_>>();
    let before = scenario.state.clone();
    let approve = || Decision::Approve { note: None };
    let one_too_many = Command::DecideAll(ids(&["a", "d"]), approve());
    assert!(carry_out(&mut scenario.state, one_too_many, scenario.now).is_err(), "all of them or none");
    assert_eq!(scenario.state, before);
    let all = Command::DecideAll(ids(&["c", "a", "b", "a"]), approve());
    let entry = carry_out(&mut scenario.state, all, scenario.now).unwrap().unwrap();
    assert_eq!(entry.events.len(), 3);
    assert_eq!(scenario.state.undo.last().unwrap().what, "Approve on 3 items");
    for id in ["a", "b", "c"] {
        assert_eq!(scenario.status(id), Status::Pending);
    }
    carry_out(&mut scenario.state, Command::Undo(Some(entry.seq)), scenario.now).unwrap();
    for id in ["a", "b", "c"] {
        assert_eq!(scenario.status(id), Status::Escalated);
    }
    assert!(scenario.state.undo.is_empty());
}

#[test]
fn no_token_is_kept_wherever_it_stands() {
    let token = format!("ghp_{}", "aB3".repeat(12));
    let other = format!("ghs_{}.{}", "eyJ".repeat(9), "Sig-nature".repeat(4));
    let mut scenario = Scenario::new(&[]);
    let items = [
        item("x", json!({ "confidence_score": 0.1, "dependencies": [format!("{other}/x#3")], "urgency_level": token })),
        item(&token, json!({ "confidence_score": 0.1 })),
        item("y\u{202e}\u{7}z", json!({ "status": "in_progress", "assigned_instance": token })),
    ];
    let harvest = work_items(&format!("log-{token}.json"), &items, scenario.now, &scenario.state.config);
    scenario.carry_out(Command::Harvest(Box::new(harvest), Page::default())).unwrap();
    scenario.cycle();
    let changes = [("description".to_owned(), json!(format!("use {other}")))].into();
    let decision = Decision::Adjust { changes, note: Some(format!("see {token}")) };
    scenario.carry_out(Command::DecideAll(vec!["x".into(), "ghp_…".into()], decision)).unwrap();
    let told = write_journal(&scenario.journal);
    assert!(told.contains("see ghp_…") && told.contains("use ghs_…"), "{told}");
    assert_eq!(scenario.item("yz").assigned_instance.as_deref(), Some("ghp_…"), "and what nobody sees is gone too");
    for secret in ["aB3aB3aB3", "eyJeyJ", "Sig-nature"] {
        assert!(!told.contains(secret), "{secret} in {told}");
    }
    let config = Config { themes: vec![Theme { words: token, weight: 1.0 }], ..Config::default() };
    let refused = carry_out(&mut scenario.state, Command::SetConfig(Box::new(config)), scenario.now);
    assert!(refused.is_err_and(|refusal| refusal.to_string().contains("token")));
}

#[test]
fn the_same_reason_with_no_new_evidence_joins_its_case() {
    let mut scenario = Scenario::new(&[item("x", json!({ "confidence_score": 0.5 }))]);
    scenario.cycle();
    let opened = scenario.state.entry(&ItemId::from("x")).unwrap().case.clone();
    scenario.days_later(1).harvest(&[item("x", json!({ "confidence_score": 0.5 }))]).cycle();
    assert_eq!(scenario.state.entry(&ItemId::from("x")).unwrap().case, opened);
}

#[test]
fn adjust_edits_and_proceeds_and_a_harvest_leaves_the_edit_alone() {
    let mut scenario = Scenario::new(&[item("x", json!({ "ethical_flags": ["privacy"], "effort_estimate": 3.0 }))]);
    scenario.cycle();
    let changes = [("effort_estimate".to_owned(), json!(8.0))].into();
    scenario.decide("x", Decision::Adjust { changes, note: None });
    scenario.harvest(&[item("x", json!({ "ethical_flags": ["privacy"], "effort_estimate": 3.0 }))]).cycle();
    assert_eq!(scenario.status("x"), Status::InProgress);
    assert!((scenario.item("x").effort_estimate - 8.0).abs() < 1e-9);
}

#[test]
fn override_declines_defers_or_assigns() {
    let fresh = || {
        let mut scenario = Scenario::new(&[item("x", json!({ "confidence_score": 0.1 })), item("first", json!({}))]);
        scenario.cycle();
        scenario
    };
    let mut declined = fresh();
    declined.overrule("x", Override::Decline).cycle().harvest(&[item("x", json!({ "confidence_score": 0.1 }))]).cycle();
    assert_eq!((declined.status("x"), declined.item("x").resolution.as_deref()), (Status::Completed, Some("declined")));

    let mut deferred = fresh();
    deferred.overrule("x", Override::Defer { until: Some(start() + Duration::days(2)), after: None }).cycle();
    assert_eq!(deferred.explain("x").dispatch.because, "deferred");
    deferred.days_later(3).cycle();
    assert_ne!(deferred.status("x"), Status::Pending, "its rest is over");

    let mut after = fresh();
    after.overrule("x", Override::Defer { until: None, after: Some("first".into()) }).cycle();
    assert_eq!(after.status("x"), Status::Pending);
    after.end("first", true).cycle();
    assert_ne!(after.status("x"), Status::Pending);

    let mut assigned = fresh();
    assigned.overrule("x", Override::Assign { instance: "QuantumAnalysisInstance".to_owned() }).cycle();
    assert_eq!(assigned.instance("x"), Some("QuantumAnalysisInstance"));
}

#[test]
fn every_decision_can_be_undone() {
    for action in [
        Override::Decline,
        Override::Defer { until: None, after: None },
        Override::Assign { instance: "GeneralPurposeInstance".to_owned() },
    ] {
        let mut scenario = Scenario::new(&[item("x", json!({ "confidence_score": 0.1 }))]);
        scenario.cycle();
        let before = scenario.state.entry(&ItemId::from("x")).unwrap().clone();
        scenario.overrule("x", action).undo();
        assert_eq!(*scenario.state.entry(&ItemId::from("x")).unwrap(), before);
    }
    let mut nothing = Scenario::new(&[]);
    assert_eq!(nothing.carry_out(Command::Undo(None)), Err(Refusal::NothingToUndo));
}

#[test]
fn an_undo_takes_back_the_step_it_means_and_no_other() {
    let mut scenario = Scenario::new(&[item("x", json!({})), item("y", json!({}))]);
    scenario.overrule("x", Override::Decline);
    let meant = scenario.state.undo.last().unwrap().seq;
    assert_eq!(meant, scenario.journal.last().unwrap().seq);
    // Another tab decides in the meantime.
    scenario.overrule("y", Override::Decline);
    let refused = scenario.carry_out(Command::Undo(Some(meant))).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the last step by now is Override on “Work on y”, not the one that was to be undone"
    );
    assert_eq!((scenario.status("x"), scenario.status("y")), (Status::Completed, Status::Completed));
    scenario.undo();
    scenario.carry_out(Command::Undo(Some(meant))).unwrap();
    assert_eq!((scenario.status("x"), scenario.status("y")), (Status::Pending, Status::Pending));
    assert_eq!(scenario.carry_out(Command::Undo(Some(meant))), Err(Refusal::NothingToUndo));
    scenario.carry_out(Command::RemoveSource("backlog".to_owned())).unwrap();
    scenario.carry_out(Command::Undo(Some(scenario.journal.last().unwrap().seq))).unwrap();
    assert_eq!(scenario.state.items.len(), 2);
}

#[test]
fn a_share_in_words_never_reads_like_the_threshold_beside_it() {
    for (share, words) in [
        (0.65, "65 %"),
        (0.645, "64.5 %"),
        (0.6496, "64.96 %"),
        (0.123_456, "12.3 %"),
        (0.07, "7 %"),
        (0.0, "0 %"),
        (1.0, "100 %"),
        (0.9997, "99.97 %"),
        (1e306, "1e308 %"),
    ] {
        assert_eq!(percent(share), words);
    }
}

#[test]
fn capacity_keeps_an_item_pending_with_the_reason() {
    let config = json!({ "instances": [{ "name": "One", "capacity": 1 }] });
    let mut scenario = Scenario::with(config, &[item("a", json!({ "urgency_level": 5 })), item("b", json!({}))]);
    scenario.cycle();
    assert_eq!((scenario.status("a"), scenario.status("b")), (Status::InProgress, Status::Pending));
    assert_eq!(scenario.explain("b").dispatch.because, "no instance has room");
    scenario.end("a", true).cycle();
    assert_eq!(scenario.status("b"), Status::InProgress);
}

#[test]
fn the_most_specific_instance_with_room_is_chosen_then_the_better_record_then_less_load() {
    let config = json!({ "instances": [
        { "name": "Anyone" }, { "name": "Docs", "capabilities": ["docs"] },
        { "name": "Docs and web", "capabilities": ["docs", "web"] },
        { "name": "Also docs and web", "capabilities": ["docs", "web"] },
    ] });
    let tagged = |id: &str, tags: Value| item(id, json!({ "tags": tags }));
    let mut scenario = Scenario::with(
        config,
        &[tagged("a", json!(["docs", "web"])), tagged("b", json!(["docs", "web"])), tagged("c", json!(["x"]))],
    );
    scenario.cycle();
    assert_eq!(scenario.instance("a"), Some("Also docs and web"), "by name");
    assert_eq!(scenario.instance("b"), Some("Docs and web"), "by load");
    assert_eq!(scenario.instance("c"), Some("Anyone"));
    scenario.end("a", false).end("b", true).harvest(&[tagged("d", json!(["web", "docs"]))]).cycle();
    assert_eq!(scenario.instance("d"), Some("Docs and web"), "by record");
}

#[test]
fn an_imported_item_keeps_every_field_it_states() {
    let stated = json!({
        "id": "KEEP-1", "description": "Keep it", "tags": ["a", "b"], "effort_estimate": 7.5, "risk_score": 0.91,
        "resonance_score": 0.12, "urgency_level": 5, "status": "in_progress", "assigned_instance": "Somebody",
        "created_date": "2025-02-03T04:05:06Z", "dependencies": ["OTHER"], "confidence_score": 0.77,
        "ethical_flags": ["fairness"], "budget_impact": 0.05, "details": "The text", "milestone": "M1",
        "assignees": ["ada"], "updated_date": "2025-03-01T00:00:00Z", "blocked_reason": "the vendor is silent",
    });
    let scenario = Scenario::new(std::slice::from_ref(&stated));
    let kept = serde_json::to_value(scenario.item("KEEP-1")).unwrap();
    for (field, value) in stated.as_object().unwrap() {
        assert_eq!(&kept[field], value, "{field}");
    }
}

#[test]
fn a_bad_field_gets_a_sentence_and_costs_nothing_else() {
    for (fields, place, reason) in [
        (json!({ "risk_score": "NaN" }), "items[0].risk_score", "not a number"),
        (json!({ "effort_estimate": -3 }), "items[0].effort_estimate", "days"),
        (json!({ "urgency_level": 9 }), "items[0].urgency_level", "from 1 to 5"),
        (json!({ "status": "sleeping" }), "items[0].status", "none of"),
        (json!({ "dependencies": ["x"] }), "items[0].dependencies", "depends on itself"),
        (json!({ "confidence_score": 7 }), "items[0].confidence_score", "from 0 to 1"),
        (json!({ "created_date": "soon" }), "items[0].created_date", "date"),
        (
            json!({ "effort_estimate": 1e308 }),
            "items[0].effort_estimate",
            "1e308 is not from 0 to 1,000,000 days; 1000000 was used",
        ),
        (json!({ "budget_impact": "1e308" }), "items[0].budget_impact", "1e308 is not"),
        (json!({ "confidence_score": 1.000_000_000_000_1 }), "items[0].confidence_score", "from 0 to 1"),
        (
            json!({ "sightings": [{ "source": "x", "count": -1 }] }),
            "items[0].sightings",
            "[0].count: -1 is not a whole number",
        ),
    ] {
        let harvest =
            work_items("file", &[item("x", fields.clone()), item("y", json!({}))], start(), &Config::default());
        assert_eq!(harvest.items.len(), 2, "{fields}");
        assert_eq!(harvest.problems.len(), 1, "{fields}");
        assert_eq!(harvest.problems[0].place, place);
        assert!(harvest.problems[0].message.contains(reason), "{}", harvest.problems[0].message);
        assert!(harvest.problems[0].message.len() < 120, "{}", harvest.problems[0].message);
    }
    let twice = work_items("file", &[item("x", json!({})), item("x", json!({}))], start(), &Config::default());
    assert_eq!((twice.items.len(), twice.problems[0].place.as_str()), (1, "items[1].id"));
}

#[test]
fn a_bad_setting_is_named() {
    for (config, field) in [
        (json!({ "value_weights": { "innovation": "high" } }), "value_weights.innovation"),
        (json!({ "thresholds": { "confidence": 7 } }), "thresholds.confidence"),
        (json!({ "thresholds": { "ethical_flags": 0 } }), "thresholds.ethical_flags"),
        (json!({ "threshold": {} }), "threshold"),
        (json!({ "instances": [{ "name": "A" }, { "name": "A" }] }), "instances[1].name"),
        (json!([]), "config"),
    ] {
        let error = Config::with_overrides(&config).unwrap_err();
        assert!(error.to_string().contains(field), "{config}: {error}");
    }
    for (config, sentence) in [
        (
            json!({ "value_weights": { "business_value": "high" } }),
            "value_weights.business_value: \"high\" is not a number",
        ),
        (
            json!({ "thresholds": { "technical_blocks": 1.5 } }),
            "thresholds.technical_blocks: 1.5 is not a whole number from 0 to 4294967295",
        ),
        (json!({ "thresholds": { "confidence": 1e308 } }), "thresholds.confidence: 1e308 is not between 0 and 1"),
        (json!({ "themes": "login" }), "themes: \"login\" is not a list"),
        (json!({ "themes": [{ "weight": 1 }] }), "themes[0]: \"words\" is missing"),
        (json!({ "instances": [{ "name": 5 }] }), "instances[0].name: 5 is not text"),
        (json!({ "risk_penalties": null }), "risk_penalties: nothing is not an object with fields"),
        (
            json!({ "label_rules": { "labels": [{ "labels": ["x"], "means": "urgent" }] } }),
            "label_rules.labels[0].means: \"urgent\" is not known here; known are urgency, effort, effort_times, risk, value, status, routing",
        ),
        (
            json!({ "thresholds": { "doubt": 1 } }),
            "thresholds.doubt: \"doubt\" is not known here; known are confidence, budget_overrun, ethical_flags, technical_blocks, scope_creep",
        ),
    ] {
        assert_eq!(Config::with_overrides(&config).unwrap_err().to_string(), sentence);
    }
    let partial = Config::with_overrides(&json!({ "thresholds": { "confidence": 0.5 } })).unwrap();
    assert!((partial.thresholds.budget_overrun - 0.1).abs() < 1e-9, "the rest stays the specification's");
}

#[test]
fn removing_a_source_can_be_undone() {
    let mut scenario = Scenario::new(&[item("a", json!({})), item("b", json!({}))]);
    let before = scenario.state.items.len();
    scenario.carry_out(Command::RemoveSource("backlog".to_owned())).unwrap();
    assert_eq!(scenario.state.items.len(), 0);
    scenario.undo();
    assert_eq!((scenario.state.items.len(), scenario.state.sources.len()), (before, 1));
}
