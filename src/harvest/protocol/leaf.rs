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
    // “Unit tests of the pump: ⏳ Pending” says nothing else.
    if let Some((_, value)) = text.rsplit_once(':') {
        let (open, rest) = mark(value);
        let is_open = matches!(open, Mark::Waiting | Mark::UnderWay) && has_sign(value);
        if is_open && is_status_name(rest) && !shows_results(path) {
            return open;
        }
    }
    let Some((_, value)) = label(text).filter(|_| text.trim_start().starts_with("**")) else { return Mark::None };
    match mark(value).0 {
        Mark::Done if has_sign(value) && !value.contains(['❌', '⏳', '🚧', '🔄']) && !is_partial(value) => {
            Mark::Done
        }
        open @ (Mark::Waiting | Mark::UnderWay) if topic.is_work() || path.iter().any(tells_progress) => open,
        _ => Mark::None,
    }
}

/// Whether a heading announces how far something is.
pub(super) fn tells_progress(head: &Head) -> bool {
    let words = head.text.to_lowercase();
    // A report's title says it of all that follows, and the others explain statuses.
    let is_progress = head.level > 1
        && has_any_word(&words, &["status", "progress"])
        && !has_any_word(
            &words,
            &[
                "before",
                "old",
                "previous",
                "key",
                "code",
                "codes",
                "value",
                "values",
                "icons",
                "symbols",
                "indicators",
                "levels",
            ],
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

/// Whether a step may tell the reader of a guide what to do: “Open the page”.
pub(super) fn is_for_readers(text: &str) -> bool {
    const VERBS: [&str; 22] = [
        "access", "ask", "chat", "choose", "copy", "enter", "follow", "go", "observe", "open", "read", "run", "save",
        "search", "see", "select", "send", "start", "submit", "try", "view", "watch",
    ];
    let words = text.to_lowercase();
    VERBS.contains(&first_verb(&words)) || has_any_word(&words, &["your"]) || is_only_for_readers(text)
}

/// Whether a step can only be meant for the reader of a guide: “Click Start”.
pub(super) fn is_only_for_readers(text: &str) -> bool {
    const VERBS: [&str; 9] = ["browse", "click", "enjoy", "explore", "log", "navigate", "scroll", "sign", "visit"];
    let words = text.to_lowercase();
    let said = label(&words).map_or(words.as_str(), |(_, said)| said);
    let is_command = ["python", "npm ", "./", "curl ", "bash "].iter().any(|start| said.starts_with(start));
    VERBS.contains(&first_verb(&words)) || is_command || words.contains("localhost")
}

/// The first word of a step, behind its label.
fn first_verb(step: &str) -> &str {
    let said = label(step).map_or(step, |(_, said)| said);
    said.split(|c: char| !c.is_alphabetic()).find(|word| !word.is_empty()).unwrap_or_default()
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
    let words: Vec<&str> = bare.split_whitespace().collect();
    let is_rest = match words.as_slice() {
        ["and" | "plus", more] | ["and" | "plus", more, _] => more.starts_with("more"),
        ["and" | "plus", number, what, ..] => {
            number.chars().all(|c| c.is_ascii_digit())
                && matches!(*what, "more" | "other" | "others" | "additional" | "files" | "items")
        }
        _ => false,
    };
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
