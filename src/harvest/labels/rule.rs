//! What one rule says.

use serde::{Deserialize, Serialize};

use crate::prioritize::Facet;

/// Labels that mean the same.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LabelRule {
    /// The labels: words, with `*` for any run of words and a lone `#` for a
    /// number. `bug` is that label, `*bug*` any label with the word in it.
    pub labels: Vec<String>,
    /// The groups it holds under, as `priority` in `priority/high`; an empty
    /// text is for labels without a group. With none listed it holds anywhere.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub prefixes: Vec<String>,
    /// Labels it does not hold for after all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unless: Vec<String>,
    /// What they mean.
    pub means: Meaning,
    /// Whether nothing else may be read from such a label.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub only: bool,
}

/// What a label can mean.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Meaning {
    /// An urgency, 1-5.
    Urgency(u8),
    /// An effort in days.
    Effort(f64),
    /// An effort that is the label's own number times this many days.
    EffortTimes(f64),
    /// A risk category.
    Risk(RiskKind),
    /// A value facet.
    Value(ValueKind),
    /// Where the work stands.
    Status(LabelStatus),
    /// Who or what part it is for: no bearing on the score.
    Routing,
}

/// The risk categories.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // the specification's names say it
pub enum RiskKind {
    Security,
    Stability,
    Performance,
    Compatibility,
}

/// The value facets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // the specification's names say it
pub enum ValueKind {
    ProtocolCompliance,
    BusinessValue,
    UserImpact,
    TechnicalDebt,
    Innovation,
}

/// Where a label says the work stands, weakest first: of several labels on one
/// issue the strongest counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LabelStatus {
    /// Waits for triage, information or somebody to take it.
    Pending,
    /// Somebody works on it.
    InProgress,
    /// It cannot go on.
    Blocked,
    /// Said to be done, though still open.
    Done,
    /// Not meant to be done, though still open: a duplicate, invalid, stale.
    Dismissed,
}

impl LabelStatus {
    /// Its word in rules.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::InProgress => "in_progress",
            Self::Blocked => "blocked",
            Self::Done => "done",
            Self::Dismissed => "dismissed",
        }
    }
}

impl RiskKind {
    /// The facet of the score.
    #[must_use]
    pub fn facet(self) -> Facet {
        match self {
            Self::Security => Facet::Security,
            Self::Stability => Facet::Stability,
            Self::Performance => Facet::Performance,
            Self::Compatibility => Facet::Compatibility,
        }
    }
}

impl ValueKind {
    /// The facet of the score.
    #[must_use]
    pub fn facet(self) -> Facet {
        match self {
            Self::ProtocolCompliance => Facet::ProtocolCompliance,
            Self::BusinessValue => Facet::BusinessValue,
            Self::UserImpact => Facet::UserImpact,
            Self::TechnicalDebt => Facet::TechnicalDebt,
            Self::Innovation => Facet::Innovation,
        }
    }
}
