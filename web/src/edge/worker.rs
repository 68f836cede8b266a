//! The worker that reads sources off the page.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use autonomous_orchestrator::config::Config;
use autonomous_orchestrator::harvest::Harvest;
use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use gloo::utils::document;
use js_sys::{Object, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{ErrorEvent, MessageEvent, Worker, WorkerOptions, WorkerType};

use super::clock::now;

/// What the worker says about one reading.
#[derive(Debug)]
pub(crate) enum Said {
    /// How far it is, 0-1.
    Progress(f64),
    /// A portion of the harvest.
    Portion(Box<Harvest>),
    /// The reading is over: to its end, or cancelled.
    Over,
    /// It cannot be read, for this reason.
    Failed(String),
}

/// What is to be read.
pub(crate) enum Wanted<'a> {
    /// One page of a repository's issues, as text.
    Github {
        /// The repository.
        repository: &'a str,
        /// What GitHub sent.
        text: &'a str,
    },
    /// A file that was picked or dropped.
    File(&'a web_sys::File),
    /// Text under a name.
    Text {
        /// The name.
        name: &'a str,
        /// The text.
        text: &'a str,
    },
}

type Waiting = Rc<RefCell<HashMap<u32, UnboundedSender<Said>>>>;

/// The worker, started when it is first needed.
#[derive(Clone, Default)]
pub(crate) struct Reader {
    worker: Rc<RefCell<Option<Worker>>>,
    waiting: Waiting,
    last: Rc<RefCell<u32>>,
}

/// One reading.
pub(crate) struct Reading {
    id: u32,
    worker: Option<Worker>,
    pub(crate) said: UnboundedReceiver<Said>,
}

impl Reading {
    /// Stops it; what comes after is [`Said::Over`].
    pub(crate) fn cancel(&self) {
        if let Some(worker) = &self.worker {
            // Fails only for values that cannot be copied.
            let _ = worker.post_message(&object([("id", self.id.into()), ("kind", "cancel".into())]));
        }
    }
}

impl Reader {
    /// Begins to read `wanted` under `config`.
    pub(crate) fn read(&self, wanted: &Wanted<'_>, config: &Config) -> Reading {
        let (to, said) = unbounded();
        let id = {
            let mut last = self.last.borrow_mut();
            *last += 1;
            *last
        };
        let worker = match self.worker() {
            Ok(worker) => worker,
            Err(why) => {
                let _ = to.unbounded_send(Said::Failed(why));
                return Reading { id, worker: None, said };
            }
        };
        let (kind, name, source): (&str, String, JsValue) = match wanted {
            Wanted::Github { repository, text } => ("github", (*repository).to_owned(), (*text).into()),
            Wanted::File(file) => ("file", file.name(), (*file).into()),
            Wanted::Text { name, text } => ("file", (*name).to_owned(), (*text).into()),
        };
        let message = object([
            ("id", id.into()),
            ("kind", kind.into()),
            ("name", name.into()),
            ("source", source),
            ("config", serde_json::to_string(config).unwrap_or_default().into()),
            ("now", now().to_rfc3339().into()),
        ]);
        match worker.post_message(&message) {
            Ok(()) => {
                self.waiting.borrow_mut().insert(id, to);
            }
            Err(why) => {
                let _ = to.unbounded_send(Said::Failed(format!("{why:?}")));
            }
        }
        Reading { id, worker: Some(worker), said }
    }

    fn worker(&self) -> Result<Worker, String> {
        if let Some(worker) = self.worker.borrow().clone() {
            return Ok(worker);
        }
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let address = format!("./harvester.js{}", version());
        let worker =
            Worker::new_with_options(&address, &options).map_err(|why| format!("the reader did not start: {why:?}"))?;
        let waiting = Rc::clone(&self.waiting);
        let hear = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| hear(&waiting, &event.data()));
        worker.set_onmessage(Some(hear.as_ref().unchecked_ref()));
        // Both live as long as the page.
        hear.forget();
        let (waiting, slot) = (Rc::clone(&self.waiting), Rc::clone(&self.worker));
        let broke = Closure::<dyn Fn(ErrorEvent)>::new(move |event: ErrorEvent| {
            event.prevent_default();
            let why = if event.message().is_empty() { "it could not be loaded".to_owned() } else { event.message() };
            for (_, to) in waiting.borrow_mut().drain() {
                let _ = to.unbounded_send(Said::Failed(format!("the reader stopped: {why}")));
            }
            // The next reading starts a new one.
            slot.borrow_mut().take();
        });
        worker.set_onerror(Some(broke.as_ref().unchecked_ref()));
        broke.forget();
        *self.worker.borrow_mut() = Some(worker.clone());
        Ok(worker)
    }
}

fn hear(waiting: &Waiting, data: &JsValue) {
    let field = |name: &str| Reflect::get(data, &name.into()).unwrap_or(JsValue::UNDEFINED);
    let text = |name: &str| field(name).as_string().unwrap_or_default();
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // our own number
    let id = field("id").as_f64().unwrap_or_default() as u32;
    let said = match text("kind").as_str() {
        "progress" => Said::Progress(field("share").as_f64().unwrap_or_default()),
        "portion" => match serde_json::from_str(&text("text")) {
            Ok(harvest) => Said::Portion(harvest),
            Err(error) => Said::Failed(error.to_string()),
        },
        "failed" => Said::Failed(text("message")),
        _ => Said::Over,
    };
    let is_last = matches!(said, Said::Over | Said::Failed(_));
    let mut waiting = waiting.borrow_mut();
    if let Some(to) = waiting.get(&id) {
        // Fails only when nobody waits any more.
        let _ = to.unbounded_send(said);
    }
    if is_last {
        waiting.remove(&id);
    }
}

/// The page's own version as a query, so that an old worker never meets a new page.
fn version() -> String {
    let page =
        document().query_selector("link[rel=modulepreload], script[src*=autonomous_orchestrator_web]").ok().flatten();
    let address = page.and_then(|page| page.get_attribute("href").or_else(|| page.get_attribute("src")));
    let hash =
        address.as_deref().and_then(|address| address.rsplit_once('-')).map(|(_, hash)| hash.trim_end_matches(".js"));
    hash.map_or_else(String::new, |hash| format!("?v={hash}"))
}

fn object<const N: usize>(fields: [(&str, JsValue); N]) -> Object {
    let object = Object::new();
    for (name, value) in fields {
        // A new plain object takes any field.
        let _ = Reflect::set(&object, &name.into(), &value);
    }
    object
}
