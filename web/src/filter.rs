//! What the backlog is narrowed to: words, and marks such as `status:blocked`.

use std::fmt;

use autonomous_orchestrator::dashboard::is_exposed;
use autonomous_orchestrator::journal::{Entry, Finished};
use autonomous_orchestrator::work_item::Status;

/// One condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    /// Has this status, by its word.
    Status(String),
    /// Is blocked for this reason, by its word.
    Blocked(String),
    /// Is open and states a confidence.
    HasConfidence,
    /// Is urgent, about security, and not yet with anyone.
    Exposed,
    /// Is in progress with this instance.
    With(String),
    /// Came from this source.
    Source(String),
    /// Came from this source, whose name has no spaces, and carries just this label.
    Label(String, String),
    /// Has this in its words, its id or its tags.
    Words(String),
}

impl Mark {
    /// Whether an item meets it. The texts of marks are in lower case.
    pub(crate) fn fits(&self, entry: &Entry) -> bool {
        let item = &entry.item;
        let is = |text: &str, wanted: &str| text.to_lowercase() == wanted;
        match self {
            Self::Status(word) => item.status.word() == word,
            Self::Blocked(word) => item.status == Status::Blocked && item.blocked_reason.as_deref() == Some(word),
            Self::HasConfidence => item.status.is_open() && item.confidence_score.is_some(),
            Self::Exposed => is_exposed(entry),
            Self::With(name) => {
                item.status == Status::InProgress
                    && item.assigned_instance.as_deref().is_some_and(|with| is(with, name))
            }
            Self::Source(name) => is(&item.source.name, name),
            Self::Label(source, label) => is(&item.source.name, source) && item.tags.iter().any(|tag| is(tag, label)),
            Self::Words(words) => {
                item.description.to_lowercase().contains(words)
                    || item.id.as_str().to_lowercase().contains(words)
                    || item.tags.iter().any(|tag| tag.to_lowercase().contains(words))
            }
        }
    }

    /// Whether finished work that never stood in the backlog meets it.
    pub(crate) fn fits_finished(&self, work: &Finished) -> bool {
        let has = |text: &str, words: &str| text.to_lowercase().contains(words);
        match self {
            Self::Status(word) => Status::Completed.word() == word,
            Self::Words(words) => {
                let id = work.id.as_str();
                has(&work.description, words) || has(id, words) || work.tags.iter().any(|tag| has(tag, words))
            }
            Self::Source(name) => work.source.to_lowercase() == *name,
            Self::Label(source, label) => {
                work.source.to_lowercase() == *source && work.tags.iter().any(|tag| tag.to_lowercase() == *label)
            }
            Self::Blocked(_) | Self::HasConfidence | Self::Exposed | Self::With(_) => false,
        }
    }

    fn read(word: &str) -> Self {
        match word.split_once(':') {
            Some(("status", word)) => Self::Status(word.to_owned()),
            Some(("blocked", word)) => Self::Blocked(word.to_owned()),
            Some(("has", "confidence")) => Self::HasConfidence,
            Some(("risk", "security")) => Self::Exposed,
            _ => Self::Words(word.to_owned()),
        }
    }
}

/// As it stands in the search field and the address.
impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status(word) => write!(f, "status:{word}"),
            Self::Blocked(word) => write!(f, "blocked:{word}"),
            Self::HasConfidence => f.write_str("has:confidence"),
            Self::Exposed => f.write_str("risk:security"),
            Self::With(name) => write!(f, "with:{name}"),
            Self::Source(name) => write!(f, "source:{name}"),
            Self::Label(source, label) => write!(f, "label:{source} {label}"),
            Self::Words(words) => f.write_str(words),
        }
    }
}

/// The marks of a filter, all of which have to be met. Names run to the end of it.
pub(crate) fn marks(filter: &str) -> Vec<Mark> {
    let filter = filter.trim().to_lowercase();
    let whole = match filter.split_once(':') {
        Some(("source", name)) => Some(Mark::Source(name.to_owned())),
        Some(("with", name)) => Some(Mark::With(name.to_owned())),
        Some(("label", rest)) => {
            rest.split_once(' ').map(|(source, label)| Mark::Label(source.to_owned(), label.to_owned()))
        }
        _ => None,
    };
    whole.map_or_else(|| filter.split_whitespace().map(Mark::read).collect(), |whole| vec![whole])
}
