//! The marks people put on lines: done, open, under way, and labelled facts.

use crate::harvest::text::has_any_word;

/// What the marks on a line say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// No mark.
    None,
    /// Done: ✅, ✓, struck out, “DONE”.
    Done,
    /// Missing: ❌.
    Missing,
    /// Waiting: ⏳, 📋.
    Waiting,
    /// Under way: 🚧, 🔄.
    UnderWay,
    /// Written as a task: TODO, FIXME, TBD.
    Todo,
}

const DONE: [&str; 7] = ["✅", "✓", "✔", "☑", "🎉", "[x]", "~~"];

/// The mark on `text`, and the text without it.
pub(super) fn mark(text: &str) -> (Mark, &str) {
    let bare = text.trim_start_matches(|c: char| c.is_whitespace() || c == '*' || c == '_');
    let rest = |mark: &str| {
        bare.strip_prefix(mark).map(|rest| {
            rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | ':' | '-' | '\u{fe0f}'))
        })
    };
    if DONE.iter().any(|done| bare.starts_with(done)) {
        return (Mark::Done, bare);
    }
    for (sign, mark) in [
        ("❌", Mark::Missing),
        ("✗", Mark::Missing),
        ("✘", Mark::Missing),
        ("⏳", Mark::Waiting),
        ("⏸", Mark::Waiting),
        ("🚧", Mark::UnderWay),
        ("🔄", Mark::UnderWay),
    ] {
        if let Some(rest) = rest(sign) {
            return (mark, rest);
        }
    }
    if let Some(task) = todo(bare) {
        return (Mark::Todo, task);
    }
    let end = bare.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '.' | ')' | '!'));
    let is_done = [
        "✅",
        "✓",
        "✔",
        "✅ COMPLETE",
        "✅ Complete",
        "DONE",
        "COMPLETED",
        "COMPLETE",
        "(done",
        "(completed",
        "— done",
        "- done",
    ]
    .iter()
    .any(|done| {
        // “INCOMPLETE” ends in it, too.
        let is_word = done.starts_with(char::is_alphanumeric);
        end.strip_suffix(done).is_some_and(|before| !(is_word && before.ends_with(char::is_alphanumeric)))
    }) || ["DONE", "COMPLETED", "COMPLETE"].iter().any(|word| {
        rest(word).is_some_and(|_| bare.chars().nth(word.len()).is_none_or(|c| matches!(c, ':' | '*' | ' ' | '-')))
    });
    let is_already = end.rsplit_once('(').is_some_and(|(_, remark)| remark.to_lowercase().starts_with("already "));
    if (is_done || is_already || ends_done(end)) && !is_partial(bare) {
        return (Mark::Done, bare);
    }
    (Mark::None, text.trim())
}

/// Whether `text` ends with a sign and a word that say it is done: “Phase 1 - ✅ Implemented”.
fn ends_done(text: &str) -> bool {
    const WORDS: [&str; 12] = [
        "achieved",
        "complete",
        "completed",
        "done",
        "fixed",
        "implemented",
        "installed",
        "ready",
        "resolved",
        "tested",
        "verified",
        "working",
    ];
    let said = text.rsplit_once('✅').map(|(_, said)| said.trim_start_matches(|c: char| !c.is_alphanumeric()));
    said.is_some_and(|said| WORDS.contains(&said.to_lowercase().as_str()))
}

/// What `text` says is to be done, if it is marked with TODO or the like.
fn todo(text: &str) -> Option<&str> {
    // In small letters it takes a colon to be a mark.
    let is_small = text.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("todo:"));
    let small = text.get(4..).filter(|_| is_small);
    let rest = ["TODO", "FIXME", "TBD"].iter().find_map(|word| text.strip_prefix(word)).or(small)?;
    if !rest.is_empty() && !rest.starts_with([':', '*', ' ', '-']) {
        return None;
    }
    let task = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | ':' | '-' | '\u{fe0f}'));
    let end = task.find(|c: char| !c.is_alphanumeric()).unwrap_or(task.len());
    let (first, after) = task.split_at(end);
    if rest.strip_prefix(' ').is_none_or(|rest| rest != task) || !is_about_todos(&first.to_lowercase()) {
        return Some(task);
    }
    // “TODO items can be deleted” speaks of TODOs; “TODO item: oil it” is one.
    after.strip_prefix(':').map(str::trim).filter(|task| !task.is_empty())
}

