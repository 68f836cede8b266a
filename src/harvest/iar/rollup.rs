//! Long lists of one kind become one item with parts: a hundred gaps are not a
//! hundred interruptions.

use chrono::{DateTime, Utc};
use indexmap::IndexMap;

use super::item;
use super::ledger::{Ledger, Trouble, place};
use crate::harvest::identity::digest;
use crate::harvest::text::{clip, shorten};
use crate::work_item::{ItemId, Sighting, WorkItem};

/// One task with more different problems than this is one item.
const MOST_PER_PLACE: usize = 25;
/// The parts named in an item's details.
const MOST_PARTS: usize = 60;

/// The problems that get an item each, and those that share one: open ones, or such as are all over.
pub(super) fn by_place(ledger: &Ledger) -> Vec<Vec<&Trouble>> {
    let mut places: IndexMap<String, Vec<&Trouble>> = IndexMap::new();
    for trouble in ledger.troubles() {
        places.entry(place(&trouble.newest.workflow, &trouble.newest.task)).or_default().push(trouble);
    }
    let mut groups = Vec::new();
    for (_, troubles) in places {
        let (over, open): (Vec<_>, Vec<_>) = troubles
            .into_iter()
            .partition(|trouble| trouble.resolved.is_some() || ledger.success_after(trouble).is_some());
        if over.len() + open.len() > MOST_PER_PLACE && open.len() <= MOST_PER_PLACE && over.len() > 1 {
            // What was one item while they were open is over; those that are left have their own.
            groups.push(over.clone());
        }
        groups.extend(over.into_iter().map(|trouble| vec![trouble]));
        if open.len() > MOST_PER_PLACE {
            groups.push(open);
        } else {
            groups.extend(open.into_iter().map(|trouble| vec![trouble]));
        }
    }
    groups
}

/// The ids that problems had while there were fewer at their place, which are one item now.
pub(super) fn replaced(groups: &[Vec<&Trouble>], ledger: &Ledger) -> Vec<ItemId> {
    let many = groups.iter().filter(|group| group.len() > MOST_PER_PLACE).flatten();
    let open = many.filter(|trouble| trouble.resolved.is_none() && ledger.success_after(trouble).is_none());
    open.map(|trouble| format!("iar:{}", trouble.id).into()).collect()
}

/// The id that all problems of a task have together.
fn many_id(trouble: &Trouble) -> String {
    format!("iar:{}", digest(&["many", &place(&trouble.newest.workflow, &trouble.newest.task)]))
}

/// The one item for many problems of one task.
pub(super) fn item(troubles: &[&Trouble], name: &str, now: DateTime<Utc>) -> WorkItem {
    let Some(worst) = troubles.iter().max_by_key(|trouble| (trouble.why, trouble.count)) else {
        return WorkItem::new("iar:none", "No problem", now);
    };
    let mut item = item::item(worst, name, now);
    let at = place(&worst.newest.workflow, &worst.newest.task);
    item.id = many_id(worst).into();
    let subject = if at.is_empty() { "The log" } else { &at };
    item.description =
        shorten(&format!("{subject}: {} different problems, such as: {}", troubles.len(), item.description), 220);
    item.details = parts(troubles.iter().map(|trouble| item::item(trouble, name, now).description));
    item.checklist = u32::try_from(troubles.len()).unwrap_or(u32::MAX);
    item.occurrences = troubles.iter().map(|trouble| trouble.count).fold(0, u32::saturating_add);
    item.created_date = troubles.iter().filter_map(|trouble| trouble.first).map(|stamp| stamp.at).min().unwrap_or(now);
    item.updated_date = troubles.iter().filter_map(|trouble| trouble.last).map(|stamp| stamp.at).max();
    item.confidence_score = troubles.iter().filter_map(|trouble| trouble.newest.confidence).reduce(f64::min);
    item.sightings = vec![Sighting {
        source: name.to_owned(),
        count: item.occurrences,
        first: Some(item.created_date),
        last: item.updated_date,
        places: worst.places.clone(),
    }];
    item
}

/// A list of parts for an item's details.
pub(super) fn parts(parts: impl ExactSizeIterator<Item = String>) -> String {
    let count = parts.len();
    let mut text = String::new();
    let mut told = 0;
    for part in parts.take(MOST_PARTS) {
        if text.len() + part.len() > super::ledger::MOST_DETAILS {
            break;
        }
        text.push_str("- ");
        text.push_str(clip(&part, 300));
        text.push('\n');
        told += 1;
    }
    if told < count {
        text.push_str(&format!("- and {} more\n", count - told));
    }
    text
}
