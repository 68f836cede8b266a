//! GitHub REST issues.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::Harvest;
use crate::config::Config;
use crate::work_item::SourceKind;

/// Reads one page of issues.
#[must_use]
pub fn github(repo: &str, issues: &[Value], _now: DateTime<Utc>, _config: &Config) -> Harvest {
    let mut harvest = Harvest::new(repo, SourceKind::Github, "GitHub issues");
    harvest.read = issues.len();
    harvest
}
