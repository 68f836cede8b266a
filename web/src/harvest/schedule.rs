//! Harvesting by itself: repositories that are due, one tab at a time, while
//! the page is seen and there is a network.

use autonomous_orchestrator::harvest::Repository;
use autonomous_orchestrator::work_item::SourceKind;
use chrono::{DateTime, Duration, Utc};
use gloo::utils::{document, window};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::VisibilityState;

use super::repository::{Asked, harvest_repository};
use crate::part::memo::follow;
use crate::store::{Keeping, Store};

/// Looks at the time whenever it is told, and harvests what is due.
pub(crate) fn keep_current(store: Store) {
    follow(move || {
        let now = store.now.get();
        let is_ready = store.keeping.with(|keeping| *keeping != Keeping::Loading);
        if is_ready
            && is_awake()
            && store.activity.running.with_untracked(Option::is_none)
            && let Some(name) = due(store, now)
            && let Ok(repository) = Repository::parse(&name)
        {
            spawn_local(async move {
                harvest_repository(store, repository, Asked::Schedule).await;
            });
        }
    });
}

/// Harvests every repository now, one after the other.
pub(crate) async fn harvest_all(store: Store) {
    let names: Vec<String> = store.state.with_untracked(|state| {
        let repositories = state.sources.values().filter(|record| record.kind == SourceKind::Github);
        repositories.map(|record| record.name.clone()).collect()
    });
    for repository in names.iter().filter_map(|name| Repository::parse(name).ok()) {
        if !harvest_repository(store, repository, Asked::Person).await {
            break;
        }
    }
}

/// Whether the page is seen and has a network.
fn is_awake() -> bool {
    document().visibility_state() == VisibilityState::Visible && window().navigator().on_line()
}

/// The repository that has been due the longest.
fn due(store: Store, now: DateTime<Utc>) -> Option<String> {
    store.state.with_untracked(|state| {
        let due = state.sources.values().filter_map(|record| Some((record.due(&state.config)?, &record.name)));
        // What was read in the future was read by a wrong clock.
        let latest = now + Duration::minutes(i64::from(state.config.harvest_interval_minutes));
        due.filter(|(at, _)| *at <= now || *at > latest).min().map(|(_, name)| name.clone())
    })
}
