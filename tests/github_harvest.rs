//! GitHub issue lists, in the shapes of every year.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use autonomous_orchestrator::config::Config;
use autonomous_orchestrator::harvest::{Harvest, github, github_renamed, take_pulls, tie_lists, wanted_lists};
use autonomous_orchestrator::journal::FinishedKind;
use autonomous_orchestrator::work_item::{Relation, Status, WorkItem};
use chrono::{DateTime, Utc};
use proptest::prelude::*;
use serde_json::{Value, json};

fn now() -> DateTime<Utc> {
    "2026-11-01T00:00:00Z".parse().unwrap()
}

fn read(issues: &Value) -> Harvest {
    github("acme/rocket", issues.as_array().unwrap(), now(), &Config::default())
}

fn fixture(name: &str) -> Value {
    let path = format!("{}/tests/fixtures/github/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// One open issue of which nothing else is known, with `more` laid over it.
fn issue(more: Value) -> Value {
    let mut issue = json!({ "number": 1, "title": "Title", "state": "open", "created_at": "2024-01-15T10:00:00Z" });
    issue.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    issue
}

fn item(more: Value) -> WorkItem {
    let mut harvest = read(&json!([issue(more)]));
    assert_eq!(harvest.problems, []);
    harvest.items.remove(0)
}

/// Every reason a field of `item` has.
fn because<'a>(item: &'a WorkItem, field: &str) -> Vec<&'a str> {
    item.evidence.iter().filter(|evidence| evidence.field == field).map(|evidence| evidence.because.as_str()).collect()
}

fn ids(item: &WorkItem) -> Vec<&str> {
    item.dependencies.iter().map(|id| id.as_str()).collect()
}

#[test]
fn a_list_of_2012_is_read() {
    let harvest = read(&fixture("2012"));
    assert_eq!((harvest.read, harvest.items.len(), harvest.finished.len()), (2, 1, 0));
    assert_eq!((harvest.skipped[0].what.as_str(), harvest.skipped[0].count), ("pull requests", 1));
    let item = &harvest.items[0];
    assert_eq!(item.id.as_str(), "acme/rocket#28");
    assert_eq!((item.status, item.assignees.as_slice()), (Status::Pending, &["road".to_owned()][..]));
    assert_eq!(item.milestone.as_deref(), Some("Version 1.4"));
    assert_eq!(item.details, "Steps:\n\n1. Run it\n");
    assert_eq!(
        (item.urgency_level, because(item, "urgency_level")),
        (4, vec!["the title, “Parser crash on empty input”"])
    );
    assert_eq!(because(item, "stability"), ["label “Bug”"]);
}

#[test]
fn a_list_of_2026_is_read() {
    let harvest = read(&fixture("2026"));
    assert_eq!(harvest.problems, []);
    let seen: Vec<_> = harvest.items.iter().map(|item| item.id.as_str()).collect();
    assert_eq!(seen, ["acme/rocket#902", "acme/rocket#880", "acme/plans#40"]);

    let item = &harvest.items[0];
    assert_eq!(item.tags, ["P1", "S-blocked", "Ärger 🚀"]);
    assert_eq!(item.assignees, ["ada", "bob"]);
    assert_eq!((item.status, item.blocked_reason.as_deref()), (Status::Blocked, Some("label “S-blocked”")));
    assert_eq!((item.urgency_level, because(item, "urgency_level")), (5, vec!["milestone “Autumn” due 2026-11-04"]));
    assert_eq!((item.effort_estimate, because(item, "effort_estimate")), (4.0, vec!["field “Effort: 4”"]));
    assert_eq!(because(item, "stability"), ["type “Bug”"]);
    assert_eq!(because(item, "user_impact"), ["12 reactions and 25 comments"]);
    assert_eq!(because(item, "risk_score"), ["25 comments, changed over 151 days, urgency 5"]);
    assert_eq!(item.checklist, 3);
    assert_eq!(ids(item), ["acme/rocket#900", "acme/proxy#12", "acme/rocket#881"]);
    assert_eq!(
        because(item, "dependencies"),
        ["“depends on #900” (0.9)", "“depends on acme/proxy#12” (0.9)", "“[ ] #881” (0.7)"]
    );
    assert_eq!(item.edges[0].id.as_str(), "acme/plans#7");
    assert_eq!(
        (item.edges[0].relation, item.edges[0].phrase.as_str()),
        (Relation::PartOf, "sub-issue of acme/plans#7")
    );
    assert_eq!(item.source.url.as_deref(), Some("https://github.com/acme/rocket/issues/902"));

    let closed = &harvest.items[1];
    assert_eq!((closed.status, closed.resolution.as_deref()), (Status::Completed, Some("not_planned")));
    assert_eq!(closed.closed_date, Some("2026-05-03T12:00:00Z".parse().unwrap()));

    let moved = &harvest.items[2];
    assert_eq!((moved.source.name.as_str(), moved.source.place.as_deref()), ("acme/rocket", Some("acme/plans#40")));

    let merged = &harvest.finished[0];
    assert_eq!((merged.id.as_str(), merged.kind), ("acme/rocket#901", FinishedKind::PullRequest));
    assert_eq!(
        (merged.closed, merged.tags.as_slice()),
        ("2026-05-03T12:00:00Z".parse().unwrap(), &["release-note".to_owned()][..])
    );
}