/// Whether `word` after “TODO” makes a sentence about TODOs of it.
fn is_about_todos(word: &str) -> bool {
    const WORDS: [&str; 27] = [
        "list",
        "lists",
        "item",
        "items",
        "app",
        "apps",
        "application",
        "applications",
        "comment",
        "comments",
        "entry",
        "entries",
        "file",
        "files",
        "marker",
        "markers",
        "tag",
        "tags",
        "task",
        "tasks",
        "is",
        "are",
        "was",
        "were",
        "can",
        "has",
        "have",
    ];
    WORDS.contains(&word)
}

/// Whether `text` says that something is not wholly done: “80% complete”, “Completed: 60%”, “partially done”.
pub(super) fn is_partial(text: &str) -> bool {
    let lower = text.to_lowercase().replace(" %", "%");
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric() && c != '%' && c != '.').filter(|word| !word.is_empty()).collect();
    let is_share = |word: &str| {
        word.strip_suffix('%').and_then(|share| share.parse::<f64>().ok()).is_some_and(|share| share < 100.0)
    };
    let falls_short = |word: &str| {
        is_share(word) || matches!(word, "not" | "partially" | "partly" | "half" | "nearly" | "almost" | "mostly")
    };
    let is_end = |word: &str| {
        matches!(
            word.trim_end_matches('.'),
            "complete" | "completed" | "done" | "finished" | "implemented" | "fixed" | "resolved"
        )
    };
    words.windows(2).any(|pair| matches!(pair, [before, end] if is_end(end) && falls_short(before)))
        || words.windows(3).any(|three| matches!(three, ["to", "be", end] if is_end(end)))
        || matches!(words.as_slice(), [.., end, share] if is_end(end) && is_share(share))
}

/// A line's label and what it says: `**Timeline**: 2 weeks`.
pub(super) fn label(text: &str) -> Option<(String, &str)> {
    let bare = text.trim_start_matches(|c: char| c.is_whitespace() || c == '*' || c == '_');
    let (name, value) = bare.split_once(':')?;
    let name = name.trim_matches(|c: char| c.is_whitespace() || c == '*' || c == '_');
    let is_name = !name.is_empty()
        && name.chars().count() <= 40
        && name.split_whitespace().count() <= 4
        && !name.contains(['`', '/', '(']);
    is_name.then(|| (name.to_lowercase(), value.trim_matches(|c: char| c.is_whitespace() || c == '*')))
}

/// Whether a label only describes the work beside it.
pub(super) fn is_fact(label: &str) -> bool {
    const FACTS: [&str; 40] = [
        "timeline",
        "status",
        "impact",
        "value",
        "source",
        "note",
        "notes",
        "priority",
        "effort",
        "estimate",
        "owner",
        "duration",
        "goal",
        "objective",
        "rationale",
        "benefit",
        "benefits",
        "purpose",
        "why",
        "target",
        "location",
        "file",
        "files",
        "risk",
        "date",
        "generated",
        "author",
        "version",
        "finding",
        "result",
        "complexity",
        "total",
        "reason",
        "outcome",
        "estimated",
        "current",
        "expected",
        "dependencies",
        "time",
        "problem",
    ];
    // These are facts only when they stand alone: “Retention policy” is decided on.
    const ALONE: [&str; 6] = ["cost", "policy", "compliance", "suggested", "pros", "cons"];
    // “Verify Plan Files” is a task.
    const VERBS: [&str; 12] = [
        "add",
        "build",
        "check",
        "create",
        "document",
        "fix",
        "implement",
        "refine",
        "review",
        "test",
        "update",
        "verify",
    ];
    let mut words = label.split_whitespace();
    let first = words.next().unwrap_or_default();
    let last = words.next_back().unwrap_or(first);
    if VERBS.contains(&first) && first != label {
        return false;
    }
    ALONE.contains(&label) || FACTS.contains(&last) || matches!(first, "estimated" | "expected" | "total")
}

