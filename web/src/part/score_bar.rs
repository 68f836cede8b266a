//! A score as a bar: what adds to it, and what risk takes off.

use autonomous_orchestrator::prioritize::Parts;
use leptos::prelude::*;

use crate::words;

/// Differs where one of the parts does.
pub(crate) fn shape(parts: Parts) -> u64 {
    let Parts { value, urgency, alignment, risk } = parts;
    [value, urgency, alignment, risk].iter().fold(0, |shape: u64, part| shape.rotate_left(13) ^ part.to_bits())
}

fn in_words(parts: Parts) -> String {
    let Parts { value, urgency, alignment, risk } = parts;
    let [value, urgency, alignment, risk] = [value, urgency, alignment, risk].map(words::score);
    format!("value {value}, urgency {urgency}, alignment {alignment}, risk minus {risk}")
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
        <span class="stack" role="img" aria-label=in_words(parts) title=in_words(parts)>
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
