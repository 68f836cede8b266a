//! What an issue's activity and milestone say about it.

use chrono::{DateTime, Utc};

use super::row::Row;
use crate::harvest::labels::Signals;
use crate::harvest::timestamp;
use crate::prioritize::Facet;
use crate::work_item::WorkItem;

/// Enough people speaking up is user impact.
pub(super) fn user_impact(item: &mut WorkItem, row: &Row<'_>, signals: &Signals) {
    let field = Facet::UserImpact.name();
    let (comments, reactions) = (row.count(&["comments"]), row.count(&["reactions", "total_count"]));
    let stated = item.evidence.iter().any(|evidence| evidence.field == field);
    if !stated && comments.saturating_add(reactions) >= u64::from(signals.user_impact_from) {
        item.because(field, format!("{} and {}", count(reactions, "reaction"), count(comments, "comment")));
    }
}

/// The urgency of the milestone's due date, and why. The words name the date
/// alone, so that they stay the same while time passes.
pub(super) fn due(row: &Row<'_>, now: DateTime<Utc>, signals: &Signals) -> Option<(u8, String)> {
    let milestone = row.get("milestone")?;
    let closed = milestone.get("state").and_then(|state| state.as_str()).is_some_and(|state| state == "closed");
    let due = milestone.get("due_on").and_then(timestamp).filter(|_| !closed)?.at;
    let days = due.signed_duration_since(now).num_days();
    if days < -i64::from(signals.overdue_days) {
        return None;
    }
    let urgency =
        signals.due.iter().filter(|step| days <= i64::from(step.within_days)).map(|step| step.urgency).max()?;
    let title = milestone.get("title").and_then(|title| title.as_str()).unwrap_or_default();
    Some((urgency, format!("milestone “{}” due {}", super::text::excerpt(title), due.format("%Y-%m-%d"))))
}

/// Raises the risk by what is known of the course: a long discussion, a
/// long time between its report and its latest change, a high urgency. None of
/// it depends on when it is read, so an issue that has not changed reads the same.
pub(super) fn risk(item: &mut WorkItem, row: &Row<'_>, signals: &Signals) {
    let mut reasons = Vec::new();
    let mut risk = item.risk_score;
    let mut raise = |by: f64, because: String| {
        if by > 0.0 {
            risk += by;
            reasons.push(because);
        }
    };
    let comments = row.count(&["comments"]);
    raise(share(exact(comments), signals.discussion_half) * signals.discussion_risk, count(comments, "comment"));
    let going = item.updated_date.map_or(0, |updated| updated.signed_duration_since(item.created_date).num_seconds());
    let going = u64::try_from(going).unwrap_or(0);
    let days = exact(going) / exact(DAY);
    raise(share(days, signals.dragging_half_days) * signals.dragging_risk, format!("changed over {}", span(going)));
    let severe = f64::from(item.urgency_level.saturating_sub(3));
    raise(severe * signals.severity_risk, format!("urgency {}", item.urgency_level));
    if !reasons.is_empty() {
        item.risk_score = risk.clamp(0.0, 1.0);
        item.because("risk_score", reasons.join(", "));
    }
}

const DAY: u64 = 86_400;

/// Grows from 0 towards 1, and is a half at `half`.
fn share(amount: f64, half: f64) -> f64 {
    amount / (amount + half)
}

#[allow(clippy::cast_precision_loss)] // counts and seconds, far below 2^53
fn exact(number: u64) -> f64 {
    number as f64
}

fn span(seconds: u64) -> String {
    match seconds {
        0..3_600 => count(seconds.div_ceil(60), "minute"),
        3_600..DAY => count(seconds / 3_600, "hour"),
        _ => count(seconds / DAY, "day"),
    }
}

fn count(number: u64, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}
