//! What must always hold.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

mod support;

use std::collections::{HashMap, HashSet};

use autonomous_orchestrator::config::Config;
use autonomous_orchestrator::escalate::Decision;
use autonomous_orchestrator::harvest::work_items;
use autonomous_orchestrator::journal::{
    CheckpointReader, Glance, Items, Merit, State, read_journal, write_checkpoint, write_journal,
};
use autonomous_orchestrator::orchestrator::{Command, replay, run_cycle};
use autonomous_orchestrator::prioritize::Ranking;
use autonomous_orchestrator::work_item::{ItemId, Status};
use proptest::prelude::*;
use serde_json::{Value, json};
use support::{Scenario, item, start};

const TAGS: [&str; 12] = [
    "compliance",
    "business",
    "customer",
    "user",
    "technical_debt",
    "research",
    "security",
    "stability",
    "performance",
    "compatibility",
    "quantum",
    "bug",
];
const WORDS: [&str; 8] = ["protocol", "Refactor", "scope", "creep", "login", "PROTOCOL", "page", "export"];

/// A random work item that may depend on any of the first twelve.
fn any_item(number: usize) -> impl Strategy<Value = Value> {
    let about = (
        proptest::collection::vec(0..TAGS.len(), 0..4),
        proptest::collection::vec(0..WORDS.len(), 1..4),
        0.0..=1.0f64,
        0.0..=1.0f64,
        1..=5u8,
    );
    let gates = (
        proptest::option::weighted(0.3, 0.0..=1.0f64),
        proptest::bool::weighted(0.1),
        0.0..=0.12f64,
        prop_oneof![8 => Just("pending"), 1 => Just("blocked"), 1 => Just("completed")],
        proptest::collection::vec(0..14usize, 0..3),
    );
    (about, gates).prop_map(
        move |((tags, words, risk, resonance, urgency), (confidence, flag, budget, status, dependencies))| {
            let dependencies: Vec<String> =
                dependencies.iter().filter(|other| **other != number).map(|other| format!("i{other}")).collect();
            item(
                &format!("i{number}"),
                json!({
                    "description": words.iter().map(|word| WORDS[*word]).collect::<Vec<_>>().join(" "),
                    "tags": tags.iter().map(|tag| TAGS[*tag]).collect::<Vec<_>>(),
                    "risk_score": risk, "resonance_score": resonance, "urgency_level": urgency,
                    "confidence_score": confidence, "ethical_flags": if flag { vec!["privacy"] } else { vec![] },
                    "budget_impact": budget, "status": status, "dependencies": dependencies,
                    "created_date": format!("2025-{:02}-01T00:00:00Z", number % 12 + 1),
                }),
            )
        },
    )
}

fn any_backlog() -> impl Strategy<Value = Vec<Value>> {
    (0..12usize).map(any_item).collect::<Vec<_>>()
}

/// The formulas, written a second time and naively.
fn naive_score(item: &Value) -> f64 {
    let text = item["description"].as_str().unwrap().to_lowercase();
    let tags: HashSet<&str> = item["tags"].as_array().unwrap().iter().map(|tag| tag.as_str().unwrap()).collect();
    let any = |names: &[&str]| names.iter().any(|name| tags.contains(name));
    let mut value = 0.0;
    for (holds, weight) in [
        (text.contains("protocol") || any(&["compliance"]), 0.3),
        (any(&["business", "revenue", "customer"]), 0.25),
        (any(&["user", "customer", "impact"]), 0.2),
        (any(&["technical_debt"]) || text.contains("refactor"), 0.15),
        (any(&["innovation", "research", "experimental"]), 0.1),
    ] {
        if holds {
            value += weight;
        }
    }
    let categories = [("security", 0.4), ("stability", 0.3), ("performance", 0.2), ("compatibility", 0.1)];
    let named: f64 = categories.iter().filter(|(name, _)| tags.contains(name)).map(|(_, weight)| weight).sum();
    let number = |field: &str| item[field].as_f64().unwrap();
    value - number("risk_score") * named.max(0.5)
        + (number("urgency_level") - 1.0) * 0.1
        + number("resonance_score") * 0.2
}

