//! The policy: weights, thresholds, instances and defaults, with the
//! specification's values to start from.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use thiserror::Error;

use crate::harvest::labels::LabelRules;
use crate::words::{number, plain};

/// Everything the Keyholder can set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// What each value facet adds to the score, 0-1.
    pub value_weights: ValueWeights,
    /// What each risk category takes off, as a factor on the risk score, 0-1.
    pub risk_penalties: RiskPenalties,
    /// The least factor on the risk score, 0-1. The specification leaves the
    /// penalty undefined; 0.5 is the original program's value.
    pub unclassified_risk: f64,
    /// What one level of urgency above 1 adds, 0-1.
    pub urgency_step: f64,
    /// What full resonance adds, 0-1.
    pub resonance_weight: f64,
    /// When an item is escalated.
    pub thresholds: Thresholds,
    /// What strategic alignment is measured against; while there are none,
    /// resonance is what the item states.
    pub themes: Vec<Theme>,
    /// Who can take work.
    pub instances: Vec<Instance>,
    /// Minutes between two harvests.
    pub harvest_interval_minutes: u32,
    /// How labels become urgency, effort, risk, value and status.
    pub label_rules: LabelRules,
}

/// The specification's value weights.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)] // the specification's names say it
pub struct ValueWeights {
    pub protocol_compliance: f64,
    pub business_value: f64,
    pub user_impact: f64,
    pub technical_debt: f64,
    pub innovation: f64,
}

/// The specification's risk penalties.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)] // the specification's names say it
pub struct RiskPenalties {
    pub security: f64,
    pub stability: f64,
    pub performance: f64,
    pub compatibility: f64,
}

/// The specification's escalation thresholds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Thresholds {
    /// Confidence below this escalates, 0-1.
    pub confidence: f64,
    /// A budget impact above this escalates, 0.1 being 10 %.
    pub budget_overrun: f64,
    /// This many ethical flags escalate.
    pub ethical_flags: u32,
    /// Days after which a block found here escalates.
    pub technical_blocks: u32,
    /// Growth over the baseline above this escalates, 0.2 being 20 %.
    pub scope_creep: f64,
}

/// Something the Keyholder cares about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Theme {
    /// The words that mark it, separated by spaces.
    pub words: String,
    /// How much it matters, 0-1.
    #[serde(default = "full")]
    pub weight: f64,
}

fn full() -> f64 {
    1.0
}

/// A person or an agent that can take work.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Instance {
    /// Its name, unique.
    pub name: String,
    /// Tags it is made for; with none it takes anything.
    #[serde(default)]
    pub capabilities: Vec<String>,
    /// How many open items it can have; `None` is unlimited.
    #[serde(default)]
    pub capacity: Option<u32>,
}

impl Default for Config {
    fn default() -> Self {
        let instance = |name: &str, capabilities: &[&str]| Instance {
            name: name.to_owned(),
            capabilities: capabilities.iter().map(|&tag| tag.to_owned()).collect(),
            capacity: None,
        };
        Self {
            value_weights: ValueWeights {
                protocol_compliance: 0.3,
                business_value: 0.25,
                user_impact: 0.2,
                technical_debt: 0.15,
                innovation: 0.1,
            },
            risk_penalties: RiskPenalties { security: 0.4, stability: 0.3, performance: 0.2, compatibility: 0.1 },
            unclassified_risk: 0.5,
            urgency_step: 0.1,
            resonance_weight: 0.2,
            thresholds: Thresholds {
                confidence: 0.6,
                budget_overrun: 0.1,
                ethical_flags: 1,
                technical_blocks: 3,
                scope_creep: 0.2,
            },
            themes: Vec::new(),
            instances: vec![instance("GeneralPurposeInstance", &[]), instance("QuantumAnalysisInstance", &["quantum"])],
            harvest_interval_minutes: 60,
            label_rules: LabelRules::default(),
        }
    }
}

/// A setting that cannot be used: which one, and why.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{field}: {reason}")]
pub struct ConfigError {
    /// The setting's path, as in `thresholds.confidence`.
    pub field: String,
    /// What is wrong and what would be right.
    pub reason: String,
}

impl Config {
    /// The defaults with `overrides` laid over them, field by field. Lists are
    /// replaced whole.
    ///
    /// # Errors
    /// When a field is unknown, of the wrong type or out of range; the error
    /// names it.
    pub fn with_overrides(overrides: &Value) -> Result<Self, ConfigError> {
        Self::default().overridden(overrides)
    }

    /// This policy with the label rules of this program written out.
    #[must_use]
    pub fn written_out(&self) -> Self {
        Self { label_rules: self.label_rules.written_out(), ..self.clone() }
    }

