//! IAR logs and the other files people have: every shape, and the judgement
//! rules, each named.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use std::sync::LazyLock;

use autonomous_orchestrator::config::Config;
use autonomous_orchestrator::harvest::{FileReader, Harvest};
use autonomous_orchestrator::work_item::{SourceKind, Status, WorkItem};
use chrono::{DateTime, Utc};
use proptest::prelude::*;
use serde_json::{Value, json};

fn now() -> DateTime<Utc> {
    "2026-01-01T00:00:00Z".parse().unwrap()
}

fn read(text: &str) -> Harvest {
    read_as("log", text)
}

fn read_as(name: &str, text: &str) -> Harvest {
    let mut reader = FileReader::new(name, &Config::default());
    reader.push(text);
    reader.finish(now())
}

/// What a log says under a policy that takes confidence below `threshold` for low.
fn read_below(threshold: f64, text: &str) -> Harvest {
    let mut config = Config::default();
    config.thresholds.confidence = threshold;
    let mut reader = FileReader::new("log", &config);
    reader.push(text);
    reader.finish(now())
}

fn open(harvest: &Harvest) -> Vec<&WorkItem> {
    harvest.items.iter().filter(|item| item.status.is_open()).collect()
}

/// A run event with this outcome.
fn event(task: &str, second: u32, reflection: Value, rest: Value) -> String {
    let mut result = rest;
    result["reflection"] = reflection;
    json!({"timestamp": format!("2025-03-01T08:00:{second:02}Z"), "run_id": "r", "workflow_name": "W", "task_key": task, "action_type": "a", "attempt": 1, "inputs": {}, "result": result}).to_string()
}

/// Everything accounted for: what was read is an item, a sighting, a success,
/// something skipped, or a problem.
fn is_accounted_for(harvest: &Harvest) -> bool {
    !harvest.items.is_empty()
        || !harvest.skipped.is_empty()
        || !harvest.problems.is_empty()
        || !harvest.instances.is_empty()
        || !harvest.finished.is_empty()
}

#[test]
fn every_shape_is_read() {
    insta::glob!("fixtures/iar/*", |path| {
        let text = std::fs::read_to_string(path).unwrap();
        let harvest = read_as(path.file_name().unwrap().to_str().unwrap(), &text);
        insta::assert_json_snapshot!(harvest);
    });
}

#[test]
fn what_confidence_is_low_is_the_policys_to_say() {
    let text = event("t", 1, json!({"status": "Success", "confidence": 0.7, "summary": "a guess"}), json!({}));
    let report = json!({"action_name": "t", "status": "Success", "confidence": 0.7, "summary": "a guess"}).to_string();
    let resolved = event("t", 1, json!({"status": "Resolved", "confidence": 0.7, "summary": "a guess"}), json!({}));
    for (threshold, expected) in [(0.6, 0), (0.8, 1)] {
        for text in [&text, &report, &resolved] {
            assert_eq!(read_below(threshold, text).items.len(), expected, "{threshold}: {text}");
        }
    }
}

#[test]
fn one_item_per_problem_however_often_it_repeats() {
    let failure = |second| {
        event("t", second, json!({"status": "Failed", "message": format!("run {second} of /a/b/c failed")}), json!({}))
    };
    let text: Vec<String> = (0..30).map(failure).collect();
    let harvest = read(&text.join("\n"));
    let [item] = open(&harvest)[..] else { panic!("{harvest:?}") };
    assert_eq!(item.occurrences, 30);
    assert_eq!(item.created_date, "2025-03-01T08:00:00Z".parse::<DateTime<Utc>>().unwrap());
    assert_eq!(item.updated_date, Some("2025-03-01T08:00:29Z".parse().unwrap()));
    assert_eq!(item.sightings[0].places, ["line 1", "line 2", "line 3", "line 4", "line 5"]);
    assert_eq!(item.sightings[0].count, 30);
}

#[test]
fn the_newest_outcome_wins() {
    let failure = event("t", 5, json!({"status": "Failed", "message": "no"}), json!({}));
    let success = |second| event("t", second, json!({"status": "Success", "confidence": 0.9}), json!({}));
    let later = read(&[failure.clone(), success(9)].join("\n"));
    assert_eq!(later.items[0].status, Status::Completed);
    assert_eq!(later.items[0].resolution.as_deref(), Some("succeeded later"));
    // Order in the file does not matter, time does.
    let sooner = read(&[failure, success(1)].join("\n"));
    assert_eq!(sooner.items[0].status, Status::Pending);
    assert_eq!(sooner.successes[0].place, "W › t");
    assert_eq!(Some(sooner.successes[0].place.as_str()), sooner.items[0].source.place.as_deref());
}

#[test]
fn what_counts_as_a_problem() {
    let good = json!({"status": "Success", "confidence": 0.9});
    for (name, reflection, result, expected) in [
        ("a failed status", json!({"status": "failure"}), json!({}), 1),
        ("confidence 0.0 is a value", json!({"status": "Success", "confidence": 0.0}), json!({}), 1),
        ("confidence at the threshold is none", json!({"status": "Success", "confidence": 0.6}), json!({}), 0),
        ("a missing confidence is none", json!({"status": "Success"}), json!({}), 0),
        ("an error behind a success", good.clone(), json!({"error": "lost"}), 1),
        ("an error that says none", good.clone(), json!({"error": "None"}), 0),
        ("a failed result behind a success", good.clone(), json!({"result": {"return_code": 1, "stderr": "lost"}}), 1),
        ("an issue", json!({"status": "Success", "confidence": 0.9, "potential_issues": ["slow"]}), json!({}), 1),
        ("null issues", json!({"status": "Success", "confidence": 0.9, "potential_issues": null}), json!({}), 0),
        (
            "an issue that praises",
            json!({"status": "Success", "confidence": 0.9, "potential_issues": ["None"]}),
            json!({}),
            0,
        ),
        ("a partial success", json!({"status": "partial", "confidence": 0.9}), json!({}), 1),
        ("a retry", json!({"status": "success", "confidence": 1.0}), json!({"status": "retry"}), 0),
        (
            "an ethical concern of a success",
            json!({"status": "Success", "confidence": 0.9, "ethical_flags": ["bias"]}),
            json!({}),
            1,
        ),
        (
            "a budget overrun of a success",
            json!({"status": "Success", "confidence": 0.9, "budget_impact": 0.2}),
            json!({}),
            1,
        ),
    ] {
        let harvest = read(&[event("t", 1, reflection, result), event("other", 2, good.clone(), json!({}))].join("\n"));
        assert_eq!(open(&harvest).len(), expected, "{name}: {:?}", harvest.items);
    }
}

