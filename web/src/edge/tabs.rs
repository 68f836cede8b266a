//! The other tabs: told when the journal has grown.

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{BroadcastChannel, MessageEvent};

const CHANNEL: &str = "autonomous-orchestrator";

/// The line to the other tabs. Where the browser has none, each tab is alone
/// until it is reloaded.
#[derive(Clone)]
pub(crate) struct Tabs(Option<BroadcastChannel>);

impl Tabs {
    /// Opens the line; `grown` is called when another tab has added to the
    /// journal, `erased` when it has erased everything.
    pub(crate) fn open(grown: impl Fn() + 'static, erased: impl Fn() + 'static) -> Self {
        let channel = BroadcastChannel::new(CHANNEL).ok();
        if let Some(channel) = &channel {
            let hear = Closure::<dyn Fn(MessageEvent)>::new(move |message: MessageEvent| {
                match message.data().as_string().as_deref() {
                    Some("grown") => grown(),
                    Some("erased") => erased(),
                    _ => {}
                }
            });
            channel.set_onmessage(Some(hear.as_ref().unchecked_ref()));
            // Lives as long as the page.
            hear.forget();
        }
        Self(channel)
    }

    /// Tells the others that the journal has grown.
    pub(crate) fn tell_grown(&self) {
        self.tell("grown");
    }

    /// Tells the others that everything was erased.
    pub(crate) fn tell_erased(&self) {
        self.tell("erased");
    }

    fn tell(&self, word: &str) {
        if let Some(channel) = &self.0 {
            // Fails only when the channel is closed, and it never is.
            let _ = channel.post_message(&word.into());
        }
    }
}
