//! What a label was read as.

use std::fmt;

use serde::Serialize;

use super::pattern::Found;
use super::rule::{LabelStatus, Meaning, RiskKind, ValueKind};

/// Everything one label says.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct LabelReading {
    /// The urgency, 1-5.
    pub urgency: Option<u8>,
    /// The effort in days.
    pub effort: Option<f64>,
    /// The risk categories.
    pub risks: Vec<RiskKind>,
    /// The value facets.
    pub values: Vec<ValueKind>,
    /// Where the work stands.
    pub status: Option<LabelStatus>,
    /// Whether it says whom or what part the work is for.
    pub routing: bool,
}

/// In few words: `urgency 5, stability`.
impl fmt::Display for LabelReading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut words = Vec::new();
        words.extend(self.urgency.map(|level| format!("urgency {level}")));
        words.extend(self.effort.map(|days| format!("effort {days}")));
        words.extend(self.risks.iter().map(|risk| risk.facet().name().to_owned()));
        words.extend(self.values.iter().map(|value| value.facet().name().to_owned()));
        words.extend(self.status.map(|status| status.word().to_owned()));
        if words.is_empty() {
            words.push(if self.routing { "routing" } else { "unrecognised" }.to_owned());
        }
        f.write_str(&words.join(", "))
    }
}

impl LabelReading {
    /// Whether anything but routing was read.
    #[must_use]
    pub fn is_scored(&self) -> bool {
        self.urgency.is_some()
            || self.effort.is_some()
            || !self.risks.is_empty()
            || !self.values.is_empty()
            || self.status.is_some()
    }

    /// Whether anything was read at all.
    #[must_use]
    pub fn is_recognised(&self) -> bool {
        self.routing || self.is_scored()
    }

    /// Takes in one more meaning. Of two urgencies or efforts the greater
    /// counts, risks and values add up, the strongest status wins.
    pub(super) fn add(&mut self, meaning: Meaning, found: Found) {
        match meaning {
            Meaning::Urgency(level) => self.urgency = self.urgency.max(Some(level)),
            Meaning::Effort(days) => self.add_effort(days),
            Meaning::EffortTimes(days) => self.add_effort(found.number.unwrap_or(f64::NAN) * days),
            Meaning::Risk(risk) if !self.risks.contains(&risk) => self.risks.push(risk),
            Meaning::Value(value) if !self.values.contains(&value) => self.values.push(value),
            Meaning::Risk(_) | Meaning::Value(_) => {}
            Meaning::Status(status) => self.status = self.status.max(Some(status)),
            Meaning::Routing => self.routing = true,
        }
    }

    fn add_effort(&mut self, days: f64) {
        if (0.0..=super::MOST_EFFORT).contains(&days) {
            self.effort = Some(self.effort.map_or(days, |held| held.max(days)));
        }
    }
}
