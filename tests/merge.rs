//! What a harvest changes in what is known: ends and reopenings, whose word
//! counts, and logs that are read in any order.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

mod support;

use autonomous_orchestrator::escalate::Override;
use autonomous_orchestrator::harvest::{FileReader, Harvest, github, work_items};
use autonomous_orchestrator::orchestrator::{Command, HarvestReport, Page, take_in};
use autonomous_orchestrator::work_item::{EndedBy, ItemId, SourceKind, Status, WorkItem};
use chrono::{DateTime, Duration, Utc};
use proptest::prelude::*;
use serde_json::{Value, json};
use support::{Scenario, item};

const REPO: &str = "acme/rocket";

fn read(scenario: &mut Scenario, harvest: Harvest) -> HarvestReport {
    let report = take_in(&scenario.state, harvest.clone(), Page::default(), scenario.now).1;
    scenario.carry_out(Command::Harvest(Box::new(harvest), Page::default())).unwrap();
    report
}

fn read_file(scenario: &Scenario, name: &str, text: &str) -> Harvest {
    let mut reader = FileReader::new(name, &scenario.state.config);
    reader.push(text);
    reader.finish(scenario.now)
}

fn file(scenario: &mut Scenario, name: &str, text: &str) -> HarvestReport {
    let harvest = read_file(scenario, name, text);
    read(scenario, harvest)
}

/// One issue of the repository in this state, changed now.
fn issue(scenario: &Scenario, state: &str) -> Value {
    let now = scenario.now.to_rfc3339();
    let is_closed = state == "closed";
    json!({
        "number": 1, "title": "Title", "state": state, "created_at": "2025-01-01T00:00:00Z", "updated_at": now,
        "closed_at": is_closed.then_some(now), "state_reason": is_closed.then_some("not_planned"),
    })
}

/// The repository's one issue is read a day later in this state.
fn then(scenario: &mut Scenario, state: &str) -> HarvestReport {
    scenario.days_later(1);
    let harvest = github(REPO, &[issue(scenario, state)], scenario.now, &scenario.state.config);
    read(scenario, harvest)
}

/// Ends the issue here: declined, or marked done.
fn ended(is_declined: bool) -> Scenario {
    let mut scenario = Scenario::new(&[]);
    then(&mut scenario, "open");
    scenario.cycle();
    if is_declined {
        scenario.overrule("acme/rocket#1", Override::Decline)
    } else {
        scenario.end("acme/rocket#1", true)
    };
    scenario
}

#[test]
fn an_item_ended_here_stays_ended_while_its_source_stays_open() {
    for is_declined in [true, false] {
        let mut scenario = ended(is_declined);
        for _ in 0..3 {
            then(&mut scenario, "open");
            assert_eq!(scenario.status("acme/rocket#1"), Status::Completed);
            assert_eq!(scenario.item("acme/rocket#1").ended_by, Some(EndedBy::Here));
        }
    }
}

#[test]
fn an_item_ended_here_follows_its_source_once_that_has_closed_it() {
    for is_declined in [true, false] {
        let mut scenario = ended(is_declined);
        then(&mut scenario, "open");
        let report = then(&mut scenario, "closed");
        assert_eq!((report.completed, report.updated), (0, 1), "it was completed already");
        let item = scenario.item("acme/rocket#1");
        assert_eq!((item.ended_by, item.closed_date), (Some(EndedBy::Source), Some(scenario.now)));
        assert_eq!(item.resolution.as_deref(), Some("not_planned"));
        let known = item.clone();
        let harvest = github(REPO, &[issue(&scenario, "closed")], scenario.now, &scenario.state.config);
        assert_eq!(read(&mut scenario, harvest).unchanged, 1);
        assert_eq!(*scenario.item("acme/rocket#1"), known, "reading again changes nothing");

        then(&mut scenario, "open");
        let item = scenario.item("acme/rocket#1");
        assert_eq!((item.status, item.ended_by, item.closed_date), (Status::Pending, None, None));
        scenario.cycle();
        assert_eq!(scenario.status("acme/rocket#1"), Status::InProgress);
    }
}

#[test]
fn a_decline_can_be_undone_until_its_source_has_closed_the_item() {
    let mut open = ended(true);
    then(&mut open, "open");
    open.undo();
    assert_eq!((open.status("acme/rocket#1"), open.item("acme/rocket#1").ended_by), (Status::InProgress, None));
    let mut closed = ended(true);
    then(&mut closed, "closed");
    closed.undo();
    assert_eq!(closed.status("acme/rocket#1"), Status::Completed);
}

