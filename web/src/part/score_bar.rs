//! A score as a bar: what adds to it, and what risk takes off.

use autonomous_orchestrator::prioritize::{Score, Term};
use leptos::prelude::*;

use crate::words;

/// The four kinds of terms and their widths, as parts of one bar.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Parts {
    pub(crate) value: f64,
    pub(crate) urgency: f64,
    pub(crate) alignment: f64,
    pub(crate) risk: f64,
}

impl Parts {
    /// Sorts terms into the four kinds.
    pub(crate) fn of(terms: &[Term]) -> Self {
        let mut parts = Self::default();
        for term in terms {
            match term.name {
                "risk_penalty" => parts.risk += -term.amount,
                "urgency_bonus" => parts.urgency += term.amount,
                "resonance_bonus" => parts.alignment += term.amount,
                "limit" => {}
                _ => parts.value += term.amount,
            }
        }
        parts
    }

    /// The parts without the terms: from the score and the item's own figures.
    pub(crate) fn from_score(score: Score, urgency: f64, alignment: f64) -> Self {
        Self { value: score.value, urgency, alignment, risk: score.value + urgency + alignment - score.raw }
    }

    /// Differs where one of them does.
    pub(crate) fn shape(self) -> u64 {
        [self.value, self.urgency, self.alignment, self.risk]
            .iter()
            .fold(0, |shape: u64, part| shape.rotate_left(13) ^ part.to_bits())
    }

    fn words(self) -> String {
        format!(
            "value {}, urgency {}, alignment {}, risk minus {}",
            words::score(self.value),
            words::score(self.urgency),
            words::score(self.alignment),
            words::score(self.risk)
        )
    }
}

/// The bar. Widths are relative to the most a score can be before it is limited.
#[component]
pub(crate) fn ScoreBar(parts: Parts) -> impl IntoView {
    let width = |amount: f64| format!("{:.4}", amount.max(0.0));
    let rest = (1.6 - parts.value - parts.urgency - parts.alignment).max(0.0);
    // Risk lies over the end of what adds up: what is left in full colour is the score.
    let mut risk = parts.risk;
    let mut left = |amount: f64| {
        let taken = risk.min(amount).max(0.0);
        risk -= taken;
        amount - taken
    };
    let (alignment, urgency, value) = (left(parts.alignment), left(parts.urgency), left(parts.value));
    view! {
        <span class="stack" role="img" aria-label=parts.words() title=parts.words()>
            <i class="v" style=("--w", width(value))></i>
            <i class="u" style=("--w", width(urgency))></i>
            <i class="a" style=("--w", width(alignment))></i>
            <i class="r" style=("--w", width(parts.risk - risk))></i>
            <i style=("--w", width(rest))></i>
        </span>
    }
}

/// What the colours of the bars mean.
#[component]
pub(crate) fn Legend() -> impl IntoView {
    view! {
        <p class="legend">
            <span class="v">"value"</span>
            <span class="u">"urgency"</span>
            <span class="a">"alignment"</span>
            <span class="r">"risk, taken off"</span>
        </p>
    }
}
