//! Which single lines are work by themselves.

use super::heading::Topic;
use super::mark::{Mark, is_fact, is_partial, is_remark, label, plain};
use super::reader::Head;
use crate::harvest::text::has_any_word;

/// Whether a marked line under the headings `path` is a piece of work by itself.
pub(super) fn is_leaf(mark: Mark, text: &str, topic: Topic, path: &[Head], is_plan: bool) -> bool {
    match mark {
        Mark::Todo | Mark::Waiting | Mark::UnderWay => topic.why_not().is_none() || is_plan,
        Mark::Missing => {
            let words = path.iter().map(|head| head.text.to_lowercase()).collect::<Vec<_>>().join(" ");
            let is_planned = topic.is_work()
                || is_plan
                || path.iter().any(|head| is_partial(&head.text))
                || has_any_word(
                    &words,
                    &[
                        "missing",
                        "pending",
                        "incomplete",
                        "gap",
                        "gaps",
                        "needed",
                        "todo",
                        "plan",
                        "plans",
                        "remaining",
                        "broken",
                        "failing",
                        "unimplemented",
                        "blocked",
                    ],
                );
            is_planned && (topic.why_not().is_none() || is_plan) && (topic.is_work() || !is_remark(text))
        }
        _ => false,
    }
}

/// Whether a list item only describes, or fills up a list.
pub(super) fn is_aside(text: &str) -> bool {
    let bare = plain(text).to_lowercase();
    let is_filler = bare.starts_with("and more")
        || bare.starts_with("etc")
        || bare.starts_with("...")
        || bare.chars().filter(|c| c.is_alphanumeric()).count() < 3;
    let is_nothing =
        matches!(bare.trim_end_matches('.'), "none" | "none at this time" | "n/a" | "no issues" | "nothing");
    is_filler
        || is_nothing
        || label(text).is_some_and(|(name, _)| is_fact(&name) && text.trim_start().starts_with("**"))
}
