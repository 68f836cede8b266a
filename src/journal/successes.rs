//! When tasks last went well, so that an older failure of theirs is over
//! whichever log is read first.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::harvest::long_digest;

/// The last success of each task, by the digest of its place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Successes(BTreeMap<String, DateTime<Utc>>);

impl Successes {
    /// So many tasks are remembered; of more, those that succeeded longest ago go.
    const MOST: usize = 20_000;

    /// Whether none is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// When the task at `place` last succeeded.
    #[must_use]
    pub fn of(&self, place: &str) -> Option<DateTime<Utc>> {
        if self.0.is_empty() { None } else { self.0.get(&long_digest(place)).copied() }
    }

    /// The task at `place` succeeded.
    pub(crate) fn add(&mut self, place: &str, at: DateTime<Utc>) {
        self.put(long_digest(place), at);
    }

    fn put(&mut self, task: String, at: DateTime<Utc>) {
        let known = self.0.entry(task).or_insert(at);
        *known = at.max(*known);
    }

    /// Adds what `other` knows.
    pub(super) fn absorb(&mut self, other: &Self) {
        for (task, at) in &other.0 {
            self.put(task.clone(), *at);
        }
        while self.0.len() > Self::MOST {
            let first = self.0.values().min().copied().unwrap_or_default();
            let last = self.0.values().max().copied().unwrap_or_default();
            let middle = first + (last - first) / 2;
            if first == last {
                break;
            }
            self.0.retain(|_, at| *at > middle);
        }
    }
}