/// Whether a status says that there is still something to do; `None` if it says nothing known.
pub(super) fn is_open_status(status: &str) -> Option<bool> {
    let (mark, _) = mark(status);
    match mark {
        // Nobody is going to bring it back.
        Mark::Missing if has_any_word(&status.to_lowercase(), &["removed", "deprecated", "retired", "rejected"]) => {
            return None;
        }
        Mark::Done => return Some(false),
        Mark::Missing | Mark::Waiting | Mark::UnderWay | Mark::Todo => return Some(true),
        Mark::None => {}
    }
    if status.chars().count() > 120 {
        return None;
    }
    if is_partial(status) {
        return Some(true);
    }
    let words = status.to_lowercase().replace(['_', '-'], " ");
    if has_any_word(
        &words,
        &[
            "pending",
            "in progress",
            "partial",
            "partially",
            "not started",
            "not yet",
            "not implemented",
            "not complete",
            "not done",
            "not tested",
            "not committed",
            "not working",
            "needs",
            "needed",
            "need",
            "remaining",
            "incomplete",
            "todo",
            "to do",
            "blocked",
            "planned",
            "ongoing",
            "wip",
            "awaiting",
            "waiting",
            "open",
            "missing",
            "started",
            "queued",
            "deferred",
            "required",
        ],
    ) {
        return Some(true);
    }
    if has_any_word(
        &words,
        &[
            "complete",
            "completed",
            "done",
            "implemented",
            "resolved",
            "passed",
            "success",
            "operational",
            "active",
            "ready",
            "fixed",
            "closed",
            "verified",
            "working",
            "deployed",
            "yes",
        ],
    ) {
        return Some(false);
    }
    None
}

/// A heading or item without the number that only orders it.
pub(super) fn unnumbered(text: &str) -> &str {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let number = text.get(..text.len() - rest.len()).unwrap_or_default();
    let is_order = number.ends_with('.') && number.len() <= 6 || rest.starts_with(") ") && !number.is_empty();
    let rest = rest.trim_start_matches(')');
    if is_order && rest.starts_with(' ') && rest.chars().any(char::is_alphabetic) { rest.trim_start() } else { text }
}

/// Text without the marks of Markdown, on one line.
pub(super) fn plain(text: &str) -> String {
    crate::harvest::text::one_line(&text.replace("**", "").replace("~~", "").replace("__", ""), 2_000)
}

/// Whether `text` begins with a sign: ✅, ❌, ⏳ and the like.
pub(super) fn has_sign(text: &str) -> bool {
    let (mark, rest) = mark(text);
    match mark {
        Mark::Done => DONE.iter().any(|sign| rest.starts_with(sign)),
        Mark::Missing | Mark::Waiting | Mark::UnderWay => true,
        Mark::None | Mark::Todo => false,
    }
}

/// Whether `text` begins with a picture that is no sign: 🎨.
pub(super) fn has_picture(text: &str) -> bool {
    let first = text.trim_start_matches(['*', '_', ' ']).chars().next();
    first.is_some_and(|first| !first.is_alphanumeric() && u32::from(first) > 0x2190) && !has_sign(text)
}

/// Whether `text` is nothing but the name of a status, as in a legend.
pub(super) fn is_status_name(text: &str) -> bool {
    const WORDS: [&str; 27] = [
        "missing",
        "pending",
        "in",
        "progress",
        "under",
        "way",
        "not",
        "yet",
        "started",
        "blocked",
        "planned",
        "failed",
        "failing",
        "incomplete",
        "waiting",
        "partial",
        "partially",
        "fully",
        "complete",
        "completed",
        "done",
        "implemented",
        "to",
        "do",
        "todo",
        "tested",
        "working",
    ];
    text.chars().any(char::is_alphanumeric)
        && text
            .to_lowercase()
            .split(|c: char| !c.is_alphanumeric())
            .all(|word| word.is_empty() || WORDS.contains(&word))
}

