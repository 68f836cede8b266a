//! What is said to the person, for a while.

use autonomous_orchestrator::harvest::redact;
use autonomous_orchestrator::orchestrator::Refusal;
use leptos::prelude::*;

/// One thing said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Notice {
    pub(crate) number: u32,
    pub(crate) text: String,
    /// Whether something went wrong; such a notice stays until it is closed.
    pub(crate) is_problem: bool,
    /// The journal number of the step that the notice offers to undo.
    pub(crate) step: Option<u64>,
}

/// How long a notice that is no problem stays, in milliseconds.
const STAYS: u32 = 7_000;

/// How many notices stand at once.
const MOST: usize = 4;

/// Everything that is being said.
#[derive(Clone, Copy)]
pub(crate) struct Notices {
    pub(crate) list: RwSignal<Vec<Notice>>,
    next: RwSignal<u32>,
}

impl Notices {
    pub(crate) fn new() -> Self {
        Self { list: RwSignal::new(Vec::new()), next: RwSignal::new(0) }
    }

    /// Says that something went well.
    pub(crate) fn tell(self, text: impl Into<String>) {
        self.add(text.into(), false, None);
    }

    /// Says that something was done that can be undone.
    pub(crate) fn tell_undoable(self, text: impl Into<String>, step: Option<u64>) {
        self.add(text.into(), false, step);
    }

    /// Says that something went wrong.
    pub(crate) fn problem(self, text: impl Into<String>) {
        self.add(text.into(), true, None);
    }

    /// Says why something cannot be done.
    pub(crate) fn refuse(self, refusal: &Refusal) {
        let words = refusal.to_string();
        let mut letters = words.chars();
        let first: String = letters.next().map(|letter| letter.to_uppercase().collect()).unwrap_or_default();
        self.problem(format!("{first}{}.", letters.as_str().trim_end_matches('.')));
    }

    pub(crate) fn close(self, number: u32) {
        self.list.update(|list| list.retain(|notice| notice.number != number));
    }

    /// What was said of steps that can be undone is not so any more: something was undone.
    pub(crate) fn forget_undo(self) {
        self.list.update(|list| list.retain(|notice| notice.step.is_none()));
    }

    fn add(self, text: String, is_problem: bool, step: Option<u64>) {
        // Nobody reads a token over a shoulder.
        let text = redact(&text).into_owned();
        let number = self.next.get_untracked();
        self.next.set(number + 1);
        self.list.update(|list| {
            // The same words twice are no news.
            list.retain(|notice| notice.text != text);
            // Only the newest step can be undone from its notice.
            if step.is_some() {
                list.iter_mut().for_each(|notice| notice.step = None);
            }
            list.push(Notice { number, text, is_problem, step });
            while list.len() > MOST {
                // Problems stay the longest.
                let oldest = list.iter().position(|notice| !notice.is_problem).unwrap_or_default();
                list.remove(oldest);
            }
        });
        if !is_problem {
            gloo::timers::callback::Timeout::new(STAYS, move || self.close(number)).forget();
        }
    }
}
