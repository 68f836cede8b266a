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
    /// Whether the dialog to adjust is open.
    pub(super) adjust: RwSignal<bool>,
    /// Whether the dialog to override is open.
    pub(super) overrule: RwSignal<bool>,
}

impl Answer {
    /// Gives `decision` as the answer.
    ///
    /// # Errors
    /// When it cannot be carried out.
    pub(super) fn send(self, store: Store, decision: Decision) -> Result<(), Refusal> {
        let Some(id) = self.current.get_untracked() else { return Ok(()) };
        let mut ids = if self.is_for_all.get_untracked() { self.others.get_untracked() } else { Vec::new() };
        ids.push(ItemId::from(id));
        answer(store, ids, decision)?;
        self.is_for_all.set(false);
        Ok(())
    }

    /// Lets what is being answered pass.
    pub(super) fn approve(self, store: Store) {
        if let Err(refusal) = self.send(store, Decision::Approve { note: None }) {
            store.notices.refuse(&refusal);
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
        [id] => id.to_string(),
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
