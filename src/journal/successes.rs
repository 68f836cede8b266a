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

    /// When the task whose place has the digest `task` last succeeded.
    #[must_use]
    pub fn of(&self, task: &str) -> Option<DateTime<Utc>> {
        let found = self.find(task).ok()?;
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
        self.forget();
    }

    /// Drops the oldest of too many. Of those of one time the digest decides.
    fn forget(&mut self) {
        let over = self.0.len().saturating_sub(Self::MOST);
        if over == 0 {
            return;
        }
        let mut times: Vec<_> = self.0.iter().map(|(_, at)| *at).collect();
        times.sort_unstable();
        let Some(limit) = times.get(over) else { return };
        let mut ties = over - times.partition_point(|at| at < limit);
        self.0.retain(|(_, at)| {
            let goes = at < limit || at == limit && ties > 0;
            ties -= usize::from(goes && at == limit);
            !goes
        });
    }
}

#[cfg(test)]
mod tests {
    use chrono::Duration;

    use super::*;

    /// So many successes, each in the minute that `minute` says.
    fn successes(count: usize, minute: impl Fn(usize) -> usize) -> Successes {
        let at = |which| DateTime::UNIX_EPOCH + Duration::minutes(i64::try_from(minute(which)).unwrap_or_default());
        let mut all = Successes::default();
        all.absorb(&Successes((0..count).map(|which| (format!("{which:08}"), at(which))).collect()));
        all
    }

    #[test]
    fn of_too_many_successes_the_oldest_are_forgotten() {
        let all = successes(Successes::MOST + 100, |which| which);
        assert_eq!(all.0.len(), Successes::MOST);
        assert_eq!(all.0.first().map(|(task, _)| task.as_str()), Some("00000100"));
        let newest_first = successes(Successes::MOST + 100, |which| Successes::MOST * 2 - which);
        assert_eq!(newest_first.0.len(), Successes::MOST);
        assert_eq!(newest_first.0.first().map(|(task, _)| task.as_str()), Some("00000000"));
    }

    #[test]
    fn one_wrong_clock_costs_no_other_success() {
        let far = 70 * 365 * 24 * 60;
        let all = successes(Successes::MOST + 1, |which| if which == 7 { far } else { which });
        assert_eq!(all.0.len(), Successes::MOST);
        assert!(all.find("00000007").is_ok() && all.find("00000001").is_ok() && all.find("00000000").is_err());
    }

    #[test]
    fn the_bound_holds_where_all_succeeded_at_once() {
        assert_eq!(successes(Successes::MOST + 5, |_| 1).0.len(), Successes::MOST);
        // A newer one stays, wherever it stands among them.
        let all = successes(Successes::MOST + 5, |which| usize::from(which == Successes::MOST + 4));
        assert_eq!((all.0.len(), all.find("00020004").is_ok()), (Successes::MOST, true));
    }
}
