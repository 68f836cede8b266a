//! The worker that reads sources off the page.

use std::cell::RefCell;
use std::rc::Rc;

use autonomous_orchestrator::config::Config;
use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use futures_util::StreamExt;
use gloo::utils::document;
use js_sys::{Array, JsString, Object, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{ErrorEvent, MessageEvent, Worker, WorkerOptions, WorkerType};

use super::clock::now;
use super::exception;

/// What the worker says about one reading.
#[derive(Debug)]
pub(crate) enum Said {
    /// How far it is, 0-1.
    Progress(f64),
    /// A text: a portion of a harvest, or one of the answers asked for.
    Text(String),
    /// The reading is over: to its end, or cancelled.
    Over,
    /// It cannot be read.
    Failed(Fault),
}

/// Why something cannot be read.
#[derive(Clone, Debug)]
pub(crate) enum Fault {
    /// The fault is in what was to be read.
    Input(String),
    /// The reader does not work.
    Reader(String),
}

impl Fault {
    /// In words.
    pub(crate) fn words(self) -> String {
        match self {
            Self::Input(why) => why,
            Self::Reader(why) => format!("the reader could not be started ({why}); reload the page"),
        }
    }
}

/// What is to be read.
pub(crate) enum Wanted<'a> {
    /// Which lists of ties a page of issues calls for.
    Lists {
        /// What GitHub sent.
        text: &'a JsString,
    },
    /// One page of a repository's issues.
    Github {
        /// The repository, as it is known.
        repository: &'a str,
        /// What GitHub calls it.
        called: &'a str,
        /// What GitHub sent.
        text: &'a JsString,
        /// The lists of ties, by path.
        lists: &'a [(String, JsString)],
    },
    /// What labels mean in a repository.
    Labels {
        /// The repository.
        repository: &'a str,
        /// The labels.
        labels: &'a [String],
    },
    /// The label rules in force, written out.
    Rules,
    /// Label rules as JSON, checked and written out.
    RulesFrom(&'a str),
    /// A file that was picked or dropped.
    File {
        /// The name.
        name: &'a str,
        /// The file.
        file: &'a web_sys::File,
    },
    /// Text under a name.
    Text {
        /// The name.
        name: &'a str,
        /// The text.
        text: &'a str,
    },
}

/// Who waits for which reading.
type Waiting = Rc<RefCell<Vec<(u32, UnboundedSender<Said>)>>>;

/// The worker, started when it is first needed.
#[derive(Clone, Default)]
pub(crate) struct Reader {
    worker: Rc<RefCell<Option<Worker>>>,
    waiting: Waiting,
    last: Rc<RefCell<u32>>,
}

/// One reading.
pub(crate) struct Reading {
    pub(crate) said: UnboundedReceiver<Said>,
}

impl Reading {
    /// All that is said, once it is over.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub(crate) async fn texts(&mut self) -> Result<Vec<String>, Fault> {
        let mut texts = Vec::new();
        while let Some(said) = self.said.next().await {
            match said {
                Said::Text(text) => texts.push(text),
                Said::Failed(why) => return Err(why),
                Said::Over => break,
                Said::Progress(_) => {}
            }
        }
        Ok(texts)
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
                let _ = to.unbounded_send(Said::Failed(Fault::Reader(why)));
                return Reading { said };
            }
        };
        let (mut paths, mut texts) = (Array::new(), Array::new());
        let mut called = "";
        let (kind, name, source): (&str, String, JsValue) = match wanted {
            Wanted::Lists { text } => ("lists", String::new(), JsValue::from(*text)),
            Wanted::Github { repository, called: name, text, lists } => {
                called = name;
                paths = lists.iter().map(|(path, _)| JsValue::from_str(path)).collect();
                texts = lists.iter().map(|(_, text)| text).collect();
                ("github", (*repository).to_owned(), JsValue::from(*text))
            }
            Wanted::Labels { repository, labels } => {
                texts = labels.iter().map(|label| JsValue::from_str(label)).collect();
                ("labels", (*repository).to_owned(), JsValue::NULL)
            }
            Wanted::Rules | Wanted::RulesFrom(_) => ("rules", String::new(), JsValue::NULL),
            Wanted::File { name, file } => ("file", (*name).to_owned(), (*file).into()),
            Wanted::Text { name, text } => ("file", (*name).to_owned(), (*text).into()),
        };
        let policy = match wanted {
            // The module names the field that cannot be used.
            Wanted::RulesFrom(rules) => format!("{{\"label_rules\":{rules}}}"),
            _ => serde_json::to_string(config).unwrap_or_default(),
        };
        let message = object([
            ("id", id.into()),
            ("kind", kind.into()),
            ("name", name.into()),
            ("source", source),
            ("config", policy.into()),
            ("now", now().to_rfc3339().into()),
            ("called", called.into()),
            ("paths", paths.into()),
            ("texts", texts.into()),
        ]);
        match worker.post_message(&message) {
            Ok(()) => {
                self.waiting.borrow_mut().push((id, to));
            }
            Err(why) => {
                let _ = to.unbounded_send(Said::Failed(Fault::Reader(exception::message(&why))));
            }
        }
        Reading { said }
    }

    /// Stops every reading, wherever it is; the next one starts a new worker.
    pub(crate) fn stop(&self) {
        if let Some(worker) = self.worker.borrow_mut().take() {
            worker.terminate();
        }
        self.waiting.borrow_mut().clear();
    }

    fn worker(&self) -> Result<Worker, String> {
        if let Some(worker) = self.worker.borrow().clone() {
            return Ok(worker);
        }
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let address = format!("./harvester.js{}", version());
        let worker = Worker::new_with_options(&address, &options).map_err(|why| exception::message(&why))?;
        let waiting = Rc::clone(&self.waiting);
        let hear = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| hear(&waiting, &event.data()));
        worker.set_onmessage(Some(hear.as_ref().unchecked_ref()));
        // Both live as long as the page.
        hear.forget();
        let (waiting, slot) = (Rc::clone(&self.waiting), Rc::clone(&self.worker));
        let broke = Closure::<dyn Fn(ErrorEvent)>::new(move |event: ErrorEvent| {
            event.prevent_default();
            // A script that does not load sends an event without a message.
            let why = Reflect::get(&event, &"message".into()).ok().and_then(|message| message.as_string());
            let why = why.unwrap_or_else(|| "it could not be loaded".to_owned());
            for (_, to) in waiting.borrow_mut().drain(..) {
                let _ = to.unbounded_send(Said::Failed(Fault::Reader(why.clone())));
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
        "portion" => Said::Text(text("text")),
        "failed" => Said::Failed(Fault::Input(text("message"))),
        "broken" => Said::Failed(Fault::Reader(text("message"))),
        _ => Said::Over,
    };
    let is_last = matches!(said, Said::Over | Said::Failed(_));
    let mut waiting = waiting.borrow_mut();
    if let Some((_, to)) = waiting.iter().find(|(waiting, _)| *waiting == id) {
        // Fails only when nobody waits any more.
        let _ = to.unbounded_send(said);
    }
    if is_last {
        waiting.retain(|(waiting, _)| *waiting != id);
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
