//! What keeps an item from going out.

use crate::work_item::ItemId;

/// A block that is found here, as against one that a source declares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// A dependency is still open. Normal, and never a reason to escalate.
    OpenDependency,
    /// A dependency is not known here.
    UnknownDependency,
    /// The item depends on itself by way of others.
    CircularDependency,
    /// The instance that had it failed.
    InstanceFailed,
}

impl Obstacle {
    const ALL: [Self; 4] =
        [Self::OpenDependency, Self::UnknownDependency, Self::CircularDependency, Self::InstanceFailed];

    /// The word in JSON; the first is the specification's.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::OpenDependency => "dependencies_not_satisfied",
            Self::UnknownDependency => "unknown_dependency",
            Self::CircularDependency => "circular_dependency",
            Self::InstanceFailed => "instance_failed",
        }
    }

    /// Reads [`Obstacle::word`] back.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|obstacle| obstacle.word() == word)
    }

    /// The obstacle in words; `items` are the dependencies it is about.
    #[must_use]
    pub fn sentence(self, items: &[ItemId]) -> String {
        let names: Vec<&str> = items.iter().take(3).map(ItemId::as_str).collect();
        let more = items.len().saturating_sub(names.len());
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let names = format!("{}{more}", names.join(", "));
        match self {
            Self::OpenDependency => format!("waits for {names}"),
            Self::UnknownDependency => format!("depends on {names}, not known here"),
            Self::CircularDependency => format!("depends on itself by way of {names}"),
            Self::InstanceFailed => "the instance that had it failed".to_owned(),
        }
    }
}
