//! The sample backlog: for a first look, marked as what it is.

use autonomous_orchestrator::orchestrator::Command;
use gloo::net::http::Request;

use super::file::read_text;
use crate::store::Store;

/// The sample's name as a source.
pub(crate) const SAMPLE: &str = "Sample backlog";

/// Loads the sample and runs a first cycle on it.
pub(crate) async fn load_sample(store: Store) {
    let text = match Request::get("./sample/backlog.json").send().await {
        Ok(response) if response.ok() => response.text().await.map_err(|error| error.to_string()),
        Ok(response) => Err(format!("status {}", response.status())),
        Err(error) => Err(error.to_string()),
    };
    match text {
        Ok(text) => {
            read_text(store, SAMPLE, &text).await;
            store.send(Command::RunCycle);
        }
        Err(why) => {
            store.notices.problem(format!("The sample could not be loaded ({why}). Reload the page and try again."))
        }
    }
}
