//! Giving the page a turn during long work.

use gloo::timers::future::TimeoutFuture;

use super::clock::ticks;

/// Long work may hold the page this long, in milliseconds, before it gives way.
const SLICE: f64 = 12.0;

/// Watches how long work has held the page.
pub(crate) struct Pacer {
    since: f64,
}

impl Pacer {
    pub(crate) fn new() -> Self {
        Self { since: ticks() }
    }

    /// Gives way if it is time to.
    pub(crate) async fn breathe(&mut self) {
        if ticks() - self.since >= SLICE {
            give_way().await;
            self.since = ticks();
        }
    }
}

/// Lets the page draw and answer.
pub(crate) async fn give_way() {
    TimeoutFuture::new(0).await;
}