#[test]
fn an_issue_without_evidence_has_the_defaults() {
    let item = item(json!({}));
    let got = (item.urgency_level, item.risk_score, item.effort_estimate, item.resonance_score, item.status);
    assert_eq!(got, (3, 0.3, 2.0, 0.8, Status::Pending));
    assert_eq!((item.evidence.len(), item.source.url), (0, None));
}

#[test]
fn facets_say_what_they_rest_on() {
    let labels = |names: &[&str]| json!({ "labels": names });
    for (more, field, reason) in [
        (labels(&["P3", "P0"]), "urgency_level", "label “P0”"),
        (labels(&["P3", "wontfix"]), "urgency_level", "label “wontfix”: not meant to be done, though still open"),
        (labels(&["size/S", "size/L"]), "effort_estimate", "label “size/L”"),
        (labels(&["in progress"]), "status", "label “in progress”"),
        (labels(&["blocked", "in progress"]), "status", "label “blocked”"),
        (labels(&["enhancement"]), "user_impact", "label “enhancement”"),
        (json!({ "comments": 9, "reactions": { "total_count": 1 } }), "user_impact", "1 reaction and 9 comments"),
        (json!({ "comments": 1 }), "risk_score", "1 comment"),
        (json!({ "updated_at": "2024-01-15T13:00:00Z" }), "risk_score", "changed over 3 hours"),
        (json!({ "title": "Data loss on save" }), "urgency_level", "the title, “Data loss on save”"),
        (json!({ "title": "Data loss on save", "labels": ["P3"] }), "urgency_level", "label “P3”"),
        (json!({ "title": "Linear regression example" }), "urgency_level", ""),
        (json!({ "type": "Feature" }), "user_impact", "type “Feature”"),
        (
            json!({ "issue_field_values": [{ "issue_field_name": "priority", "value": "Urgent" }] }),
            "urgency_level",
            "field “priority: Urgent”",
        ),
        (
            json!({ "milestone": { "title": "1.0", "due_on": "2026-10-20T00:00:00Z" } }),
            "urgency_level",
            "milestone “1.0” due 2026-10-20",
        ),
        (json!({ "milestone": { "title": "1.0", "due_on": "2019-10-20T00:00:00Z" } }), "urgency_level", ""),
        (
            json!({ "milestone": { "title": "1.0", "state": "closed", "due_on": "2026-10-20T00:00:00Z" } }),
            "urgency_level",
            "",
        ),
        (json!({ "milestone": { "title": "1.0", "due_on": "2027-10-20T00:00:00Z" } }), "urgency_level", ""),
    ] {
        let expected: Vec<&str> = Some(reason).into_iter().filter(|reason| !reason.is_empty()).collect();
        assert_eq!(because(&item(more.clone()), field), expected, "{more}");
    }
    assert_eq!(item(labels(&["P1", "duplicate"])).urgency_level, 1);
}

#[test]
fn what_has_not_changed_reads_the_same_later() {
    let issues = fixture("2026");
    let later = github("acme/rocket", issues.as_array().unwrap(), now() + chrono::Days::new(1), &Config::default());
    assert_eq!(read(&issues), later);
}

