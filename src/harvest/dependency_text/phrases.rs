//! The phrases that tie one issue to another.

use super::reference::Reference;
use super::tokens::{Token, tokens};
use super::{Mention, Place, Said};
use crate::work_item::ItemId;

/// The words of a phrase, what they say, and how sure it is. A phrase counts
/// when a reference follows it. The certainties rest on how often each was
/// meant in the texts of real projects.
const PHRASES: &[(&[&str], Said, f64)] = &[
    (&["blocked", "by"], Said::BlockedBy, 0.9),
    (&["blocked", "on"], Said::BlockedBy, 0.9),
    (&["blocked-by"], Said::BlockedBy, 0.9),
    (&["depends", "on"], Said::BlockedBy, 0.9),
    (&["depends", "upon"], Said::BlockedBy, 0.9),
    (&["depend", "on"], Said::BlockedBy, 0.9),
    (&["depending", "on"], Said::BlockedBy, 0.9),
    (&["dependent", "on"], Said::BlockedBy, 0.9),
    (&["depends-on"], Said::BlockedBy, 0.9),
    (&["waiting", "for"], Said::BlockedBy, 0.6),
    (&["waiting", "on"], Said::BlockedBy, 0.6),
    (&["waits", "for"], Said::BlockedBy, 0.6),
    (&["needs"], Said::BlockedBy, 0.6),
    (&["need"], Said::BlockedBy, 0.6),
    (&["requires"], Said::BlockedBy, 0.6),
    (&["require"], Said::BlockedBy, 0.6),
    (&["pending"], Said::BlockedBy, 0.6),
    (&["on", "top", "of"], Said::BlockedBy, 0.5),
    (&["based", "on"], Said::BlockedBy, 0.5),
    (&["blocks"], Said::Blocks, 0.9),
    (&["blocking"], Said::Blocks, 0.9),
    (&["part", "of"], Said::PartOf, 0.9),
    (&["parent"], Said::PartOf, 0.9),
    (&["parent", "issue"], Said::PartOf, 0.9),
    (&["child", "of"], Said::PartOf, 0.9),
    (&["sub-issue", "of"], Said::PartOf, 0.9),
    (&["subtask", "of"], Said::PartOf, 0.9),
    (&["sub-task", "of"], Said::PartOf, 0.9),
    (&["close"], Said::Closes, 0.9),
    (&["closes"], Said::Closes, 0.9),
    (&["closed"], Said::Closes, 0.9),
    (&["fix"], Said::Closes, 0.9),
    (&["fixes"], Said::Closes, 0.9),
    (&["fixed"], Said::Closes, 0.9),
    (&["resolve"], Said::Closes, 0.9),
    (&["resolves"], Said::Closes, 0.9),
    (&["resolved"], Said::Closes, 0.9),
];

/// An issue in a list of tasks: its parent waits for it.
const TASK: f64 = 0.7;

/// Words that may stand between a phrase and its reference.
const FILLERS: &[&str] =
    &["pr", "prs", "issue", "issues", "pull", "request", "requests", "ticket", "the", "both", "either"];

/// Words that join two references.
const JOINS: &[&str] = &["and", "or", "+"];

/// Words shortly before a phrase that turn it around.
const NEGATIONS: &[&str] =
    &["not", "no", "never", "without", "isn't", "isn’t", "doesn't", "doesn’t", "don't", "don’t", "wasn't"];

/// Reads one block of running text; `task` is whether its box is ticked.
pub(super) fn read(place: Place<'_>, block: &str, task: Option<bool>) -> Vec<Mention> {
    let tokens = tokens(block, place.host);
    let mut mentions = Vec::new();
    let mut add = |said, certainty, words: &str, reference: Reference<'_>| {
        let repo = reference.repo.filter(|repo| !repo.eq_ignore_ascii_case(place.repo));
        if repo.is_none() && reference.number == place.number {
            return;
        }
        let number = reference.number;
        let phrase = format!("{words} {}#{number}", repo.unwrap_or_default());
        let id = ItemId::from(format!("{}#{number}", repo.unwrap_or(place.repo)));
        mentions.push(Mention { said, id, certainty, phrase });
    };
    if let Some(done) = task {
        let first = tokens.iter().find(|token| matches!(token, Token::Issue(_)));
        if let Some(&Token::Issue(reference)) = first {
            let (said, words) = if done { (Said::TaskDone, "[x]") } else { (Said::TaskOpen, "[ ]") };
            add(said, TASK, words, reference);
        }
        if done {
            return mentions;
        }
    }
    for at in 0..tokens.len() {
        let rest = tokens.get(at..).unwrap_or_default();
        for &(words, said, certainty) in PHRASES {
            if !starts_with(rest, words) || is_negated(tokens.get(..at).unwrap_or_default()) {
                continue;
            }
            for reference in list(rest.get(words.len()..).unwrap_or_default()) {
                add(said, certainty, &words.join(" "), reference);
            }
        }
    }
    mentions
}

fn starts_with(tokens: &[Token<'_>], words: &[&str]) -> bool {
    tokens.len() > words.len()
        && words.iter().zip(tokens).all(|(word, token)| matches!(token, Token::Word(said) if said == word))
}

/// The references a phrase is followed by: `#1, #2 and x/y#3`.
fn list<'t, 'a>(tokens: &'t [Token<'a>]) -> impl Iterator<Item = Reference<'a>> + 't {
    let passed = |token: &&Token<'_>| match token {
        Token::Word(word) => FILLERS.contains(&word.as_ref()) || JOINS.contains(&word.as_ref()),
        Token::Stop | Token::Issue(_) => false,
    };
    tokens.iter().filter(move |token| !passed(token)).map_while(|token| match token {
        Token::Issue(reference) => Some(*reference),
        Token::Word(_) | Token::Stop => None,
    })
}

fn is_negated(before: &[Token<'_>]) -> bool {
    let near = before.iter().rev().take(3).take_while(|token| **token != Token::Stop);
    near.into_iter().any(|token| matches!(token, Token::Word(word) if NEGATIONS.contains(&word.as_ref())))
}