#[test]
fn how_an_item_ended_is_no_matter_of_words() {
    let mut scenario = Scenario::new(&[item("x", json!({ "status": "completed", "resolution": "declined" }))]);
    scenario.harvest(&[item("x", json!({}))]);
    assert_eq!(scenario.status("x"), Status::Pending, "its source ended it, so its source can reopen it");
}

#[test]
fn an_issue_closed_again_says_when() {
    let mut scenario = Scenario::new(&[]);
    then(&mut scenario, "open");
    then(&mut scenario, "closed");
    then(&mut scenario, "closed");
    assert_eq!(scenario.item("acme/rocket#1").closed_date, Some(scenario.now));
}

/// Work items as a file has them.
fn items(of: &[(&str, &str)]) -> String {
    let item = |(id, status): &(&str, &str)| json!({ "id": id, "description": format!("From a file: {id}"), "effort_estimate": 1, "urgency_level": 5, "status": status });
    Value::Array(of.iter().map(item).collect()).to_string()
}

#[test]
fn a_file_read_again_updates_its_own_items() {
    let mut scenario = Scenario::new(&[]);
    file(&mut scenario, "backlog.json", &items(&[("a", "pending"), ("b", "pending")]));
    let report = file(&mut scenario, "backlog.json", &items(&[("a", "completed"), ("b", "pending")]));
    assert_eq!((report.completed, report.unchanged, report.added), (1, 1, 0));
    let report = file(&mut scenario, "backlog of June.json", &items(&[("a", "pending"), ("c", "pending")]));
    assert_eq!((report.updated, report.added), (1, 1), "a later copy under another name names the same items");
    assert_eq!(scenario.item("a").source.name, "backlog.json");
}

#[test]
fn a_file_never_owns_a_repositorys_items() {
    let lists = [
        items(&[("acme/rocket#1", "completed")]),
        json!([{ "number": 1, "title": "Taken over", "state": "CLOSED", "url": "https://github.com/acme/rocket/issues/1" }])
            .to_string(),
        json!([{ "id": "acme/rocket#1", "description": "Taken over", "effort_estimate": 1, "status": "completed",
            "source": { "kind": "github", "name": REPO } }])
        .to_string(),
    ];
    for name in [REPO, "issues.json", "rocket"] {
        for text in &lists {
            let mut scenario = Scenario::new(&[]);
            then(&mut scenario, "open");
            let before = scenario.item("acme/rocket#1").clone();
            let report = file(&mut scenario, name, text);
            assert_eq!(*scenario.item("acme/rocket#1"), before, "{name}: {text}");
            assert_eq!(report.completed, 0);
            assert_eq!(report.skipped.last().map(|skipped| skipped.count), Some(1), "and it is told");
            let repository = &scenario.state.sources.get(REPO).unwrap();
            assert_eq!((repository.kind, repository.name.as_str()), (SourceKind::Github, REPO), "{name}");
            assert_eq!(scenario.state.sources.len(), 3, "the file is a source of its own");
            scenario.carry_out(Command::RemoveSource(report.source)).unwrap();
            assert_eq!(*scenario.item("acme/rocket#1"), before);
        }
    }
}

#[test]
fn a_repository_takes_its_items_over_from_a_file() {
    let mut scenario = Scenario::new(&[]);
    let report = file(&mut scenario, REPO, &items(&[("acme/rocket#1", "pending")]));
    assert_eq!(report.source, "acme/rocket (work items)", "a repository's name is kept for the repository");
    assert_eq!(scenario.item("acme/rocket#1").source.name, report.source);
    then(&mut scenario, "open");
    let item = scenario.item("acme/rocket#1");
    assert_eq!((item.source.kind, item.source.name.as_str()), (SourceKind::Github, REPO));
    assert_eq!(item.description, "Title");
    assert_eq!(scenario.state.sources.get(REPO).unwrap().kind, SourceKind::Github);
}

