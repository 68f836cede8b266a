//! Work that takes long: what it is, how far it is, and the way to stop it.

use leptos::prelude::*;
use web_sys::{AbortController, AbortSignal};

/// One piece of long work.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Running {
    /// What is being done, for example "Reading rust-lang/rust".
    pub(crate) what: String,
    /// How far, in words: "1,200 issues so far".
    pub(crate) so_far: String,
    /// How far, 0-1, where the end is known.
    pub(crate) share: Option<f64>,
}

/// The long work under way; one at a time.
#[derive(Clone, Copy)]
pub(crate) struct Activity {
    pub(crate) running: RwSignal<Option<Running>>,
    stop: RwSignal<Option<AbortController>, LocalStorage>,
}

impl Activity {
    pub(crate) fn new() -> Self {
        Self { running: RwSignal::new(None), stop: RwSignal::new_local(None) }
    }

    /// Begins a piece of work; `None` while another is under way.
    pub(crate) fn begin(self, what: impl Into<String>) -> Option<AbortSignal> {
        if self.running.with_untracked(Option::is_some) {
            return None;
        }
        let stop = AbortController::new().ok()?;
        let signal = stop.signal();
        self.stop.set(Some(stop));
        self.running.set(Some(Running { what: what.into(), so_far: String::new(), share: None }));
        Some(signal)
    }

    /// Tells how far it is.
    pub(crate) fn report(self, so_far: impl Into<String>, share: Option<f64>) {
        let so_far = so_far.into();
        self.running.update(|running| {
            if let Some(running) = running {
                running.so_far = so_far;
                running.share = share;
            }
        });
    }

    /// Tells what is being done now.
    pub(crate) fn rename(self, what: impl Into<String>) {
        let what = what.into();
        self.running.update(|running| {
            if let Some(running) = running {
                running.what = what;
            }
        });
    }

    /// Stops it as soon as it can be.
    pub(crate) fn cancel(self) {
        self.stop.with_untracked(|stop| {
            if let Some(stop) = stop {
                stop.abort();
            }
        });
    }

    pub(crate) fn end(self) {
        self.running.set(None);
        self.stop.set(None);
    }
}
