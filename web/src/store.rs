//! The one way through the page: views read the state and send commands; the
//! store decides and applies them through the engine, and keeps the journal.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;

use autonomous_orchestrator::by_name;
use autonomous_orchestrator::dashboard::OrchestratorState;
use autonomous_orchestrator::dispatch::{Plan, plan};
use autonomous_orchestrator::journal::{LogEntry, State, read_journal, write_journal};
use autonomous_orchestrator::orchestrator::{Command, Refusal, carry_out, replay};
use autonomous_orchestrator::prioritize::Ranking;
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::activity::Activity;
use crate::edge::clock::now;
use crate::edge::pause::Pacer;
use crate::edge::storage::{Storage, Trouble};
use crate::edge::tabs::Tabs;
use crate::edge::worker::{Reader, Reading, Wanted};
use crate::edge::{address, download, files};
use crate::notice::Notices;
use crate::part::memo::Memo;
use crate::route::Route;
use crate::words::counted;

/// Journal entries after which a checkpoint is written.
const CHECKPOINT_EVERY: u64 = 25;

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

/// What still has to be stored.
struct Keeper {
    storage: Option<Rc<Storage>>,
    tabs: Option<Tabs>,
    /// The state as it is stored.
    stored: Same<State>,
    /// Commands that are applied here and not yet stored.
    pending: VecDeque<Pending>,
    is_writing: bool,
    is_checkpointing: bool,
    checkpoint_at: u64,
}

struct Pending {
    command: Command,
    at: DateTime<Utc>,
    entry: LogEntry,
    after: Same<State>,
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

    /// Stores what is pending, one write at a time.
    async fn write(self) {
        let keeper = self.keeper.with_value(Rc::clone);
        let storage = {
            let mut keeper = keeper.borrow_mut();
            if keeper.is_writing {
                return;
            }
            let Some(storage) = keeper.storage.clone() else { return };
            keeper.is_writing = true;
            storage
        };
        loop {
            let entries: Vec<LogEntry> = keeper.borrow().pending.iter().map(|pending| pending.entry.clone()).collect();
            if entries.is_empty() {
                break;
            }
            match storage.append(&entries).await {
                Ok(()) => {
                    let mut keeper = keeper.borrow_mut();
                    for entry in &entries {
                        // Everything may have been erased meanwhile.
                        if keeper.pending.front().is_some_and(|pending| pending.entry.seq == entry.seq)
                            && let Some(pending) = keeper.pending.pop_front()
                        {
                            keeper.stored = pending.after;
                        }
                    }
                    if let Some(tabs) = &keeper.tabs {
                        tabs.tell_grown();
                    }
                    // A reason not to keep may have passed.
                    if self.keeping.get_untracked() != Keeping::Kept {
                        self.keeping.set(Keeping::Kept);
                    }
                }
                Err(Trouble::Erased) => {
                    self.start_over(&storage).await;
                    break;
                }
                Err(Trouble::Overtaken) => {
                    if let Err(trouble) = self.rebase(&storage).await {
                        self.give_up(&trouble);
                        break;
                    }
                }
                Err(trouble) => {
                    self.give_up(&trouble);
                    break;
                }
            }
        }
        keeper.borrow_mut().is_writing = false;
        self.checkpoint(&storage).await;
        let is_behind = !keeper.borrow().pending.is_empty() && self.keeping.get_untracked() == Keeping::Kept;
        if is_behind {
            spawn_local(self.write());
        }
    }

    async fn checkpoint(self, storage: &Storage) {
        let keeper = self.keeper.with_value(Rc::clone);
        let stored = {
            let mut keeper = keeper.borrow_mut();
            let is_due = keeper.stored.position >= keeper.checkpoint_at + CHECKPOINT_EVERY;
            if !is_due || keeper.is_checkpointing || !keeper.pending.is_empty() {
                return;
            }
            keeper.is_checkpointing = true;
            keeper.stored.clone()
        };
        // Without a checkpoint the next start is slower, and nothing is lost.
        let is_written = storage.write_checkpoint(&stored).await.is_ok();
        let mut keeper = keeper.borrow_mut();
        keeper.is_checkpointing = false;
        if is_written {
            keeper.checkpoint_at = stored.position;
        }
    }

