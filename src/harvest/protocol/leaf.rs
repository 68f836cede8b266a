//! Which single lines are work by themselves.

use super::heading::Topic;
use super::mark::{Mark, is_fact, is_partial, is_remark, is_status_name, label, plain};
use super::reader::Head;
use crate::harvest::text::has_any_word;

/// Whether a marked line under the headings `path` is a piece of work by itself.
pub(super) fn is_leaf(mark: Mark, text: &str, topic: Topic, path: &[Head], is_plan: bool) -> bool {
    match mark {
        _ if is_status_name(text) => false,
        Mark::Todo | Mark::Waiting | Mark::UnderWay => topic.why_not().is_none() || is_plan,
        Mark::Missing => {
            let words = path.iter().map(|head| head.text.to_lowercase()).collect::<Vec<_>>().join(" ");
            let is_planned = topic.is_work()
                || is_plan
                || (path.iter().any(tells_progress) || says_not_built(text)) && !shows_results(path)
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

/// Whether a heading announces how far something is.
fn tells_progress(head: &Head) -> bool {
    let words = head.text.to_lowercase();
    // A report's title says it of all that follows, and the others explain statuses.
    let is_progress = head.level > 1
        && has_any_word(&words, &["status", "progress"])
        && !has_any_word(
            &words,
            &["before", "old", "previous", "key", "code", "codes", "value", "values", "icons", "symbols", "indicators"],
        );
    is_progress || is_partial(&head.text)
}

/// Whether a line marked ❌ ends by saying that its subject is still to be made.
fn says_not_built(text: &str) -> bool {
    let words = plain(text).to_lowercase();
    let words = words.trim_end_matches(|c: char| !c.is_alphanumeric());
    let ends =
        ["not implemented", "not yet implemented", "unimplemented", "not started", "not yet started", "not written"];
    ends.iter().any(|end| words.ends_with(end))
}

/// Whether the headings `path` announce results: what came out, not what is to be done.
pub(super) fn shows_results(path: &[Head]) -> bool {
    path.iter().any(|head| {
        has_any_word(
            &head.text.to_lowercase(),
            &["results", "result", "comparison", "benchmark", "benchmarks", "metrics"],
        )
    })
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
