//! Recorded issues of real repositories: exact counts, and how much of what
//! their people wrote the harvest makes use of. `--nocapture` prints the tables.
//!
//! The recordings are not part of the project; without them the tests pass and say so.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use autonomous_orchestrator::config::Config;
use autonomous_orchestrator::harvest::dependency_text::{self, Place, Said};
use autonomous_orchestrator::harvest::{Harvest, github};
use autonomous_orchestrator::journal::State;
use autonomous_orchestrator::orchestrator::{Command, Page, carry_out};
use autonomous_orchestrator::prioritize::Ranking;
use autonomous_orchestrator::work_item::{Status, WorkItem};
use serde_json::Value;

fn data() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/github");
    let there = folder.join("expected.json").exists();
    if !there {
        println!("skipped: no recordings in {}", folder.display());
    }
    there.then_some(folder)
}

fn json(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// Every recorded list with what is expected of it, harvested.
fn harvests(folder: &Path) -> Vec<(Value, Vec<Value>, Harvest)> {
    let expected = json(&folder.join("expected.json"));
    let files = expected["files"].as_object().unwrap().iter();
    files
        .map(|(file, expected)| {
            let rows: Vec<Value> = json(&folder.join(file)).as_array().unwrap().clone();
            let now = "2026-11-01T00:00:00Z".parse().unwrap();
            let harvest = github(expected["repository"].as_str().unwrap(), &rows, now, &Config::default());
            (expected.clone(), rows, harvest)
        })
        .collect()
}

fn skipped(harvest: &Harvest, what: &str) -> usize {
    harvest.skipped.iter().filter(|skipped| skipped.what == what).map(|skipped| skipped.count).sum()
}

#[test]
fn every_count_is_exact() {
    let Some(folder) = data() else { return };
    println!("{:32} {:>6} {:>6} {:>6} {:>6} {:>7}", "repository", "rows", "pulls", "open", "closed", "merged");
    for (expected, _, harvest) in harvests(&folder) {
        let closed = harvest.items.iter().filter(|item| item.status == Status::Completed).count();
        let (pulls, open) = (skipped(&harvest, "pull requests"), harvest.items.len() - closed);
        println!(
            "{:32} {:>6} {pulls:>6} {open:>6} {closed:>6} {:>7}",
            harvest.name,
            harvest.read,
            harvest.finished.len()
        );
        let got = [harvest.read, pulls, harvest.items.len(), open, closed];
        let keys = ["items", "pull_requests", "issues", "issues_open", "issues_closed"];
        let wanted = keys.map(|key| usize::try_from(expected[key].as_u64().unwrap()).unwrap());
        assert_eq!(got, wanted, "{}", harvest.name);
        assert_eq!(harvest.problems, [], "{}", harvest.name);
        let labels: usize = harvest.items.iter().map(|item| item.tags.len()).sum();
        assert_eq!(labels as u64, expected["label_applications_on_issues"].as_u64().unwrap(), "{}", harvest.name);
    }
}

fn by_kind(read: &dependency_text::Mentions) -> BTreeMap<&'static str, Vec<String>> {
    let mut kinds: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
    for mention in &read.mentions {
        let kind = match mention.said {
            Said::BlockedBy => "blocked_by",
            Said::Blocks => "blocks",
            Said::PartOf => "parent",
            Said::Closes => "closes",
            Said::TaskOpen => "task_open",
            Said::TaskDone => "task_done",
        };
        kinds.entry(kind).or_default().push(mention.id.to_string());
    }
    kinds
}

#[test]
fn every_worked_dependency_case_is_read() {
    let Some(folder) = data() else { return };
    let cases = json(&folder.join("dependency_cases.json"));
    let cases = cases.as_array().unwrap();
    for case in cases {
        let place = Place {
            repo: case["repo"].as_str().unwrap(),
            number: case["number"].as_u64().unwrap(),
            host: "github.com",
        };
        let read = dependency_text::read(place, case["body"].as_str().unwrap());
        assert_eq!(serde_json::to_value(by_kind(&read)).unwrap(), case["expect"], "{}", case["body"]);
    }
    println!("{} of {} dependency cases", cases.len(), cases.len());
}

