//! How much of its sources a figure rests on.

use serde::Serialize;

use super::counted;
use crate::journal::State;

/// How completely the sources were read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// How many sources there are.
    pub sources: usize,
    /// The sources that were not read to the end, each with what is known of it.
    pub partial: Vec<String>,
    /// All of it in one sentence.
    pub sentence: String,
}

/// The coverage of `state`.
#[must_use]
pub fn coverage(state: &State) -> Coverage {
    let sources = state.sources.len();
    let partial: Vec<String> = state
        .sources
        .values()
        .filter(|record| !record.complete)
        .map(|record| {
            let of = record.expected.map_or_else(String::new, |expected| format!(" of {expected}"));
            let why = record.stopped.as_deref().map_or_else(String::new, |why| format!(": {why}"));
            match record.since {
                Some(since) => {
                    format!(
                        "{} was read, but not all that changed there since {}{why}",
                        record.name,
                        since.date_naive()
                    )
                }
                None if record.read == 0 => format!("{} could not be read{why}", record.name),
                None => format!("{} was read in part, {}{of} records{why}", record.name, record.read),
            }
        })
        .collect();
    let sentence = match (sources, partial.len()) {
        (0, _) => "No source has been read yet.".to_owned(),
        (_, 0) => format!("{} read to the end.", counted(sources, "source", "sources")),
        _ => format!("Figures rest on a partial read: {}.", partial.join("; ")),
    };
    Coverage { sources, partial, sentence }
}