#[test]
fn pull_requests_are_told_from_issues() {
    let url = "https://github.com/acme/rocket/pull/1";
    for (pull_request, is_pull) in [
        (Value::Null, false),
        (json!({}), false),
        (json!({ "url": null, "html_url": null }), false),
        (json!({ "html_url": url }), true),
        (json!({ "url": url }), true),
        (json!({ "url": url, "merged_at": null }), true),
    ] {
        let harvest = read(&json!([issue(json!({ "pull_request": pull_request }))]));
        assert_eq!((harvest.items.len(), harvest.skipped.len()), (usize::from(!is_pull), usize::from(is_pull)));
    }
}

#[test]
fn the_state_is_read() {
    for (more, status, resolution) in [
        (json!({ "state": "closed", "labels": ["blocked"] }), Status::Completed, Some("completed")),
        (json!({ "state": "CLOSED", "state_reason": "duplicate" }), Status::Completed, Some("duplicate")),
        (json!({ "state": null, "closed_at": "2025-01-01T00:00:00Z" }), Status::Completed, Some("completed")),
        (json!({ "state": "open", "state_reason": "reopened" }), Status::Pending, None),
        (json!({ "state": null }), Status::Pending, None),
    ] {
        let item = item(more.clone());
        assert_eq!((item.status, item.resolution.as_deref()), (status, resolution), "{more}");
        assert!(item.closed_date.is_some() == (status == Status::Completed) && item.blocked_reason.is_none());
    }
}

#[test]
fn a_bad_row_costs_no_other() {
    let harvest = read(&json!([
        null, "issue", { "title": "no number" }, { "number": 0 }, { "number": -4 }, { "number": 1.5 }, [],
        issue(json!({ "number": 5, "updated_at": "yesterday" })),
        issue(json!({ "number": u64::MAX, "id": u64::MAX })),
    ]));
    let places: Vec<_> = harvest.problems.iter().map(|problem| problem.place.as_str()).collect();
    let rows: Vec<String> = (0..7).map(|at| format!("issues[{at}]")).collect();
    assert_eq!(places[..7], rows);
    assert_eq!(places[7..], ["issues[7].updated_at"]);
    assert_eq!((harvest.read, harvest.items.len()), (9, 2));
    assert_eq!(harvest.items[1].id.as_str(), "acme/rocket#18446744073709551615");
}

#[test]
fn a_row_that_comes_twice_counts_once_and_the_newer_stays() {
    let harvest = read(&json!([
        issue(json!({ "title": "old", "updated_at": "2024-02-01T00:00:00Z" })),
        issue(json!({ "number": 2, "pull_request": { "url": "https://x/1" } })),
        issue(json!({ "title": "new", "updated_at": "2024-03-01T00:00:00Z" })),
        issue(json!({ "title": "older", "updated_at": "2024-01-20T00:00:00Z" })),
        issue(json!({ "number": 2, "pull_request": { "url": "https://x/1" } })),
    ]));
    assert_eq!((harvest.items.len(), harvest.items[0].description.as_str()), (1, "new"));
    let skipped: Vec<_> = harvest.skipped.iter().map(|skipped| (skipped.what.as_str(), skipped.count)).collect();
    assert_eq!(skipped, [("pull requests", 1), ("repeated rows", 3)]);
}

#[test]
fn rows_keep_the_repository_they_are_in() {
    for (more, id) in [
        (json!({}), "acme/rocket#1"),
        (json!({ "repository_url": "https://api.github.com/repos/ACME/Rocket" }), "acme/rocket#1"),
        (json!({ "repository_url": "https://git.acme.example/api/v3/repos/acme/plans" }), "acme/plans#1"),
        (json!({ "html_url": "https://github.com/acme/plans/issues/1" }), "acme/plans#1"),
        (json!({ "html_url": "javascript:alert(1)//a/b" }), "acme/rocket#1"),
        (json!({ "repository_url": "https://api.github.com/repos/<b>/x" }), "acme/rocket#1"),
        (json!({ "repository_url": 7, "html_url": [] }), "acme/rocket#1"),
    ] {
        assert_eq!(item(more.clone()).id.as_str(), id, "{more}");
    }
}

