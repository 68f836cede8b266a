//! Keeping the journal: storing what was done here, and taking in what other
//! tabs have stored.

use std::collections::VecDeque;
use std::rc::Rc;

use autonomous_orchestrator::journal::{LogEntry, State, read_entry, read_journal, write_journal};
use autonomous_orchestrator::orchestrator::{Command, carry_out, replay};
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::{Keeping, Same, Store, batch};
use crate::edge::clock::now;
use crate::edge::download;
use crate::edge::pause::Pacer;
use crate::edge::storage::{Storage, Trouble};
use crate::edge::tabs::Tabs;
use crate::words::counted;

/// Journal entries after which a checkpoint is written.
const CHECKPOINT_EVERY: u64 = 25;

/// What still has to be stored.
pub(super) struct Keeper {
    pub(super) storage: Option<Rc<Storage>>,
    pub(super) tabs: Option<Tabs>,
    /// The state as it is stored.
    pub(super) stored: Same<State>,
    /// Commands that are applied here and not yet stored.
    pub(super) pending: VecDeque<Pending>,
    pub(super) is_writing: bool,
    pub(super) is_checkpointing: bool,
    pub(super) checkpoint_at: u64,
}

pub(super) struct Pending {
    pub(super) command: Command,
    pub(super) at: DateTime<Utc>,
    pub(super) entry: LogEntry,
    pub(super) after: Same<State>,
}

impl Store {
    /// Stores what is pending, one write at a time.
    pub(super) async fn write(self) {
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
                let entry =
                    read_entry(&text, state.position + 1).map_err(|why| Trouble::Unavailable(format!(" ({why})")))?;
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
    pub(super) fn was_erased(self) {
        self.forget_all();
        if let Some(storage) = self.keeper.with_value(|keeper| keeper.borrow().storage.clone()) {
            spawn_local(async move { self.start_over(&storage).await });
        }
    }

    /// Another tab has stored something.
    pub(super) fn catch_up(self) {
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
    pub(super) fn give_up(self, trouble: &Trouble) {
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
        let storage = keeper.borrow().storage.clone();
        spawn_local(async move {
            let stored = match storage {
                None => Ok(write_journal(&[])),
                Some(storage) => storage.journal().await,
            };
            // What is not stored yet follows what is; some of it may be stored by now.
            let text = stored.map(|stored| {
                // The first line is the header, and entries are numbered without gaps.
                let last = stored.lines().count().saturating_sub(1) as u64;
                let keeper = keeper.borrow();
                let entries = keeper.pending.iter().map(|pending| &pending.entry).filter(|entry| entry.seq > last);
                let unstored = write_journal(&entries.cloned().collect::<Vec<_>>());
                stored + unstored.split_once('\n').map_or("", |(_, entries)| entries)
            });
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