#[test]
fn two_files_of_one_name_and_different_content_are_two_sources() {
    let mut scenario = Scenario::new(&[]);
    file(&mut scenario, "notes", "# Plan\n\n## Next steps\n\n- [ ] Write it down\n- [ ] Read it aloud\n");
    let plan: Vec<ItemId> = scenario.state.items.keys().cloned().collect();
    assert!(!plan.is_empty());
    let before = scenario.state.clone();
    // The same ids, in another kind of file.
    let taken: Vec<(&str, &str)> =
        plan.iter().map(|id| (id.as_str(), "completed")).chain([("own", "pending")]).collect();
    for _ in 0..2 {
        let report = file(&mut scenario, "notes", &items(&taken));
        assert_eq!(report.source, "notes (work items)");
    }
    for id in &plan {
        assert_eq!(scenario.state.entry(id), before.entry(id));
    }
    assert_eq!(scenario.state.sources.get("notes").unwrap(), before.sources.get("notes").unwrap());
    scenario.carry_out(Command::RemoveSource("notes (work items)".to_owned())).unwrap();
    assert_eq!(scenario.state.items.len(), plan.len());
    // One that is empty now is still the file it was.
    assert_eq!(file(&mut scenario, "notes", "").source, "notes");
    assert_eq!(scenario.state.sources.get("notes").unwrap().kind, SourceKind::Protocol);
}

/// A list of Task Master with these titles.
fn tasks(titles: &[&str]) -> String {
    let task = |(at, title): (usize, &&str)| json!({ "id": at + 1, "title": title, "status": "pending", "dependencies": if at > 0 { json!([at]) } else { json!([]) } });
    json!({ "tasks": titles.iter().enumerate().map(task).collect::<Vec<_>>() }).to_string()
}

#[test]
fn files_of_one_name_in_two_folders_keep_their_own_work() {
    let plan = |steps: [&str; 3]| format!("# Plan\n\n## Next Steps\n\n- {}\n", steps.join("\n- "));
    let gaps = |count: usize, part: &str| {
        let gap = |at: usize| json!({ "gap_type": "missing", "component_name": format!("{part} {at}") });
        json!({ "gaps": (0..count).map(gap).collect::<Vec<_>>() }).to_string()
    };
    for (file_name, first, second, each) in [
        ("tasks.json", tasks(&["Lay the keel", "Set the mast"]), tasks(&["Buy flour", "Bake bread"]), 2),
        (
            "README.md",
            plan(["Add tests", "Lay the keel", "Set the mast"]),
            plan(["Add tests", "Buy flour", "Bake bread"]),
            3,
        ),
        ("gaps.json", gaps(20, "Pump"), gaps(30, "Valve"), 1),
    ] {
        let mut scenario = Scenario::new(&[]);
        let (a, b) = (format!("a/{file_name}"), format!("b/{file_name}"));
        // Read again, each still speaks of its own.
        for (name, text, known) in [(&a, &first, 1), (&b, &second, 2), (&a, &first, 2), (&b, &second, 2)] {
            file(&mut scenario, name, text);
            assert_eq!(scenario.state.items.len(), each * known, "{name}");
        }
        for name in [&a, &b] {
            let own = scenario.state.items.values().filter(|entry| entry.item.source.name == *name);
            assert_eq!(own.count(), each, "{name}");
        }
        let depends = |entry: &autonomous_orchestrator::journal::Entry| {
            entry
                .item
                .dependencies
                .iter()
                .all(|on| scenario.state.entry(on).unwrap().item.source.name == entry.item.source.name)
        };
        assert!(scenario.state.items.values().all(|entry| depends(entry)));
        // A copy elsewhere is the same work, and so is the file alone.
        for name in [format!("old/{file_name}"), file_name.to_owned()] {
            let report = file(&mut scenario, &name, &first);
            assert_eq!((report.added, report.ids.len()), (0, each), "{name}");
        }
        scenario.carry_out(Command::RemoveSource(a.clone())).unwrap();
        file(&mut scenario, &b, &second);
        assert_eq!(scenario.state.items.values().filter(|entry| entry.item.source.name == b).count(), each, "{b}");
    }
}

