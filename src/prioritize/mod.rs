//! The prioritisation matrix: what a work item is worth, and why.

mod explanation;
mod facet;
mod ranking;
mod resonance;
mod score;

pub use explanation::{DispatchReport, Explanation, GateReport};
pub use facet::{Facet, FacetSet};
pub use ranking::{Ranking, Row};
pub(crate) use resonance::alignment;
pub use score::{Matrix, Parts, Score, Term, TermName, terms};