#[test]
fn hostile_text_is_made_harmless() {
    let body = "ü".repeat(20_000);
    let item = item(
        json!({ "title": "a\u{0}\u{1b}[31m\u{202e}b\nc", "body": body, "html_url": "http://github.com/a/b/issues/1" }),
    );
    assert_eq!(item.description, "a[31mb c");
    assert!(item.details.len() < 17_000 && item.details.ends_with("(cut: the rest is on GitHub)"));
    assert_eq!(item.source.url, None);
    for title in [json!(null), json!("  \u{7}"), json!(["x"])] {
        assert_eq!(self::item(json!({ "title": title })).description, "(no title)");
    }
}

#[test]
fn native_ties_count_in_full() {
    let open = |number: u64, repo: &str| json!({ "number": number, "state": "open", "repository_url": format!("https://api.github.com/repos/{repo}") });
    let blocked_by = [
        open(5, "acme/rocket"),
        open(6, "Acme/Engine"),
        json!({ "number": 7, "state": "closed" }),
        json!(null),
        open(1, "acme/rocket"),
    ];
    let mut rows = [issue(json!({ "number": 1, "body": "blocked by #5" }))];
    let lists = [("1/dependencies/blocked_by", blocked_by.to_vec()), ("1/sub_issues", vec![open(8, "acme/rocket")])];
    tie_lists(&mut rows, lists.map(|(path, list)| (path.to_owned(), list)).to_vec());
    // What was not asked for, or is not there, changes nothing.
    tie_lists(&mut rows, ["1/labels", "2/sub_issues", "x"].map(|path| (path.to_owned(), blocked_by.to_vec())).to_vec());
    let item = &github("acme/rocket", &rows, now(), &Config::default()).items[0];
    let got: Vec<_> = item.edges.iter().map(|edge| (edge.id.as_str(), edge.certainty, edge.phrase.as_str())).collect();
    let expected = [
        ("acme/rocket#5", 1.0, "blocked by #5"),
        ("Acme/Engine#6", 1.0, "blocked by Acme/Engine#6"),
        ("acme/rocket#8", 1.0, "sub-issue #8"),
    ];
    assert_eq!(got, expected);
    assert_eq!(ids(item), ["acme/rocket#5", "Acme/Engine#6", "acme/rocket#8"]);
    assert_eq!(because(item, "dependencies")[0], "“blocked by #5” (1)");
}

#[test]
fn loose_ties_are_kept_but_hold_nothing_up() {
    let item = item(json!({ "body": "Based on #5. Blocks #6." }));
    assert_eq!((ids(&item).len(), item.edges.len()), (0, 2));
    let closed = self::item(json!({ "body": "Depends on #5", "state": "closed" }));
    assert_eq!((closed.dependencies.len(), closed.edges.len()), (0, 0));
}

#[test]
fn summaries_say_where_ties_are() {
    let ties = |summary: Value| issue(json!({ "number": 3, "issue_dependencies_summary": summary }));
    for (issue, wanted) in [
        (ties(json!({ "blocked_by": 0, "total_blocked_by": 1 })), true),
        (ties(json!({ "blocked_by": 1 })), true),
        (ties(json!({ "blocked_by": 0, "total_blocked_by": 0 })), false),
        (ties(Value::Null), false),
        (json!(null), false),
        (json!({ "state": "closed", "issue_dependencies_summary": { "total_blocked_by": 1 } }), false),
    ] {
        let expected = if wanted { vec!["3/dependencies/blocked_by"] } else { vec![] };
        assert_eq!(wanted_lists(std::slice::from_ref(&issue)), expected, "{issue}");
    }
    let parts = |total, completed| {
        issue(json!({ "number": total, "sub_issues_summary": { "total": total, "completed": completed } }))
    };
    assert_eq!(wanted_lists(&[parts(3, 1), parts(4, 4), json!(3)]), ["3/sub_issues"]);
}

