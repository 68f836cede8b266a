//! Answering: which cases an answer is for, and what is said about it.

use autonomous_orchestrator::escalate::Decision;
use autonomous_orchestrator::orchestrator::{Command, Refusal};
use autonomous_orchestrator::work_item::ItemId;
use leptos::prelude::*;

use crate::part::memo::Memo;
use crate::store::Store;
use crate::words::counted;

/// What is being answered, and how.
#[derive(Clone, Copy)]
pub(super) struct Answer {
    /// The open case.
    pub(super) current: Memo<Option<String>>,
    /// The other waiting cases with the same primary reason.
    pub(super) others: Memo<Vec<ItemId>>,
    /// Whether they get the same answer.
    pub(super) is_for_all: RwSignal<bool>,
    /// What the open dialog is about, the case that was seen first.
    pub(super) asked: RwSignal<Vec<ItemId>>,
    /// Whether the dialog to adjust is open.
    pub(super) adjust: RwSignal<bool>,
    /// Whether the dialog to override is open.
    pub(super) overrule: RwSignal<bool>,
}

impl Answer {
    /// What an answer given now is for.
    fn ids(self) -> Vec<ItemId> {
        let mut ids: Vec<ItemId> = self.current.get_untracked().map(ItemId::from).into_iter().collect();
        if self.is_for_all.get_untracked() {
            ids.extend(self.others.get_untracked());
        }
        ids
    }

    /// Opens a dialog about what is seen now. Whatever happens meanwhile, its answer
    /// is for that.
    pub(super) fn ask(self, dialog: RwSignal<bool>) {
        self.asked.set(self.ids());
        dialog.set(true);
    }

    /// Gives `decision` as the answer to what the open dialog is about.
    ///
    /// # Errors
    /// When it cannot be carried out.
    pub(super) fn send(self, store: Store, decision: Decision) -> Result<(), Refusal> {
        answer(store, self.asked.get_untracked(), decision)?;
        self.is_for_all.set(false);
        Ok(())
    }

    /// Lets what is seen now pass.
    pub(super) fn approve(self, store: Store) {
        match answer(store, self.ids(), Decision::Approve { note: None }) {
            Ok(()) => self.is_for_all.set(false),
            Err(refusal) => store.notices.refuse(&refusal),
        }
    }
}

/// Lets an item pass what holds it up.
pub(crate) fn approve(store: Store, id: ItemId) {
    if let Err(refusal) = answer(store, vec![id], Decision::Approve { note: None }) {
        store.notices.refuse(&refusal);
    }
}

fn answer(store: Store, ids: Vec<ItemId>, decision: Decision) -> Result<(), Refusal> {
    let what = match ids.as_slice() {
        [id] => {
            store.state.with_untracked(|state| state.entry(id).map(|entry| entry.item.quoted())).unwrap_or_default()
        }
        many => counted(many.len(), "item", "items"),
    };
    let done = match (&decision, ids.len()) {
        (Decision::Override { .. }, _) => " overridden".to_owned(),
        (_, 1) => format!(" {}: its gates let it pass in the next cycle", past(&decision)),
        _ => format!(" {}: their gates let them pass in the next cycle", past(&decision)),
    };
    store.try_send(match <[ItemId; 1]>::try_from(ids) {
        Ok([id]) => Command::Decide(id, decision),
        Err(ids) => Command::DecideAll(ids, decision),
    })?;
    store.notices.tell_undoable(format!("{what}{done}."), store.last_step());
    Ok(())
}

fn past(decision: &Decision) -> &'static str {
    if matches!(decision, Decision::Adjust { .. }) { "adjusted" } else { "approved" }
}
