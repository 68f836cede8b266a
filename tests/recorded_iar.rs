//! The recorded logs and documents, measured against one careful reader's
//! judgement of them. Run with `-- --nocapture` to see the table.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::print_stdout)]

use std::collections::BTreeMap;
use std::path::PathBuf;

use autonomous_orchestrator::config::Config;
use autonomous_orchestrator::harvest::{FileReader, Harvest};
use chrono::{DateTime, Utc};
use serde_json::Value;

fn now() -> DateTime<Utc> {
    "2026-01-01T00:00:00Z".parse().unwrap()
}

fn read(name: &str, text: &str) -> Harvest {
    let mut reader = FileReader::new(name, &Config::default());
    let mut rest = text;
    while !rest.is_empty() {
        let end = (4096..rest.len()).find(|at| rest.is_char_boundary(*at)).unwrap_or(rest.len());
        let (slice, after) = rest.split_at(end);
        reader.push(slice);
        rest = after;
    }
    reader.finish(now())
}

/// Lines that could not be read, as the harvest names them.
fn malformed(harvest: &Harvest) -> Vec<u64> {
    harvest.problems.iter().filter_map(|problem| problem.place.strip_prefix("line ")?.parse().ok()).collect()
}

#[test]
fn the_recorded_files_yield_what_a_careful_reader_expects() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data/iar");
    let Ok(expected) = std::fs::read_to_string(folder.join("expected.json")) else {
        println!("skipped: {} is not here", folder.display());
        return;
    };
    let expected: Value = serde_json::from_str(&expected).unwrap();
    let files = expected["files"].as_object().unwrap();
    let (mut inside, mut run_problems, mut misses, mut false_alarms) = (0, BTreeMap::new(), Vec::new(), Vec::new());
    println!("\n{:>4} {:>9} {:>4} {:>4}  file", "open", "expected", "over", "bad");
    for (name, facts) in files {
        let text = String::from_utf8_lossy(&std::fs::read(folder.join(name)).unwrap()).into_owned();
        let harvest = read(name, &text);
        let open: Vec<_> = harvest.items.iter().filter(|item| item.status.is_open()).collect();
        let least = facts["harvest"]["expected_min"].as_u64().unwrap();
        let most = facts["harvest"]["expected_max"].as_u64().unwrap();
        let is_inside = (least..=most).contains(&(open.len() as u64));
        let lines = malformed(&harvest);
        println!(
            "{:>4} {:>9} {:>4} {:>4}  {}{}",
            open.len(),
            if least == most { least.to_string() } else { format!("{least}-{most}") },
            harvest.items.len() - open.len(),
            lines.len(),
            if is_inside { "" } else { "MISS " },
            name
        );
        inside += usize::from(is_inside);
        if !is_inside {
            let descriptions: Vec<&str> = open.iter().map(|item| item.description.as_str()).collect();
            misses.push(format!("{name}: taken for {}; {descriptions:#?}", harvest.detected));
        }
        if most == 0 && !open.is_empty() {
            false_alarms.push(name.clone());
        }
        if let Some(listed) = facts["facts"]["malformed_lines"].as_array() {
            let listed: Vec<u64> = listed.iter().filter_map(Value::as_u64).collect();
            assert_eq!(lines, listed, "malformed lines of {name}");
        }
        if facts["kind"] == "run" {
            for item in open {
                *run_problems.entry(item.id.to_string()).or_insert(0) += 1;
            }
        }
    }
    let share = 100.0 * inside as f64 / files.len() as f64;
    let listed = expected["cross_file_distinct_run_problems"].as_array().unwrap().len();
    println!(
        "\n{inside} of {} files within range ({share:.1} %); {} distinct problems in the run logs, {listed} listed",
        files.len(),
        run_problems.len()
    );
    for miss in &misses {
        println!("miss: {miss}");
    }
    assert!(share >= 90.0, "{share:.1} % of the files are within range");
    assert_eq!(false_alarms, Vec::<String>::new(), "items from files that hold none");
    assert_eq!(run_problems.len(), listed, "distinct problems in the run logs");
}
