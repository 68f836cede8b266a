//! The work item: one piece of work, wherever it came from.
//!
//! The first sixteen fields are the specification's, by its names. The rest
//! record where the item came from and what has happened to it since.

use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The longest effort in days; anything beyond is a slip of the pen.
pub const MOST_EFFORT: f64 = 1_000_000.0;
/// The furthest a budget impact goes in either direction.
pub const MOST_BUDGET: f64 = 1_000_000.0;

/// A stable, readable identity: `owner/repo#12`, `iar:<8 hex>`,
/// `<document>#<heading>/<item>`, or the id an imported item came with.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ItemId(Arc<str>);

impl ItemId {
    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for ItemId {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl From<String> for ItemId {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl fmt::Display for ItemId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::borrow::Borrow<str> for ItemId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// Where a work item stands. The specification's five states.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Open, and not yet sent out.
    #[default]
    Pending,
    /// With an instance.
    InProgress,
    /// Done or closed; [`WorkItem::resolution`] says how.
    Completed,
    /// Cannot go on; [`WorkItem::blocked_reason`] says why.
    Blocked,
    /// Waiting for the Keyholder's decision.
    Escalated,
}

impl Status {
    /// Every status, in the order of a work item's life.
    pub const ALL: [Self; 5] = [Self::Pending, Self::InProgress, Self::Blocked, Self::Escalated, Self::Completed];

    /// The specification's word, as it stands in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::InProgress => "in_progress",
            Self::Completed => "completed",
            Self::Blocked => "blocked",
            Self::Escalated => "escalated",
        }
    }

    /// Reads a status word in any case; spaces and hyphens count as underscores.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        let word = word.trim().to_lowercase().replace([' ', '-'], "_");
        Self::ALL.into_iter().find(|status| status.word() == word)
    }

    /// Whether there is still something to do.
    #[must_use]
    pub fn is_open(self) -> bool {
        self != Self::Completed
    }
}

/// Who ended a completed item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndedBy {
    /// The Keyholder declined it, or its instance completed it; its source has
    /// not closed it.
    Here,
    /// Its source closed it.
    Source,
}

/// The resolution of an item the Keyholder declined.
pub const DECLINED: &str = "declined";
/// The resolution of an item an instance completed.
pub const DONE: &str = "done";

/// What kind of place an item came from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    /// A GitHub repository's issues.
    Github,
    /// An agent's reflection log.
    Iar,
    /// A Markdown protocol document.
    Protocol,
    /// The specification's own work-item JSON.
    #[default]
    WorkItems,
}

/// Where an item came from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Source {
    /// What kind of place.
    pub kind: SourceKind,
    /// The source's name: a repository or a file.
    #[serde(default)]
    pub name: String,
    /// The place inside it: an issue number, a line, a heading.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// An address a person can open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// Why a field of a harvested item has its value: a label, a word, a count.
/// A field without evidence has its default.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// The field's name, or a facet's ([`crate::prioritize::Facet::name`]).
    pub field: String,
    /// What it rests on, in words.
    pub because: String,
}

/// How often, when and where one source showed a problem.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sighting {
    /// The source's name.
    pub source: String,
    /// How many of its records show it.
    pub count: u32,
    /// When it was first seen there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<DateTime<Utc>>,
    /// When it was last seen there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<DateTime<Utc>>,
    /// The first few records that show it: line numbers or paths.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<String>,
}

/// A tie to another item, as its source tells it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Edge {
    /// The other item.
    pub id: ItemId,
    /// What the tie is.
    pub relation: Relation,
    /// Where it is told.
    pub source: EdgeSource,
    /// How sure it is, 0-1.
    pub certainty: f64,
    /// The words that tell it.
    pub phrase: String,
}

/// What ties an item to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// It waits for the other.
    WaitsFor,
    /// The other waits for it.
    Blocks,
    /// It is a part of the other.
    PartOf,
}

/// Where a tie is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EdgeSource {
    /// The source's own record of dependencies, parents and parts.
    Native,
    /// A sentence.
    Text,
    /// An unfinished task in a list.
    TaskList,
}

/// One piece of work. It lies in memory as it is written here: status and
/// instance, which a cycle changes, stand near its beginning and are fetched at once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[repr(C)]
pub struct WorkItem {
    /// Stable identity.
    pub id: ItemId,
    /// One line that says what is to be done.
    pub description: String,
    /// Labels, as the source wrote them.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Priority, 0-1. Derived; filled in when items are handed out.
    #[serde(default)]
    pub priority_score: f64,
    /// Sum of the value weights that apply, 0-1. Derived, as above.
    #[serde(default)]
    pub value_score: f64,
    /// Effort in days.
    pub effort_estimate: f64,
    /// Risk, 0-1.
    pub risk_score: f64,
    /// Strategic alignment, 0-1.
    pub resonance_score: f64,
    /// Urgency, 1-5, where 5 is highest.
    pub urgency_level: u8,
    /// Where it stands.
    pub status: Status,
    /// The instance that has it.
    #[serde(default)]
    pub assigned_instance: Option<Arc<str>>,
    /// When the work was first written down.
    pub created_date: DateTime<Utc>,
    /// Items that must be completed first.
    #[serde(default)]
    pub dependencies: Vec<ItemId>,
    /// The agent's own confidence, 0-1; `None` where nothing was stated.
    #[serde(default)]
    pub confidence_score: Option<f64>,
    /// Ethical concerns, each in a few words.
    #[serde(default)]
    pub ethical_flags: Vec<String>,
    /// Share of the budget this item goes over, 0.1 being 10 %.
    #[serde(default)]
    pub budget_impact: f64,