#[test]
fn the_gates_get_what_the_record_carries() {
    let text = event(
        "t",
        1,
        json!({"status": "Failed", "confidence": 0.0, "ethical_flags": ["bias", "privacy"], "actual_cost": 130, "budget": 100}),
        json!({}),
    );
    let harvest = read(&format!("{text}\n{text}"));
    let item = &harvest.items[0];
    assert_eq!(item.confidence_score, Some(0.0));
    assert_eq!(item.ethical_flags, ["bias", "privacy"]);
    assert!((item.budget_impact - 0.3).abs() < 1e-9);
}

#[test]
fn a_confidence_out_of_range_is_told_and_left_out() {
    let text = event("t", 1, json!({"status": "Failed", "confidence": 39.7}), json!({}));
    let harvest = read(&format!("{text}\n{text}"));
    assert_eq!(harvest.items[0].confidence_score, None);
    assert!(harvest.problems[0].message.contains("0.397"), "{:?}", harvest.problems);
}

#[test]
fn the_same_problem_in_two_files_has_one_identity() {
    let text = event("t", 1, json!({"status": "Failed", "message": "File \"/tmp/tmpab12.py\", line 3"}), json!({}));
    let other = event("t", 9, json!({"status": "Failed", "message": "File \"/tmp/tmpxy77.py\", line 3"}), json!({}));
    let (first, second) = (read_as("a", &text), read_as("b", &other));
    assert_eq!(first.items[0].id, second.items[0].id);
    assert!(first.items[0].id.as_str().starts_with("iar:"));
    assert_eq!(first.items[0].source.kind, SourceKind::Iar);
}

#[test]
fn many_problems_of_one_task_are_one_item() {
    let text: Vec<String> = (0..40)
        .map(|n| {
            event("t", 1, json!({"status": "Failed", "message": format!("kind {}", "x".repeat(n + 1))}), json!({}))
        })
        .collect();
    let harvest = read(&text.join("\n"));
    let [item] = open(&harvest)[..] else { panic!("{} items", harvest.items.len()) };
    assert_eq!((item.checklist, item.occurrences), (40, 40));
}

#[test]
fn long_gap_lists_are_one_item_per_kind() {
    let gap = |n: usize, kind: &str, severity: &str| json!({"component_name": format!("part_{n}"), "gap_type": kind, "severity": severity, "gap_description": "x"});
    let gaps: Vec<Value> = (0..158)
        .map(|n| {
            if n < 40 {
                gap(n, "complete", "low")
            } else if n < 60 {
                gap(n, "missing", "critical")
            } else {
                gap(n, "undocumented", "medium")
            }
        })
        .collect();
    let harvest = read(&json!({"summary": {}, "gaps": gaps}).to_string());
    let mut sizes: Vec<(u32, u8)> = open(&harvest).iter().map(|item| (item.checklist, item.urgency_level)).collect();
    sizes.sort_unstable();
    assert_eq!(sizes, [(20, 5), (98, 3)]);
    assert_eq!(harvest.skipped[0].count, 40);
}

#[test]
fn what_is_resolved_or_completed_is_no_open_work() {
    let gap = |name: &str, rest: Value| {
        let mut gap = json!({"component_name": name, "gap_type": "missing", "severity": "high"});
        gap.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        gap
    };
    let gaps = json!({"gaps": [
        gap("a", json!({"status": "RESOLVED"})),
        gap("b", json!({"status": "open"})),
        gap("c", json!({"validation": "dismissed"})),
        gap("d", json!({"resolved": true})),
        gap("e", json!({"status": "verified"})),
        gap("f", json!({"status": "wont_fix"})),
    ]});
    let harvest = read(&gaps.to_string());
    let told: Vec<&str> = open(&harvest).iter().map(|item| item.description.as_str()).collect();
    assert_eq!(told, ["b (missing)", "e (missing)"]);
    assert_eq!(harvest.skipped[0].count, 4);
    let step = |id: &str, status: Value, dependencies: Value| json!({"task_id": id, "action": "test", "status": status, "dependencies": dependencies});
    let steps = json!([
        step("k", json!("completed"), json!([])),
        step("l", json!("pending"), json!(["k"])),
        step("m", json!("failed"), json!([])),
        step("n", json!("in_progress"), json!([])),
        step("o", Value::Null, json!([])),
        step("p", json!("cancelled"), json!([])),
    ]);
    use Status::{Blocked, Completed, InProgress, Pending};
    for (status, expected) in [
        (Value::Null, [Completed, Pending, Blocked, InProgress, Pending, Completed]),
        (json!("issued"), [Completed, Pending, Blocked, InProgress, Pending, Completed]),
        (json!("completed"), [Completed, Pending, Blocked, InProgress, Completed, Completed]),
    ] {
        let harvest = read(&json!({"directive_id": "d", "status": status, "execution_plan": steps}).to_string());
        let found: Vec<Status> = harvest.items.iter().map(|item| item.status).collect();
        assert_eq!(found, expected, "{status}");
        assert_eq!(harvest.items[1].dependencies, ["d/k".into()], "{status}");
    }
}