    /// Takes in what another tab stored, then carries out what is pending again.
    async fn rebase(self, storage: &Storage) -> Result<(), Trouble> {
        let keeper = self.keeper.with_value(Rc::clone);
        let mut state = State::clone(&keeper.borrow().stored);
        if !storage.holds(state.position).await? {
            // Another tab has set aside what this one rests on.
            state = State::default();
        }
        loop {
            let texts = storage.entries_after(state.position, 64).await?;
            if texts.is_empty() {
                break;
            }
            for text in texts {
                let entry: LogEntry =
                    by_name::from_str(&text).map_err(|error| Trouble::Unavailable(error.to_string()))?;
                if entry.seq != state.position + 1 {
                    return Err(Trouble::Unavailable(format!("journal entry {} is missing", state.position + 1)));
                }
                replay(&mut state, &entry);
            }
        }
        let mut keeper = keeper.borrow_mut();
        keeper.stored = Same::new(state.clone());
        let mut again = VecDeque::new();
        // What is pending gets new numbers, and an undo of it means the new ones.
        let mut renumbered: Vec<(u64, u64)> = Vec::new();
        for mut pending in std::mem::take(&mut keeper.pending) {
            if let Command::Undo(Some(meant)) = &mut pending.command {
                *meant = renumbered.iter().find(|(old, _)| old == meant).map_or(*meant, |(_, new)| *new);
            }
            match carry_out(&mut state, pending.command.clone(), pending.at) {
                Ok(Some(entry)) => {
                    renumbered.push((pending.entry.seq, entry.seq));
                    again.push_back(Pending { entry, after: Same::new(state.clone()), ..pending });
                }
                Ok(None) => {}
                Err(refusal) => self.notices.problem(format!("Another tab was quicker: {refusal}.")),
            }
        }
        keeper.pending = again;
        drop(keeper);
        batch(self, now(), Same::new(state));
        Ok(())
    }

    /// Everything was erased or replaced: what rested on it goes, and what is
    /// stored now is taken in.
    async fn start_over(self, storage: &Storage) {
        self.forget_all();
        let outcome = match storage.renew().await {
            Ok(()) => self.rebase(storage).await,
            Err(trouble) => Err(trouble),
        };
        if let Err(trouble) = outcome {
            self.give_up(&trouble);
        }
    }

    /// Another tab has erased or replaced everything.
    fn was_erased(self) {
        self.forget_all();
        if let Some(storage) = self.keeper.with_value(|keeper| keeper.borrow().storage.clone()) {
            spawn_local(async move { self.start_over(&storage).await });
        }
    }

    /// Another tab has stored something.
    fn catch_up(self) {
        let keeper = self.keeper.with_value(Rc::clone);
        let storage = {
            let keeper = keeper.borrow();
            // A write under way finds out by itself.
            if keeper.is_writing || !keeper.pending.is_empty() {
                return;
            }
            keeper.storage.clone()
        };
        if let Some(storage) = storage {
            spawn_local(async move {
                let outcome = match storage.check().await {
                    Ok(()) => self.rebase(&storage).await,
                    Err(Trouble::Erased) => {
                        self.start_over(&storage).await;
                        Ok(())
                    }
                    Err(trouble) => Err(trouble),
                };
                if let Err(trouble) = outcome {
                    self.give_up(&trouble);
                }
            });
        }
    }

    /// From here on nothing is stored, and the person is told.
    fn give_up(self, trouble: &Trouble) {
        let reason = trouble.sentence();
        self.notices.problem(reason.clone());
        self.keeping.set(Keeping::NotKept(reason));
    }