#[test]
fn files_picked_under_one_name_are_told_apart_by_what_they_mean() {
    let lists =
        [tasks(&["Lay the keel", "Set the mast"]), tasks(&["Buy flour", "Bake bread"]), tasks(&["Oil", "Sweep"])];
    let names = ["tasks.json", "tasks.json (2)", "tasks.json (3)"];
    let mut scenario = Scenario::new(&[]);
    for _ in 0..2 {
        for (text, name) in lists.iter().zip(names) {
            assert_eq!(file(&mut scenario, "tasks.json", text).source, name);
        }
    }
    assert_eq!(scenario.state.items.len(), 6);
    // A list that has grown and changed is the one it was.
    let grown = tasks(&["Buy rye flour", "Bake bread", "Eat"]);
    assert_eq!(file(&mut scenario, "tasks.json", &grown).source, names[1]);
    assert_eq!(scenario.item("tasks.json (2)#1").description, "Buy rye flour");
    scenario.carry_out(Command::RemoveSource(names[0].to_owned())).unwrap();
    assert_eq!(file(&mut scenario, "tasks.json", &grown).source, names[1]);
    // The rest of a long file belongs to the one that is being read.
    scenario.days_later(1);
    file(&mut scenario, "tasks.json", &lists[2]);
    let mut rest = read_file(&scenario, "tasks.json", &tasks(&["Paint"]));
    rest.items[0].id = "tasks#9".into();
    let page = Page { first: false, ..Page::default() };
    scenario.carry_out(Command::Harvest(Box::new(rest), page)).unwrap();
    assert_eq!(scenario.item("tasks.json (3)#9").source.name, names[2]);
}

#[test]
fn every_portion_of_a_file_finds_the_source_of_the_first() {
    let mut scenario = Scenario::new(&[]);
    // A path in a folder, and the name that a repository would have.
    for (ids, first) in [(["a", "b"], true), (["c", "d"], false)] {
        let items: Vec<Value> = ids.iter().map(|id| item(id, json!({ "effort_estimate": 1 }))).collect();
        let harvest = Harvest {
            name: "backlog/work".to_owned(),
            ..work_items("backlog/work", &items, scenario.now, &scenario.state.config)
        };
        let page = Page { first, complete: !first, ..Page::default() };
        scenario.carry_out(Command::Harvest(Box::new(harvest), page)).unwrap();
    }
    let record = scenario.state.sources.get("backlog/work (work items)").unwrap();
    assert_eq!((record.read, record.added, record.complete), (4, 4, true));
}

#[test]
fn what_has_yielded_nothing_may_turn_out_to_be_anything() {
    let log = "2025-03-01 08:00:00,000 - bus - ERROR - Lost the bus\n2025-03-01 08:00:01,000 - bus - INFO - on\n";
    for first in ["", "Dear all, nothing here."] {
        let mut scenario = Scenario::new(&[]);
        let report = file(&mut scenario, "run.log", first);
        assert_eq!(report.problems.len(), 1);
        assert_eq!(file(&mut scenario, "run.log", log).source, "run.log");
        assert_eq!(scenario.state.sources.get("run.log").unwrap().kind, SourceKind::Iar);
    }
    // One that cannot be read now is still the source it was, under the name it was given.
    let mut scenario = Scenario::new(&[]);
    assert_eq!(file(&mut scenario, "logs/run", log).source, "logs/run (log)");
    assert_eq!(file(&mut scenario, "logs/run", "").source, "logs/run (log)");
    assert_eq!(scenario.state.sources.keys().filter(|name| name.starts_with("logs")).count(), 1);
}

#[test]
fn what_its_source_calls_done_is_over_when_it_is_read_again() {
    let gap = |status: &str| json!({ "gaps": [{ "component_name": "pump", "gap_type": "missing", "status": status }] });
    let (open, closed) = (gap("OPEN").to_string(), gap("RESOLVED").to_string());
    for (name, before, after) in [
        (
            "p.md",
            "## Next Steps\n\n- [ ] Oil the hinge\n- [ ] Sweep\n",
            "## Next Steps\n\n- [x] Oil the hinge\n- [ ] Sweep\n",
        ),
        ("p.md", "## Status\n\n- ❌ Oil the hinge\n", "## Status\n\n- ✅ Oil the hinge\n"),
        ("p.md", "## Next Steps\n\n- Oil the hinge\n- Sweep\n", "## Next Steps\n\n- ~~Oil the hinge~~\n- Sweep\n"),
        (
            "p.md",
            "## Modules\n\n| Part | Status |\n|---|---|\n| Oil the hinge | Pending |\n",
            "## Modules\n\n| Part | Status |\n|---|---|\n| Oil the hinge | ✅ Complete |\n",
        ),
        ("gaps.json", open.as_str(), closed.as_str()),
    ] {
        let mut scenario = Scenario::new(&[]);
        let first = file(&mut scenario, name, before);
        let id = first.ids[0].clone();
        // Another file says nothing of it.
        let mut other = Scenario::new(&[]);
        file(&mut other, name, before);
        file(&mut other, &format!("other/{name}"), after);
        assert!(other.item(id.as_str()).status.is_open(), "{after}");
        let report = file(&mut scenario, name, after);
        assert_eq!((report.completed, scenario.item(id.as_str()).status), (1, Status::Completed), "{after}");
        assert_eq!(file(&mut scenario, name, after).completed, 0, "reading again changes nothing");
        // What is opened again there comes back.
        file(&mut scenario, name, before);
        assert_eq!(scenario.item(id.as_str()).status, Status::Pending, "{before}");
    }
}