#[test]
fn issues_of_a_renamed_repository_stay_the_items_they_are() {
    let row = |repo: &str| json!({ "number": 1, "title": "One", "state": "open", "repository_url": format!("https://api.github.com/repos/{repo}") });
    for (row, id) in [
        (row("acme/saturn"), "acme/rocket#1"),
        (row("Acme/Saturn"), "acme/rocket#1"),
        (row("acme/rocket"), "acme/rocket#1"),
        (row("acme/engine"), "acme/engine#1"),
    ] {
        let harvest = github_renamed("acme/rocket", "acme/saturn", &[row], now(), &Config::default());
        assert_eq!((harvest.name.as_str(), harvest.items[0].id.as_str()), ("acme/rocket", id));
    }
}

#[test]
fn merged_pull_requests_are_history() {
    let list = json!([
        { "number": 9, "title": "Add", "created_at": "2024-01-01T00:00:00Z", "merged_at": "2024-01-03T00:00:00Z", "labels": [{ "name": "docs" }] },
        { "number": 9, "title": "Add", "merged_at": "2024-01-03T00:00:00Z" },
        { "number": 8, "merged_at": null, "closed_at": "2024-01-03T00:00:00Z" },
        null,
        { "title": "no number", "merged_at": "2024-01-03T00:00:00Z" },
    ]);
    let mut harvest = github("acme/rocket", &[], now(), &Config::default());
    take_pulls(&mut harvest, list.as_array().unwrap());
    let finished = &harvest.finished;
    assert_eq!((harvest.read, finished.len()), (5, 1));
    let problems: Vec<&str> = harvest.problems.iter().map(|problem| problem.place.as_str()).collect();
    assert_eq!(problems, ["pulls[3]", "pulls[4]"]);
    let skipped: Vec<(&str, usize)> = harvest.skipped.iter().map(|one| (one.what.as_str(), one.count)).collect();
    assert_eq!(skipped, [("repeated rows", 1), ("pull requests", 1)]);
    assert_eq!((finished[0].id.as_str(), finished[0].resolution.as_deref()), ("acme/rocket#9", Some("merged")));
    assert_eq!((finished[0].closed - finished[0].created).num_days(), 2);
}

/// Any JSON value, with the keys of an issue more often than others.
fn any_json() -> impl Strategy<Value = Value> {
    let key = prop::sample::select(vec![
        "number",
        "title",
        "state",
        "labels",
        "name",
        "created_at",
        "updated_at",
        "milestone",
        "due_on",
        "reactions",
        "total_count",
        "pull_request",
        "merged_at",
        "url",
        "html_url",
        "repository_url",
        "body",
        "type",
        "blocked_by",
        "issue_field_values",
        "issue_field_name",
        "value",
        "assignees",
        "comments",
        "parent_issue_url",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        prop::sample::select(vec![
            "2024-01-01T00:00:00Z",
            "-262143-01-01T00:00:00Z",
            "https://api.github.com/repos/a/b/issues/1",
            "closed",
            "priority",
            "- [ ] #3",
            "P0"
        ])
        .prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 64, 8, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((key.clone(), inner), 0..12).prop_map(|fields| Value::Object(
                fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
            )),
        ]
    })
}

proptest! {
    #[test]
    fn no_json_panics_and_every_row_is_accounted_for(mut rows in prop::collection::vec(any_json(), 0..6), numbers in prop::collection::vec(1u64..4, 6)) {
        for (row, number) in rows.iter_mut().zip(numbers) {
            if let Some(fields) = row.as_object_mut() {
                fields.insert("number".to_owned(), number.into());
            }
        }
        let harvest = read(&Value::from(rows.clone()));
        let skipped: usize = harvest.skipped.iter().map(|skipped| skipped.count).sum();
        let lost = harvest.problems.iter().filter(|problem| problem.place.ends_with(']')).count();
        prop_assert_eq!(harvest.items.len() + skipped + lost, rows.len());
        for item in &harvest.items {
            prop_assert!((0.0..=1.0).contains(&item.risk_score) && (1..=5).contains(&item.urgency_level));
        }
        let mut history = Harvest { name: "a/b".into(), ..Harvest::default() };
        take_pulls(&mut history, &rows);
        let skipped: usize = history.skipped.iter().map(|skipped| skipped.count).sum();
        prop_assert_eq!(history.finished.len() + skipped + history.problems.len(), rows.len());
    }
}
