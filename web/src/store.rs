//! The one way through the page: views read the state and send commands; the
//! store decides and applies them through the engine, and keeps the journal.

mod journal;

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;

use autonomous_orchestrator::dashboard::OrchestratorState;
use autonomous_orchestrator::dispatch::{Plan, plan};
use autonomous_orchestrator::journal::State;
use autonomous_orchestrator::orchestrator::{Command, Refusal, carry_out};
use autonomous_orchestrator::prioritize::Ranking;
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use self::journal::{Keeper, Pending};
use crate::activity::Activity;
use crate::edge::clock::now;
use crate::edge::storage::{Storage, Trouble};
use crate::edge::tabs::Tabs;
use crate::edge::worker::{Reader, Reading, Wanted};
use crate::edge::{address, files};
use crate::notice::Notices;
use crate::part::memo::Memo;
use crate::route::Route;

/// A shared value that is the same only when it is the very same.
#[derive(Debug, Default)]
pub(crate) struct Same<T>(Arc<T>);

impl<T> Same<T> {
    pub(crate) fn new(value: T) -> Self {
        Self(Arc::new(value))
    }
}

impl<T> Clone for Same<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> PartialEq for Same<T> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl<T> std::ops::Deref for Same<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

/// How the journal is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Keeping {
    /// Still being read.
    Loading,
    /// Every command is stored.
    Kept,
    /// Nothing is stored, for this reason.
    NotKept(String),
}

/// The page's state, and the way to change it. Its signals live as long as the page.
#[derive(Clone, Copy)]
pub(crate) struct Store {
    /// What the engine knows.
    pub(crate) state: RwSignal<Same<State>>,
    /// The backlog, best first.
    pub(crate) ranking: Memo<Same<Ranking>>,
    /// What the next cycle would do.
    pub(crate) plan: Memo<Same<Plan>>,
    /// The counts.
    pub(crate) counts: Memo<OrchestratorState>,
    /// Where the person is.
    pub(crate) route: RwSignal<Route>,
    /// The time, renewed every half minute and at every command.
    pub(crate) now: RwSignal<DateTime<Utc>>,
    /// How the journal is kept.
    pub(crate) keeping: RwSignal<Keeping>,
    /// What takes long.
    pub(crate) activity: Activity,
    /// What is said to the person.
    pub(crate) notices: Notices,
    /// The GitHub token. In memory only.
    pub(crate) token: RwSignal<Option<String>>,
    keeper: StoredValue<Rc<RefCell<Keeper>>, LocalStorage>,
    reader: StoredValue<Reader, LocalStorage>,
}

impl Store {
    pub(crate) fn new() -> Self {
        let state = RwSignal::new(Same::new(State::default()));
        let clock = RwSignal::new(now());
        let ranking = Memo::new(move || state.with(|state| Same::new(Ranking::of(state))));
        let plan = Memo::new(move || {
            let at = clock.get();
            state.with(|state| ranking.with(|ranking| Same::new(plan(state, ranking, at))))
        });
        Self {
            state,
            ranking,
            plan,
            counts: Memo::new(move || state.with(|state| OrchestratorState::of(state))),
            route: RwSignal::new(address::current()),
            now: clock,
            keeping: RwSignal::new(Keeping::Loading),
            activity: Activity::new(),
            notices: Notices::new(),
            token: RwSignal::new(None),
            keeper: StoredValue::new_local(Rc::new(RefCell::new(Keeper {
                storage: None,
                tabs: None,
                stored: Same::new(State::default()),
                pending: VecDeque::new(),
                is_writing: false,
                is_checkpointing: false,
                checkpoint_at: 0,
            }))),
            reader: StoredValue::new_local(Reader::default()),
        }
    }

    /// The store of the page.
    pub(crate) fn here() -> Self {
        expect_context::<Self>()
    }

    /// Reads what is stored and starts to listen to the address, the clock and
    /// the other tabs.
    pub(crate) fn start(self) {
        address::listen(move |route| self.route.set(route));
        gloo::timers::callback::Interval::new(30_000, move || self.now.set(now())).forget();
        spawn_local(async move {
            if let Err(trouble) = self.load().await {
                self.give_up(&trouble);
            }
            let tabs = Tabs::open(move || self.catch_up(), move || self.was_erased());
            self.keeper.with_value(|keeper| keeper.borrow_mut().tabs = Some(tabs));
        });
    }

    async fn load(self) -> Result<(), Trouble> {
        let storage = Rc::new(Storage::open().await?);
        let found = storage.load(|_| ()).await?;
        for notice in found.notices {
            self.notices.problem(notice);
        }
        let state = Same::new(found.state);
        self.keeper.with_value(|keeper| {
            let mut keeper = keeper.borrow_mut();
            keeper.storage = Some(storage);
            keeper.checkpoint_at = state.position;
            keeper.stored = state.clone();
        });
        self.now.set(now());
        self.state.set(state);
        self.keeping.set(Keeping::Kept);
        Ok(())
    }

    /// Carries out `command`. A refusal is told to the person.
    pub(crate) fn send(self, command: Command) -> bool {
        match self.try_send(command) {
            Ok(()) => true,
            Err(refusal) => {
                self.notices.refuse(&refusal);
                false
            }
        }
    }

    /// Carries out `command`.
    pub(crate) fn try_send(self, command: Command) -> Result<(), Refusal> {
        let at = now();
        let mut state = self.state.with_untracked(|state| State::clone(state));
        let Some(entry) = carry_out(&mut state, command.clone(), at)? else { return Ok(()) };
        let after = Same::new(state);
        let is_first = entry.seq == 1;
        self.keeper.with_value(|keeper| {
            keeper.borrow_mut().pending.push_back(Pending { command, at, entry, after: after.clone() });
        });
        batch(self, at, after);
        if is_first {
            files::ask_to_persist();
        }
        spawn_local(self.write());
        Ok(())
    }

    /// Begins to read a source in the worker, under the policy in force.
    pub(crate) fn read(self, wanted: &Wanted<'_>) -> Reading {
        self.reader.with_value(|reader| self.state.with_untracked(|state| reader.read(wanted, &state.config)))
    }

    /// The journal number of the last step that can be undone.
    pub(crate) fn last_step(self) -> Option<u64> {
        self.state.with_untracked(|state| state.undo.last().map(|step| step.seq))
    }

    /// Stops what the worker is reading.
    pub(crate) fn stop_reading(self) {
        self.reader.with_value(Reader::stop);
    }
}

/// Sets state and time together, so that nothing is worked out twice.
fn batch(store: Store, at: DateTime<Utc>, state: Same<State>) {
    store.now.update_untracked(|now| *now = at);
    store.state.set(state);
    store.now.notify();
}
