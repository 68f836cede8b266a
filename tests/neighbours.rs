//! The other files people have: work items, issue lists, tables, and what is none of these.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

#[path = "support/files.rs"]
mod files;

use autonomous_orchestrator::config::Config;
use autonomous_orchestrator::harvest::FileReader;
use autonomous_orchestrator::work_item::SourceKind;
use files::{now, open, read, read_as};
use serde_json::{Value, json};

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
