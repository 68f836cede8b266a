//! The state of things in words.

use super::{KpiSummary, OrchestratorState, counted, percent};

/// One sentence: what needs the Keyholder and what is handed out.
#[must_use]
pub fn headline(counts: &OrchestratorState) -> String {
    if counts.total_work_items == 0 {
        return "Nothing has been harvested yet.".to_owned();
    }
    if counts.cycles == 0 && counts.escalated_items == 0 && counts.pending_items > 0 {
        let items = counted(counts.pending_items, "item is", "items are");
        return format!("{items} read and not judged yet: run a cycle.");
    }
    let needs = match counts.escalated_items {
        0 if counts.unjudged_items > 0 => {
            format!("{} not judged yet", counted(counts.unjudged_items, "item is", "items are"))
        }
        0 => "Nothing needs you".to_owned(),
        1 => "One decision needs you".to_owned(),
        many => format!("{many} decisions need you"),
    };
    let moving = match counts.in_progress_items {
        0 if counts.pending_items > 0 => {
            format!("nothing is handed out, and {} wait for a cycle", counted(counts.pending_items, "item", "items"))
        }
        0 => "nothing is handed out".to_owned(),
        1 => "one item is handed out".to_owned(),
        many => format!("{many} items are handed out"),
    };
    let waiting = match counts.pending_items {
        pending if pending > 0 && counts.in_progress_items > 0 => {
            format!(", {} for the next cycle", counted(pending, "item waits", "items wait"))
        }
        _ => String::new(),
    };
    let blocked = match counts.blocked_items {
        0 => String::new(),
        1 => ", and one is blocked".to_owned(),
        many => format!(", and {many} are blocked"),
    };
    format!("{needs}; {moving}{waiting}{blocked}.")
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