#[test]
fn a_confidence_and_a_status_make_no_reflection_unless_it_is_an_outcome() {
    for (name, value, expected) in [
        (
            "a glossary",
            json!({"spr_definitions": [{"name": "Lantern", "definition": "x", "category": "Tool", "confidence": 0.3, "status": "active"}, {"name": "Horn", "definition": "y", "confidence": 0.4, "status": "verified"}]}),
            0,
        ),
        (
            "picks",
            json!({"games": [{"game": "Owls at Crows", "pick": "Owls", "confidence": 0.41, "status": "final"}]}),
            0,
        ),
        ("a graph", json!({"knowledge_graph": {"nodes": [{"id": "n1", "confidence": 0.2, "status": "active"}]}}), 0),
        ("a model card", json!({"model_card": {"name": "owl", "confidence": 0.55, "status": "active"}}), 0),
        (
            "a forecast",
            json!({"prediction_results": {"A": {"predicted_price": 10, "confidence": 0.4, "status": "success"}}}),
            0,
        ),
        (
            "a forecast that failed",
            json!({"task": "t", "predicted_price": 10, "confidence": 0.4, "status": "failed", "error": "no data"}),
            1,
        ),
        (
            "a sample",
            json!({"iar_schema": {"status": {"type": "string"}}, "sample_iar": {"status": "Failure", "confidence": 0.1, "potential_issues": ["example"]}}),
            0,
        ),
        (
            "a task whose name speaks of templates",
            json!({"render_template": {"status": "Failure", "confidence": 0.1}}),
            1,
        ),
        ("an outcome", json!({"task": "t", "confidence": 0.3, "status": "partial_success"}), 1),
        (
            "another word, and issues",
            json!({"task": "t", "confidence": 0.9, "status": "odd", "potential_issues": ["slow"]}),
            1,
        ),
        (
            "another word, and an alignment",
            json!({"task": "t", "confidence": 0.3, "status": "odd", "alignment_check": "aligned"}),
            1,
        ),
    ] {
        let harvest = read(&value.to_string());
        assert_eq!(open(&harvest).len(), expected, "{name}: {:?}", harvest.items);
        assert!(is_accounted_for(&harvest), "{name}");
    }
}

#[test]
fn a_list_of_gaps_is_one_wherever_it_stands() {
    let gap = |name: &str, kind: &str| json!({"severity": "critical", "component_name": name, "gap_type": kind, "gap_description": "no implementation"});
    let gaps = json!([gap("clock", "missing"), gap("lamp", "complete"), gap("rope", "misaligned")]);
    let indented = serde_json::to_string_pretty(&gaps).unwrap();
    for (name, value) in [
        ("the file", gaps.clone()),
        ("a field", json!({"status": "success", "confidence": 0.9, "gaps": gaps})),
        ("another field", json!({"findings": gaps})),
        ("text", json!({"status": "success", "confidence": 0.9, "gaps": indented})),
        ("text of an object", json!({"gaps": json!({"gaps": gaps}).to_string()})),
        ("the file as text", json!(gaps.to_string())),
    ] {
        let harvest = read(&value.to_string());
        let told: Vec<&str> = open(&harvest).iter().filter_map(|item| item.description.split(' ').next()).collect();
        assert_eq!(told, ["clock", "rope"], "{name}");
        assert!(harvest.problems.is_empty(), "{name}: {:?}", harvest.problems);
    }
}

#[test]
fn a_recommendations_title_names_it() {
    let one = |title: &str, text: &str| json!({"priority": "high", "title": title, "description": text});
    let list = [
        one("Fix the pump", "See the report"),
        one("Fix the bell", "See the report"),
        one("Fix the bell", "It is cracked"),
    ];
    let harvest = read(&json!({"timestamp": "2025-10-28T06:00:00", "recommendations": list}).to_string());
    let told: Vec<&str> = open(&harvest).iter().map(|item| item.description.as_str()).collect();
    assert_eq!(told, ["Fix the pump", "Fix the bell", "Fix the bell"]);
    assert!(harvest.items[2].details.contains("It is cracked"), "{}", harvest.items[2].details);
    let idle = [one("Docs", "No action needed"), one("✅ Pump mended", "See the report")];
    assert!(read(&json!({"recommendations": idle}).to_string()).items.is_empty());
}

#[test]
fn an_issue_list_of_the_command_line_is_read_like_the_api() {
    let issue = |number: u32, state: &str| json!({"number": number, "title": "Crash on start", "state": state, "labels": [{"name": "bug"}], "createdAt": "2025-05-01T00:00:00Z", "updatedAt": "2025-05-02T00:00:00Z", "closedAt": if state == "OPEN" { Value::Null } else { json!("2025-05-02T00:00:00Z") }, "url": format!("https://github.com/acme/tool/issues/{number}"), "body": "", "assignees": [], "author": {"login": "bob"}});
    let harvest = read(&json!([issue(7, "OPEN"), issue(6, "CLOSED")]).to_string());
    assert_eq!(open(&harvest).iter().map(|item| item.id.as_str()).collect::<Vec<_>>(), ["acme/tool#7"]);
    assert_eq!((harvest.kind, harvest.name.as_str(), harvest.read), (SourceKind::WorkItems, "log", 2));
}

#[test]
fn a_list_of_pull_requests_is_history_and_no_work() {
    let api = |number: u32, merged: Value| json!({"number": number, "title": "Two", "state": "closed", "html_url": format!("https://github.com/a/b/pull/{number}"), "url": format!("https://api.github.com/repos/a/b/pulls/{number}"), "created_at": "2026-01-01T00:00:00Z", "merged_at": merged});
    let gh = |number: u32, state: &str, more: Value| {
        let mut row = json!({"number": number, "title": "Two", "state": state, "url": format!("https://github.com/a/b/pull/{number}"), "createdAt": "2026-01-01T00:00:00Z"});
        row.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        row
    };
    for list in [
        json!([api(1, json!("2026-01-02T00:00:00Z")), api(2, Value::Null)]),
        json!([gh(1, "MERGED", json!({"mergedAt": "2026-01-02T00:00:00Z"})), gh(2, "OPEN", json!({"mergedAt": null}))]),
        json!([gh(1, "MERGED", json!({})), gh(2, "OPEN", json!({"isPullRequest": true}))]),
    ] {
        let harvest = read(&list.to_string());
        assert_eq!((harvest.items.len(), harvest.read, harvest.skipped[0].count), (0, 2, 2), "{list}");
        let merged: Vec<&str> = harvest.finished.iter().map(|finished| finished.id.as_str()).collect();
        assert_eq!(merged, ["a/b#1"], "{list}");
    }
}