#[test]
fn every_dependency_of_the_recordings_is_found() {
    let Some(folder) = data() else { return };
    for (expected, rows, harvest) in harvests(&folder) {
        let mut found: BTreeMap<String, usize> = BTreeMap::new();
        for item in &harvest.items {
            let number: u64 = item.id.as_str().rsplit('#').next().unwrap().parse().unwrap();
            let row = rows.iter().find(|row| row["number"] == number && row["title"].is_string()).unwrap();
            let place = Place { repo: &harvest.name, number, host: "github.com" };
            let kinds = by_kind(&dependency_text::read(place, row["body"].as_str().unwrap_or_default()));
            for kind in kinds.keys() {
                *found.entry((*kind).to_owned()).or_default() += 1;
            }
            for (kind, ids) in expected["dependency_examples"][item.id.as_str()].as_object().into_iter().flatten() {
                let read: Vec<Value> =
                    kinds.get(kind.as_str()).into_iter().flatten().map(|id| id.as_str().into()).collect();
                assert_eq!(&Value::from(read), ids, "{} {kind}", item.id);
            }
        }
        let expected = &expected["dependency_phrases_issue_counts"];
        println!("{:32} found {found:?}", harvest.name);
        for kind in ["task_open", "task_done", "blocks", "parent", "blocked_by"] {
            let got = found.get(kind).copied().unwrap_or(0) as u64;
            assert_eq!(Some(got), expected[kind].as_u64(), "{} {kind}", harvest.name);
        }
    }
}

#[test]
fn label_sets_are_read() {
    let Some(folder) = data() else { return };
    let rules = Config::default().label_rules;
    let mut total = [0usize; 3];
    println!("{:52} {:>6} {:>8} {:>13}", "labels", "scored", "routing", "unrecognised");
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder.join("labels")).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    for file in files {
        let mut reader = rules.reader("a/b");
        let (mut counts, mut unknown) = ([0usize; 3], Vec::new());
        for label in json(&file).as_array().unwrap() {
            let name = label.as_str().or_else(|| label["name"].as_str()).unwrap();
            let reading = reader.label(name);
            let kind = if reading.is_scored() {
                0
            } else if reading.routing {
                1
            } else {
                2
            };
            counts[kind] += 1;
            if kind == 2 {
                unknown.push(name.to_owned());
            }
        }
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        println!("{name:52} {:>6} {:>8} {:>13}  {}", counts[0], counts[1], counts[2], unknown.join(" | "));
        for (sum, count) in total.iter_mut().zip(counts) {
            *sum += count;
        }
    }
    let names: usize = total.iter().sum();
    println!("{names} names: {} scored, {} routing, {} unrecognised", total[0], total[1], total[2]);
    assert!(total[0] * 100 >= names * 50 && total[2] * 100 <= names * 5, "{total:?}");
}

fn evidence_of(item: &WorkItem, field: &str) -> bool {
    item.evidence.iter().any(|evidence| evidence.field == field)
}

#[test]
fn open_issues_are_told_apart() {
    let Some(folder) = data() else { return };
    println!(
        "{:32} {:>5} {:>9} {:>9} {:>8} {:>6} {:>6} {:>6} {:>8}",
        "open issues of", "items", "own score", "distinct", "urgency", "risk", "value", "effort", "default"
    );
    for (_, _, harvest) in harvests(&folder) {
        let open: Vec<&WorkItem> = harvest.items.iter().filter(|item| item.status.is_open()).collect();
        let mut scores: BTreeMap<u64, usize> = BTreeMap::new();
        let mut state = State::default();
        let command = Command::Harvest(Box::new(harvest.clone()), Page::default());
        carry_out(&mut state, command, "2026-11-01T00:00:00Z".parse().unwrap()).unwrap();
        for row in Ranking::of(&state).rows() {
            *scores.entry(row.score.priority().to_bits()).or_default() += 1;
        }
        let own = scores.values().filter(|&&count| count == 1).count();
        let with = |test: &dyn Fn(&WorkItem) -> bool| open.iter().filter(|item| test(item)).count();
        let values = ["protocol_compliance", "business_value", "user_impact", "technical_debt", "innovation"];
        let share = own * 100 / open.len();
        println!(
            "{:32} {:>5} {share:>8}% {:>9} {:>8} {:>6} {:>6} {:>6} {:>8}",
            harvest.name,
            open.len(),
            scores.len(),
            with(&|item| evidence_of(item, "urgency_level")),
            with(&|item| evidence_of(item, "risk_score")),
            with(&|item| values.iter().any(|field| evidence_of(item, field))),
            with(&|item| evidence_of(item, "effort_estimate")),
            with(&|item| item.evidence.is_empty()),
        );
        assert!(
            open.len() < 50 || share >= 75,
            "{}: only {share} % of the issues have a score of their own",
            harvest.name
        );
    }
}
