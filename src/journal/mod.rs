//! The journal of events: the one store. The state is what the events add up
//! to; a checkpoint only saves reading them all again.

mod apply;
mod checkpoint;
mod event;
mod glance;
mod id_list;
mod items;
mod links;
mod log;
mod state;
mod successes;

pub use apply::apply;
pub use checkpoint::{CheckpointError, CheckpointReader, write_checkpoint};
pub use event::{Event, HarvestRecord, Mark, Undoable};
pub use glance::{Glance, Maybe, Merit};
pub use id_list::{Escalated, Escalations, IdList};
pub use items::Items;
pub use links::Links;
pub use log::{
    JOURNAL_FORMAT, JOURNAL_VERSION, JournalError, LogEntry, LogProblem, read_entry, read_journal, write_journal,
};
pub use state::{Entry, Finished, FinishedKind, Hold, Record, State};
pub use successes::Successes;