#[test]
fn a_journal_is_told_from_a_log_however_it_is_cut() {
    let text = "{\"format\":\"autonomous_orchestrator.journal\",\"version\":1}\n{\"seq\":1,\"at\":\"2026-01-01T00:00:00Z\",\"command\":\"x\",\"events\":[]}\n".to_owned()
        + &"{\"seq\":2}\n".repeat(20_000);
    for size in [7, text.len()] {
        let mut reader = FileReader::new("journal.jsonl", &Config::default());
        let mut rest = text.as_str();
        while !rest.is_empty() {
            let (slice, more) = rest.split_at(size.min(rest.len()));
            reader.push(slice);
            rest = more;
        }
        let harvest = reader.finish(now());
        assert_eq!((harvest.items.len(), harvest.problems.len(), harvest.skipped.len()), (0, 1, 0));
        assert!(harvest.problems[0].message.contains("fromJournal"), "{:?}", harvest.problems);
    }
}

#[test]
fn malformed_lines_are_told_by_number_and_cost_no_other() {
    let good = event("t", 1, json!({"status": "Failed", "message": "no"}), json!({}));
    let harvest = read(&format!("0000{good}\n{good}\n\0\0\0\n{good}\n``"));
    let places: Vec<&str> = harvest.problems.iter().map(|problem| problem.place.as_str()).collect();
    assert_eq!(places, ["line 1", "line 3", "line 5"]);
    assert_eq!(harvest.items[0].occurrences, 2);
    assert_eq!(harvest.read, 5);
}

#[test]
fn records_without_a_line_end_between_them_are_read_one_by_one() {
    let work = |id: &str| json!({ "id": id, "description": format!("Do {id}"), "urgency_level": 2 }).to_string();
    assert_eq!(read_as("work.json", &["a", "b", "c"].map(work).concat()).items.len(), 3);
    let failed = |task| event(task, 1, json!({ "status": "Failure", "message": format!("{task} broke") }), json!({}));
    let log = format!("{}\n{}{}\n", failed("one"), failed("two"), failed("three"));
    let harvest = read(&log);
    assert_eq!((harvest.read, harvest.items.len(), harvest.problems.len()), (3, 3, 0));
}

#[test]
fn every_json_text_inside_json_is_read() {
    let inner = |at| json!({ "gaps": [{ "description": format!("step {at} is not handled by the engine"), "severity": "high" }] });
    let steps: Vec<Value> =
        (0..20).map(|at| json!({ "name": format!("s{at}"), "gaps": inner(at).to_string() })).collect();
    let harvest = read(&json!({ "workflow": "W", "steps": steps }).to_string());
    let told: String = harvest.items.iter().map(|item| format!("{} {}", item.description, item.details)).collect();
    for at in 0..20 {
        assert!(told.contains(&format!("step {at} is not handled")), "{at}: {told}");
    }
    // Each of these holds the next; one beyond the depth is counted.
    let mut deep = inner(0);
    for _ in 0..10 {
        deep = json!({ "gaps": deep.to_string() });
    }
    let harvest = read(&deep.to_string());
    assert!(harvest.items.is_empty());
    assert!(harvest.skipped.iter().any(|skipped| skipped.why.contains("too deep")), "{:?}", harvest.skipped);
}

#[test]
fn a_step_that_failed_speaks_for_what_it_stands_in() {
    let phase = |at| json!({ "phase": format!("P{at}"), "status": "failed", "error": format!("cause {at} of many") });
    let phases: Vec<Value> = ["alpha", "beta"].into_iter().map(phase).collect();
    let harvest =
        read(&json!({ "workflow": "W", "status": "failed", "error": "all in all", "phases": phases }).to_string());
    let told: Vec<&str> = open(&harvest).iter().map(|item| item.description.as_str()).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(harvest.skipped.iter().any(|skipped| skipped.what == "overall verdicts"));
}

#[test]
fn what_is_no_source_of_work_says_what_would_be() {
    for (name, text) in [
        ("empty", ""),
        ("white space", " \n\t\n"),
        ("binary", "\0\u{1}\u{2}\u{3}\u{4}\u{5}"),
        ("prose", "Dear all,\nnothing is to be done."),
        ("a contact list", "name,type,url\nBob,person,https://x\n"),
        ("a glossary", "subject,description,confidence\nOwl,a bird,0.9\n"),
        ("unrelated JSON", "{\"a\": {\"b\": [1, 2, 3]}}"),
        ("a number", "[1, 2, 3]"),
        ("too deep", &"[".repeat(100_000)),
        ("cut at once", "{"),
    ] {
        let harvest = read(text);
        assert_eq!(harvest.items.len(), 0, "{name}");
        assert!(!harvest.problems.is_empty(), "{name}");
    }
}