#[test]
fn of_two_that_share_a_name_each_ends_by_itself() {
    let boxes = |first: &str, second: &str| {
        format!(
            "# Plan\n\n## Phase 1\n\n### Tasks\n\n- [{first}] Write tests\n\n## Phase 2\n\n### Tasks\n\n- [{second}] Write tests\n"
        )
    };
    let gaps = |first: &str, second: &str| {
        let gap = |status: &str, text: &str| json!({ "gap_type": "missing", "component_name": "pump", "gap_description": text, "status": if status == " " { "OPEN" } else { "RESOLVED" } });
        json!({ "gaps": [gap(first, "It has no valve"), gap(second, "It has no gauge")] }).to_string()
    };
    for name in ["plan.md", "gaps.json"] {
        let write = |first: &str, second: &str| {
            if name == "plan.md" { boxes(first, second) } else { gaps(first, second) }
        };
        for (first, second) in [("x", " "), (" ", "x")] {
            let mut scenario = Scenario::new(&[]);
            let ids = file(&mut scenario, name, &write(" ", " ")).ids;
            assert_eq!(ids.len(), 2, "{name}");
            file(&mut scenario, name, &write(first, second));
            let open: Vec<bool> = ids.iter().map(|id| scenario.item(id.as_str()).status.is_open()).collect();
            assert_eq!(open, [first == " ", second == " "], "{name}");
        }
    }
}

/// How a task ended.
#[derive(Clone, Copy, Debug, PartialEq)]
enum End {
    Failed,
    Well,
    /// The problem itself was dealt with.
    Resolved,
}
use End::{Failed, Resolved, Well};

/// A log in which the task `t` ended so at these minutes.
fn log(outcomes: &[(u32, End)]) -> String {
    let line = |(minute, end): &(u32, End)| {
        let reflection = match end {
            Failed => json!({ "status": "Failed", "message": "no connection" }),
            Well => json!({ "status": "Success", "confidence": 0.9 }),
            Resolved => json!({ "status": "Resolved", "message": "no connection", "confidence": 0.1 }),
        };
        json!({ "timestamp": at(*minute).to_rfc3339(), "run_id": "r", "workflow_name": "W", "task_key": "t",
            "action_type": "a", "attempt": 1, "inputs": {}, "result": { "reflection": reflection } })
        .to_string()
    };
    // A second task, so that every log has more than one line.
    let other = line(&(0, Well)).replace("\"t\"", "\"other\"");
    outcomes.iter().map(line).chain([other]).collect::<Vec<_>>().join("\n")
}

fn at(minute: u32) -> DateTime<Utc> {
    support::start() - Duration::days(1) + Duration::minutes(i64::from(minute))
}

/// Whether the problem of `t` is open.
fn is_open(scenario: &Scenario) -> bool {
    scenario.state.items.values().any(|entry| entry.item.status.is_open())
}

#[test]
fn a_success_that_was_read_before_an_older_failure_ends_it() {
    let mut scenario = Scenario::new(&[]);
    file(&mut scenario, "monday.jsonl", &log(&[(9, Well)]));
    let report = file(&mut scenario, "sunday.jsonl", &log(&[(5, Failed)]));
    assert!(!is_open(&scenario));
    assert_eq!((report.added, report.completed), (1, 0), "it is kept, and over");
    file(&mut scenario, "tuesday.jsonl", &log(&[(12, Failed)]));
    assert!(is_open(&scenario), "a newer failure is a failure");
    let same = file(&mut scenario, "sunday.jsonl", &log(&[(5, Failed)]));
    assert_eq!((same.updated, same.completed), (0, 0), "it was seen already, and is still open");
    assert!(is_open(&scenario));
}

#[test]
fn what_a_source_saw_succeed_goes_with_it() {
    let mut scenario = Scenario::new(&[]);
    file(&mut scenario, "monday.jsonl", &log(&[(9, Well)]));
    // The log was begun anew, and speaks of other things.
    file(&mut scenario, "monday.jsonl", &log(&[]));
    scenario.carry_out(Command::RemoveSource("monday.jsonl".to_owned())).unwrap();
    file(&mut scenario, "sunday.jsonl", &log(&[(5, Failed)]));
    assert!(is_open(&scenario));
    scenario.carry_out(Command::RemoveSource("sunday.jsonl".to_owned())).unwrap();
    scenario.undo().undo();
    file(&mut scenario, "sunday.jsonl", &log(&[(5, Failed)]));
    assert!(!is_open(&scenario), "with the source its successes came back");
}

