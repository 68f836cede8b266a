//! The state of things in words.

use crate::work_item::Status;

use super::{KpiSummary, OrchestratorState, counted, percent};

/// A part of the headline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// What joins it to the one before.
    pub joint: &'static str,
    /// What it says.
    pub words: String,
    /// The status of the items it counts, where it counts any.
    pub about: Option<Status>,
}

/// One sentence: what needs the Keyholder, what is handed out, what waits and what is blocked.
#[must_use]
pub fn headline(counts: &OrchestratorState) -> String {
    let clauses = clauses(counts).into_iter().map(|Clause { joint, words, .. }| format!("{joint}{words}"));
    format!("{}.", clauses.collect::<String>())
}

/// The headline in its parts, without the full stop.
#[must_use]
pub fn clauses(counts: &OrchestratorState) -> Vec<Clause> {
    let clause = |joint, words, about| Clause { joint, words, about };
    if counts.total_work_items == 0 {
        return vec![clause("", "Nothing has been harvested yet".to_owned(), None)];
    }
    let pending = counts.pending_items;
    if counts.cycles == 0 && counts.escalated_items == 0 && pending > 0 {
        let items = counted(pending, "item is", "items are");
        return vec![clause("", format!("{items} read and not judged yet: run a cycle"), Some(Status::Pending))];
    }
    let mut clauses = vec![match counts.escalated_items {
        0 if counts.unjudged_items > 0 => {
            let items = counted(counts.unjudged_items, "item is", "items are");
            // Others may be pending, too, and wait for what they depend on.
            let are_they = counts.unjudged_items == pending;
            clause("", format!("{items} not judged yet"), are_they.then_some(Status::Pending))
        }
        0 => clause("", "Nothing needs you".to_owned(), None),
        1 => clause("", "One decision needs you".to_owned(), Some(Status::Escalated)),
        many => clause("", format!("{many} decisions need you"), Some(Status::Escalated)),
    }];
    let moving = Some(Status::InProgress);
    clauses.push(match counts.in_progress_items {
        0 => clause("; ", "nothing is handed out".to_owned(), None),
        1 => clause("; ", "one item is handed out".to_owned(), moving),
        many => clause("; ", format!("{many} items are handed out"), moving),
    });
    if pending > 0 {
        let (joint, words) = match counts.in_progress_items {
            0 => (", and ", format!("{} for a cycle", counted(pending, "item waits", "items wait"))),
            _ => (", ", format!("{} for the next cycle", counted(pending, "item waits", "items wait"))),
        };
        clauses.push(clause(joint, words, Some(Status::Pending)));
    }
    let blocked = Some(Status::Blocked);
    match counts.blocked_items {
        0 => {}
        1 => clauses.push(clause(", and ", "one is blocked".to_owned(), blocked)),
        many => clauses.push(clause(", and ", format!("{many} are blocked"), blocked)),
    }
    clauses
}

/// The specification's executive summary. Rates say what they are shares of,
/// and confidence, kept as 0-1, is printed as a percentage.
#[must_use]
pub fn executive_summary(counts: &OrchestratorState, figures: &KpiSummary, coverage: &str) -> String {
    if counts.total_work_items == 0 {
        return "Executive Summary - Autonomous Orchestration System\n\nThe backlog is empty: nothing has been harvested yet.".to_owned();
    }
    let rate = |rate: Option<f64>, of: &str| {
        rate.map_or_else(|| format!("no {of}"), |rate| format!("{} of {of}", percent(rate)))
    };
    let completion = rate(figures.completion_rate, &counted(figures.total_items, "item", "items"));
    let escalation = rate(figures.escalation_rate, &counted(figures.open_items, "open item", "open items"));
    let confidence = figures.average_confidence.map_or_else(
        || "not stated by any open item".to_owned(),
        |confidence| {
            format!(
                "{}, stated by {}",
                percent(confidence),
                counted(figures.confidence_stated, "open item", "open items")
            )
        },
    );
    let due = counts.next_harvest_due.map_or_else(|| "not scheduled".to_owned(), crate::date::minute);
    format!(
        "Executive Summary - Autonomous Orchestration System\n\
        \n\
        Work Management Overview:\n\
        - Total Work Items: {}\n\
        - Completed: {} ({completion})\n\
        - In Progress: {}\n\
        - Blocked: {}\n\
        - Escalated Items: {} ({escalation})\n\
        \n\
        System Performance:\n\
        - Overall Confidence: {confidence}\n\
        - Active Escalations: {}\n\
        - Next Harvest Due: {due}\n\
        \n\
        Key Insights:\n\
        - {}\n\
        - {coverage}",
        counts.total_work_items,
        counts.completed_items,
        counts.in_progress_items,
        counts.blocked_items,
        counts.escalated_items,
        counts.active_escalations.len(),
        headline(counts),
    )
}
