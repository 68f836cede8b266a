//! What the Keyholder can decide.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::work_item::ItemId;

/// A decision on an item.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// The item proceeds; its gates are waived until their evidence changes.
    Approve {
        /// Why, in the Keyholder's words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
    /// Fields are edited, then the item proceeds.
    Adjust {
        /// The new values, by field name.
        changes: BTreeMap<String, Value>,
        /// Why, in the Keyholder's words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
    /// The Keyholder takes another way.
    Override {
        /// Which.
        action: Override,
        /// Why, in the Keyholder's words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
}

/// The ways to override.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Override {
    /// The item will not be done.
    Decline,
    /// The item rests until a date, or until another item is completed, or, with
    /// neither, until the Keyholder decides again. Nothing is waived: what it was
    /// escalated for comes back with it.
    Defer {
        /// Rests until this time.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<DateTime<Utc>>,
        /// Rests until this item is completed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after: Option<ItemId>,
    },
    /// The item goes to this instance and no other.
    Assign {
        /// The instance's name.
        instance: String,
    },
}

impl Decision {
    /// The Keyholder's word for it.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Approve { .. } => "Approve",
            Self::Adjust { .. } => "Adjust",
            Self::Override { .. } => "Override",
        }
    }

    /// The Keyholder's reason.
    #[must_use]
    pub fn note(&self) -> Option<&str> {
        match self {
            Self::Approve { note } | Self::Adjust { note, .. } | Self::Override { note, .. } => note.as_deref(),
        }
    }
}