    /// Where it came from.
    #[serde(default)]
    pub source: Source,
    /// Body text. Never interpreted as HTML.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub details: String,
    /// When the source last changed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_date: Option<DateTime<Utc>>,
    /// When it was closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_date: Option<DateTime<Utc>>,
    /// When this orchestrator first saw it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_seen: Option<DateTime<Utc>>,
    /// Effort in days when first seen; scope creep is measured against it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline_effort: Option<f64>,
    /// Tasks in the body's checklist, done or not.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub checklist: u32,
    /// Tasks in the checklist when first seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline_checklist: Option<u32>,
    /// When the block began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blocked_since: Option<DateTime<Utc>>,
    /// Why it is blocked: a word of [`crate::dispatch::Obstacle`] where the
    /// block was found here, the source's own words where the source says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blocked_reason: Option<String>,
    /// How it ended: `completed`, `not_planned`, `declined`, …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolution: Option<String>,
    /// Who ended it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_by: Option<EndedBy>,
    /// People the source names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub assignees: Vec<String>,
    /// The milestone's title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub milestone: Option<String>,
    /// The priority before it is limited to 0-1. Derived.
    #[serde(default)]
    pub raw_score: f64,
    /// How often the same problem was seen; 1 for most items.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub occurrences: u32,
    /// Where a repeated problem was seen, one record per source.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sightings: Vec<Sighting>,
    /// What the harvested values rest on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
    /// What its source says about other items. Those it waits for with enough
    /// certainty are its dependencies.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub edges: Vec<Edge>,
}

fn one() -> u32 {
    1
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde asks for a reference
fn is_one(count: &u32) -> bool {
    *count == 1
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde asks for a reference
fn is_zero(count: &u32) -> bool {
    *count == 0
}

impl WorkItem {
    /// A pending item with the specification's defaults: effort 2 days, risk
    /// 0.3, resonance 0.8, urgency 3.
    #[must_use]
    pub fn new(id: impl Into<ItemId>, description: impl Into<String>, created: DateTime<Utc>) -> Self {
        Self {
            id: id.into(),
            description: description.into(),
            tags: Vec::new(),
            priority_score: 0.0,
            value_score: 0.0,
            effort_estimate: 2.0,
            risk_score: 0.3,
            resonance_score: 0.8,
            urgency_level: 3,
            status: Status::Pending,
            assigned_instance: None,
            created_date: created,
            dependencies: Vec::new(),
            confidence_score: None,
            ethical_flags: Vec::new(),
            budget_impact: 0.0,
            source: Source::default(),
            details: String::new(),
            updated_date: None,
            closed_date: None,
            first_seen: None,
            baseline_effort: None,
            checklist: 0,
            baseline_checklist: None,
            blocked_since: None,
            blocked_reason: None,
            resolution: None,
            ended_by: None,
            assignees: Vec::new(),
            milestone: None,
            raw_score: 0.0,
            occurrences: 1,
            sightings: Vec::new(),
            evidence: Vec::new(),
            edges: Vec::new(),
        }
    }

    /// Ends it.
    pub(crate) fn end(&mut self, by: EndedBy, at: DateTime<Utc>, resolution: &str) {
        self.status = Status::Completed;
        self.closed_date = Some(at);
        self.resolution = Some(resolution.to_owned());
        self.ended_by = Some(by);
    }

    /// The item as its source has ended it.
    #[must_use]
    pub fn ended(&self, at: DateTime<Utc>, resolution: &str) -> Self {
        let mut item = self.clone();
        item.end(EndedBy::Source, at, resolution);
        item
    }

    /// Forgets what `source` saw of it; if that was where it came from, the next one that saw it takes its place.
    /// Says whether another one did.
    pub fn leave(&mut self, source: &str) -> bool {
        self.sightings.retain(|sighting| sighting.source != source);
        let Some(first) = self.sightings.first() else { return false };
        self.occurrences =
            self.sightings.iter().fold(0, |sum: u32, sighting| sum.saturating_add(sighting.count)).max(1);
        if self.source.name == source {
            self.source.name.clone_from(&first.source);
        }
        true
    }

    /// Whether it was ended here, and its source has not closed it too.
    #[must_use]
    pub fn is_ended_here(&self) -> bool {
        match self.ended_by {
            Some(by) => by == EndedBy::Here,
            // A journal from before this was kept tells it by these words alone.
            None => !self.status.is_open() && matches!(self.resolution.as_deref(), Some(DECLINED | DONE)),
        }
    }

    /// Its description in quotation marks, cut to what fits into a sentence.
    #[must_use]
    pub fn quoted(&self) -> String {
        let whole = self.description.as_str();
        let cut = whole.char_indices().nth(60).and_then(|(at, _)| whole.get(..at));
        cut.map_or_else(|| format!("“{whole}”"), |start| format!("“{start}…”"))
    }

    /// What a field rests on: its evidence, or the default.
    #[must_use]
    pub fn basis(&self, field: &str) -> &str {
        let evidence = self.evidence.iter().find(|evidence| evidence.field == field);
        evidence.map_or("the default", |evidence| evidence.because.as_str())
    }

    /// Records why a field has its value.
    pub fn because(&mut self, field: &str, because: impl Into<String>) {
        self.evidence.push(Evidence { field: field.to_owned(), because: because.into() });
    }
}
