//! Merged pull requests: history, not backlog.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::row::Row;
use super::text;
use crate::harvest::timestamp;
use crate::journal::{Finished, FinishedKind};

/// The merged ones of a list of pull requests of `repo`, as history.
#[must_use]
pub fn pulls(repo: &str, pulls: &[Value]) -> Vec<Finished> {
    let mut finished: Vec<Finished> = Vec::new();
    let mut seen = rustc_hash::FxHashSet::default();
    for row in pulls.iter().filter_map(|pull| Row::read(pull, repo, repo).ok()) {
        if let Some(pull) = merged(&row, repo).filter(|pull| seen.insert(pull.id.clone())) {
            finished.push(pull);
        }
    }
    finished
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