#[test]
fn a_problem_that_was_resolved_before_an_older_sighting_was_read_stays_so() {
    let mut scenario = Scenario::new(&[]);
    file(&mut scenario, "monday.jsonl", &log(&[(9, Resolved)]));
    assert_eq!(file(&mut scenario, "sunday.jsonl", &log(&[(5, Failed)])).unchanged, 1);
    assert!(!is_open(&scenario));
    file(&mut scenario, "tuesday.jsonl", &log(&[(12, Failed)]));
    assert!(is_open(&scenario));
    // A log's lines may stand in any order too.
    let mut scenario = Scenario::new(&[]);
    file(&mut scenario, "mixed.jsonl", &log(&[(9, Failed), (5, Resolved)]));
    assert!(is_open(&scenario));
}

proptest! {
    #[test]
    fn logs_may_be_read_in_any_order(
        outcomes in proptest::collection::vec((0..3usize, proptest::sample::select(vec![Failed, Well, Resolved])), 1..8),
        order in Just(vec![0, 1, 2, 0]).prop_shuffle(),
        is_reversed in any::<bool>(),
    ) {
        let mut scenario = Scenario::new(&[]);
        for which in order {
            let mut of: Vec<(u32, End)> =
                (1..).zip(&outcomes).filter(|(_, (log, _))| *log == which).map(|(minute, (_, end))| (minute, *end)).collect();
            if is_reversed {
                of.reverse();
            }
            file(&mut scenario, &format!("{which}.jsonl"), &log(&of));
        }
        let (_, last) = outcomes.last().unwrap();
        prop_assert_eq!(is_open(&scenario), *last == Failed, "{:?}", outcomes);
    }
}

/// What three logs of one problem, read in this order, make of it.
fn seen(minutes: [u32; 3], order: &[usize], is_naive: bool) -> Vec<WorkItem> {
    let mut scenario = Scenario::new(&[]);
    for which in order {
        let text = log(&[(minutes[*which], Failed)]);
        // Python's `datetime.now().isoformat()` names no zone.
        let text = if is_naive { text.replace("+00:00", "") } else { text };
        file(&mut scenario, &format!("{which}.jsonl"), &text);
    }
    scenario.state.items.values().map(|entry| entry.item.clone()).collect()
}

#[test]
fn a_problem_is_as_old_as_its_first_sighting_in_whatever_order_its_logs_are_read() {
    for is_naive in [false, true] {
        for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            let items = seen([5, 9, 12], &order, is_naive);
            assert_eq!(items.len(), 1);
            assert_eq!(items[0].created_date, at(5), "{order:?}, naive: {is_naive}");
            assert_eq!((items[0].updated_date, items[0].occurrences), (Some(at(12)), 3));
            let sightings: Vec<_> = items[0].sightings.iter().map(|one| (one.source.as_str(), one.last)).collect();
            let expected = [("0.jsonl", Some(at(5))), ("1.jsonl", Some(at(9))), ("2.jsonl", Some(at(12)))];
            assert_eq!(sightings, expected, "{order:?}");
        }
    }
}

#[test]
fn the_same_problem_of_one_harvest_is_kept_once() {
    let mut scenario = Scenario::new(&[]);
    let rows = [issue(&scenario, "open"), Value::Null, json!({ "title": "no number" })];
    let harvest = github(REPO, &rows, scenario.now, &scenario.state.config);
    for first in [true, false] {
        let page = Page { first, complete: !first, ..Page::default() };
        scenario.carry_out(Command::Harvest(Box::new(harvest.clone()), page)).unwrap();
    }
    let record = &scenario.state.sources.get(REPO).unwrap();
    assert_eq!((record.problems.len(), record.problem_count), (2, 2));
    // A new harvest begins anew.
    scenario.carry_out(Command::Harvest(Box::new(harvest), Page::default())).unwrap();
    assert_eq!(scenario.state.sources.get(REPO).unwrap().problem_count, 2);
}

