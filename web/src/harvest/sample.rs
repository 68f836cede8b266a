//! The sample backlog: for a first look, marked as what it is.

use autonomous_orchestrator::orchestrator::Command;

use super::file::read_text;
use crate::edge::asset;
use crate::store::Store;

/// The sample's name as a source.
pub(crate) const SAMPLE: &str = "Sample backlog";

/// Loads the sample and runs a first cycle on it.
pub(crate) async fn load_sample(store: Store) {
    let text = asset::text("./sample/backlog.json").await;
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
