//! The rules: what a record means for the backlog.

use super::outcome::Outcome;
use super::record::Record;

/// Why a record is a problem, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Why {
    /// It went well, and names an issue.
    Issue,
    /// It went well, and raises an ethical concern or goes over its budget.
    Flagged,
    /// It says that it is out of alignment.
    Misaligned,
    /// It ended with a warning.
    Warning,
    /// It is unsure of itself.
    LowConfidence,
    /// It went well in part.
    Partial,
    /// It says success, and an error stands in its result.
    HiddenError,
    /// It failed.
    Failure,
    /// It failed critically.
    Critical,
}

/// What a record means for the backlog.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// A problem.
    Problem(Why),
    /// The task went well: its older problems are over.
    Success,
    /// This very problem is over.
    Resolved,
    /// Nothing follows from it.
    Neutral,
}

/// What `record` means, where confidence below `threshold` is low.
pub(super) fn judge(record: &Record, threshold: f64) -> Verdict {
    match record.outcome {
        Outcome::Resolved => return Verdict::Resolved,
        Outcome::Retry | Outcome::Skipped | Outcome::Waiting => return Verdict::Neutral,
        _ => {}
    }
    let why = match record.outcome {
        Outcome::Critical => Some(Why::Critical),
        Outcome::Failure => Some(Why::Failure),
        _ if record.error.is_some() && record.outcome != Outcome::Partial => Some(Why::HiddenError),
        Outcome::Partial => Some(Why::Partial),
        _ if record.confidence.is_some_and(|confidence| confidence < threshold) => Some(Why::LowConfidence),
        Outcome::Warning => Some(Why::Warning),
        _ if record.is_misaligned => Some(Why::Misaligned),
        _ if !record.ethical_flags.is_empty() || record.budget_impact > 0.0 => Some(Why::Flagged),
        _ if !record.issues.is_empty() => Some(Why::Issue),
        _ => None,
    };
    match why {
        Some(why) => Verdict::Problem(why),
        None if record.outcome == Outcome::Success || record.confidence.is_some() => Verdict::Success,
        None => Verdict::Neutral,
    }
}
