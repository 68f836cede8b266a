//! What a cycle looks at of each item. An entry is large and lies anywhere in
//! memory; these are small and lie side by side, and a cycle over a hundred
//! thousand is that much quicker.

use chrono::{DateTime, Utc};

use super::state::Entry;
use crate::dispatch::OwnBlock;
use crate::escalate::growth;
use crate::prioritize::{Facet, FacetSet};

/// What the place in the ranking rests on.
#[derive(Clone, Copy, Debug, PartialEq)]
#[allow(missing_docs)] // the work item's fields
pub struct Merit {
    pub risk: f64,
    /// Strategic alignment, 0-1.
    pub resonance: f64,
    pub created: DateTime<Utc>,
    /// What the item is, as told by its tags, its text or its harvest.
    pub facets: FacetSet,
    pub urgency: u8,
}

impl Merit {
    /// That of `entry`.
    #[must_use]
    pub fn of(entry: &Entry) -> Self {
        let item = &entry.item;
        Self {
            risk: item.risk_score,
            resonance: entry.resonance,
            created: item.created_date,
            facets: entry.facets,
            urgency: item.urgency_level,
        }
    }
}

/// What gates and dispatch look at.
#[derive(Clone, Copy, Debug, PartialEq)]
#[allow(missing_docs)] // the work item's fields
pub struct Glance {
    pub confidence: Maybe,
    pub budget: f64,
    /// Growth over the baseline; 0.2 is 20 %.
    pub growth: Maybe,
    /// Which of [`super::Items::instances`] it is assigned to, from 1; 0 is none.
    pub instance: u32,
    /// Which of [`super::Items::skills`] it calls for, from 1; 0 is none.
    pub skills: u32,
    /// How many ethical flags.
    pub flags: u16,
    /// Whether it is said to creep in scope.
    pub creeps: bool,
    /// What blocks it apart from its dependencies.
    pub block: Option<OwnBlock>,
    /// Whether it says why or since when it is blocked.
    pub is_marked: bool,
    /// Whether it has a case.
    pub has_case: bool,
    /// Whether the Keyholder has tied it to something.
    pub has_hold: bool,
}

impl Glance {
    /// What there is to see of `entry` by itself: without the numbers.
    #[must_use]
    pub fn of(entry: &Entry) -> Self {
        let item = &entry.item;
        Self {
            confidence: item.confidence_score.into(),
            budget: item.budget_impact,
            growth: growth(item).into(),
            instance: 0,
            skills: 0,
            flags: u16::try_from(item.ethical_flags.len()).unwrap_or(u16::MAX),
            creeps: entry.facets.has(Facet::ScopeCreep),
            block: OwnBlock::of(item),
            is_marked: item.blocked_reason.is_some() || item.blocked_since.is_some(),
            has_case: entry.case.is_some(),
            has_hold: entry.hold.is_some(),
        }
    }
}

/// A number or none, no larger than a number: NaN, which no item states, is none.
#[derive(Clone, Copy, Debug)]
pub struct Maybe(f64);

impl Maybe {
    /// The number.
    #[must_use]
    pub fn get(self) -> Option<f64> {
        (!self.0.is_nan()).then_some(self.0)
    }
}

impl From<Option<f64>> for Maybe {
    fn from(number: Option<f64>) -> Self {
        Self(number.unwrap_or(f64::NAN))
    }
}

impl PartialEq for Maybe {
    fn eq(&self, other: &Self) -> bool {
        self.get() == other.get()
    }
}
