//! One record of a log: how one attempt at one task ended, in whatever shape
//! it was written down.

use serde_json::{Map, Value};

use super::outcome::Outcome;
use crate::harvest::text::{has_any_word, one_line};
use crate::harvest::timestamp::{Stamp, timestamp};
use crate::words::number;
use crate::work_item::MOST_BUDGET;

/// A JSON object.
pub(super) type Object = Map<String, Value>;

/// Values by name.
pub(super) trait Fields {
    /// The value of the field `name`.
    fn field(&self, name: &str) -> Option<&Value>;
}

impl Fields for Object {
    fn field(&self, name: &str) -> Option<&Value> {
        self.get(name)
    }
}

/// One outcome of one task.
#[derive(Clone, Debug, Default)]
pub(super) struct Record {
    /// The run or operation it belongs to; empty if none is named.
    pub(super) workflow: String,
    /// The task.
    pub(super) task: String,
    /// What kind of action it was.
    pub(super) action: String,
    /// Where it stands: a line or a path.
    pub(super) place: String,
    /// When it ended.
    pub(super) at: Option<Stamp>,
    /// How it ended.
    pub(super) outcome: Outcome,
    /// The word for it, as written.
    pub(super) status: String,
    /// The stated confidence, 0-1.
    pub(super) confidence: Option<f64>,
    /// What is wrong with its figures as stated.
    pub(super) problems: Vec<String>,
    /// The record's own sentence.
    pub(super) message: String,
    /// The error that stands in its result.
    pub(super) error: Option<String>,
    /// What the program printed on failing.
    pub(super) output: String,
    /// The issues it names.
    pub(super) issues: Vec<String>,
    /// Whether it says that it is out of alignment.
    pub(super) is_misaligned: bool,
    /// Ethical concerns it names.
    pub(super) ethical_flags: Vec<String>,
    /// Share of the budget it went over.
    pub(super) budget_impact: f64,
    /// What it suggests to do.
    pub(super) advice: String,
}

impl Record {
    /// The sentence that tells this problem from others of the same task.
    pub(super) fn headline(&self) -> &str {
        let candidates = [self.error.as_deref().unwrap_or_default(), &self.message];
        let issue = self.issues.first().map_or("", String::as_str);
        candidates.into_iter().chain([issue, &self.status]).find(|text| !text.trim().is_empty()).unwrap_or_default()
    }

    /// Takes what a reflection states.
    pub(super) fn reflect(&mut self, reflection: &impl Fields) {
        if let Some(status) = string(reflection, &STATUS) {
            self.outcome = Outcome::from_word(&status);
            self.status = status;
        }
        if let Some(stated) = reflection.field(CONFIDENCE) {
            match confidence(stated) {
                Ok(confidence) => self.confidence = confidence,
                Err(problem) => self.problems.push(problem),
            }
        }
        if let Some(message) = string(reflection, &MESSAGES) {
            self.message = message;
        }
        if let Some(action) = string(reflection, &ACTIONS)
            && self.action.is_empty()
        {
            self.action = action;
        }
        self.issues.extend(strings(reflection.field(ISSUES)).into_iter().filter(|issue| !is_praise(issue)));
        if let Some(error) = reflection.field(ERROR) {
            self.error = self.error.take().or_else(|| error_text(error));
        }
        let alignment = ALIGNMENTS.iter().find_map(|key| reflection.field(key));
        self.is_misaligned |= alignment.and_then(Value::as_str).is_some_and(|word| {
            matches!(word.trim().to_lowercase().as_str(), "fail" | "failed" | "misaligned" | "not aligned" | "failure")
        });
        self.weigh(reflection);
        if self.at.is_none() {
            self.at = stamp(reflection);
        }
    }