#[test]
fn a_problem_that_another_log_shows_too_stays_when_its_source_goes() {
    let mut scenario = Scenario::new(&[]);
    file(&mut scenario, "monday.jsonl", &log(&[(5, Failed)]));
    file(&mut scenario, "tuesday.jsonl", &log(&[(9, Failed), (10, Failed)]));
    let item = |scenario: &Scenario| scenario.state.items.values().next().map(|entry| entry.item.clone());
    let before = item(&scenario).unwrap();
    assert_eq!((before.source.name.as_str(), before.occurrences, before.sightings.len()), ("monday.jsonl", 3, 2));
    scenario.carry_out(Command::RemoveSource("monday.jsonl".to_owned())).unwrap();
    let kept = item(&scenario).unwrap();
    assert_eq!((kept.source.name.as_str(), kept.occurrences, kept.sightings.len()), ("tuesday.jsonl", 2, 1));
    scenario.undo();
    assert_eq!(item(&scenario), Some(before));
    // One that only saw it, too, takes its evidence along.
    scenario.carry_out(Command::RemoveSource("tuesday.jsonl".to_owned())).unwrap();
    assert_eq!(item(&scenario).unwrap().occurrences, 1);
    scenario.carry_out(Command::RemoveSource("monday.jsonl".to_owned())).unwrap();
    assert_eq!(item(&scenario), None);
}

#[test]
fn a_list_that_becomes_long_or_short_leaves_nothing_behind() {
    let steps = |count| -> String {
        (0..count).map(|at| format!("- Sew sail {}\n", ["a", "b", "c"][at % 3].repeat(at / 3 + 1))).collect()
    };
    let plan = |count| format!("# Plan\n\n## Next Steps\n\n{}", steps(count));
    let errors = |count: u32| -> String {
        let word = |at: u32| char::from_u32(u32::from(b'a') + at).unwrap();
        (0..count).map(|at| format!("2025-03-01 08:00:00 ERROR core: rope {} tore\n", word(at))).collect()
    };
    let open = |scenario: &Scenario| scenario.state.items.values().filter(|entry| entry.item.status.is_open()).count();
    let mut scenario = Scenario::new(&[]);
    for (name, text, expected) in
        [("plan.md", plan(12), 12), ("plan.md", plan(13), 1), ("core.log", errors(25), 26), ("core.log", errors(26), 2)]
    {
        file(&mut scenario, name, &text);
        assert_eq!(open(&scenario), expected, "{name}");
    }
}

#[test]
fn a_log_that_is_removed_takes_its_word_with_it() {
    for is_success_first in [false, true] {
        let mut scenario = Scenario::new(&[]);
        let logs = [("monday.jsonl", log(&[(1, Failed)])), ("wednesday.jsonl", log(&[(5, Well)]))];
        let order = if is_success_first { [1, 0] } else { [0, 1] };
        for at in order {
            file(&mut scenario, logs[at].0, &logs[at].1);
        }
        assert!(!is_open(&scenario));
        let item = scenario.state.items.values().next().unwrap().item.clone();
        assert!(
            item.evidence.iter().any(|one| one.because == "succeeded later, by wednesday.jsonl"),
            "{:?}",
            item.evidence
        );
        scenario.carry_out(Command::RemoveSource("wednesday.jsonl".to_owned())).unwrap();
        assert!(is_open(&scenario));
        let step = scenario.state.undo.last().unwrap().seq;
        scenario.carry_out(Command::Undo(Some(step))).unwrap();
        assert!(!is_open(&scenario), "and so does its return");
        // Another log that says the same keeps it over.
        file(&mut scenario, "thursday.jsonl", &log(&[(9, Well)]));
        scenario.carry_out(Command::RemoveSource("wednesday.jsonl".to_owned())).unwrap();
        assert!(!is_open(&scenario));
    }
}

#[test]
fn a_list_that_was_ended_and_has_grown_is_open_again() {
    let list = |count: usize| -> String {
        let steps: String = (0..count).map(|at| format!("- Replace the part numbered {at}\n")).collect();
        format!("# Hull\n\n## Next Steps\n\n{steps}")
    };
    let mut scenario = Scenario::new(&[]);
    let id = file(&mut scenario, "hull.md", &list(13)).ids[0].clone();
    scenario.overrule(id.as_str(), Override::Decline);
    file(&mut scenario, "hull.md", &list(13));
    assert!(!scenario.item(id.as_str()).status.is_open());
    file(&mut scenario, "hull.md", &list(14));
    assert!(scenario.item(id.as_str()).status.is_open());
    // One that has become short is told by its entries, and the other way round.
    for (count, open) in [(12, 12), (13, 1), (5, 5)] {
        let report = file(&mut scenario, "hull.md", &list(count));
        assert_eq!(report.completed, 0, "nothing of it is done");
        let items = scenario.state.items.values().filter(|entry| entry.item.status.is_open());
        assert_eq!(items.count(), open, "{count}");
    }
}

