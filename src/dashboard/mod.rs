//! The dashboard: one page for the Keyholder, and the snapshot that is shared.

mod coverage;
mod kpi;
mod recommendation;
mod risk;
mod snapshot;
mod summary;

pub use coverage::{Coverage, coverage};
pub use kpi::{KpiSummary, OrchestratorState};
pub use recommendation::recommendations;
pub use risk::{Indicator, RiskIndicators, is_exposed};
pub use snapshot::{ActiveEscalation, Dashboard, DispatchSummary, Priority, file_name};
pub use summary::{executive_summary, headline};

/// A share as a percentage: `4.2 %`, without needless decimals.
#[must_use]
pub fn percent(share: f64) -> String {
    let tenths = (share * 1000.0).round() / 10.0;
    format!("{tenths} %")
}

/// `1 item`, `2 items`: a count with its noun.
#[must_use]
pub fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
