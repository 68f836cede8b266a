//! IAR logs: every shape, and the judgement rules, each named.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

#[path = "support/files.rs"]
mod files;

use autonomous_orchestrator::harvest::Harvest;
use autonomous_orchestrator::work_item::{SourceKind, Status};
use chrono::{DateTime, Utc};
use files::{event, is_accounted_for, open, read, read_as, read_below};
use serde_json::{Value, json};

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
fn a_report_states_its_time_in_its_head_or_under_a_name_of_its_own() {
    let gap = json!([{"gap_type": "missing", "component": "mast", "description": "no mast", "severity": "high"}]);
    for report in [
        json!({"metadata": {"analysis_date": "2025-03-01T08:00:00Z"}, "gaps": gap}),
        json!({"summary": {"timestamp": "2025-03-01T08:00:00Z"}, "gaps": gap}),
        json!({"extraction_metadata": {"collection_timestamp": "2025-03-01T08:00:00Z"}, "gaps": gap}),
        json!({"activation_timestamp": "2025-03-01T08:00:00Z", "gaps": gap}),
    ] {
        let harvest = read(&report.to_string());
        assert_eq!(harvest.items.len(), 1, "{report}");
        assert_eq!(harvest.items[0].created_date.to_rfc3339(), "2025-03-01T08:00:00+00:00", "{report}");
    }
}

#[test]
fn what_is_expected_watched_or_long_ago_is_no_outcome() {
    for report in [
        json!({"rules": [{"name": "r", "trigger": {"config": {"watch_status": "Failed"}}}], "status": "success"}),
        json!({"task": "t", "iar_expectation": {"status": "failure", "confidence": 0.1}, "status": "success"}),
        json!({"historical_runs": [{"task": "t", "status": "failed", "error": "it broke"}], "status": "success"}),
    ] {
        assert_eq!(read(&report.to_string()).items.len(), 0, "{report}");
    }
}

#[test]
fn what_follows_up_is_work_in_a_report_and_talk_in_a_chat() {
    let report = json!({"task_id": "t", "status": "success", "confidence": 0.9, "summary": "It went well", "follow_up_actions": ["Oil the gate in March"]});
    assert_eq!(open(&read(&report.to_string())).len(), 1);
    let chat = |text: &Value| {
        format!("# Chat\n_Exported on 1/2/2025_\n\n**User**\n\nhi\n\n---\n\n**Cursor**\n\n```json\n{text}\n```\n")
    };
    let harvest = read(&chat(&report));
    assert_eq!(harvest.items.len(), 0);
    assert!(harvest.skipped.iter().any(|skipped| skipped.what == "advice in a chat"), "{:?}", harvest.skipped);
}

#[test]
fn a_failure_is_told_in_words_that_fit() {
    for (report, expected) in [
        (json!([{"model": "m-1", "status": "error", "error": "404 not found"}]), "m-1 fails: 404 not found"),
        (json!({"task": "save", "status": "Failed to save file"}), "save fails: Failed to save file"),
        (
            json!({"task": "pack", "status": "success", "error": "disk full"}),
            "pack reports no failure, but an error stands in its result: disk full",
        ),
    ] {
        let harvest = read(&report.to_string());
        let told: Vec<&str> = open(&harvest).iter().map(|item| item.description.as_str()).collect();
        assert_eq!(told, [expected], "{report}");
    }
}

#[test]
fn what_callers_log_again_is_one_problem() {
    let log = "2025-01-02 03:04:05,1 - tool - ERROR - Reading failed: no such file: rigging/sail.txt\n\
        2025-01-02 03:04:05,2 - engine - CRITICAL - Step stopped: no such file: rigging/sail.txt\n\
        2025-01-02 03:04:05,3 - shell - ERROR - It ended: Step stopped: no such file: rigging/sail.txt\n\
        2025-01-02 03:04:06,1 - tool - ERROR - Reading failed: no such file: rigging/mast.txt\n";
    let harvest = read(log);
    let told: Vec<(&str, u8)> =
        harvest.items.iter().map(|item| (item.description.as_str(), item.urgency_level)).collect();
    let sail = "tool reports a critical error: Reading failed: no such file: rigging/sail.txt";
    assert_eq!(told, [(sail, 5), ("tool reports an error: Reading failed: no such file: rigging/mast.txt", 4)]);
    assert_eq!(harvest.skipped[0].count, 2);
    // The same cause elsewhere, or later, is another problem.
    for (second, other) in [
        ("03:04:05", "tool - ERROR - Upload of beta failed: connection refused"),
        ("03:04:05", "mail - CRITICAL - Invoice 7 was lost: connection refused by the bank"),
        ("05:04:05", "mail - ERROR - Mail was not sent: connection refused"),
    ] {
        let log = format!(
            "2025-01-02 03:04:05 - tool - ERROR - Upload of alpha failed: connection refused\n2025-01-02 {second} - {other}\n"
        );
        assert_eq!(read(&log).items.len(), 2, "{other}");
    }
}