    /// Takes what touches the gates: ethics and cost.
    pub(super) fn weigh(&mut self, object: &impl Fields) {
        for key in ETHICS {
            for flag in strings(object.field(key)) {
                if !self.ethical_flags.contains(&flag) && !is_praise(&flag) {
                    self.ethical_flags.push(one_line(&flag, 120));
                }
            }
        }
        for key in SHARES {
            if let Some(share) = object.field(key).and_then(Value::as_f64).filter(|share| share.is_finite()) {
                self.budget_impact = self.budget_impact.max(share);
            }
        }
        let amount = |keys: [&str; 3]| keys.iter().find_map(|key| object.field(key).and_then(Value::as_f64));
        let spent = amount(SPENT);
        let planned = amount(PLANNED);
        if let (Some(spent), Some(planned)) = (spent, planned)
            && planned > 0.0
            && spent.is_finite()
        {
            self.budget_impact = self.budget_impact.max((spent - planned) / planned);
        }
        if self.budget_impact > MOST_BUDGET {
            let most = number(MOST_BUDGET);
            let share = number(self.budget_impact);
            self.problems.push(format!("a budget impact of {share} is more than can be; {most} was used"));
            self.budget_impact = MOST_BUDGET;
        }
    }
}

/// The keys under which a record says how it ended, best first.
const STATUS: [&str; 4] = ["status", "execution_status", "overall_status", "workflow_status"];
const CONFIDENCE: &str = "confidence";
/// Its sentence, likewise.
const MESSAGES: [&str; 5] = ["summary_message", "message", "summary", "reflection", "insight"];
const ACTIONS: [&str; 2] = ["action_name", "tool_name"];
const ISSUES: &str = "potential_issues";
const ERROR: &str = "error";
const ALIGNMENTS: [&str; 3] = ["alignment_check", "alignment", "alignment_status"];
/// Ethical concerns, all of which count.
const ETHICS: [&str; 4] = ["ethical_flags", "ethical_concerns", "ethics_flags", "ethical_issues"];
/// Shares over budget, of which the greatest counts.
const SHARES: [&str; 3] = ["budget_impact", "budget_overrun", "cost_overrun"];
const SPENT: [&str; 3] = ["actual_cost", "cost", "spent"];
const PLANNED: [&str; 3] = ["budget", "budgeted_cost", "estimated_cost"];
/// The keys under which a record states its time, best first.
const TIMES: [&str; 12] = [
    "timestamp",
    "timestamp_utc",
    "ts",
    "end_time",
    "finished_at",
    "completed_at",
    "generated_at",
    "validation_timestamp",
    "analysis_date",
    "plan_date",
    "created_at",
    "birth_timestamp",
];

/// The key `name`, if a record takes anything from it.
pub(super) fn key(name: &str) -> Option<&'static str> {
    let lists: [&[&'static str]; 9] =
        [&STATUS, &MESSAGES, &ACTIONS, &ALIGNMENTS, &ETHICS, &SHARES, &SPENT, &PLANNED, &TIMES];
    let single = [CONFIDENCE, ISSUES, ERROR];
    lists.into_iter().flatten().chain(&single).copied().find(|key| *key == name)
}

/// The time that `object` states.
pub(super) fn stamp(object: &impl Fields) -> Option<Stamp> {
    TIMES.iter().find_map(|key| object.field(key).and_then(timestamp))
}

/// The first of `keys` that holds a text that is not empty.
pub(super) fn string(object: &impl Fields, keys: &[&str]) -> Option<String> {
    keys.iter().find_map(|key| match object.field(key) {
        Some(Value::String(text)) if !text.trim().is_empty() => Some(text.clone()),
        _ => None,
    })
}

/// A list of texts; one text is a list of one.
pub(super) fn strings(value: Option<&Value>) -> Vec<String> {
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Object(object) => string(object, &["description", "message", "issue", "text", "title"]),
        _ => None,
    };
    match value {
        Some(Value::Array(list)) => list.iter().filter_map(text).collect(),
        Some(single) => text(single).into_iter().filter(|text| text != "None").collect(),
        None => Vec::new(),
    }
}

