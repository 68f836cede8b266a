//! Which single lines are work by themselves.

use super::heading::Topic;
use super::mark::{Mark, has_sign, is_fact, is_partial, is_remark, is_status_name, label, mark, plain};
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

/// The mark that follows a line's bold label: `**Hull**: ✅ sound`. One that is open counts only where work is
/// listed, or how far it is.
pub(super) fn mark_of_value(text: &str, topic: Topic, path: &[Head]) -> Mark {
    let Some((_, value)) = label(text).filter(|_| text.trim_start().starts_with("**")) else { return Mark::None };
    match mark(value).0 {
        Mark::Done if has_sign(value) => Mark::Done,
        open @ (Mark::Waiting | Mark::UnderWay) if topic.is_work() || path.iter().any(tells_progress) => open,
        _ => Mark::None,
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

/// Whether a step tells the reader of a guide what to do: “Open http://localhost”.
pub(super) fn is_for_readers(text: &str) -> bool {
    const VERBS: [&str; 24] = [
        "ask", "browse", "choose", "click", "contact", "copy", "enjoy", "explore", "follow", "go", "log", "navigate",
        "open", "read", "run", "search", "see", "send", "sign", "submit", "try", "type", "visit", "watch",
    ];
    let lower = text.to_lowercase();
    let (_, told) = label(&lower).unwrap_or((String::new(), &lower));
    let first = told.split(|c: char| !c.is_alphabetic()).find(|word| !word.is_empty()).unwrap_or_default();
    VERBS.contains(&first) || lower.contains("localhost") || lower.contains("http://") || lower.contains("https://")
}

/// Whether a recommendation only says what to do in a case: “If it rains, reef the sail”.
pub(super) fn is_for_a_case(text: &str) -> bool {
    let lower = plain(text).to_lowercase();
    ["if ", "when ", "always ", "never ", "option ", "scenario "].iter().any(|start| lower.starts_with(start))
        || lower.starts_with("use ") && label(text).is_none()
        || lower.strip_prefix("for ").is_some_and(|rest| rest.contains(':'))
}

/// Whether a list item only describes, or fills up a list.
pub(super) fn is_aside(text: &str) -> bool {
    let bare = plain(text).to_lowercase();
    let mut words = bare.split_whitespace();
    let is_rest = matches!(words.next(), Some("and" | "plus"))
        && words.next().is_some_and(|word| word.starts_with("more") || word.chars().all(|c| c.is_ascii_digit()));
    let is_filler = is_rest
        || bare.starts_with("etc")
        || bare.starts_with("...")
        || bare.chars().filter(|c| c.is_alphanumeric()).count() < 3;
    let is_nothing =
        matches!(bare.trim_end_matches('.'), "none" | "none at this time" | "n/a" | "no issues" | "nothing");
    is_filler
        || is_nothing
        || label(text).is_some_and(|(name, _)| is_fact(&name) && text.trim_start().starts_with("**"))
}
