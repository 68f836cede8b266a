//! Ties between issues: GitHub's own records of them, and what the text says.

use serde_json::Value;

use super::row::Row;
use crate::harvest::dependency_text::{self, ENOUGH, Place};
use crate::work_item::{Edge, EdgeSource, ItemId, Relation, WorkItem};

/// Whether a list is worth a request.
type Wants = fn(&Value) -> bool;

/// The two lists of an issue's native ties: the key a row carries one under, and
/// where it is after `…/issues/{number}/`.
const LISTS: [(&str, &str, Wants); 2] =
    [("blocked_by", "dependencies/blocked_by", wants_edges), ("sub_issues", "sub_issues", wants_sub_issues)];

/// The lists that are worth a request, as GitHub's summaries on `issues` say:
/// paths after `…/issues/`, such as `12/sub_issues`.
#[must_use]
pub fn wanted_lists(issues: &[Value]) -> Vec<String> {
    let wanted = issues.iter().filter_map(|issue| Some((issue, issue.get("number")?.as_u64()?)));
    let paths = wanted.flat_map(|(issue, number)| {
        LISTS.into_iter().filter(|(.., wants)| wants(issue)).map(move |(_, path, _)| format!("{number}/{path}"))
    });
    paths.collect()
}

/// Ties to `issues` the lists that were fetched for them, by the path that
/// [`wanted_lists`] named.
pub fn tie_lists(issues: &mut [Value], lists: Vec<(String, Vec<Value>)>) {
    for (path, list) in lists {
        let Some((number, rest)) = path.split_once('/') else { continue };
        let Some((key, ..)) = LISTS.into_iter().find(|(_, path, _)| *path == rest) else { continue };
        let Ok(number) = number.parse::<u64>() else { continue };
        let is_it = |issue: &&mut Value| issue.get("number").and_then(Value::as_u64) == Some(number);
        if let Some(Value::Object(row)) = issues.iter_mut().find(is_it)
            && let Value::Array(held) = row.entry(key).or_insert_with(|| Value::Array(Vec::new()))
        {
            held.extend(list);
        }
    }
}

/// Whether GitHub says that `issue` waits for others.
fn wants_edges(issue: &Value) -> bool {
    let blockers = |key| count(issue, "issue_dependencies_summary", key);
    is_open(issue) && blockers("total_blocked_by").or_else(|| blockers("blocked_by")).unwrap_or(0) > 0
}

/// Whether GitHub says that `issue` has unfinished parts.
fn wants_sub_issues(issue: &Value) -> bool {
    is_open(issue) && count(issue, "sub_issues_summary", "total") > count(issue, "sub_issues_summary", "completed")
}

/// The ties of issue `number` of `repo` from its `blocked_by` list. An issue
/// there that is closed holds nothing up, and is left out.
fn native_edges(repo: &str, number: u64, blocked_by: &[Value]) -> Vec<Edge> {
    waits_for(repo, number, blocked_by, "blocked by")
}

/// The ties of issue `number` of `repo` from its `sub_issues` list: it is not
/// finished before its parts are.
fn sub_issue_edges(repo: &str, number: u64, sub_issues: &[Value]) -> Vec<Edge> {
    waits_for(repo, number, sub_issues, "sub-issue")
}

fn waits_for(repo: &str, number: u64, issues: &[Value], words: &str) -> Vec<Edge> {
    let mut edges: Vec<Edge> = Vec::new();
    for row in issues.iter().filter(|issue| is_open(issue)).filter_map(|issue| Row::read(issue, repo, repo).ok()) {
        let id = ItemId::from(row.id());
        let own = row.number == number && row.repo == repo;
        if !own && !edges.iter().any(|edge| edge.id == id) {
            let phrase = if row.repo == repo { format!("{words} #{}", row.number) } else { format!("{words} {id}") };
            edges.push(Edge { id, relation: Relation::WaitsFor, source: EdgeSource::Native, certainty: 1.0, phrase });
        }
    }
    edges
}

fn count(issue: &Value, summary: &str, key: &str) -> Option<u64> {
    issue.get(summary)?.get(key)?.as_u64()
}

fn is_open(issue: &Value) -> bool {
    let closed = |state: &str| state.eq_ignore_ascii_case("closed");
    !issue.get("state").and_then(Value::as_str).is_some_and(closed)
}

/// Gives `item` every tie that its row tells: the fetched lists `blocked_by`
/// and `sub_issues` where the row carries them, the parent, and the text.
pub(super) fn tie(item: &mut WorkItem, row: &Row<'_>, text: &dependency_text::Mentions) {
    let list = |key| row.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let mut edges = native_edges(row.repo, row.number, list("blocked_by"));
    edges.extend(sub_issue_edges(row.repo, row.number, list("sub_issues")));
    edges.extend(parent(row));
    edges.extend(text.edges());
    for edge in edges {
        // The native record comes first, and is the surest.
        if item.edges.iter().any(|held| held.id == edge.id && held.relation == edge.relation) {
            continue;
        }
        if edge.relation == Relation::WaitsFor && edge.certainty >= ENOUGH {
            item.because("dependencies", format!("“{}” ({})", edge.phrase, edge.certainty));
            item.dependencies.push(edge.id.clone());
        }
        item.edges.push(edge);
    }
}

fn parent(row: &Row<'_>) -> Option<Edge> {
    let url = row.text("parent_issue_url")?;
    let repo = super::row::after_repos(url)?;
    let number: u64 = url.rsplit('/').next()?.parse().ok()?;
    let repo = if repo.eq_ignore_ascii_case(row.repo) { row.repo } else { repo };
    let id = ItemId::from(format!("{repo}#{number}"));
    let phrase = format!("sub-issue of {}", if repo == row.repo { format!("#{number}") } else { id.to_string() });
    Some(Edge { id, relation: Relation::PartOf, source: EdgeSource::Native, certainty: 1.0, phrase })
}

/// What the body of `row` says.
pub(super) fn read_text(row: &Row<'_>) -> dependency_text::Mentions {
    let place = Place { repo: row.repo, number: row.number, host: row.host().unwrap_or("github.com") };
    row.text("body").map(|body| dependency_text::read(place, body)).unwrap_or_default()
}
