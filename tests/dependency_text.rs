//! What the text of an issue says about other issues.

use autonomous_orchestrator::harvest::dependency_text::{Place, Said, read};
use proptest::prelude::*;

const PLACE: Place<'static> = Place { repo: "a/b", number: 1000, host: "git.acme.example" };

/// A text as what it says: `blocked_by a/b#5 0.9`, one per mention.
fn said(text: &str) -> Vec<String> {
    let words = |said| match said {
        Said::BlockedBy => "blocked_by",
        Said::Blocks => "blocks",
        Said::PartOf => "part_of",
        Said::Closes => "closes",
        Said::TaskOpen => "open",
        Said::TaskDone => "done",
    };
    read(PLACE, text).mentions.iter().map(|m| format!("{} {} {}", words(m.said), m.id, m.certainty)).collect()
}

fn check(cases: &[(&str, &[&str])]) {
    for (text, expected) in cases {
        assert_eq!(said(text), *expected, "{text}");
    }
}

#[test]
fn phrases_tie_issues_together() {
    check(&[
        ("Depends on #6", &["blocked_by a/b#6 0.9"]),
        ("depends on x/y#6.", &["blocked_by x/y#6 0.9"]),
        ("Depends-on: #6", &["blocked_by a/b#6 0.9"]),
        ("**Blocked by:** #1, #2 and x/y#3", &["blocked_by a/b#1 0.9", "blocked_by a/b#2 0.9", "blocked_by x/y#3 0.9"]),
        ("Blocked by:#5", &["blocked_by a/b#5 0.9"]),
        ("blocked on GH-12", &["blocked_by a/b#12 0.9"]),
        ("depends on the pull request #12", &["blocked_by a/b#12 0.9"]),
        ("It needs #12 first", &["blocked_by a/b#12 0.6"]),
        ("This was based on #12", &["blocked_by a/b#12 0.5"]),
        ("Blocks #3337.", &["blocks a/b#3337 0.9"]),
        ("Parent issue: #7", &["part_of a/b#7 0.9"]),
        ("Fixes #3, closes #4", &["closes a/b#3 0.9", "closes a/b#4 0.9"]),
        ("depends\non #5", &["blocked_by a/b#5 0.9"]),
        ("needs #5. Also: blocked by #5", &["blocked_by a/b#5 0.9"]),
        ("| depends on #5 | blocked by | #6 |\n|---|---|---|\n| a | b | c |", &["blocked_by a/b#5 0.9"]),
    ]);
}

#[test]
fn references_come_in_many_forms() {
    check(&[
        ("depends on https://github.com/x/y/issues/5", &["blocked_by x/y#5 0.9"]),
        ("depends on https://github.com/x/y/pull/5#issuecomment-1.", &["blocked_by x/y#5 0.9"]),
        ("depends on <https://git.acme.example/x/y/issues/5>", &["blocked_by x/y#5 0.9"]),
        ("depends on https://elsewhere.example/x/y/issues/5", &[]),
        (
            "depends on [#5](https://github.com/a/b/issues/5), [the fix](https://github.com/x/y/pull/6)",
            &["blocked_by a/b#5 0.9", "blocked_by x/y#6 0.9"],
        ),
        ("depends on A/B#5", &["blocked_by a/b#5 0.9"]),
        ("depends on #0", &[]),
        ("depends on #12abc", &[]),
        ("depends on repo#12", &[]),
        ("depends on o.wner/repo#12", &[]),
        ("depends on #99999999999999999999", &[]),
        ("depends on #1000", &[]),
    ]);
}

#[test]
fn what_is_not_said_does_not_count() {
    check(&[
        ("unblocked by #5", &[]),
        ("It is not blocked by #5", &[]),
        ("It no longer depends on #5", &[]),
        ("It doesn't depend on #5", &[]),
        ("That is what it depends on. #5 is another story", &[]),
        ("`blocked by #5`", &[]),
        ("```\nblocked by #5\n```", &[]),
        ("~~~\nblocked by #5", &[]),
        ("> blocked by #5\n> and more", &[]),
        ("<!-- blocked by #5 -->", &[]),
        ("<!--\nblocked by #5\n-->\nblocked by #6", &["blocked_by a/b#6 0.9"]),
        ("~~blocked by #5~~", &[]),
        ("<p>blocked by #5</p>", &["blocked_by a/b#5 0.9"]),
        ("color #123456 needs work", &[]),
        ("Blocked by:\n- #1\n- #2", &[]),
    ]);
}

#[test]
fn task_lists_name_the_parts_of_an_issue() {
    let text = "- [ ] #45\n- [x] x/y#9 done\n- [ ] no ref\n  1. [ ] Set path: #46, later #47";
    check(&[
        (text, &["open a/b#45 0.7", "done x/y#9 0.7", "open a/b#46 0.7"]),
        ("- [ ] one\n\n- [ ] #2\n\n- [x] blocked by #3", &["open a/b#2 0.7", "done a/b#3 0.7"]),
    ]);
    assert_eq!(read(PLACE, text).tasks, 4);
    assert_eq!(read(PLACE, "```\n- [ ] a\n```\n> - [ ] b\n\n- [x] c").tasks, 1);
}

#[test]
fn a_text_is_believed_to_name_so_many_issues_and_no_more() {
    let text = (1..20_000).map(|number| format!("#{number} ")).collect::<String>();
    assert_eq!(read(PLACE, &format!("depends on {text}")).mentions.len(), 256);
}

proptest! {
    #[test]
    fn no_text_panics(text in "(\\PC|[\\n#`<>!\\-\\[\\] x/]|depends on |- \\[ \\] |#5 |```|<!--|-->){0,40}") {
        for mention in read(PLACE, &text).mentions {
            prop_assert!(mention.id.as_str() != "a/b#1000" && (0.5..=0.9).contains(&mention.certainty));
        }
    }
}
