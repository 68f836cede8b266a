//! A sparkline: a few numbers at a glance.

use leptos::prelude::*;

const WIDTH: f64 = 120.0;
const HEIGHT: f64 = 28.0;

/// A line over `numbers`, oldest first; `label` says it in words.
#[component]
pub(crate) fn Spark(numbers: Vec<usize>, label: String) -> impl IntoView {
    let line = path(&numbers);
    let area = format!("{line} L{WIDTH:.1} {HEIGHT:.1} L0 {HEIGHT:.1} Z");
    view! {
        <svg class="spark" viewBox=format!("0 0 {WIDTH} {HEIGHT}") preserveAspectRatio="none" role="img" aria-label=label>
            <path class="area" d=area></path>
            <path d=line></path>
        </svg>
    }
}

#[allow(clippy::cast_precision_loss)] // a handful of small numbers
fn path(numbers: &[usize]) -> String {
    let most = numbers.iter().copied().max().unwrap_or(0).max(1) as f64;
    let step = WIDTH / (numbers.len().max(2) - 1) as f64;
    let points = numbers.iter().enumerate().map(|(at, number)| {
        let y = HEIGHT - 3.0 - (*number as f64 / most) * (HEIGHT - 6.0);
        format!("{}{:.1} {y:.1}", if at == 0 { "M" } else { "L" }, at as f64 * step)
    });
    points.collect::<Vec<_>>().join(" ")
}
