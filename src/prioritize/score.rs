//! The priority of one item, as a sum of terms.
//!
//! `priority = clamp(value - risk_penalty + urgency_bonus + resonance_bonus, 0, 1)`,
//! the specification's formula. The same terms make the score and its
//! explanation, so the two cannot drift apart.

use serde::Serialize;

use super::resonance::resonance_reason;
use super::{Facet, FacetSet};
use crate::config::Config;
use crate::journal::{Entry, Merit};
use crate::work_item::WorkItem;

/// The parts of a score.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Score {
    /// Sum of the value weights that apply.
    pub value: f64,
    /// The sum before it is limited.
    pub raw: f64,
}

impl Score {
    /// The sum limited to 0-1.
    #[must_use]
    pub fn priority(self) -> f64 {
        self.raw.clamp(0.0, 1.0)
    }
}

/// The four kinds of terms of a score.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Parts {
    /// What value adds.
    pub value: f64,
    /// What urgency adds.
    pub urgency: f64,
    /// What strategic alignment adds.
    pub alignment: f64,
    /// What risk takes off.
    pub risk: f64,
}

impl Parts {
    /// Those of the score of `entry`, before it is limited.
    #[must_use]
    pub fn of(entry: &Entry, config: &Config) -> Self {
        let factor = risk_factor(entry.facets, config);
        let terms = terms_after_value(&Merit::of(entry), factor, config.urgency_step, config.resonance_weight);
        let [(_, risk), (_, urgency), (_, alignment)] = terms;
        Self { value: sum(&Facet::VALUES, entry.facets, config), urgency, alignment, risk: -risk }
    }
}

/// What a term of a score is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TermName {
    /// A value facet that applies.
    Value(Facet),
    /// What risk takes off.
    RiskPenalty,
    /// What urgency adds.
    UrgencyBonus,
    /// What strategic alignment adds.
    ResonanceBonus,
    /// What limiting the score to 0-1 changes.
    Limit,
}

impl TermName {
    /// The term's name in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Value(facet) => facet.name(),
            Self::RiskPenalty => "risk_penalty",
            Self::UrgencyBonus => "urgency_bonus",
            Self::ResonanceBonus => "resonance_bonus",
            Self::Limit => "limit",
        }
    }
}

/// One term of a score, with the reason for it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Term {
    /// What it is about: a facet, `risk_penalty`, `urgency_bonus`, `resonance_bonus` or `limit`.
    pub name: &'static str,
    /// What it adds; negative where it takes off. Summed in order, the amounts are the score.
    pub amount: f64,
    /// Why, in words.
    pub because: String,
}

fn weight(facet: Facet, config: &Config) -> f64 {
    let (value, risk) = (&config.value_weights, &config.risk_penalties);
    match facet {
        Facet::ProtocolCompliance => value.protocol_compliance,
        Facet::BusinessValue => value.business_value,
        Facet::UserImpact => value.user_impact,
        Facet::TechnicalDebt => value.technical_debt,
        Facet::Innovation => value.innovation,
        Facet::Security => risk.security,
        Facet::Stability => risk.stability,
        Facet::Performance => risk.performance,
        Facet::Compatibility => risk.compatibility,
        Facet::ScopeCreep => 0.0,
    }
}

/// The sum of the weights of those of `facets` that an item has.
fn sum(facets: &[Facet], has: FacetSet, config: &Config) -> f64 {
    let weights = facets.iter().filter(|facet| has.has(**facet)).map(|facet| weight(*facet, config));
    weights.fold(0.0, |sum, weight| sum + weight)
}

/// The factor on the risk score: never below `unclassified_risk`, so naming a
/// category never makes an item look safer.
fn risk_factor(facets: FacetSet, config: &Config) -> f64 {
    sum(&Facet::RISKS, facets, config).max(config.unclassified_risk)
}

/// The terms after the value, in the order they are added.
fn terms_after_value(merit: &Merit, factor: f64, urgency_step: f64, resonance_weight: f64) -> [(TermName, f64); 3] {
    [
        (TermName::RiskPenalty, -(merit.risk * factor)),
        (TermName::UrgencyBonus, (f64::from(merit.urgency) - 1.0) * urgency_step),
        (TermName::ResonanceBonus, merit.resonance * resonance_weight),
    ]
}

/// The policy as scoring needs it: the sums for every set of facets, made once.
#[derive(Clone, Debug)]
pub struct Matrix {
    sums: Vec<(f64, f64)>,
    urgency_step: f64,
    resonance_weight: f64,
}

impl Matrix {
    /// That of `config`.
    #[must_use]
    pub fn of(config: &Config) -> Self {
        let sums = FacetSet::all().map(|set| (sum(&Facet::VALUES, set, config), risk_factor(set, config)));
        Self { sums: sums.collect(), urgency_step: config.urgency_step, resonance_weight: config.resonance_weight }
    }

    /// Value, and the terms after it in the order they are added.
    fn terms(&self, merit: &Merit) -> (f64, [(TermName, f64); 3]) {
        let (value, factor) = self.sums.get(merit.facets.index()).copied().unwrap_or_default();
        (value, terms_after_value(merit, factor, self.urgency_step, self.resonance_weight))
    }

    /// The score of an item.
    #[must_use]
    pub fn score(&self, merit: &Merit) -> Score {
        let (value, terms) = self.terms(merit);
        let raw = terms.iter().fold(value, |sum, (_, amount)| sum + amount);
        Score { value, raw }
    }
}

/// The terms of the score of `entry`, each with its reason. Added up in order
/// they are exactly the priority.
#[must_use]
pub fn terms(entry: &Entry, config: &Config) -> Vec<Term> {
    let item = &entry.item;
    let (matrix, merit) = (Matrix::of(config), Merit::of(entry));
    let values = Facet::VALUES.into_iter().filter(|facet| entry.facets.has(*facet));
    let mut amounts: Vec<(TermName, f64)> =
        values.map(|facet| (TermName::Value(facet), weight(facet, config))).collect();
    amounts.extend(matrix.terms(&merit).1);
    let score = matrix.score(&merit);
    if score.priority().total_cmp(&score.raw).is_ne() {
        amounts.push((TermName::Limit, score.priority() - score.raw));
    }
    let because = |name| match name {
        TermName::Value(facet) => facet.because(item).unwrap_or_default(),
        TermName::RiskPenalty => risk_reason(item, entry.facets, config),
        TermName::UrgencyBonus => format!("urgency {} of 5, {}", item.urgency_level, item.basis("urgency_level")),
        TermName::ResonanceBonus => resonance_reason(item, &config.themes),
        TermName::Limit => "scores stay between 0 and 1".to_owned(),
    };
    amounts.into_iter().map(|(name, amount)| Term { name: name.word(), amount, because: because(name) }).collect()
}

fn risk_reason(item: &WorkItem, facets: FacetSet, config: &Config) -> String {
    let named: Vec<String> = Facet::RISKS
        .into_iter()
        .filter(|&facet| facets.has(facet))
        .map(|facet| {
            let because = facet.because(item).map(|because| format!(", {because}")).unwrap_or_default();
            format!("{} {}{because}", facet.name(), weight(facet, config))
        })
        .collect();
    let factor = risk_factor(facets, config);
    let is_floor = sum(&Facet::RISKS, facets, config) < factor;
    let floor = if is_floor { format!(", but no less than {factor}") } else { String::new() };
    let categories = if named.is_empty() { "no risk category named".to_owned() } else { named.join(" + ") + &floor };
    format!("risk {:.2} × {factor:.2} ({categories}), {}", item.risk_score, item.basis("risk_score"))
}
