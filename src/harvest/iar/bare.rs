//! Objects that say that they failed, without a reflection: entered when the
//! whole document is known, because something inside may say it better.

use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::Value;

use super::document::Walk;
use super::envelope::Scope;
use super::outcome::Outcome;
use super::record::Record;
use crate::harvest::identity::mask;
use crate::harvest::text::clip;

/// An object that says how it went, without a reflection.
pub(super) struct Bare {
    /// Where it stands.
    pub(super) path: String,
    /// What it says.
    pub(super) record: Record,
}

/// The paths of everything that `path` lies in; the document's own is empty.
fn above(path: &str) -> impl Iterator<Item = &str> {
    let inner = path.char_indices().filter(|(at, letter)| *at > 0 && matches!(letter, '.' | '['));
    let whole = (!path.is_empty()).then_some("");
    whole.into_iter().chain(inner.filter_map(|(at, _)| path.get(..at)))
}

impl Walk<'_> {
    /// `task_statuses`: tasks and one word each.
    pub(super) fn statuses(&mut self, value: &Value, path: &str, scope: &Scope) {
        let Value::Object(tasks) = value else { return };
        self.found = true;
        for (task, word) in tasks {
            let Some(word) = word.as_str() else { continue };
            let outcome = Outcome::from_word(word);
            if outcome.is_problem() {
                let mut record = scope.record(&format!("{path}.{task}"));
                record.task.clone_from(task);
                record.outcome = outcome;
                record.status = word.to_owned();
                self.bare.push(Bare { path: format!("{path}.{task}"), record });
            }
        }
    }

    /// Enters the objects that say they failed, unless something more exact
    /// was found: the failing step inside them, or the same error said twice.
    pub(super) fn settle(&mut self) {
        let bare = std::mem::take(&mut self.bare);
        let found = self.troubled.iter().chain(bare.iter().map(|bare| &bare.path));
        let around: FxHashSet<String> = found.flat_map(|path| above(path)).map(str::to_owned).collect();
        let mut said: FxHashMap<String, (String, String)> = FxHashMap::default();
        let mut wordless = Vec::new();
        for Bare { path, mut record } in bare {
            self.found = true;
            if around.contains(&path) {
                self.reading.harvest.skip("overall verdicts", "a step inside says more exactly what failed");
                continue;
            }
            let words = record.error.as_deref().unwrap_or(&record.message);
            if words.is_empty() {
                wordless.push((path, record));
                continue;
            }
            let masked = clip(&mask(clip(words, 1_000)), 160).to_owned();
            // Figures may look alike; the same error in two places is one problem.
            match said.get(&masked) {
                Some((workflow, task)) if record.error.is_some() => {
                    record.workflow.clone_from(workflow);
                    record.task.clone_from(task);
                }
                Some(_) => {}
                None => {
                    said.insert(masked, (record.workflow.clone(), record.task.clone()));
                }
            }
            self.troubled.push(path);
            self.reading.enter(record);
        }
        for (path, record) in wordless {
            let is_told = if path.contains("task_statuses.") {
                self.tasks.contains(&record.task)
            } else {
                !self.troubled.is_empty()
            };
            if is_told {
                self.reading.harvest.skip("overall verdicts", "the problems behind them are told one by one");
                continue;
            }
            self.troubled.push(path);
            self.reading.enter(record);
        }
        // What holds a problem did not go well, whatever it says of itself.
        for Bare { path, record } in std::mem::take(&mut self.well) {
            if !around.contains(&path) {
                self.found = true;
                self.reading.went_well(&record);
            }
        }
    }
}
