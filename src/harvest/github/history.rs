//! Merged pull requests: history, not backlog.

use chrono::{DateTime, Utc};
use rustc_hash::FxHashSet;
use serde_json::Value;

use super::row::Row;
use super::text;
use crate::harvest::{Harvest, timestamp};
use crate::journal::{Finished, FinishedKind};

/// Why pull requests are passed over.
pub(super) const PULLS: &str = "they are changes, not work items; merged ones count as history";

/// Adds the merged ones of a list of pull requests to the harvest of their
/// repository's issues, as history; the others are passed over.
pub fn take_pulls(harvest: &mut Harvest, pulls: &[Value]) {
    let repo = harvest.name.clone();
    harvest.read += pulls.len();
    let mut seen: FxHashSet<String> = harvest.finished.iter().map(|finished| finished.id.to_string()).collect();
    for (at, pull) in pulls.iter().enumerate() {
        let row = match Row::read(pull, &repo, &repo) {
            Ok(row) => row,
            Err(reason) => {
                harvest.problem(format!("pulls[{at}]"), reason.replace("issue", "pull request"));
                continue;
            }
        };
        match merged(&row, &repo) {
            Some(pull) if seen.insert(row.id()) => harvest.finished.push(pull),
            Some(_) => harvest.skip("repeated rows", "the list moved while its pages were read"),
            None => harvest.skip("pull requests", PULLS),
        }
    }
}

/// A pull request as history, if it was merged. Rows of an issue list say so
/// inside `pull_request`, rows of a pull request list on their own.
pub(super) fn merged(row: &Row<'_>, source: &str) -> Option<Finished> {
    let inside = row.get("pull_request").and_then(|pull| pull.get("merged_at"));
    let closed = inside.or_else(|| row.get("merged_at")).and_then(at)?;
    let created = row.get("created_at").and_then(at).unwrap_or(closed);
    Some(Finished {
        id: row.id().into(),
        kind: FinishedKind::PullRequest,
        description: text::title(row.text("title").unwrap_or_default()),
        source: source.to_owned(),
        created,
        closed,
        tags: row.labels().into_iter().map(str::to_owned).collect(),
        resolution: Some("merged".to_owned()),
    })
}

fn at(value: &Value) -> Option<DateTime<Utc>> {
    timestamp(value).map(|stamp| stamp.at)
}