fn naive_reasons(item: &Value) -> Vec<&'static str> {
    let text = item["description"].as_str().unwrap().to_lowercase();
    [
        (item["confidence_score"].as_f64().is_some_and(|stated| stated < 0.6), "low_confidence"),
        (!item["ethical_flags"].as_array().unwrap().is_empty(), "ethical_flag"),
        (item["budget_impact"].as_f64().unwrap() > 0.1, "budget_overrun"),
        (item["status"] == "blocked", "technical_block"),
        (text.contains("scope") && text.contains("creep"), "scope_creep"),
    ]
    .into_iter()
    .filter_map(|(trips, reason)| trips.then_some(reason))
    .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn an_independent_reading_of_the_formulas_agrees(items in any_backlog()) {
        let scenario = Scenario::new(&items);
        let by_id: HashMap<&str, &Value> = items.iter().map(|item| (item["id"].as_str().unwrap(), item)).collect();
        for (id, item) in &by_id {
            let explained = scenario.explain(id);
            prop_assert!((explained.raw - naive_score(item)).abs() < 1e-9);
            prop_assert!((explained.score - naive_score(item).clamp(0.0, 1.0)).abs() < 1e-9);
            let sum = explained.terms.iter().fold(0.0, |sum, term| sum + term.amount);
            prop_assert!(sum == explained.score, "terms add up to {sum}, not {}", explained.score);
        }
        let mut after = Scenario::new(&items);
        after.cycle();
        for (id, item) in &by_id {
            let reasons: Vec<&str> = after.reasons(id).into_iter().map(autonomous_orchestrator::escalate::Reason::word).collect();
            let done = |id: &str| by_id.get(id).is_some_and(|item| item["status"] == "completed");
            let met = item["dependencies"].as_array().unwrap().iter().all(|id| done(id.as_str().unwrap()));
            let expected = if item["status"] == "completed" { Status::Completed }
                else if !naive_reasons(item).is_empty() { Status::Escalated }
                else if !met { Status::Blocked }
                else { Status::InProgress };
            prop_assert_eq!(after.status(id), expected, "{}", id);
            if expected == Status::Escalated {
                prop_assert_eq!(reasons, naive_reasons(item));
            }
            if expected == Status::InProgress {
                let quantum = item["tags"].as_array().unwrap().iter().any(|tag| tag == "quantum");
                let instance = if quantum { "QuantumAnalysisInstance" } else { "GeneralPurposeInstance" };
                prop_assert_eq!(after.instance(id), Some(instance));
            }
        }
    }

    #[test]
    fn the_order_never_rises(items in any_backlog()) {
        let scenario = Scenario::new(&items);
        let ranking = Ranking::of(&scenario.state);
        prop_assert_eq!(ranking.rows().len(), scenario.state.items.len());
        let rows: Vec<_> = ranking.rows().collect();
        for pair in rows.windows(2) {
            prop_assert!(pair[0].score.raw >= pair[1].score.raw);
        }
    }

    #[test]
    fn a_plan_is_about_every_open_item_once(items in any_backlog()) {
        let scenario = Scenario::new(&items);
        let (_, plan) = run_cycle(&scenario.state, scenario.now);
        let open = scenario.state.items.values().filter(|entry| entry.item.status != Status::Completed).count();
        prop_assert_eq!(plan.iter().map(|(at, _)| at).collect::<HashSet<_>>().len(), open);
        prop_assert_eq!(plan.len(), open);
    }

    #[test]
    fn the_journal_and_the_checkpoint_make_the_same_state_again(items in any_backlog(), more in any_backlog()) {
        let mut scenario = Scenario::new(&items);
        scenario.cycle().days_later(1).harvest(&more).cycle();
        if let Some(id) = scenario.order().into_iter().find(|id| !scenario.reasons(id).is_empty()) {
            scenario.approve(&id).cycle().undo();
        }
        let text = write_journal(&scenario.journal);
        let (entries, problem) = read_journal(&text).unwrap();
        prop_assert!(problem.is_none());
        let mut again = State::default();
        for entry in &entries {
            replay(&mut again, entry);
        }
        prop_assert_eq!(&again, &scenario.state);
        prop_assert_eq!(write_journal(&entries), text, "the same bytes out");

        let mut parts: Vec<(usize, String)> = write_checkpoint(&scenario.state).collect();
        parts.sort_by_key(|(part, _)| *part);
        let mut reader = CheckpointReader::new(&parts[0].1).unwrap();
        for (_, part) in &parts[1..] {
            reader.push(part).unwrap();
        }
        prop_assert_eq!(&reader.finish().unwrap(), &scenario.state);
    }

    #[test]
    fn what_is_noted_beside_the_items_keeps_in_step(items in any_backlog(), more in any_backlog(), steps in proptest::collection::vec(0..7u8, 0..8)) {
        let mut scenario = Scenario::new(&items);
        for step in steps {
            let first = scenario.order().into_iter().next();
            match (step, first) {
                (0, _) => _ = scenario.harvest(&more),
                (1, _) => _ = scenario.cycle(),
                (2, Some(id)) => _ = scenario.carry_out(Command::Decide(id.as_str().into(), Decision::Approve { note: None })),
                (3, Some(id)) => _ = scenario.carry_out(Command::EndWork(id.as_str().into(), id.len() == 2)),
                (4, _) => _ = scenario.carry_out(Command::Undo(None)),
                (5, _) => _ = scenario.carry_out(Command::RemoveSource("backlog".to_owned())),
                _ => {
                    let mut config = Config::clone(&scenario.state.config);
                    config.instances.reverse();
                    _ = scenario.carry_out(Command::SetConfig(Box::new(config)));
                }
            }
            are_in_step(&scenario.state.items)?;
        }
    }

    #[test]
    fn harvesting_again_changes_nothing(items in any_backlog()) {
        let mut scenario = Scenario::new(&items);
        scenario.cycle();
        let before = scenario.state.items.clone();
        scenario.harvest(&items);
        prop_assert_eq!(&scenario.state.items, &before);
    }

    #[test]
    fn no_record_is_lost_without_a_word(records in proptest::collection::vec(any_json(), 0..6)) {
        let harvest = work_items("file", &records, start(), &Config::default());
        let left_out = harvest.problems.iter().filter(|problem| problem.message.contains("left out") || problem.place.ends_with(".id"));
        prop_assert!(harvest.items.len() + left_out.count() >= records.len());
        for item in &harvest.items {
            let numbers = [item.effort_estimate, item.risk_score, item.resonance_score, item.budget_impact];
            let stated = [item.confidence_score, item.baseline_effort].into_iter().flatten();
            prop_assert!(numbers.into_iter().chain(stated).all(f64::is_finite), "{item:?}");
        }
    }

    #[test]
    fn any_json_is_a_policy_or_a_sentence(json in any_json()) {
        if let Err(error) = Config::with_overrides(&json) {
            prop_assert!(!error.to_string().is_empty());
        }
    }
}

