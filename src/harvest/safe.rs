//! Nothing that a harvest hands over holds a token, a control character, or a
//! letter that hides or turns around what a person reads.

use std::borrow::Cow;

use super::Harvest;
use super::identity::long_digest;
use super::secret::redact;
use super::text::clean;
use crate::work_item::{ItemId, WorkItem};

impl Harvest {
    /// Makes every text safe to keep and to show. What is safe already stays as it
    /// is, so that doing it twice is doing it once.
    pub(crate) fn make_safe(&mut self) {
        name(&mut self.name);
        text(&mut self.detected);
        self.items.iter_mut().for_each(of_item);
        for work in &mut self.finished {
            id(&mut work.id);
            name(&mut work.source);
            text(&mut work.description);
            work.tags.iter_mut().chain(&mut work.resolution).for_each(text);
        }
        for done in &mut self.done {
            id(done);
        }
        self.successes.iter_mut().for_each(|success| text(&mut success.place));
        for instance in &mut self.instances {
            text(&mut instance.name);
            instance.capabilities.iter_mut().for_each(text);
        }
        for skipped in &mut self.skipped {
            text(&mut skipped.what);
            text(&mut skipped.why);
        }
        for problem in &mut self.problems {
            text(&mut problem.place);
            text(&mut problem.message);
        }
    }
}

fn of_item(item: &mut WorkItem) {
    id(&mut item.id);
    item.dependencies.iter_mut().for_each(id);
    item.edges.iter_mut().for_each(|edge| id(&mut edge.id));
    if let Some(instance) = &mut item.assigned_instance
        && let Some(safe) = made_safe(instance)
    {
        *instance = safe.into();
    }
    name(&mut item.source.name);
    for sighting in &mut item.sightings {
        name(&mut sighting.source);
        sighting.places.iter_mut().for_each(text);
    }
    for evidence in &mut item.evidence {
        text(&mut evidence.field);
        text(&mut evidence.because);
    }
    item.edges.iter_mut().for_each(|edge| text(&mut edge.phrase));
    [&mut item.description, &mut item.details].into_iter().for_each(text);
    let lists = item.tags.iter_mut().chain(&mut item.ethical_flags).chain(&mut item.assignees);
    let source = &mut item.source;
    let single =
        [&mut source.place, &mut source.url, &mut item.blocked_reason, &mut item.resolution, &mut item.milestone];
    lists.chain(single.into_iter().flatten()).for_each(text);
}

fn text(text: &mut String) {
    if let Some(safe) = made_safe(text) {
        *text = safe;
    }
}

fn name(name: &mut String) {
    if let Some(safe) = name_made_safe(name) {
        *name = safe;
    }
}

fn id(id: &mut ItemId) {
    if let Some(safe) = name_made_safe(id.as_str()) {
        *id = safe.into();
    }
}

/// [`made_safe`] for a name, which is never empty: one of nothing that can be seen
/// is told by its digest.
pub(super) fn name_made_safe(name: &str) -> Option<String> {
    made_safe(name).map(|safe| if safe.trim().is_empty() { long_digest(name) } else { safe })
}

/// `text` without what is not safe; `None` where there is no such thing.
fn made_safe(text: &str) -> Option<String> {
    let is_plain = |byte: u8| matches!(byte, b' '..=b'~' | b'\n' | b'\t');
    if text.bytes().all(is_plain) {
        return match redact(text) {
            Cow::Borrowed(_) => None,
            Cow::Owned(safe) => Some(safe),
        };
    }
    Some(clean(text)).filter(|safe| safe != text)
}