#[test]
fn the_errors_of_every_logger_are_told_with_its_name_and_time() {
    for (text, expected) in [
        (
            "2025-10-11 09:00:00,500 - core.bus - INFO - up\n2025-10-11 09:01:01,500 - core.bus - \u{1b}[31mERROR\u{1b}[0m - Lost the oar\u{1b}[0m",
            ("core.bus reports an error: Lost the oar", "2025-10-11T09:01:01.500Z"),
        ),
        (
            "\u{1b}[31m2025-10-11 09:00:00 - core.bus - ERROR - Lost the bus\u{1b}[0m\n",
            ("core.bus reports an error: Lost the bus", "2025-10-11T09:00:00Z"),
        ),
        (
            "2025-10-11 09:00:00 +0200 - core.bus - ERROR - Lost the bus",
            ("core.bus reports an error: Lost the bus", "2025-10-11T07:00:00Z"),
        ),
        (
            "2025/10/11 09:00:00,5 -03:30 core.bus ERROR Lost the bus",
            ("core.bus reports an error: Lost the bus", "2025-10-11T12:30:00.500Z"),
        ),
        (
            "2025-10-11T09:00:00 +0200 ERROR core.bus: Lost the bus",
            ("core.bus reports an error: Lost the bus", "2025-10-11T07:00:00Z"),
        ),
        (
            "[2025-10-11 09:00:00 +0200] [17] [ERROR] Worker died\n[2025-10-11 09:05:00 +0200] [18] [ERROR] Worker died",
            ("process reports an error: Worker died", "2025-10-11T07:00:00Z"),
        ),
        (
            "2025-10-11T09:03:00Z ERROR [core.mast] Mast broke",
            ("core.mast reports an error: Mast broke", "2025-10-11T09:03:00Z"),
        ),
    ] {
        let harvest = read(text);
        let [item] = open(&harvest)[..] else { panic!("{text}: {harvest:?}") };
        assert_eq!(item.description, expected.0, "{text}");
        assert_eq!(item.created_date, expected.1.parse::<DateTime<Utc>>().unwrap(), "{text}");
    }
}

#[test]
fn one_bad_record_of_a_list_costs_no_other() {
    let good = |id: &str| json!({"id": id, "description": "Do it", "effort_estimate": 1}).to_string();
    let deep =
        format!("{{\"id\": \"deep\", \"description\": \"x\", \"more\": {}{}}}", "[".repeat(500), "]".repeat(500));
    for (bad, reason) in [
        (deep.as_str(), "nested more than 127 deep; left out"),
        (&"[".repeat(200_000), "nested more than 127 deep; left out"),
        ("null", "expected an object with a work item's fields, got nothing; left out"),
        ("[]", "expected an object with a work item's fields, got a list; left out"),
        ("{}", "has neither an id nor a description; left out"),
    ] {
        let bad = if bad.starts_with("[[") { format!("{bad}{}", "]".repeat(bad.len())) } else { bad.to_owned() };
        let list = format!("[{}, {bad}, {}, {}]", good("a"), good("b"), good("c"));
        for text in [list.clone(), format!("{{\"items\": {list}}}"), format!("{{\"x\": 1, \"work_items\": {list}}}")] {
            let harvest = read(&text);
            let ids: Vec<&str> = harvest.items.iter().map(|item| item.id.as_str()).collect();
            assert_eq!(ids, ["a", "b", "c"], "{reason}");
            let [problem] = &harvest.problems[..] else { panic!("{:?}", harvest.problems) };
            assert_eq!((problem.place.as_str(), problem.message.as_str()), ("items[1]", reason));
            assert_eq!(harvest.read, 4);
        }
    }
    // One that says little is an item all the same.
    let harvest = read(&format!("[{}, {}, {{\"description\": \"Just this\"}}]", good("a"), good("b")));
    assert_eq!((harvest.items.len(), harvest.problems.len()), (3, 0));
    // In a log as well.
    let gap = |name: &str| json!({"gap_type": "missing", "component_name": name, "severity": "high"}).to_string();
    let harvest = read(&format!("{{\"gaps\": [{}, {deep}, {}]}}", gap("one"), gap("two")));
    assert_eq!((open(&harvest).len(), harvest.problems.len()), (2, 1));
    assert_eq!(harvest.problems[0].place, "gaps[1]");
}

#[test]
fn of_a_flood_of_problems_the_first_are_told_and_the_rest_is_counted() {
    let many = 1_000;
    let repeated =
        |line: &dyn Fn(usize) -> String, between: &str| (0..many).map(line).collect::<Vec<_>>().join(between);
    let list = |bad: &str| {
        let good = |id: String| json!({"id": id, "description": "Mend it", "effort_estimate": 1});
        let three = |at| format!("{},{bad},{}", good(format!("A-{at}")), good(format!("B-{at}")));
        format!("[{}]", repeated(&three, ","))
    };
    let deep = format!("{}1{}", "[".repeat(300), "]".repeat(300));
    let done = event("task", 1, json!({"status": "ok"}), json!({}));
    for (text, told) in [
        (repeated(&|_| format!("{done}\n{{broken"), "\n"), many),
        ("id,title\n".to_owned() + &repeated(&|_| "same,Mend it".to_owned(), "\n"), many - 1),
        (list(&deep), many),
        (list("{}"), many),
        // What was lost where the text breaks off is told before any flood.
        (list("{}").trim_end_matches("}]").to_owned(), many + 2),
    ] {
        let harvest = read(&text);
        assert_eq!((harvest.problems.len(), harvest.unlisted), (200, told - 200));
        let is_torn = harvest.problems.iter().any(|problem| problem.message.contains("breaks off in this record"));
        assert_eq!(is_torn, told > many);
    }
}

#[test]
fn of_very_many_items_the_first_are_taken_and_it_is_told() {
    let rows: String = (0..=100_000).map(|at| format!("{at},Mend it,open\n")).collect();
    let harvest = read(&format!("id,title,status\n{rows}"));
    assert_eq!((harvest.read, harvest.items.len()), (100_001, 100_000));
    assert!(harvest.problems[0].message.starts_with("100001 work items; the first 100000 were taken"));
}

#[test]
fn figures_beyond_measure_stay_short_and_finite() {
    let text = event("t", 1, json!({"status": "Failed", "message": "no", "budget_impact": 1e308}), json!({}));
    let cost = event("u", 1, json!({"status": "Failed", "actual_cost": 1e308, "budget": 1e-300}), json!({}));
    let harvest = read(&format!("{text}\n{cost}"));
    assert!(harvest.items.iter().all(|item| (item.budget_impact - 1e6).abs() < 1.0));
    assert_eq!(harvest.problems[0].message, "a budget impact of 1e308 is more than can be; 1000000 was used");
    let table = read("id,title,effort\n1,One,1e308\n2,Two,3\n");
    assert_eq!(table.problems[0].message, "effort “1e308” is no number of days; 2 days are used");
    let bead = |minutes: f64| json!({"id": "b", "title": "B", "issue_type": "bug", "estimated_minutes": minutes});
    let beads = read(&format!("{}\n{}", bead(1e308), json!({"id": "c", "title": "C", "issue_type": "bug"})));
    assert_eq!(beads.problems[0].message, "an estimate of 1e308 minutes cannot be; 2 days are used");
    assert!(beads.items.iter().all(|item| item.effort_estimate < 3.0));
    let health = read(&json!({"file": "a.py", "status": "NON_COMPLIANT", "score": 1e308}).to_string());
    assert!(health.items[0].description.contains("score 1e308"), "{}", health.items[0].description);
}