/// Whether a line marked ❌ says what not to do.
pub(super) fn is_advice(text: &str) -> bool {
    starts(text, &["don't", "don’t", "do not", "never", "avoid", "wrong", "bad:", "bad ", "incorrect", "before:"])
}

/// Whether a line marked ❌ only reports how something is or went.
pub(super) fn is_remark(text: &str) -> bool {
    starts(text, &["no ", "not ", "without", "failed:", "error:", "invalid"])
}

fn starts(text: &str, words: &[&str]) -> bool {
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    words.iter().any(|word| text.starts_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_read() {
        for (text, expected) in [
            ("✅ All done", (Mark::Done, "✅ All done")),
            ("**✓** Create it", (Mark::Done, "✓** Create it")),
            ("Write it ✅", (Mark::Done, "Write it ✅")),
            ("mast.py (Already Mended)", (Mark::Done, "mast.py (Already Mended)")),
            ("**Phase 1**: Free wind - ✅ Implemented", (Mark::Done, "Phase 1**: Free wind - ✅ Implemented")),
            ("Keep it ✅ (all of it)", (Mark::None, "Keep it ✅ (all of it)")),
            (
                "`x.py` - needs psutil (✅ installed), numpy",
                (Mark::None, "`x.py` - needs psutil (✅ installed), numpy"),
            ),
            ("❌ `a.py`", (Mark::Missing, "`a.py`")),
            ("**TODO**: test it", (Mark::Todo, "test it")),
            ("TODOs are bad", (Mark::None, "TODOs are bad")),
            ("TODO items can be deleted", (Mark::None, "TODO items can be deleted")),
            ("TODO list:", (Mark::None, "TODO list:")),
            ("TODO item: oil it", (Mark::Todo, "oil it")),
            ("TODO oil it", (Mark::Todo, "oil it")),
            ("Todo: oil it", (Mark::Todo, "oil it")),
            ("Todo is a word", (Mark::None, "Todo is a word")),
            ("All of it is TO BE DONE", (Mark::None, "All of it is TO BE DONE")),
            ("TODO - list the files", (Mark::Todo, "list the files")),
            ("Docs: INCOMPLETE", (Mark::None, "Docs: INCOMPLETE")),
            ("Docs 80% COMPLETE", (Mark::None, "Docs 80% COMPLETE")),
            ("Docs 100% COMPLETE", (Mark::Done, "Docs 100% COMPLETE")),
            ("🚧 **Later**", (Mark::UnderWay, "Later**")),
        ] {
            assert_eq!(mark(text), expected, "{text}");
        }
    }

    #[test]
    fn a_legend_names_statuses_and_a_list_of_signs_has_them() {
        assert!(is_status_name("Not yet started") && is_status_name("**In Progress**"));
        assert!(!is_status_name("mast.py - not implemented"));
        assert!(has_sign("✅ hull") && has_sign("**❌ mast**") && !has_sign("hull ✅") && !has_sign("TODO: hull"));
    }

    #[test]
    fn statuses_are_open_or_not() {
        for (status, expected) in [
            ("Partially Complete", Some(true)),
            ("PARTIALLY COMPLETE", Some(true)),
            ("80% complete", Some(true)),
            ("100% complete", Some(false)),
            ("Identified but not implemented", Some(true)),
            ("Core complete, 4 optional items remaining", Some(true)),
            ("🚧 IMPLEMENTATION NEEDED", Some(true)),
            ("✅ COMPLETE", Some(false)),
            ("Analysis Complete", Some(false)),
            ("Ready for implementation", Some(false)),
            ("unknown", None),
            ("❌ REMOVED", None),
        ] {
            assert_eq!(is_open_status(status), expected, "{status}");
        }
    }
}
