//! Small words with a colour. The colour never says more than the word.

use autonomous_orchestrator::escalate::{Case, Reason};
use autonomous_orchestrator::work_item::{Status, WorkItem};
use leptos::prelude::*;

use crate::words;

/// An item's status.
#[component]
pub(crate) fn StatusTag(status: Status) -> impl IntoView {
    let tone = match status {
        Status::Pending => "tag plain",
        Status::InProgress => "tag accent",
        Status::Completed => "tag good",
        Status::Blocked => "tag watch",
        Status::Escalated => "tag act",
    };
    view! { <span class=tone>{words::status(status)}</span> }
}

/// A reason to escalate, with its measure where it has one.
#[component]
pub(crate) fn ReasonTag(reason: Reason, text: String) -> impl IntoView {
    let tone = match reason {
        Reason::LowConfidence | Reason::EthicalFlag => "tag act",
        Reason::BudgetOverrun | Reason::TechnicalBlock | Reason::ScopeCreep => "tag watch",
    };
    view! { <span class=tone>{text}</span> }
}

/// The primary reason of a case in a word or two, with its measure.
pub(crate) fn primary(case: &Case, item: &WorkItem) -> (Reason, String) {
    let reason = case.findings.first().map_or(Reason::LowConfidence, |finding| finding.reason);
    let text = match (reason, item.confidence_score) {
        (Reason::LowConfidence, Some(stated)) => format!("Confidence {}", words::hundredths(stated)),
        (Reason::BudgetOverrun, _) => format!("Budget {}", words::percent(item.budget_impact)),
        _ => words::reason(reason).to_owned(),
    };
    (reason, text)
}