/// What a cycle looks at is what the entries say.
fn are_in_step(items: &Items) -> Result<(), TestCaseError> {
    let at = |number: u32| number.checked_sub(1).map(|at| at as usize);
    for (place, (id, entry)) in items.iter().enumerate() {
        let glance = items.glances()[place];
        prop_assert_eq!(id, &entry.item.id);
        prop_assert_eq!(items.statuses()[place], entry.item.status);
        prop_assert_eq!(items.merits()[place], Merit::of(entry));
        prop_assert_eq!(Glance { instance: 0, skills: 0, ..glance }, Glance::of(entry));
        if entry.item.status == Status::InProgress {
            let instance = at(glance.instance).and_then(|at| items.instances().nth(at));
            prop_assert_eq!(instance, entry.item.assigned_instance.as_deref());
        }
        let skills = at(glance.skills).and_then(|at| items.skills().nth(at)).unwrap_or_default();
        prop_assert_eq!(skills, &entry.skills[..]);
        let links: Vec<_> = entry.item.dependencies.iter().map(|id| items.get_index_of(id)).collect();
        prop_assert_eq!(items.links().of(place), &links[..]);
    }
    prop_assert_eq!(items.glances().len(), items.len());
    Ok(())
}

/// Any JSON, with the field names that matter.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(|number| json!(number)),
        any::<i64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
    ];
    let names = prop_oneof![
        Just("id"),
        Just("description"),
        Just("tags"),
        Just("risk_score"),
        Just("urgency_level"),
        Just("status"),
        Just("dependencies"),
        Just("confidence_score"),
        Just("thresholds"),
        Just("confidence"),
        Just("sightings"),
        Just("created_date"),
        Just("source"),
        Just("instances"),
        Just("name"),
    ];
    leaf.prop_recursive(3, 24, 5, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::vec((names.clone(), inner), 0..6).prop_map(|fields| Value::Object(
                fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
            )),
        ]
    })
}

