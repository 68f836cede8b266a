//! GitHub issues, as the REST API lists them.

mod activity;
mod edges;
mod facets;
mod history;
mod item;
mod row;
mod text;

use chrono::{DateTime, Utc};
use rustc_hash::FxHashMap;
use serde_json::Value;

use super::Harvest;
use crate::config::Config;
use crate::work_item::SourceKind;

pub use edges::{tie_lists, wanted_lists};
pub use history::take_pulls;

use row::Row;

/// Reads issues of `repo`, given in its canonical spelling: one page or a whole
/// list, in the shape of the REST API of any year.
///
/// A closed issue becomes a completed item; whether it is history or an item's
/// end is for the merge to say. A row may carry the lists its summaries speak of
/// ([`wanted_lists`], [`tie_lists`]).
#[must_use]
pub fn github(repo: &str, issues: &[Value], now: DateTime<Utc>, config: &Config) -> Harvest {
    github_renamed(repo, repo, issues, now, config)
}

/// Reads issues of a repository that is known as `repo` and that GitHub has come
/// to call `called`: its issues stay the items they are.
#[must_use]
pub fn github_renamed(repo: &str, called: &str, issues: &[Value], now: DateTime<Utc>, config: &Config) -> Harvest {
    let mut harvest = Harvest::new(repo.trim(), SourceKind::Github, "GitHub issues");
    harvest.read = issues.len();
    let name = harvest.name.clone();
    let mut reader = config.label_rules.reader(&name);
    // Where each issue's item is; `None` for a pull request.
    let mut seen: FxHashMap<(&str, u64), Option<usize>> = FxHashMap::default();
    for (at, value) in issues.iter().enumerate() {
        let place = format!("issues[{at}]");
        let row = match Row::read(value, &name, called) {
            Ok(row) => row,
            Err(reason) => {
                harvest.problem(place, reason);
                continue;
            }
        };
        let key = (row.repo, row.number);
        if let Some(held) = seen.get(&key).copied() {
            harvest.skip("repeated rows", "the list moved while its pages were read");
            if let Some(held) = held {
                let item = item::item(&row, &place, &mut reader, &mut harvest, now, config);
                match harvest.items.get_mut(held) {
                    Some(older) if older.updated_date < item.updated_date => *older = item,
                    _ => {}
                }
            }
            continue;
        }
        if row.is_pull_request() {
            seen.insert(key, None);
            harvest.skip("pull requests", history::PULLS);
            harvest.finished.extend(history::merged(&row, &name));
            continue;
        }
        seen.insert(key, Some(harvest.items.len()));
        let item = item::item(&row, &place, &mut reader, &mut harvest, now, config);
        harvest.items.push(item);
    }
    harvest
}