#[test]
fn a_document_that_is_too_large_is_refused_with_advice() {
    let mut reader = FileReader::new("huge", &Config::default());
    reader.push("{\"a\": [\n");
    let slice = "1,\n".repeat(350_000);
    for _ in 0..40 {
        reader.push(&slice);
    }
    let harvest = reader.finish(now());
    assert_eq!(harvest.items.len(), 0);
    assert!(harvest.problems[0].message.contains("JSON Lines"), "{:?}", harvest.problems);
}

#[test]
fn items_are_read_alike_in_every_form_however_little_they_state() {
    let items = [
        json!({"id": "APP-1", "description": "Data loss during import", "tags": ["customer"], "urgency_level": 5}),
        json!({"id": "APP-2", "description": "Publish the import guide", "dependencies": ["APP-1"]}),
        json!({"id": "APP-3", "description": "Summarise long meetings", "confidence_score": 0.2}),
        json!({"id": "APP-4", "description": "Sweep", "tags": ["x"], "status": "pending"}),
    ];
    let lines = |items: &[Value]| items.iter().map(Value::to_string).collect::<Vec<_>>().join("\n");
    let last_first: Vec<Value> = items.iter().rev().cloned().collect();
    for text in [json!(items).to_string(), json!({"items": items}).to_string(), lines(&items), lines(&last_first)] {
        let harvest = read(&text);
        let mut ids: Vec<&str> = harvest.items.iter().map(|item| item.id.as_str()).collect();
        ids.sort_unstable();
        assert_eq!(ids, ["APP-1", "APP-2", "APP-3", "APP-4"], "{text}");
        assert_eq!((harvest.read, harvest.problems.len(), harvest.skipped.len()), (4, 0, 0), "{text}");
    }
    // Terms and their meanings are no work, however many there are.
    let terms = [json!({"id": "a", "description": "A word"}), json!({"id": "b", "description": "Another", "tags": []})];
    assert!(read(&lines(&terms)).items.is_empty());
    assert!(read(&json!(terms).to_string()).items.is_empty());
}

#[test]
fn bytes_that_are_no_text_are_told() {
    let mut reader = FileReader::new("plan.md", &Config::default());
    reader.push_bytes(b"# Plan\n\n- [ ] Pr\xfcfung f\xfcr den Hafen\n");
    let harvest = reader.finish(now());
    assert_eq!(harvest.items.len(), 1);
    assert!(harvest.problems[0].message.starts_with("2 places are no UTF-8"), "{:?}", harvest.problems);
}

#[test]
fn hostile_text_is_only_text() {
    let nasty = "<script>alert(1)</script>\u{202e}\u{0}\u{1b}[31mred";
    let text = event(nasty, 1, json!({"status": "Failed", "message": nasty, "ethical_flags": [nasty]}), json!({}));
    let harvest = read(&format!("{text}\n{text}"));
    let all = serde_json::to_string(&harvest).unwrap();
    assert!(!all.contains('\u{202e}') && !all.contains("\\u0000") && !all.contains("\\u001b"), "{all}");
}

#[test]
fn slices_may_end_anywhere() {
    for path in ["run_events.jsonl", "engine.log", "phases.json", "backlog.csv"] {
        let text =
            std::fs::read_to_string(format!("{}/tests/fixtures/iar/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap();
        let whole = read(&text);
        for size in [1, 7, 64] {
            let mut reader = FileReader::new("log", &Config::default());
            let mut rest = text.as_str();
            while !rest.is_empty() {
                let end = (size..rest.len()).find(|at| rest.is_char_boundary(*at)).unwrap_or(rest.len());
                let (slice, after) = rest.split_at(end);
                reader.push(slice);
                rest = after;
            }
            assert_eq!(reader.finish(now()), whole, "{path} in slices of {size}");
        }
    }
}

#[test]
fn a_long_log_needs_little_memory_and_loses_nothing() {
    let mut reader = FileReader::new("log", &Config::default());
    let mut lines = 0_usize;
    for slice in 0..200 {
        let text: String = (0..50)
            .map(|n| {
                event(
                    &format!("task_{}", n % 7),
                    n % 60,
                    if n % 5 == 0 {
                        json!({"status": "Failed", "message": "no"})
                    } else {
                        json!({"status": "Success", "confidence": 1.0})
                    },
                    json!({"payload": "x".repeat(200), "slice": slice}),
                ) + "\n"
            })
            .collect();
        lines += 50;
        reader.push(&text);
    }
    let harvest = reader.finish(now());
    let seen: u32 = harvest.items.iter().map(|item| item.occurrences).sum();
    let skipped: usize = harvest.skipped.iter().map(|skipped| skipped.count).sum();
    assert_eq!(harvest.read, lines);
    assert_eq!(seen as usize + skipped, lines);
    assert!(harvest.items.len() <= 7);
}

/// Every fixture.
static FIXTURES: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let folder = format!("{}/tests/fixtures", env!("CARGO_MANIFEST_DIR"));
    let mut all = Vec::new();
    for kind in ["iar", "protocol"] {
        for entry in std::fs::read_dir(format!("{folder}/{kind}")).unwrap() {
            let path = entry.unwrap().path();
            all.push((path.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read_to_string(&path).unwrap()));
        }
    }
    all.sort();
    all
});

