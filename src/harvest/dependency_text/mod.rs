//! What an issue's text says about other issues: "blocked by #12", "depends on
//! owner/repo#3", task lists, addresses.
//!
//! The Markdown is read by a library, so code, quotes, comments and struck-out
//! text say nothing; the sentences are read here, word by word.

mod markdown;
mod phrases;
mod reference;
mod tokens;

pub(super) use reference::is_repository;

use crate::work_item::{Edge, EdgeSource, ItemId, Relation};

/// From this certainty on a tie counts as a dependency. Looser phrases, such as
/// "based on #5", are mostly about something else.
pub const ENOUGH: f64 = 0.6;

/// The most issues that one text is believed to name.
const MOST: usize = 256;

/// The issue whose text is read.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The repository that `#12` is in.
    pub repo: &'a str,
    /// The issue's own number, which is no reference.
    pub number: u64,
    /// The host whose addresses count, besides `github.com`.
    pub host: &'a str,
}

/// What a text says about another issue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// This one waits for it.
    BlockedBy,
    /// It waits for this one.
    Blocks,
    /// This one is a part of it.
    PartOf,
    /// It is closed when this one is done.
    Closes,
    /// It is an unfinished task of this one.
    TaskOpen,
    /// It is a finished task of this one.
    TaskDone,
}

/// One issue that a text names, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct Mention {
    /// What is said.
    pub said: Said,
    /// About which issue.
    pub id: ItemId,
    /// How sure it is, 0-1.
    pub certainty: f64,
    /// In which words.
    pub phrase: String,
}

/// What was read from a text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mentions {
    /// The issues it names, each once for each thing said.
    pub mentions: Vec<Mention>,
    /// How many task boxes it has.
    pub tasks: u32,
}

/// Reads the Markdown `text` of an issue.
#[must_use]
pub fn read(place: Place<'_>, text: &str) -> Mentions {
    let mut read = Mentions::default();
    // Most texts name nothing, and need no parsing.
    let named = ["#", "/issues/", "/pull/", "GH-", "gh-"].iter().any(|mark| text.contains(mark));
    let boxes = ["[ ]", "[x]", "[X]"].iter().any(|mark| text.contains(mark));
    if !named && !boxes {
        return read;
    }
    markdown::blocks(place, text, |block, task| {
        read.tasks += u32::from(task.is_some());
        for mention in phrases::read(place, block, task) {
            read.add(mention);
        }
    });
    read
}

impl Mentions {
    fn add(&mut self, mention: Mention) {
        let full = self.mentions.len() >= MOST;
        let held = self.mentions.iter_mut().find(|held| held.said == mention.said && held.id == mention.id);
        match held {
            Some(held) if held.certainty < mention.certainty => *held = mention,
            None if !full => self.mentions.push(mention),
            _ => {}
        }
    }

    /// The ties that come of it.
    #[must_use]
    pub fn edges(&self) -> Vec<Edge> {
        let edge = |mention: &Mention| {
            let (relation, source) = match mention.said {
                Said::BlockedBy => (Relation::WaitsFor, EdgeSource::Text),
                Said::TaskOpen => (Relation::WaitsFor, EdgeSource::TaskList),
                Said::Blocks => (Relation::Blocks, EdgeSource::Text),
                Said::PartOf => (Relation::PartOf, EdgeSource::Text),
                Said::Closes | Said::TaskDone => return None,
            };
            let (id, phrase) = (mention.id.clone(), mention.phrase.clone());
            Some(Edge { id, relation, source, certainty: mention.certainty, phrase })
        };
        self.mentions.iter().filter_map(edge).collect()
    }
}