#[test]
fn what_a_dated_report_calls_well_completes_what_failed_before() {
    let report = |at: &str, phase: Value| {
        json!({"operation": "launch", "timestamp": at, "status": "success", "phase_results": {"rigging": phase}})
            .to_string()
    };
    let well = read(&report(
        "2025-03-02T08:00:00Z",
        json!({"status": "success", "iar": {"confidence": 0.9, "status": "success"}, "checks": [{"check": "ropes", "passed": true}]}),
    ));
    let places: Vec<&str> = well.successes.iter().map(|success| success.place.as_str()).collect();
    for place in ["launch › rigging", "launch › ropes", "launch"] {
        assert!(places.contains(&place), "{places:?}");
    }
    // What holds a problem did not go well.
    let failed = read(&report("2025-03-01T08:00:00Z", json!({"status": "failed", "error": "a rope broke"})));
    assert_eq!((failed.items.len(), failed.successes.len()), (1, 0), "{:?}", failed.successes);
    assert_eq!(failed.items[0].source.place.as_deref(), Some("launch › rigging"));
    // Without a time nobody knows what was later.
    let undated = json!({"operation": "launch", "phases": [{"phase": "rigging", "status": "success"}, {"phase": "sails", "status": "failed", "error": "torn"}]});
    assert_eq!(read(&undated.to_string()).successes.len(), 0);
}

#[test]
fn a_level_that_a_message_repeats_is_its_level() {
    let log = "2025-01-02 03:04:05,1 - sea - ERROR - ERROR: FATAL: no room is left\n2025-01-02 03:04:06 - ERROR - no wind at all\n";
    let harvest = read_as("logs/sea.log", log);
    let told: Vec<&str> = harvest.items.iter().map(|item| item.description.as_str()).collect();
    assert_eq!(told, ["sea reports a critical error: no room is left", "A step in sea.log fails: no wind at all"]);
}

#[test]
fn a_roadmap_may_hold_its_phases_by_name() {
    let phase = |tasks: &[&str]| json!({"duration": "2 weeks", "tasks": tasks});
    let report = json!({"implementation_roadmap": {"phase_1": phase(&["Draw the mast", "Saw the mast"]), "phase_2": phase(&["Raise it"])}});
    let harvest = read(&report.to_string());
    let told: Vec<&str> = open(&harvest).iter().map(|item| item.description.as_str()).collect();
    assert_eq!(told, ["phase 1: Draw the mast (2 parts)", "phase 2: Raise it"]);
}

#[test]
fn queued_tasks_without_an_id_are_told_apart_by_their_words() {
    let task = |id: &str, words: &str| json!({"task_id": id, "description": words, "required_capability": "sailing", "status": "unassigned"});
    let harvest =
        read(&json!([task("", "Draw the map"), task("\u{0}", "Read the map"), task("t-3", "Sail")]).to_string());
    let ids: Vec<&str> = harvest.items.iter().map(|item| item.id.as_str()).collect();
    assert_eq!(ids.len(), 3);
    assert!(ids.iter().all(|id| !id.is_empty()) && ids[2] == "t-3", "{ids:?}");
}

#[test]
fn what_failed_defines_nothing() {
    let text = json!({ "checks": [
        { "spr_id": "A", "definition": "a word", "confidence": 0.3 },
        { "spr_id": "B", "success": false, "error": "Invalid format" },
        { "test": "Relay", "passed": false, "details": "no attribute 'send'" },
        { "test": "Mast", "passed": true, "details": "sound" },
    ] });
    let harvest = read(&text.to_string());
    let told: Vec<&str> = open(&harvest).iter().map(|item| item.description.as_str()).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told.iter().any(|told| told.contains("Invalid format")), "{told:?}");
    assert!(told.iter().any(|told| told.contains("no attribute 'send'")), "{told:?}");
}

#[test]
fn no_error_of_a_text_log_is_lost() {
    let frames: String =
        (0..90).map(|at| format!("  File \"/a/b/c.py\", line {at}, in a_rather_long_name\n")).collect();
    let traceback = |cause: &str| format!("Traceback (most recent call last):\n{frames}{cause}\n");
    let text = [
        "2025-03-01 08:00:00 INFO core: begun\n".to_owned(),
        // What follows an entry belongs to it for so many lines.
        "note\n".repeat(200),
        traceback("ValueError: the mast is too long"),
        traceback("KeyError: 'sail'"),
        "TASK: build | ACTION: run | STATUS: Failed\n".to_owned(),
        "2025-03-01 08:00:01 INFO core: at it\n".repeat(60),
        "2025-03-01 08:00:02 ERROR disk: the disk is broken\n".to_owned(),
        "2025-03-01 08:00:02 INFO net: 10%\r2025-03-01 08:00:03 ERROR net: the line is cut\n".to_owned(),
    ];
    let harvest = read(&text.concat());
    for cause in ["the mast is too long", "KeyError", "the disk is broken", "build", "the line is cut"] {
        let is_told = open(&harvest).iter().any(|item| item.description.contains(cause));
        assert!(is_told, "{cause}: {:?}", open(&harvest).iter().map(|item| &item.description).collect::<Vec<_>>());
    }
}

