//! Label rules: what a project's labels say about urgency, effort, risk, value
//! and status, as data that the Keyholder can edit.

mod default_titles;
mod defaults;
mod pattern;
mod reader;
mod reading;
mod rule;
mod signals;
mod words;

use litemap::LiteMap;
use serde::{Deserialize, Serialize};

use crate::config::ConfigError;
use crate::small_map;

pub use reader::LabelReader;
pub use reading::LabelReading;
pub use rule::{LabelRule, LabelStatus, Meaning, RiskKind, ValueKind};
pub use signals::{Due, Signals};

/// The most days of effort that are believed.
const MOST_EFFORT: f64 = 1000.0;

/// How labels, titles and activity become the facets of a work item.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LabelRules {
    /// The rules for labels, issue types and issue fields; `None` for those of
    /// this program. All that hold count: of two urgencies or efforts the
    /// greater, of risks and values the union.
    pub labels: Option<Vec<LabelRule>>,
    /// The rules for titles, likewise; their urgency and effort count where
    /// nothing else states one.
    pub titles: Option<Vec<LabelRule>>,
    /// Rules of single repositories, by `owner/name`. Where one holds, the
    /// others are not asked.
    #[serde(with = "small_map")]
    pub repositories: LiteMap<String, Vec<LabelRule>>,
    /// What is read from activity, milestones and fields.
    pub signals: Signals,
}

impl LabelRules {
    /// The rules with those of this program written out, for reading and editing.
    #[must_use]
    pub fn written_out(&self) -> Self {
        Self {
            labels: Some(self.labels.clone().unwrap_or_else(defaults::labels)),
            titles: Some(self.titles.clone().unwrap_or_else(default_titles::titles)),
            ..self.clone()
        }
    }

    /// The rules of the repository `repo` alone, however its name is spelled.
    #[must_use]
    pub fn of_repository(&self, repo: &str) -> &[LabelRule] {
        let own = self.repositories.iter().find(|(name, _)| name.eq_ignore_ascii_case(repo));
        own.map_or(&[], |(_, rules)| rules.as_slice())
    }

    /// Sets the rules of the repository `repo` alone; none takes it off the list.
    pub fn set_repository(&mut self, repo: &str, rules: Vec<LabelRule>) {
        self.repositories.retain(|name, _| !name.eq_ignore_ascii_case(repo));
        if !rules.is_empty() {
            self.repositories.insert(repo.to_owned(), rules);
        }
    }

    /// A reader of the labels of `repo`, for many of them.
    #[must_use]
    pub fn reader(&self, repo: &str) -> LabelReader {
        LabelReader::new(self, repo)
    }

    /// What one label of `repo` means.
    #[must_use]
    pub fn read(&self, repo: &str, label: &str) -> LabelReading {
        (*self.reader(repo).label(label)).clone()
    }

    /// Checks every rule.
    ///
    /// # Errors
    /// Names the first field that cannot be used.
    pub fn validate(&self) -> Result<(), ConfigError> {
        check("label_rules.labels", self.labels.as_deref().unwrap_or_default())?;
        check("label_rules.titles", self.titles.as_deref().unwrap_or_default())?;
        for (name, rules) in &self.repositories {
            let field = format!("label_rules.repositories[\"{name}\"]");
            if name.split('/').count() != 2 || name.split('/').any(|part| part.trim().is_empty()) {
                return Err(ConfigError { field, reason: "expected a repository as owner/name".to_owned() });
            }
            check(&field, rules)?;
        }
        self.signals.validate()
    }
}

fn check(list: &str, rules: &[LabelRule]) -> Result<(), ConfigError> {
    let refuse = |field: String, reason: &str| Err(ConfigError { field, reason: reason.to_owned() });
    for (at, rule) in rules.iter().enumerate() {
        if rule.labels.is_empty() {
            return refuse(format!("{list}[{at}].labels"), "a rule needs at least one label");
        }
        for (name, texts) in [("labels", &rule.labels), ("unless", &rule.unless)] {
            if let Some(empty) = texts.iter().position(|text| text.trim().is_empty()) {
                return refuse(format!("{list}[{at}].{name}[{empty}]"), "an empty text matches nothing; remove it");
            }
        }
        let field = format!("{list}[{at}].means");
        match rule.means {
            Meaning::Urgency(level) if !(1..=5).contains(&level) => {
                return refuse(field, "urgency is a whole number from 1 to 5");
            }
            Meaning::Effort(days) if !(0.0..=MOST_EFFORT).contains(&days) => {
                return refuse(field, "effort is in days, from 0 to 1000");
            }
            Meaning::EffortTimes(days) if !(days > 0.0 && days <= MOST_EFFORT) => {
                return refuse(field, "effort_times is in days, more than 0 and at most 1000");
            }
            Meaning::EffortTimes(_)
                if !rule.labels.iter().all(|label| label.split_whitespace().any(|word| word == "#")) =>
            {
                return refuse(
                    field,
                    "effort_times needs a lone # in every label, where the number stands: \"# points\"",
                );
            }
            _ => {}
        }
    }
    Ok(())
}
