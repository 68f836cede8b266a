//! The screens. A view reads the state and sends commands, and touches nothing else.

pub(crate) mod backlog;
pub(crate) mod brief;
pub(crate) mod decide;
pub(crate) mod detail;
pub(crate) mod labels;
pub(crate) mod settings;
pub(crate) mod shell;
pub(crate) mod sources;