    /// This policy with `overrides` laid over it, as [`Config::with_overrides`].
    ///
    /// # Errors
    /// As there.
    pub fn overridden(&self, overrides: &Value) -> Result<Self, ConfigError> {
        let refuse = |reason: String| ConfigError { field: "config".to_owned(), reason };
        if overrides.is_null() {
            return Ok(self.clone());
        }
        if !overrides.is_object() {
            return Err(refuse("expected an object of settings".to_owned()));
        }
        let mut merged = serde_json::to_value(self).map_err(|error| refuse(error.to_string()))?;
        lay_over(&mut merged, overrides);
        let config: Self = serde_path_to_error::deserialize(merged).map_err(|error| ConfigError {
            field: error.path().to_string(),
            reason: plain(&error.inner().to_string()),
        })?;
        config.validate()?;
        Ok(config)
    }

    /// Checks every range.
    ///
    /// # Errors
    /// Names the first setting that is out of range.
    pub fn validate(&self) -> Result<(), ConfigError> {
        let refuse = |field: &str, reason: String| Err(ConfigError { field: field.to_owned(), reason });
        let shares = [
            ("value_weights.protocol_compliance", self.value_weights.protocol_compliance),
            ("value_weights.business_value", self.value_weights.business_value),
            ("value_weights.user_impact", self.value_weights.user_impact),
            ("value_weights.technical_debt", self.value_weights.technical_debt),
            ("value_weights.innovation", self.value_weights.innovation),
            ("risk_penalties.security", self.risk_penalties.security),
            ("risk_penalties.stability", self.risk_penalties.stability),
            ("risk_penalties.performance", self.risk_penalties.performance),
            ("risk_penalties.compatibility", self.risk_penalties.compatibility),
            ("unclassified_risk", self.unclassified_risk),
            ("urgency_step", self.urgency_step),
            ("resonance_weight", self.resonance_weight),
            ("thresholds.confidence", self.thresholds.confidence),
        ];
        for (field, share) in shares {
            if !(0.0..=1.0).contains(&share) {
                return refuse(field, format!("{} is not between 0 and 1", number(share)));
            }
        }
        let growths = [
            ("thresholds.budget_overrun", self.thresholds.budget_overrun),
            ("thresholds.scope_creep", self.thresholds.scope_creep),
        ];
        for (field, growth) in growths {
            if !(0.0..=1000.0).contains(&growth) {
                return refuse(field, format!("{} is not a share of 0 or more (0.1 is 10 %)", number(growth)));
            }
        }
        if self.thresholds.ethical_flags == 0 {
            return refuse("thresholds.ethical_flags", "0 would escalate everything; use 1 or more".to_owned());
        }
        for (at, theme) in self.themes.iter().enumerate() {
            if !(0.0..=1.0).contains(&theme.weight) {
                return refuse(
                    &format!("themes[{at}].weight"),
                    format!("{} is not between 0 and 1", number(theme.weight)),
                );
            }
            if theme.words.trim().is_empty() {
                return refuse(&format!("themes[{at}].words"), "a theme needs at least one word".to_owned());
            }
        }
        for (at, instance) in self.instances.iter().enumerate() {
            if instance.name.trim().is_empty() {
                return refuse(&format!("instances[{at}].name"), "an instance needs a name".to_owned());
            }
            if self.instances.iter().take(at).any(|other| other.name == instance.name) {
                return refuse(
                    &format!("instances[{at}].name"),
                    format!("\"{}\" is there already; names must differ", instance.name),
                );
            }
        }
        if self.harvest_interval_minutes == 0 {
            return refuse("harvest_interval_minutes", "use 1 minute or more".to_owned());
        }
        self.label_rules.validate()
    }
}

/// Lays `over` onto `base`: objects field by field, everything else replaced.
/// Settings are three levels deep at most, so a work list is not worth it; the
/// depth is bounded all the same, for a hostile file.
fn lay_over(base: &mut Value, over: &Value) {
    let mut work = vec![(base, over)];
    while let Some((base, over)) = work.pop() {
        match (base, over) {
            (Value::Object(base), Value::Object(over)) => {
                for (key, value) in over {
                    if !base.contains_key(key) || !value.is_object() {
                        base.insert(key.clone(), value.clone());
                    }
                }
                work.extend(base.iter_mut().filter_map(|(key, below)| {
                    over.get(key).filter(|value| value.is_object()).map(|value| (below, value))
                }));
            }
            (base, over) => *base = over.clone(),
        }
    }
}
