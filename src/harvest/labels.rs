//! Label rules.

use serde::{Deserialize, Serialize};

use crate::config::ConfigError;

/// The rules.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LabelRules {}

impl LabelRules {
    /// Checks them.
    pub(crate) fn validate(&self) -> Result<(), ConfigError> {
        Ok(())
    }
}
