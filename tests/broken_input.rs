//! What is cut, broken, hostile or very large: nothing panics, and nothing is lost in silence.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

#[path = "support/files.rs"]
mod files;

use std::sync::LazyLock;

use autonomous_orchestrator::config::Config;
use autonomous_orchestrator::harvest::{FileReader, token_kind};
use autonomous_orchestrator::work_item::SourceKind;
use files::{event, is_accounted_for, now, open, read, read_as};
use proptest::prelude::*;
use serde_json::{Value, json};

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
fn records_are_read_behind_what_carried_them() {
    let failed =
        |task: &str| event(task, 1, json!({ "status": "Failure", "message": format!("{task} broke") }), json!({}));
    let tasks = ["one", "two", "three"];
    let line = |write: &dyn Fn(usize, String) -> String| -> String {
        tasks.iter().enumerate().map(|(at, task)| write(at, failed(task))).collect()
    };
    for text in [
        line(&|_, record| format!("data: {record}\n\n")),
        line(&|at, record| format!("{}: {record}\n", at + 1)),
        line(&|at, record| format!("{}\t{record}\n", at + 1)),
        line(&|_, record| format!("\u{1e}{record}\n")),
        line(&|_, record| format!("\0\0{record}\n")),
        line(&|_, record| format!("[{record}]\n")),
        line(&|_, record| format!("{record},\n")),
        line(&|_, record| format!("{record}\n\"and\"\n")),
    ] {
        let harvest = read(&text);
        assert_eq!((open(&harvest).len(), harvest.problems.len()), (3, 0), "{text}: {:?}", harvest.problems);
    }
}

#[test]
fn what_a_key_says_twice_is_not_lost() {
    let gap = |name: &str| json!([{ "gap_type": "missing", "component_name": name }]).to_string();
    let report = format!("{{\"gaps\": {}, \"gaps\": {}}}", gap("pump"), gap("valve"));
    let record = |rest: &str| {
        format!("{{\"intention\": \"Sail\", \"action\": \"Hoist\", \"reflection\": \"Error: torn\"{rest}}}\n")
    };
    let log = [record(""), record(&format!(", \"gaps\": {}, \"gaps\": {}", gap("pump"), gap("valve")))].concat();
    let broken = report.replace("}]}", "}],}");
    for (text, items) in [(&report, 2), (&broken, 2), (&log, 3)] {
        let harvest = read(text);
        assert_eq!(open(&harvest).len(), items, "{text}");
        let told: Vec<&str> = harvest.problems.iter().map(|problem| problem.message.as_str()).collect();
        assert!(told.iter().any(|told| told.contains("stands twice in one object")), "{told:?}");
    }
    assert_eq!(read(&report.replace("valve", "pump")).problems, [], "the same words twice are no loss");
}

#[test]
fn problems_of_lines_name_the_line() {
    let bead =
        |id: &str| json!({ "id": id, "title": "Mend it", "issue_type": "bug", "estimated_minutes": 1e12 }).to_string();
    let work = |id: &str| json!({ "id": id, "description": "Mend it", "urgency_level": "soon" }).to_string();
    for (text, places) in [
        (format!("{}\n\n{}\n", bead("a"), bead("b")), ["line 1", "line 3"]),
        (format!("{}\n\n{}\n", work("a"), work("b")), ["line 1.urgency_level", "line 3.urgency_level"]),
    ] {
        let harvest = read(&text);
        let told: Vec<&str> = harvest.problems.iter().map(|problem| problem.place.as_str()).collect();
        assert_eq!(told, places);
        assert_eq!(harvest.items[1].source.place.as_deref(), Some("line 3"));
    }
}