/// What an `error` field says; `None` where it says that there is none.
pub(super) fn error_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => {
            let said = text.trim();
            let is_none =
                said.is_empty() || matches!(said.to_lowercase().as_str(), "none" | "null" | "false" | "no error");
            (!is_none).then(|| said.to_owned())
        }
        Value::Bool(true) => Some("an error is marked, without a word about it".to_owned()),
        Value::Object(object) if !object.is_empty() => Some(
            string(object, &["message", "error", "detail", "details", "code"]).unwrap_or_else(|| value.to_string()),
        ),
        Value::Array(list) => list.iter().find_map(error_text),
        _ => None,
    }
}

/// Reads a confidence. 0.0 is a value; nothing is changed without saying so.
pub(super) fn confidence(value: &Value) -> Result<Option<f64>, String> {
    let (stated, is_percent) = match value {
        Value::Number(stated) => (stated.as_f64(), false),
        Value::String(text) => {
            let text = text.trim();
            (text.trim_end_matches('%').trim().parse::<f64>().ok(), text.ends_with('%'))
        }
        _ => (None, false),
    };
    match stated {
        Some(percent) if is_percent && (0.0..=100.0).contains(&percent) => Ok(Some(percent / 100.0)),
        Some(share) if !is_percent && (0.0..=1.0).contains(&share) => Ok(Some(share)),
        Some(percent) if percent > 1.0 && percent <= 100.0 => Err(format!(
            "a confidence of {} is no share of 1; it is left out, so write {} if it is a percentage",
            number(percent),
            number(percent / 100.0)
        )),
        Some(other) => Err(format!("a confidence of {} is not between 0 and 1; it is left out", number(other))),
        None => Ok(None),
    }
}

/// Whether an “issue” says that all is well.
pub(super) fn is_praise(issue: &str) -> bool {
    let issue = issue.trim().to_lowercase();
    if matches!(issue.as_str(), "" | "none" | "n/a" | "no" | "null" | "[]")
        || issue.starts_with("none ") && !issue.starts_with("none of")
    {
        return true;
    }
    let is_bad = has_any_word(
        &issue,
        &[
            "fail",
            "fails",
            "failed",
            "failure",
            "failures",
            "error",
            "errors",
            "missing",
            "but",
            "except",
            "without",
            "cannot",
            "could",
            "timeout",
            "limited",
            "unable",
            "leak",
            "leaks",
            "loss",
            "lost",
            "bias",
            "biased",
            "crash",
            "crashes",
            "crashed",
            "bug",
            "bugs",
            "broken",
            "wrong",
            "only",
            "corrupt",
            "corrupted",
            "risk",
            "vulnerability",
            "degraded",
            "slow",
            "stale",
            "conflict",
            "regression",
            "problem",
        ],
    ) && !issue.starts_with("no ");
    let is_good = issue.starts_with("no issues")
        || issue.starts_with("no known issues")
        || issue.starts_with("no problems")
        || has_any_word(&issue, &["successfully", "validated", "achieved", "demonstrated", "confirmed"])
            && !has_any_word(&issue, &["not", "be"]);
    is_good && !is_bad
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn confidence_is_never_changed_in_silence() {
        assert_eq!(confidence(&json!(0.0)), Ok(Some(0.0)));
        assert_eq!(confidence(&json!("85%")), Ok(Some(0.85)));
        assert_eq!(confidence(&json!("high")), Ok(None));
        assert_eq!(confidence(&json!(null)), Ok(None));
        assert!(confidence(&json!(39.7)).is_err());
        assert!(confidence(&json!(-1)).is_err());
        assert!(confidence(&json!(900)).is_err());
    }

    #[test]
    fn an_issue_that_praises_is_none() {
        for (issue, expected) in [
            ("All phases validated end to end", true),
            ("None", true),
            ("No issues detected", true),
            ("Validation could not be completed", false),
            ("Synthetic data used for demonstration", false),
            ("Needs to be validated", false),
        ] {
            assert_eq!(is_praise(issue), expected, "{issue}");
        }
    }
}
