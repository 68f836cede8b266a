//! The words that logs use for how something ended. Four vocabularies are in
//! use; they differ in spelling more than in meaning.

/// How something ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Outcome {
    /// Nothing was said, or nothing that is known.
    #[default]
    Unknown,
    /// It has not ended: queued, running, planned.
    Waiting,
    /// It was not done, on purpose.
    Skipped,
    /// It is tried again; another record says how that went.
    Retry,
    /// It was a problem and is one no more.
    Resolved,
    /// It went well.
    Success,
    /// It went well, with a warning.
    Warning,
    /// It went well in part.
    Partial,
    /// It failed.
    Failure,
    /// It failed, and that matters more than most.
    Critical,
}

impl Outcome {
    /// The outcome that a status word stands for.
    pub(super) fn from_word(word: &str) -> Self {
        // A schema lists its choices: `ok|error|skipped`.
        if word.is_empty() || word.contains('|') || word.contains('<') || word.len() > 80 {
            return Self::Unknown;
        }
        let word = word.to_lowercase().replace(['_', '-'], " ");
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        match word {
            "success"
            | "successful"
            | "succeeded"
            | "ok"
            | "okay"
            | "pass"
            | "passed"
            | "complete"
            | "completed"
            | "done"
            | "finished"
            | "completed successfully"
            | "compliant"
            | "healthy"
            | "aligned"
            | "good"
            | "operational"
            | "achieved"
            | "verified" => Self::Success,
            "partial"
            | "partial success"
            | "partially complete"
            | "partially completed"
            | "completed with errors"
            | "completed with warnings"
            | "needs attention"
            | "degraded"
            | "incomplete" => Self::Partial,
            "warning" | "warn" | "concern" => Self::Warning,
            "resolved" | "fixed" | "closed" | "dismissed" | "wont fix" | "won't fix" | "wontfix" | "obsolete"
            | "addressed" | "mitigated" | "false positive" | "duplicate" | "superseded" | "archived" => Self::Resolved,
            "retry" | "retrying" | "retried" => Self::Retry,
            "skipped" | "skip" | "n/a" | "not applicable" | "cancelled" | "canceled" => Self::Skipped,
            "pending" | "queued" | "in progress" | "running" | "assigned" | "unassigned" | "todo" | "to do"
            | "open" | "new" | "started" | "not started" | "planned" | "waiting" | "scheduled" | "deferred" => {
                Self::Waiting
            }
            "failure" | "failed" | "fail" | "fails" | "error" | "errored" | "exception" | "timeout" | "timed out"
            | "aborted" | "crashed" | "non compliant" | "noncompliant" | "rejected" | "unhealthy" | "misaligned"
            | "broken" | "invalid" => Self::Failure,
            "critical" | "critical failure" | "fatal" | "critical error" | "emergency" => Self::Critical,
            _ => Self::from_phrase(word),
        }
    }

    /// A longer phrase goes by its strongest word.
    fn from_phrase(word: &str) -> Self {
        let has = |list: &[&str]| super::super::text::has_any_word(word, list);
        if has(&["no", "not", "without"]) {
            return Self::Unknown;
        }
        if has(&["failed", "failure", "fails", "error", "crashed", "aborted"]) {
            return if has(&["critical", "fatal"]) { Self::Critical } else { Self::Failure };
        }
        if has(&["partial", "partially"]) {
            return Self::Partial;
        }
        if has(&["successfully", "success", "completed"]) {
            return Self::Success;
        }
        Self::Unknown
    }

    /// Whether nothing is left to do.
    pub(super) fn is_over(self) -> bool {
        matches!(self, Self::Skipped | Self::Resolved | Self::Success)
    }

    /// Whether it is a problem by itself.
    pub(super) fn is_problem(self) -> bool {
        self >= Self::Warning
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_vocabulary_is_understood() {
        for (word, expected) in [
            ("Success", Outcome::Success),
            ("Completed Successfully", Outcome::Success),
            ("ok", Outcome::Success),
            ("Critical Failure", Outcome::Critical),
            ("Failed", Outcome::Failure),
            ("NON_COMPLIANT", Outcome::Failure),
            ("PARTIAL", Outcome::Partial),
            ("partial_success", Outcome::Partial),
            ("Completed with Errors", Outcome::Partial),
            ("concern", Outcome::Warning),
            ("RESOLVED", Outcome::Resolved),
            ("In Progress", Outcome::Waiting),
            ("retry", Outcome::Retry),
            ("ok|error|skipped", Outcome::Unknown),
            ("no errors", Outcome::Unknown),
            ("Phase 2 failed after retry", Outcome::Failure),
            ("", Outcome::Unknown),
        ] {
            assert_eq!(Outcome::from_word(word), expected, "{word}");
        }
    }
}