#[test]
fn an_item_may_wait_for_hundreds_that_come_after_it() {
    let parts: Vec<String> = (0..300).map(|number| format!("part {number}")).collect();
    let mut scenario = Scenario::new(&[item("epic", json!({ "dependencies": parts }))]);
    for part in &parts {
        scenario.harvest(&[item(part, json!({ "status": "completed" }))]);
    }
    are_in_step(&scenario.state.items).unwrap();
    assert_eq!(scenario.cycle().status("epic"), Status::InProgress);
}

#[test]
fn a_chain_of_a_hundred_thousand_does_not_overflow() {
    let items: Vec<Value> = (0..100_000)
        .map(|number| {
            let before = if number == 0 { json!([]) } else { json!([format!("n{}", number - 1)]) };
            item(&format!("n{number}"), json!({ "dependencies": before }))
        })
        .collect();
    let mut scenario = Scenario::new(&items);
    scenario.cycle();
    assert_eq!(scenario.state.count(Status::InProgress), 1);
    assert_eq!(scenario.state.count(Status::Blocked), 99_999);
}

#[test]
fn a_journal_that_is_newer_or_damaged_is_told_apart() {
    assert!(
        read_journal("{\"format\":\"autonomous_orchestrator.journal\",\"version\":99}\n")
            .unwrap_err()
            .to_string()
            .contains("99")
    );
    assert!(read_journal("hello").is_err());
    let mut scenario = Scenario::new(&[item("a", json!({}))]);
    scenario.cycle();
    let text = write_journal(&scenario.journal);
    let damaged: Vec<&str> =
        text.lines().enumerate().map(|(at, line)| if at == 2 { "{\"seq\":2,\"at" } else { line }).collect();
    let (entries, problem) = read_journal(&damaged.join("\n")).unwrap();
    let problem = problem.unwrap();
    assert_eq!((entries.len(), problem.line, problem.left_out), (1, 3, 0));
}

#[test]
fn a_failed_item_waits_three_days_then_asks() {
    let mut scenario = Scenario::new(&[item("a", json!({}))]);
    scenario.cycle().end("a", false).cycle();
    assert_eq!(scenario.status("a"), Status::Blocked);
    scenario.days_later(4).cycle();
    assert_eq!(scenario.status("a"), Status::Escalated);
    assert_eq!(scenario.state.records.get("GeneralPurposeInstance").unwrap().failed, 1);
    scenario.carry_out(Command::EndWork(ItemId::from("a"), true)).unwrap_err();
}
