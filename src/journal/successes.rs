//! When tasks last went well, so that an older failure of theirs is over
//! whichever log is read first.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::harvest::long_digest;

/// The last success of each task, by the digest of its place, in the order of
/// the digests.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Successes(Vec<(String, DateTime<Utc>)>);

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
        if self.0.is_empty() {
            return None;
        }
        let found = self.find(&long_digest(place)).ok()?;
        self.0.get(found).map(|(_, at)| *at)
    }

    fn find(&self, task: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|(known, _)| known.as_str().cmp(task))
    }

    /// The task at `place` succeeded.
    pub(crate) fn add(&mut self, place: &str, at: DateTime<Utc>) {
        self.put(long_digest(place), at);
    }

    fn put(&mut self, task: String, at: DateTime<Utc>) {
        match self.find(&task) {
            Ok(found) => {
                if let Some((_, known)) = self.0.get_mut(found) {
                    *known = at.max(*known);
                }
            }
            Err(place) => self.0.insert(place, (task, at)),
        }
    }

    /// Adds what `other` knows.
    pub(super) fn absorb(&mut self, other: &Self) {
        for (task, at) in &other.0 {
            self.put(task.clone(), *at);
        }
        while self.0.len() > Self::MOST {
            let times = || self.0.iter().map(|(_, at)| *at);
            let (first, last) = (times().min().unwrap_or_default(), times().max().unwrap_or_default());
            let middle = first + (last - first) / 2;
            if first == last {
                break;
            }
            self.0.retain(|(_, at)| *at > middle);
        }
    }
}
