//! The sample backlog: for a first look, marked as what it is.

use autonomous_orchestrator::harvest::work_items;
use autonomous_orchestrator::orchestrator::{Command, Page};
use gloo::net::http::Request;
use leptos::prelude::*;
use serde_json::Value;

use super::take_in;
use crate::edge::clock::now;
use crate::store::Store;

/// The sample's name as a source.
pub(crate) const SAMPLE: &str = "Sample backlog";

/// Loads the sample and runs a first cycle on it.
pub(crate) async fn load_sample(store: Store) {
    let rows = match Request::get("./sample/backlog.json").send().await {
        Ok(response) => response.json::<Vec<Value>>().await,
        Err(error) => Err(error),
    };
    match rows {
        Ok(rows) => {
            let harvest = store.state.with_untracked(|state| work_items(SAMPLE, &rows, now(), &state.config));
            take_in(store, harvest, Page::default()).await;
            store.send(Command::RunCycle);
        }
        Err(error) => store.notices.problem(format!("The sample could not be loaded ({error}). Reload the page and try again.")),
    }
}