#[test]
fn a_file_cut_at_any_byte_is_read_and_nothing_is_lost_in_silence() {
    for (name, text) in FIXTURES.iter() {
        // Every byte of all of them takes half a minute; each run of five bytes has one.
        for end in (name.len() % 5..text.len()).step_by(5).filter(|end| text.is_char_boundary(*end)) {
            let cut = &text[..end];
            let harvest = read_as(name, cut);
            assert!(
                is_accounted_for(&harvest) || harvest.read == 0 || harvest.kind == SourceKind::Protocol,
                "{name} cut at {end}: {harvest:?}"
            );
            if cut.trim().is_empty() {
                assert!(!harvest.problems.is_empty(), "{name} cut at {end}");
            }
        }
    }
}

#[test]
fn reading_again_gives_the_same() {
    for (name, text) in FIXTURES.iter() {
        assert_eq!(read_as(name, text), read_as(name, text), "{name}");
    }
}

#[test]
fn ids_stand_once() {
    for (name, text) in FIXTURES.iter() {
        let harvest = read_as(name, text);
        let mut ids: Vec<&str> = harvest.items.iter().map(|item| item.id.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), harvest.items.len(), "{name}");
    }
}

proptest! {
    #[test]
    fn no_text_panics(text in "[\\PC\\n\\t\\x00]{0,400}") {
        let _ = read(&text);
    }

    #[test]
    fn no_damage_to_a_fixture_panics(which in any::<prop::sample::Index>(), damage in prop::collection::vec((any::<prop::sample::Index>(), any::<char>()), 1..20)) {
        let (name, text) = which.get(&FIXTURES);
        let mut letters: Vec<char> = text.chars().collect();
        for (at, letter) in damage {
            let at = at.index(letters.len());
            letters[at] = letter;
        }
        let text: String = letters.into_iter().collect();
        let harvest = read_as(name, &text);
        for item in &harvest.items {
            prop_assert!(item.confidence_score.is_none_or(|share| (0.0..=1.0).contains(&share)));
            prop_assert!((1..=5).contains(&item.urgency_level) && item.effort_estimate > 0.0 && item.effort_estimate.is_finite());
            // A work item keeps the words it states.
            let is_line = harvest.kind == SourceKind::WorkItems || !item.description.contains('\n');
            prop_assert!(!item.description.is_empty() && is_line, "{:?}", item.description);
            prop_assert!(item.details.len() <= 20_000);
        }
    }

    #[test]
    fn any_json_is_read_without_panic(value in any_json()) {
        let _ = read(&value.to_string());
        let _ = read(&format!("{value}\n{value}\n"));
    }
}

/// JSON whose keys are those that the readers look for.
fn any_json() -> impl Strategy<Value = Value> {
    let key = prop::sample::select(vec![
        "status",
        "confidence",
        "potential_issues",
        "reflection",
        "iar",
        "error",
        "result",
        "task_key",
        "gaps",
        "recommendations",
        "phases",
        "alerts",
        "execution_plan",
        "task_id",
        "action",
        "priority",
        "instances",
        "capabilities",
        "tasks",
        "id",
        "title",
        "number",
        "description",
        "items",
        "top_priorities",
        "kpi_summary",
        "timestamp",
        "ts",
        "severity",
        "message",
        "task_statuses",
        "intention",
        "facts_ledger",
        "effort_estimate",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        prop::sample::select(vec!["failed", "success", "critical", "0.5", "2025-01-01", "{\"gaps\": []}", "", "a/b"])
            .prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 60, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(key.clone(), inner, 0..8)
                .prop_map(|map| map.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()),
        ]
    })
}

#[test]
fn a_backlog_that_is_cut_off_takes_nothing_from_what_is_known() {
    let whole = json!([
        { "id": "A", "description": "First", "urgency_level": 3 },
        { "id": "B", "description": "Second", "effort_estimate": 13, "confidence_score": 0.95, "dependencies": ["B-12"] },
    ])
    .to_string();
    let last = whole.find("\"id\":\"B\"").unwrap();
    for cut in last..whole.len() - 1 {
        let harvest = read_as("work.json", &whole[..cut]);
        let ids: Vec<&str> = harvest.items.iter().map(|item| item.id.as_str()).collect();
        assert_eq!(ids, ["A"], "{}", &whole[..cut]);
        assert!(harvest.problems.iter().any(|problem| problem.place == "record 2"), "{:?}", harvest.problems);
    }
}

#[test]
fn a_record_that_is_whole_stays_whatever_is_missing_behind_it() {
    let records = json!([
        { "id": "A", "description": "First", "urgency_level": 3 },
        { "id": "B", "description": "Second", "urgency_level": 2 },
    ]);
    for (text, expected) in [
        (records.to_string(), &["A", "B"][..]),
        (format!("{{\"work_items\": {records}"), &["A", "B"]),
        (format!("{{\"version\": 1, \"work_items\": {records}"), &["A", "B"]),
        (format!("{{\"work_items\": {records}, \"version\": 1"), &["A", "B"]),
        (format!("{{\"version\": 1, \"work_items\": {records}").trim_end_matches("}]").to_owned(), &["A"]),
    ] {
        // The last bracket of a list that stands alone is missing, too.
        let text = text.strip_suffix(']').unwrap_or(&text);
        let harvest = read_as("work.json", text);
        let ids: Vec<&str> = harvest.items.iter().map(|item| item.id.as_str()).collect();
        assert_eq!(ids, expected, "{text}");
    }
}

#[test]
fn half_a_number_is_no_number() {
    let report =
        json!({ "task": "prime", "status": "success", "message": "it is done", "confidence": 0.95 }).to_string();
    let end = report.find("0.95").unwrap();
    for cut in end..end + 4 {
        assert_eq!(read_as("report.json", &report[..cut]).items, [], "{}", &report[..cut]);
    }
}

