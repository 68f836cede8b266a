//! Issue lists of the GitHub command line (`gh issue list --json …`), brought
//! into the form of the REST API and read like it. Lists of pull requests are
//! read in the same way, and yield history.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::{Object, string};
use crate::config::Config;
use crate::harvest::text::stem;
use crate::harvest::{Harvest, github};
use crate::work_item::SourceKind;

/// The command line's names and the API's.
const NAMES: [(&str, &str); 8] = [
    ("createdAt", "created_at"),
    ("updatedAt", "updated_at"),
    ("closedAt", "closed_at"),
    ("mergedAt", "merged_at"),
    ("url", "html_url"),
    ("stateReason", "state_reason"),
    ("author", "user"),
    ("isPullRequest", "pull_request"),
];

/// Reads a list of issues.
pub(super) fn read(name: &str, rows: &[Value], now: DateTime<Utc>, config: &Config) -> Harvest {
    let issues: Vec<Value> = rows.iter().filter_map(Value::as_object).map(|row| rest(row, now)).collect();
    let repo = rows.iter().filter_map(Value::as_object).find_map(repository);
    let mut harvest = github(repo.as_deref().unwrap_or_else(|| stem(name)), &issues, now, config);
    // They came from the file, not from the repository.
    name.clone_into(&mut harvest.name);
    harvest.kind = SourceKind::WorkItems;
    for item in &mut harvest.items {
        item.source.kind = SourceKind::WorkItems;
        name.clone_into(&mut item.source.name);
    }
    for work in &mut harvest.finished {
        name.clone_into(&mut work.source);
    }
    harvest.detected = match repo {
        Some(repo) => format!("a list of GitHub issues of {repo}: records with number and title"),
        None => "a list of GitHub issues, without their addresses: records with number and title".to_owned(),
    };
    harvest
}

/// `owner/name` from the address of an issue.
fn repository(row: &Object) -> Option<String> {
    let url = string(row, &["html_url", "url", "repository_url"])?;
    let path = url.split_once("github.com/").or_else(|| url.split_once("/repos/"))?.1;
    let path = path.strip_prefix("repos/").unwrap_or(path);
    let mut parts = path.split('/');
    let (owner, name) = (parts.next()?, parts.next()?);
    (!owner.is_empty() && !name.is_empty()).then(|| format!("{owner}/{name}"))
}

/// One issue in the API's form.
fn rest(row: &Object, now: DateTime<Utc>) -> Value {
    let mut issue = row.clone();
    for (theirs, ours) in NAMES {
        if !issue.contains_key(ours)
            && let Some(value) = row.get(theirs)
        {
            issue.insert(ours.to_owned(), value.clone());
        }
    }
    if let Some(Value::Bool(is_pull)) = issue.get("pull_request") {
        let url = if *is_pull { issue.get("html_url").cloned().unwrap_or_else(|| json!("")) } else { Value::Null };
        issue.insert("pull_request".to_owned(), json!({ "url": url }));
    }
    for key in ["state", "state_reason"] {
        if let Some(Value::String(word)) = issue.get(key) {
            let word = word.to_lowercase();
            issue.insert(key.to_owned(), if word.is_empty() { Value::Null } else { json!(word) });
        }
    }
    issue.entry("state").or_insert_with(|| json!("open"));
    if issue.get("state") == Some(&json!("merged")) {
        let times = ["merged_at", "closed_at", "updated_at", "created_at"];
        let at = times.iter().filter_map(|key| issue.get(*key)).find(|time| time.is_string()).cloned();
        let at = at.unwrap_or_else(|| json!(now.to_rfc3339()));
        issue.insert("merged_at".to_owned(), at);
        issue.insert("state".to_owned(), json!("closed"));
    }
    if let Some(Value::Array(comments)) = issue.get("comments") {
        let count = comments.len();
        issue.insert("comments".to_owned(), json!(count));
    }
    if !issue.contains_key("created_at") {
        issue.insert("created_at".to_owned(), json!(now.to_rfc3339()));
    }
    Value::Object(issue)
}
