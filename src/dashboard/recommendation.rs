//! What to do next, in sentences that name the place.

use std::sync::Arc;

use serde::{Serialize, Serializer};

use super::{KpiSummary, OrchestratorState, Risk, RiskIndicators, counted, coverage};
use crate::config::Instance;
use crate::dispatch::Obstacle;
use crate::journal::{Entry, HarvestRecord, State};
use crate::prioritize::Ranking;
use crate::work_item::{ItemId, SourceKind, Status};

/// More items than this at once are more than anybody works on.
const CROWDED: usize = 20;

/// Something the Keyholder could do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    /// It, in a sentence.
    pub sentence: String,
    /// Where it is done.
    pub place: Place,
}

/// In a snapshot it is its sentence.
impl Serialize for Advice {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.sentence)
    }
}

/// Where something is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// Where sources are added and read.
    Sources,
    /// Where escalations are decided.
    Decide,
    /// Where the policy is set.
    Settings,
    /// The items that can be sent out.
    Pending,
    /// An item.
    Item(ItemId),
}

/// What the Keyholder could do next, most useful first.
#[must_use]
pub fn recommendations(
    state: &State,
    ranking: &Ranking,
    counts: &OrchestratorState,
    figures: &KpiSummary,
    risks: &RiskIndicators,
) -> Vec<Advice> {
    let mut advice = Vec::new();
    let mut add = |place, sentence| advice.push(Advice { sentence, place });
    if counts.total_work_items == 0 {
        add(Place::Sources, "Name a GitHub repository, or paste or drop a log, under Sources.".to_owned());
        return advice;
    }
    if counts.escalated_items > 0 {
        // Of those that are equally old, the first in the ranking.
        let cases = ranking.rows().filter_map(|row| {
            let (_, entry) = state.items.get_index(row.at)?;
            Some((entry.open_case()?.opened, &entry.item))
        });
        let oldest = cases.min_by_key(|(opened, _)| *opened);
        let oldest = oldest.map_or_else(String::new, |(_, item)| format!("; the oldest is “{}”", item.description));
        add(Place::Decide, format!("Decide {}{oldest}.", counted(counts.escalated_items, "escalation", "escalations")));
    }
    if risks.high_escalation_rate {
        add(
            Place::Settings,
            "Review the escalation thresholds under Settings: more than a fifth of the open items wait for you."
                .to_owned(),
        );
    }
    if counts.pending_items > 0 && (counts.unjudged_items > 0 || counts.in_progress_items > 0) {
        add(
            Place::Pending,
            format!("Run a cycle: {} can be sent out.", counted(counts.pending_items, "item", "items")),
        );
    }
    for instance in state.config.instances.iter().filter(|instance| instance.capacity.is_none()) {
        let is_with = |entry: &&Arc<Entry>| {
            entry.item.status == Status::InProgress && entry.item.assigned_instance.as_deref() == Some(&instance.name)
        };
        let held = state.items.values().filter(is_with).count();
        if held > CROWDED {
            add(
                Place::Settings,
                format!(
                    "Give {} a capacity under Settings: it holds {held} items at once, and the ranking decides nothing then.",
                    instance.name
                ),
            );
        }
    }
    let is_new = |offer: &&Instance| !state.config.instances.iter().any(|known| known.name == offer.name);
    for record in state.sources.values() {
        let offered = record.instances.iter().filter(is_new).count();
        if offered > 0 {
            let instances = counted(offered, "instance", "instances");
            add(Place::Sources, format!("Let the {instances} that {} offers take work, under Sources.", record.name));
        }
    }
    let key = ranking.rows().filter_map(|row| {
        let (_, entry) = state.items.get_index(row.at)?;
        (entry.item.status.is_open() && row.unblocks > 1).then_some((row.unblocks, &entry.item))
    });
    if let Some((unblocks, item)) = key.max_by_key(|(unblocks, _)| *unblocks) {
        let state_of = if item.status == Status::InProgress { "Keep an eye on" } else { "Move" };
        add(
            Place::Item(item.id.clone()),
            format!("{state_of} “{}”: {unblocks} open items wait for it.", item.description),
        );
    }
    for indicator in &risks.indicators {
        let Some(first) = indicator.ids.first() else { continue };
        let what = match indicator.risk {
            Risk::Blocked(Obstacle::CircularDependency) => "Break the dependency circles.",
            Risk::Blocked(Obstacle::UnknownDependency) => {
                "Harvest the source of the unknown dependencies, or approve without them where it has been read."
            }
            _ => continue,
        };
        add(Place::Item(first.clone()), format!("{what} Begin with {first}."));
    }
    if counts.in_progress_items == 0 && counts.pending_items > 0 && counts.unjudged_items == 0 {
        add(
            Place::Settings,
            "Nothing is with an instance: check the instances and their capacity under Settings.".to_owned(),
        );
    }
    let is_file = |record: &&Arc<HarvestRecord>| record.kind != SourceKind::Github && record.stopped.is_some();
    let unread: Vec<&Arc<HarvestRecord>> = state.sources.values().filter(is_file).collect();
    if let Some(first) = unread.first() {
        let more = if unread.len() > 1 { format!(", and {} more files", unread.len() - 1) } else { String::new() };
        add(Place::Sources, format!("Choose {}{more} again under Sources: not all of it could be read.", first.name));
    }
    if coverage(state).partial.len() > unread.len() {
        add(Place::Sources, "Finish the harvest under Sources: figures rest on a partial read.".to_owned());
    }
    if figures.average_confidence.is_none() && counts.total_work_items > 0 {
        add(
            Place::Sources,
            "No open item states a confidence: paste the agents' IAR logs to let that gate work.".to_owned(),
        );
    }
    advice
}