#[test]
fn what_cannot_be_read_of_a_fence_is_told() {
    let failed = json!({ "task_key": "load", "status": "failed", "error": "No key", "confidence": 0.1, "summary": "could not load" });
    let document = |fence: &str| read_as("run.md", &format!("# Run\n\nWhat happened:\n\n```json\n{fence}\n```\n"));
    let text = failed.to_string();
    assert_eq!(document(&text).items.len(), 1);
    let cut = document(&text[..text.len() - 1]);
    assert_eq!((cut.items.len(), cut.problems.len()), (0, 1), "{cut:?}");
    let second = document(&format!("{text}\n{}", &text[..40]));
    assert_eq!(second.items.len(), 1);
    assert!(second.skipped.iter().any(|skipped| skipped.what == "lines in fences"), "{second:?}");
    let other = document("{\"host\": \"localhost\", \"port\": 80}");
    assert!(other.skipped.iter().any(|skipped| skipped.what == "data in fences"), "{other:?}");
}

#[test]
fn a_marked_reflection_of_a_chat_is_read_with_a_fence_or_without() {
    let value = json!({"status": "Failed", "confidence": 0.3, "summary": "Owl detector needs 4 GB of weights", "potential_issues": ["weights missing"]});
    let (line, lines) = (value.to_string(), serde_json::to_string_pretty(&value).unwrap());
    let python = line.replace('"', "'");
    let document = |said: &str| {
        read_as(
            "chat.md",
            &format!(
                "# Fix owl\n_Exported on 11/12/2025 from Cursor (1.7.1)_\n\n---\n\n**Cursor**\n\nok\n\n{said}\n\n## Next\n\nSure?\n"
            ),
        )
    };
    for (name, said) in [
        ("lines", format!("->|IAR|<-\n{lines}")),
        ("a line", format!("->|IAR|<-\n\n{line}")),
        ("the same line", format!("->|IAR|<- {line}")),
        ("Python", format!("->|IAR|<-\n{python}")),
        ("a fence after the mark", format!("->|IAR|<-\n```json\n{lines}\n```")),
        ("a fence around the mark", format!("```\n->|IAR|<-\n{lines}\n```")),
        ("a fence around more", format!("```\n{{\"confidence\": 0.9}}\n->|IAR|<-\n{line}\n```")),
        ("words after it", format!("->|IAR|<-\n{lines}\nShall I go on?\n->|Results|<-\n{{\"a\": 1}}")),
        ("a task's key in it", format!("->|IAR|<-\n{{\"task_key\": \"owl\", {}", &line[1..])),
        ("a task's key in a fence", format!("```\n{{\"task_key\": \"owl\", {}\n```", &line[1..])),
        ("output before it", format!("TASK: owl | ACTION: a | STATUS: ok\n->|IAR|<-\n{line}")),
    ] {
        let harvest = document(&said);
        let [item] = open(&harvest)[..] else { panic!("{name}: {harvest:?}") };
        assert!(item.description.contains("Owl detector needs 4 GB"), "{name}: {}", item.description);
        assert_eq!((item.occurrences, item.confidence_score, harvest.problems.len()), (1, Some(0.3), 0), "{name}");
    }
    let twice = document(&format!("->|IAR|<-\n{line}\n\n->|IAR|<-\n{lines}"));
    assert_eq!(twice.items[0].occurrences, 2);
    // What cannot be read is told.
    let cut = document(&format!("->|IAR|<-\n{}", &lines[..60]));
    assert_eq!((cut.items.len(), cut.problems.len()), (0, 1), "{cut:?}");
    for said in
        ["->|IAR|<-\nall is well", "->|IAR|<-\n\n---", "->|IAR|<-\n```\nall is well\n```", "```\n->|IAR|<-\n```"]
    {
        let harvest = document(said);
        assert!(harvest.skipped.iter().any(|skipped| skipped.what == "marks of reflections"), "{said}: {harvest:?}");
    }
}

#[test]
fn texts_of_other_machines_are_read_alike() {
    let text = "# Plan\n\n## Next Steps\n\n- [ ] Do the first thing\n- [ ] Do the second thing\n";
    let wide: Vec<u8> = std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let padded = [text.as_bytes(), &[0; 4_096]].concat();
    for (what, bytes) in
        [("UTF-16", wide), ("old line ends", text.replace('\n', "\r").into_bytes()), ("padding", padded)]
    {
        for size in [1, 7, bytes.len()] {
            let mut reader = FileReader::new("plan.md", &Config::default());
            bytes.chunks(size).for_each(|slice| reader.push_bytes(slice));
            assert_eq!(reader.finish(now()).items.len(), 2, "{what}, {size}");
        }
    }
}

#[test]
fn a_quote_that_is_never_closed_costs_no_row() {
    let harvest = read_as("work.csv", "id,title,status\n1,\"Fix the bug,open\n2,Other,open\n3,Third,open\n");
    assert_eq!((harvest.items.len(), harvest.problems.len()), (3, 1), "{harvest:?}");
}

#[test]
fn a_table_is_read_whatever_parts_its_cells() {
    for (text, line) in [
        ("Title,Status\n\"Mend, net\",Open\nPaint,Done\n", "line 2"),
        ("Title|Status\nMend, net|Open\nPaint|Done\n", "line 2"),
        ("sep=;\nTitle;Status\nMend, net;Open\nPaint;Done\n", "line 3"),
        ("\u{feff}sep=\t\r\nTitle\tStatus\r\nMend, net\tOpen\r\nPaint\tDone\r\n", "line 3"),
    ] {
        let harvest = read_as("work.csv", text);
        let [item] = open(&harvest)[..] else { panic!("{text}: {harvest:?}") };
        assert_eq!((item.description.as_str(), item.source.place.as_deref()), ("Mend, net", Some(line)), "{text}");
        assert_eq!((harvest.read, harvest.items.len(), harvest.problems.len()), (2, 2, 0), "{harvest:?}");
    }
}

#[test]
fn a_record_with_half_a_record_behind_it_is_read() {
    let good = event("t", 1, json!({"status": "Failed", "message": "no"}), json!({}));
    let harvest = read(&format!("{good}{}\n{good}\n", &good[..60]));
    assert_eq!((harvest.items[0].occurrences, harvest.problems.len()), (2, 1));
}
