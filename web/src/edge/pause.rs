//! Giving the page a turn during long work.

use futures_channel::oneshot;
use gloo::events::EventListener;
use wasm_bindgen::JsValue;
use web_sys::MessageChannel;

use super::clock::ticks;

thread_local! {
    static CHANNEL: Option<MessageChannel> = MessageChannel::new().ok().inspect(|channel| channel.port1().start());
}

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

/// Lets the page draw and answer: a message to itself comes after what waits already.
/// A timer would come late, as browsers hold those of hidden tabs back to one a second.
pub(crate) async fn give_way() {
    let (resume, turn) = oneshot::channel();
    let listener = CHANNEL.with(|channel| {
        let channel = channel.as_ref()?;
        channel.port2().post_message(&JsValue::NULL).ok()?;
        Some(EventListener::once(&channel.port1(), "message", move |_| {
            let _ = resume.send(());
        }))
    });
    // Without a channel there is nothing to wait for.
    let _ = turn.await;
    drop(listener);
}