#[test]
fn an_error_counts_though_it_was_printed_into_text() {
    let result = |printed: &str| {
        json!({ "timestamp": "2025-03-01T08:00:00Z", "workflow_name": "Nightly", "task_key": "search", "result": {
            "result": printed, "reflection": { "status": "success", "confidence": 1.0, "message": "done" } } })
        .to_string()
    };
    for (printed, items) in [
        ("({'error': 'Search blocked', 'visited': 0}, {'confidence': 0.5})", 1),
        ("{\"error\": \"Search blocked\"}", 1),
        ("{'error': None, 'visited': 4}", 0),
        ("{'error': 'Search blocked'} is what an error looks like", 0),
        ("There was no 'error' at all", 0),
    ] {
        let harvest = read(&result(printed));
        assert_eq!(open(&harvest).len(), items, "{printed}");
        assert!(open(&harvest).iter().all(|item| item.description.contains("Search blocked")), "{printed}");
    }
}

#[test]
fn a_warning_is_a_failure_where_its_error_was_logged_with_it() {
    let entry =
        |rest: &str| format!("2025-03-01T08:00:00.000Z [WARN] bus: {rest}\n2025-03-01T08:00:01.000Z [INFO] bus: on\n");
    for (text, items) in [
        (entry("Modules not available\n{\n  \"error\": \"Cannot find module 'x'\"\n}"), 1),
        (entry("Connection closed\n{\n  \"code\": 1000,\n  \"error\": null\n}"), 0),
        (entry("Connection closed"), 0),
    ] {
        let harvest = read(&text);
        assert_eq!(open(&harvest).len(), items, "{text}");
        let read = harvest.skipped.iter().map(|skipped| skipped.count).sum::<usize>();
        assert_eq!(read, harvest.read - items * 4, "every line is accounted for: {:?}", harvest.skipped);
    }
}

#[test]
fn a_run_event_that_only_says_that_it_failed_has_failed() {
    for (result, told) in [
        (json!({ "success": false, "message": "disk full" }), "disk full"),
        (json!({ "return_code": 1, "stderr": "no such table" }), "no such table"),
        (json!({ "result": { "success": false, "error": "boom" } }), "boom"),
        (json!({ "error": [{ "message": "no room" }] }), "no room"),
        (json!({ "errors": ["no room"] }), "no room"),
        (json!("{\"status\": \"Failure\", \"error\": \"Disk full\"}"), "Disk full"),
    ] {
        let harvest = read(&json!({ "task_key": "deploy", "workflow_name": "w", "result": result }).to_string());
        let items = open(&harvest);
        assert_eq!(items.len(), 1, "{result}");
        assert!(items[0].description.contains(told), "{}", items[0].description);
    }
}

#[test]
fn a_problem_is_no_praise_for_one_word_in_it() {
    let issue = |issue: &str| {
        event("t", 1, json!({ "status": "Success", "confidence": 0.9, "potential_issues": [issue] }), json!({}))
    };
    for (words, items) in [
        ("Memory leak confirmed in the worker", 1),
        ("Data loss demonstrated on restart", 1),
        ("None of the 12 tests could start", 1),
        ("Only 2 of 10 objectives achieved", 1),
        ("No issues found", 0),
        ("Alignment confirmed", 0),
        ("None identified", 0),
    ] {
        assert_eq!(open(&read(&issue(words))).len(), items, "{words}");
    }
}

#[test]
fn what_a_container_stamps_is_read_as_it_was_written() {
    let lines = [
        "2025-11-02 10:05:05,100 - app.db - ERROR - connection lost",
        "2025-11-02 10:05:06,100 - app.web - ERROR - connection lost",
        "2025-11-02 10:05:07,100 - app.job - ERROR - the job broke",
        "Traceback (most recent call last):",
        "  File \"job.py\", line 3, in run",
        "NameError: name 'x' is not defined",
        "2025-11-02 10:05:08,100 - app.job - INFO - on",
    ];
    let plain = read(&lines.join("\n"));
    let stamped = read(&lines.map(|line| format!("2025-11-02T10:05:05.123456789Z {line}")).join("\n"));
    let told = |harvest: &Harvest| -> Vec<(String, String)> {
        harvest.items.iter().map(|item| (item.description.clone(), item.details.clone())).collect()
    };
    assert_eq!(told(&stamped), told(&plain));
    assert_eq!(plain.items.len(), 3);
}