#[test]
fn a_success_counts_however_many_tasks_went_well_before() {
    let event = |task: usize, status: &str| {
        event(&format!("task{task}"), 1, json!({ "status": status, "message": "so it went" }), json!({}))
    };
    let mut log = vec![event(0, "Failure")];
    log.extend((1..20_050).map(|task| event(task, "Success")));
    log.push(event(0, "Success"));
    let harvest = read(&log.join("\n"));
    assert_eq!((harvest.items.len(), open(&harvest).len()), (1, 0));
    assert!(harvest.problems[0].message.starts_with("49 more records of success"), "{:?}", harvest.problems);
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
    let fixture = |path: &str| {
        std::fs::read_to_string(format!("{}/tests/fixtures/iar/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap()
    };
    let errors = "2025-03-01 08:00:00,000 - bus - ERROR - Lost the bus\n".repeat(400);
    // Logs that are long enough to be read as they come, what shows late what it is, and documents read as a whole.
    for text in [
        fixture("run_events.jsonl").repeat(40),
        fixture("engine.log").repeat(60),
        fixture("phases.json"),
        fixture("backlog.csv"),
        format!("{}{errors}", format!("- {}\n", "x".repeat(5_000)).repeat(30)),
        format!("{}\n{errors}", "10%\r".repeat(20_000)),
        errors.replace('\n', "\r").repeat(4),
    ] {
        let whole = read(&text);
        for size in [7, 64, 4_099, 70_000] {
            let mut reader = FileReader::new("log", &Config::default());
            let mut rest = text.as_str();
            while !rest.is_empty() {
                let end = (size..rest.len()).find(|at| rest.is_char_boundary(*at)).unwrap_or(rest.len());
                let (slice, after) = rest.split_at(end);
                reader.push(slice);
                rest = after;
            }
            assert_eq!(reader.finish(now()), whole, "{} in slices of {size}", &text[..40]);
        }
    }
}

#[test]
fn a_long_log_loses_nothing() {
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
    fn every_line_of_a_log_is_an_item_passed_over_or_a_problem(kinds in prop::collection::vec(0..9_u8, 0..40)) {
        let failed = |task: u8| event(&format!("t{task}"), 1, json!({"status": "Failed", "message": "no"}), json!({}));
        let mut lines = vec![failed(0), failed(1), failed(2)];
        lines.extend(kinds.iter().map(|kind| match kind {
            0 => failed(3),
            1 => event("t", 1, json!({"status": "Success", "confidence": 0.9}), json!({})),
            2 => json!({"severity": "error", "message": "the pump broke", "component": "hull"}).to_string(),
            3 => json!({"severity": "info", "message": "all aboard"}).to_string(),
            4 => json!({"intention": "Sail", "action": "Hoist", "reflection": "Error: the sail tore"}).to_string(),
            5 => json!({"foo": 1}).to_string(),
            6 => "3".to_owned(),
            7 => "{\"cut".to_owned(),
            _ => json!([{"foo": 1}, 3]).to_string(),
        }));
        let harvest = read(&lines.join("\n"));
        let seen: usize = harvest.items.iter().map(|item| item.occurrences as usize).sum();
        let skipped: usize = harvest.skipped.iter().map(|skipped| skipped.count).sum();
        prop_assert!(seen + skipped + harvest.problems.len() >= lines.len(), "{seen} {skipped} {:?}", harvest.problems);
    }

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
    fn nothing_that_hides_and_no_token_is_handed_over(
        which in any::<prop::sample::Index>(),
        planted in prop::collection::vec((any::<prop::sample::Index>(), prop::sample::select(&PLANTED[..]), any::<bool>()), 1..40),
    ) {
        let (name, text) = which.get(&FIXTURES);
        let mut text = text.clone();
        for (at, mark, is_escaped) in planted {
            // After a letter, where texts and keys are.
            let letters: Vec<usize> = text.match_indices(char::is_alphabetic).map(|(at, letter)| at + letter.len()).collect();
            let escaped: String = mark.chars().map(|c| if c.is_ascii_graphic() { c.to_string() } else { format!("\\u{:04x}", c as u32) }).collect();
            text.insert_str(*at.get(&letters), if is_escaped { &escaped } else { mark });
        }
        let harvest = read_as(name, &text);
        let mut ids: Vec<&str> = harvest.items.iter().map(|item| item.id.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        prop_assert_eq!(ids.len(), harvest.items.len());
        each_text(&serde_json::to_value(&harvest).unwrap(), &mut |text| {
            let unsafe_letter = text.chars().find(|c| c.is_control() && !"\n\t".contains(*c) || "\u{202e}\u{2066}\u{61c}\u{200b}\u{feff}\u{fffd}".contains(*c));
            // Made into words or part of an id it is a token all the same.
            let written = text.to_lowercase().replace([' ', '-'], "_");
            let is_token = token_kind(text).is_some() || written.contains(&TOKEN[..24].to_lowercase());
            assert!(unsafe_letter.is_none() && !is_token, "{text:?}");
        });
    }

    #[test]
    fn any_json_is_read_without_panic(value in any_json()) {
        let _ = read(&value.to_string());
        let _ = read(&format!("{value}\n{value}\n"));
    }
}

/// A token by its look; it is nobody's.
const TOKEN: &str = "ghp_aB3xY9aB3xY9aB3xY9aB3xY9aB3xY9aB3xY9";
/// What may stand in any text of a file.
const PLANTED: [&str; 11] =
    ["\0", "\u{1b}[31m", "\u{202e}", "\u{2066}", "\u{61c}", "\u{200b}", "\u{feff}", "\u{85}", "\u{7f}", "\r", TOKEN];

/// Every text in `value`, keys too.
fn each_text(value: &Value, look: &mut impl FnMut(&str)) {
    match value {
        Value::String(text) => look(text),
        Value::Array(values) => values.iter().for_each(|value| each_text(value, look)),
        Value::Object(fields) => fields.iter().for_each(|(key, value)| {
            look(key);
            each_text(value, look);
        }),
        _ => {}
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
fn a_record_with_half_a_record_behind_it_is_read() {
    let good = event("t", 1, json!({"status": "Failed", "message": "no"}), json!({}));
    let harvest = read(&format!("{good}{}\n{good}\n", &good[..60]));
    assert_eq!((harvest.items[0].occurrences, harvest.problems.len()), (2, 1));
}

#[test]
fn a_token_that_is_made_into_words_is_cut_down_before() {
    for text in [
        json!({ "gaps": [{ "gap_type": TOKEN, "component_name": "svc", "severity": "high", "description": "rotate" }] }),
        json!({ TOKEN: { "tasks": [
            { "id": 1, "title": "One", "status": "pending" }, { "id": 2, "title": "Two", "status": "pending", "dependencies": [1] }
        ] } }),
        json!({ "steps": [{ "status": "failed", TOKEN: 1, "name": "x" }] }),
        json!({ "enhancements": { TOKEN: { "description": "Mend it", "priority": "high" } } }),
    ] {
        let harvest = serde_json::to_string(&read(&text.to_string())).unwrap().to_lowercase();
        assert!(!harvest.contains("ab3xy9ab3xy9"), "{harvest}");
    }
    let document = read(&format!("# Plan\n\n## {TOKEN} Next Steps\n\n- Rotate {TOKEN}\n- [ ] {TOKEN}\n"));
    assert!(!document.items.is_empty());
    assert!(!serde_json::to_string(&document).unwrap().to_lowercase().contains("ab3xy9ab3xy9"), "{document:?}");
}

#[test]
fn what_a_list_holds_beside_what_is_known_is_told() {
    let failed: Value =
        serde_json::from_str(&event("t", 1, json!({"status": "Failed", "message": "no"}), json!({}))).unwrap();
    let issue =
        json!({ "number": 1, "title": "Mend it", "state": "OPEN", "url": "https://github.com/acme/rocket/issues/1" });
    let work = json!({ "id": "a", "description": "Do it", "urgency_level": 2 });
    for (value, items) in [
        (json!([failed, { "foo": 1 }, "text", 3]), 1),
        (json!([failed, [failed, { "foo": 1 }]]), 1),
        (json!({ "items": [issue, { "foo": 1 }, { "severity": "critical", "message": "db down" }] }), 1),
        (json!({ "work_items": [work], "errors": [{ "severity": "critical", "message": "db down" }] }), 1),
        (json!([[issue], [work]]), 2),
        (json!({ "id": "bd-1", "title": "Mend it", "issue_type": "bug" }), 1),
        (json!([{ "id": "a", "description": "Do it", "status": "pending" }]), 1),
        (json!([{ "id": "a", "title": "Do it", "status": "todo", "priority": "high" }]), 1),
    ] {
        let harvest = read(&value.to_string());
        assert_eq!(harvest.items.len(), items, "{value}: {:?}", harvest.problems);
        let untold = value.to_string().contains("foo") || value.to_string().contains("errors");
        assert_eq!(!harvest.skipped.is_empty() || !harvest.problems.is_empty(), untold, "{value}");
    }
}

#[test]
fn one_quotation_mark_costs_no_row() {
    for (text, titles) in [
        (
            "id,title,status\n1,\"Fix a, b\",open\n2,Screen 24\" wide,open\n3,\"Fix c, done, d\",open\n",
            ["Fix a, b", "Screen 24\" wide", "Fix c, done, d"],
        ),
        ("id,title,status\n1,Fix a,open\n2,\"Fix b,open\n3,\"Fix c\",open\n", ["Fix a", "Fix b", "Fix c"]),
        (
            "id,title,status\n1,\"Fix a, b\",open\n2,\"Fix \"\"c\"\"\",open\n3,\"Fix d,open\n",
            ["Fix a, b", "Fix \"c\"", "Fix d"],
        ),
    ] {
        let harvest = read(text);
        let read: Vec<&str> = harvest.items.iter().map(|item| item.description.as_str()).collect();
        assert_eq!(read, titles, "{:?}", harvest.problems);
        assert!(harvest.items.iter().all(|item| item.status.is_open()));
    }
}

#[test]
fn what_a_fence_that_is_never_closed_hides_is_told() {
    for (text, line) in [
        ("# A\n- [ ] One\n```sh\necho\n\n## Next Steps\n- Do the rest\n", "line 3"),
        ("# A\n- [ ] One\n\n<!-- a note\n\n## Next Steps\n- Do the rest\n", "line 4"),
    ] {
        let harvest = read(text);
        assert_eq!(harvest.problems.iter().map(|problem| problem.place.as_str()).collect::<Vec<_>>(), [line], "{text}");
    }
    assert_eq!(read("# A\n- [ ] One\n```sh\necho\n```\n").problems, []);
}