    /// Erases everything, here and in the other tabs.
    pub(crate) fn erase(self) {
        self.activity.cancel();
        let keeper = self.keeper.with_value(Rc::clone);
        let storage = keeper.borrow().storage.clone();
        spawn_local(async move {
            let opened = match storage {
                Some(storage) => Ok(storage),
                None => Storage::open().await.map(Rc::new),
            };
            let erased = match opened {
                Ok(storage) => storage.erase().await,
                Err(trouble) => Err(trouble),
            };
            if let Err(trouble) = erased {
                self.notices.problem(trouble.sentence());
                return;
            }
            if let Some(tabs) = &keeper.borrow().tabs {
                tabs.tell_erased();
            }
            self.forget_all();
            self.notices.tell("Everything is erased.");
        });
    }

    fn forget_all(self) {
        self.activity.cancel();
        self.keeper.with_value(|keeper| {
            let mut keeper = keeper.borrow_mut();
            keeper.pending.clear();
            keeper.stored = Same::new(State::default());
            keeper.checkpoint_at = 0;
        });
        self.token.set(None);
        batch(self, now(), Same::new(State::default()));
    }

    /// Puts a journal in the place of everything that is here, in every tab.
    pub(crate) async fn open_journal(self, text: &str) {
        let (entries, problem) = match read_journal(text) {
            Ok(read) => read,
            Err(error) => return self.notices.problem(format!("{error}.")),
        };
        let mut state = State::default();
        let mut pacer = Pacer::new();
        for entry in &entries {
            replay(&mut state, entry);
            pacer.breathe().await;
        }
        let keeper = self.keeper.with_value(Rc::clone);
        let storage = keeper.borrow().storage.clone();
        if let Some(storage) = storage
            && let Err(trouble) = storage.replace(&entries).await
        {
            return self.notices.problem(trouble.sentence());
        }
        self.forget_all();
        let state = Same::new(state);
        {
            let mut keeper = keeper.borrow_mut();
            keeper.stored = state.clone();
            if let Some(tabs) = &keeper.tabs {
                tabs.tell_erased();
                tabs.tell_grown();
            }
        }
        batch(self, now(), state);
        self.notices.tell(format!("The journal is open: {}.", counted(entries.len(), "entry", "entries")));
        if let Some(problem) = problem {
            self.notices.problem(format!(
                "Line {} of the journal could not be read ({}). What came before it is here; {} after it left out.",
                problem.line,
                problem.message,
                counted(problem.left_out, "line was", "lines were")
            ));
        }
    }

    /// Hands the person the whole journal.
    pub(crate) fn download_journal(self) {
        let keeper = self.keeper.with_value(Rc::clone);
        let (storage, pending) = {
            let keeper = keeper.borrow();
            let pending: Vec<LogEntry> = keeper.pending.iter().map(|pending| pending.entry.clone()).collect();
            (keeper.storage.clone(), pending)
        };
        spawn_local(async move {
            // What could not be stored follows what is.
            let unstored = write_journal(&pending);
            let text = match storage {
                None => Ok(unstored),
                Some(storage) => storage
                    .journal()
                    .await
                    .map(|stored| stored + unstored.split_once('\n').map_or("", |(_, entries)| entries)),
            };
            match text {
                Ok(text) => {
                    let name = download::journal_name(now());
                    download::download(&name, "application/jsonl", &text);
                }
                Err(trouble) => self.notices.problem(trouble.sentence()),
            }
        });
    }

    /// Hands the person what was set aside.
    pub(crate) fn download_aside(self) {
        let keeper = self.keeper.with_value(Rc::clone);
        let storage = keeper.borrow().storage.clone();
        spawn_local(async move {
            let Some(storage) = storage else { return };
            match storage.aside().await {
                Ok(Some(text)) => download::download("set_aside.jsonl", "application/jsonl", &text),
                Ok(None) => self.notices.tell("Nothing was ever set aside."),
                Err(trouble) => self.notices.problem(trouble.sentence()),
            }
        });
    }
}

/// Sets state and time together, so that nothing is worked out twice.
fn batch(store: Store, at: DateTime<Utc>, state: Same<State>) {
    store.now.update_untracked(|now| *now = at);
    store.state.set(state);
    store.now.notify();
}
