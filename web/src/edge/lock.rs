//! The one tab that harvests: a lock that the tabs of a browser share.

use futures_channel::oneshot;
use gloo::utils::window;
use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;

const NAME: &str = "autonomous-orchestrator-harvest";

/// The right to harvest; given back when it is dropped.
pub(crate) struct Turn(Option<Function>);

impl Drop for Turn {
    fn drop(&mut self) {
        if let Some(give_back) = &self.0 {
            // Settles a promise, which cannot fail.
            let _ = give_back.call0(&JsValue::NULL);
        }
    }
}

/// Takes the turn; `None` while another tab has it. A browser without locks
/// gives it to everybody.
pub(crate) async fn take_turn() -> Option<Turn> {
    let locks = Reflect::get(&window().navigator(), &"locks".into()).unwrap_or_default();
    let Ok(request) = Reflect::get(&locks, &"request".into()).and_then(JsCast::dyn_into::<Function>) else {
        return Some(Turn(None));
    };
    let (told, turn) = oneshot::channel();
    let hold = Closure::once_into_js(move |lock: JsValue| {
        if lock.is_null() {
            let _ = told.send(None);
            return JsValue::UNDEFINED;
        }
        let mut told = Some(told);
        // The lock is held until this promise is settled.
        let held = Promise::new(&mut |settle, _| {
            if let Some(told) = told.take() {
                let _ = told.send(Some(Turn(Some(settle))));
            }
        });
        held.into()
    });
    let options = Object::new();
    // A new plain object takes any field.
    let _ = Reflect::set(&options, &"ifAvailable".into(), &true.into());
    if request.call3(&locks, &NAME.into(), &options, &hold).is_err() {
        return Some(Turn(None));
    }
    turn.await.ok().flatten()
}
