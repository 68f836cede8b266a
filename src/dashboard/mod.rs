//! The dashboard: one page for the Keyholder, and the snapshot that is shared.

use crate::words::number;

mod coverage;
mod kpi;
mod recommendation;
mod risk;
mod snapshot;
mod summary;

pub use coverage::{Coverage, coverage};
pub use kpi::{KpiSummary, OrchestratorState};
pub use recommendation::{Advice, Place, recommendations};
pub use risk::{Indicator, Risk, RiskIndicators, is_exposed};
pub use snapshot::{ActiveEscalation, Dashboard, DispatchSummary, Priority, file_name};
pub use summary::{Clause, clauses, executive_summary, headline};

/// A share as a percentage: `4.2 %`, without needless decimals, and never so
/// short that a share beside a whole percentage reads like it: `64.96 %`.
#[must_use]
pub fn percent(share: f64) -> String {
    let exact = share * 100.0;
    let to = |digits: f64| (exact * digits).round() / digits;
    let is_beside = |shown: f64| shown.fract() == 0.0 && (shown - exact).abs() > 1e-9;
    let shown = match exact {
        _ if exact.abs() >= 1e9 => exact,
        _ if is_beside(to(10.0)) => to(100.0),
        _ => to(10.0),
    };
    format!("{} %", number(shown))
}

/// `1 item`, `2 items`: a count with its noun.
#[must_use]
pub fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
