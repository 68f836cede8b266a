//! A score as a bar: what adds to it, and what risk takes off.

use autonomous_orchestrator::prioritize::Parts;
use leptos::prelude::*;

use crate::words;

/// What value, urgency and alignment add up to at most.
const MOST: f64 = 1.6;

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

/// The bar, of the length of the most a score can be before it is limited. One element that the styles paint:
/// a list draws hundreds of them.
#[component]
pub(crate) fn ScoreBar(parts: Parts) -> impl IntoView {
    // Risk lies over the end of what adds up: what is left in full colour is the score.
    let mut risk = parts.risk;
    let mut left = |amount: f64| {
        let taken = risk.min(amount).max(0.0);
        risk -= taken;
        amount - taken
    };
    let (alignment, urgency, value) = (left(parts.alignment), left(parts.urgency), left(parts.value));
    let mut end = 0.0;
    let [v, u, a, r] = [value, urgency, alignment, parts.risk - risk].map(|amount| {
        end += amount.max(0.0) / MOST;
        format!("{:.2}%", 100.0 * end)
    });
    view! {
        <span
            class="stack"
            role="img"
            aria-label=in_words(parts)
            title=in_words(parts)
            style=("--v", v)
            style=("--u", u)
            style=("--a", a)
            style=("--r", r)
        ></span>
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