#[test]
fn files_of_one_name_never_end_each_others_work() {
    let table = |status: &str| format!("title,status\nFix the login,{status}\nWrite the docs,{status}\n");
    let readme = |mark: &str, own: &str| {
        format!("# Package\n\n## TODO\n\n- [{mark}] Write the tests\n- [ ] Add the pipeline\n- [ ] {own}\n")
    };
    let task = |id: u32, title: &str, status: &str| json!({ "id": id, "title": title, "status": status });
    let tasks = |list: &[Value]| json!({ "tasks": list }).to_string();
    for (first, second, open) in [
        (("core/b.csv", table("open")), ("web/b.csv", table("done")), 2),
        (("core/README.md", readme(" ", "Caulk the hull")), ("web/README.md", readme("x", "Oil the mast")), 5),
        (
            ("tasks.json", tasks(&[task(1, "Port the parser", "pending")])),
            ("tasks.json", tasks(&[task(1, "Buy a printer", "done")])),
            1,
        ),
    ] {
        let mut scenario = Scenario::new(&[]);
        for _ in 0..2 {
            file(&mut scenario, first.0, &first.1);
            file(&mut scenario, second.0, &second.1);
            let items = scenario.state.items.values().filter(|entry| entry.item.status.is_open());
            assert_eq!(items.count(), open, "{} and {}", first.0, second.0);
        }
    }
}

#[test]
fn what_two_copies_hold_stays_when_one_of_them_goes() {
    let tasks = tasks(&["Lay the keel", "Set the mast"]);
    let plan = "# Plan\n\n## Next Steps\n\n- Lay the keel\n- Set the mast\n";
    for (name, text) in
        [("tasks.json", tasks.as_str()), ("README.md", plan), ("b.csv", "title,status\nOil,open\nSail,open\n")]
    {
        for gone in ["a", "b"] {
            let mut scenario = Scenario::new(&[]);
            for folder in ["a", "b", "a"] {
                file(&mut scenario, &format!("{folder}/{name}"), text);
            }
            assert_eq!(scenario.state.items.len(), 2, "{name}");
            scenario.carry_out(Command::RemoveSource(format!("{gone}/{name}"))).unwrap();
            let left = if gone == "a" { "b" } else { "a" };
            let of: Vec<&str> = scenario.state.items.values().map(|entry| entry.item.source.name.as_str()).collect();
            assert_eq!(of, [format!("{left}/{name}"), format!("{left}/{name}")]);
        }
    }
}

#[test]
fn long_lists_and_parts_of_files_are_no_copies() {
    let list = |count: usize, what: &str| -> String {
        let steps: String = (0..count).map(|at| format!("- {what} the part numbered {at}\n")).collect();
        format!("# Hull\n\n## Next Steps\n\n{steps}")
    };
    let readme = |steps: &str| format!("# Package\n\n## TODO\n\n{steps}");
    for (first, second, open) in [
        (list(13, "Paint"), list(15, "Replace"), 2),
        (readme("- [ ] Write the tests\n- [ ] Port the parser\n"), readme("- [ ] Write the tests\n"), 3),
    ] {
        let mut scenario = Scenario::new(&[]);
        for _ in 0..2 {
            file(&mut scenario, "core/README.md", &first);
            file(&mut scenario, "web/README.md", &second);
            assert_eq!(scenario.state.items.len(), open);
        }
    }
}

#[test]
fn a_list_of_gaps_and_its_entries_replace_each_other() {
    let gaps = |open: usize| {
        let gap = |at: usize| json!({ "gap_type": "missing", "component_name": format!("pump {at}"), "status": if at < open { "OPEN" } else { "RESOLVED" } });
        json!({ "gaps": (0..20).map(gap).collect::<Vec<_>>() }).to_string()
    };
    let mut scenario = Scenario::new(&[]);
    for (count, open) in [(20, 1), (8, 8), (20, 1), (0, 0)] {
        file(&mut scenario, "gaps.json", &gaps(count));
        let items = scenario.state.items.values().filter(|entry| entry.item.status.is_open());
        assert_eq!(items.count(), open, "{count}");
    }
}
