//! Protocol documents: what in them is work, and what is not.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use autonomous_orchestrator::config::Config;
use autonomous_orchestrator::harvest::{FileReader, Harvest};
use autonomous_orchestrator::work_item::{SourceKind, Status};
use chrono::{DateTime, Utc};
use proptest::prelude::*;

fn now() -> DateTime<Utc> {
    "2026-01-01T00:00:00Z".parse().unwrap()
}

fn read(text: &str) -> Harvest {
    let mut reader = FileReader::new("docs/plan.md", &Config::default());
    reader.push(text);
    reader.finish(now())
}

/// The descriptions of what is open in `text`.
fn work(text: &str) -> Vec<String> {
    read(text).items.into_iter().filter(|item| item.status.is_open()).map(|item| item.description).collect()
}

#[test]
fn documents_people_paste_are_read() {
    insta::glob!("fixtures/protocol/*", |path| {
        let mut reader = FileReader::new(path.file_name().unwrap().to_str().unwrap(), &Config::default());
        reader.push(&std::fs::read_to_string(path).unwrap());
        insta::assert_json_snapshot!(reader.finish(now()));
    });
}

#[test]
fn what_is_work_and_what_is_not() {
    for (name, text, expected) in [
        ("open boxes anywhere", "# A\n\n## Anything\n- [ ] do one thing now\n- [x] done\n", vec!["do one thing now"]),
        (
            "future enhancements",
            "# A\n\n## Future Enhancements\n1. **Faster**: twice as fast\n",
            vec!["Faster: twice as fast"],
        ),
        (
            "next steps",
            "# A\n\n### 🎯 Next Steps:\n- Write the test first\n  - with care\n",
            vec!["Write the test first"],
        ),
        ("roadmap", "# A\n\n## Roadmap\n- Ship it to everybody\n", vec!["Ship it to everybody"]),
        (
            "a list right under a title that announces it",
            "# Next Steps\n\n- Ask Mira about the smith\n\n## Background\n- It is fast\n\n## Next Steps in Spring\n- Oil all of it\n",
            vec!["Ask Mira about the smith", "Oil all of it"],
        ),
        (
            "below a rule a list belongs to the document",
            "# A\n\n## Next Steps\n- Oil all of it\n\n---\n\n**Key Achievements**:\n- Mended the whole roof\n",
            vec!["Oil all of it"],
        ),
        (
            "a rule between two parts of a section",
            "# A\n\n## Gaps\n\n### Roof\n- No gutter at all here\n\n---\n\n### Floor\n- No carpet at all here\n",
            vec!["No gutter at all here", "No carpet at all here"],
        ),
        (
            "a bold label below a rule",
            "# A\n\n## Conclusion\nIt is good.\n\n---\n\n**Next Steps**:\n1. Review the plan with Mira\n",
            vec!["Review the plan with Mira"],
        ),
        (
            "the next step in a sentence, where nothing else is told",
            "# A\n\nAll is said.\n\n---\n\n**Next Step**: Approval of the plan by Mira\n**Next Review**: in the Spring of 2027\n",
            vec!["Approval of the plan by Mira"],
        ),
        (
            "a sentence of what comes next where work is listed",
            "# A\n\n## Next Steps\n- Oil all of it\n\n## More\n**Next Step**: Approval of the plan by Mira\n",
            vec!["Oil all of it"],
        ),
        (
            "steps of a guide",
            "# A\n\n## Next Steps\n- Open the front door\n- Click \"Start\" in the hall\n- Try the new lamp out\n- Oil all of it\n",
            vec![],
        ),
        (
            "what something does",
            "# A\n\n## Next Phase: the Router\nThe new router will:\n- Check whether a path is known\n- Take the shortest one\n\nIt is late.\n\n- Oil all of it\n",
            vec!["Oil all of it"],
        ),
        (
            "tasks whose label ends like a fact",
            "# A\n\n## Next Steps\n- **Verify Plan Files**: look into the chest\n- **Plan Files**: in the chest\n- **Cost**: much\n",
            vec!["Verify Plan Files: look into the chest"],
        ),
        (
            "a mark behind the label",
            "# A\n\n## Current Status\n- **Hull**: ✅ sound all over\n- **Mast**: ⏳ waits for the smith\n\n## Recommendations\n- **Sail**: ✅ mended by Kit\n",
            vec!["Mast: ⏳ waits for the smith"],
        ),
        (
            "recommendations beside dreams",
            "# A\n\n## Future Work\n- Sail around the world\n\n## Recommendations\n- Mend the mast this week\n- If it rains, reef the sail\n- For speed: use the large sail\n",
            vec!["Sail around the world", "Mend the mast this week"],
        ),
        (
            "links in next steps",
            "# A\n\n## Next Steps\n- Fix the leak, see https://example.org/issues/3\n- Replace the mast, see https://example.org/issues/4\n",
            vec![
                "Fix the leak, see https://example.org/issues/3",
                "Replace the mast, see https://example.org/issues/4",
            ],
        ),
        (
            "verbs that readers and builders share",
            "# A\n\n## Next Steps\n1. Run the whole suite on Windows\n2. Open a pull request for the hull\n3. Write the guide for it\n",
            vec!["Run the whole suite on Windows", "Open a pull request for the hull", "Write the guide for it"],
        ),
        (
            "a guide beside work under headings of one name",
            "# A\n\n## Roof\n\n### Next Steps\n- Mend the roof with tiles\n- Paint all of the gutters\n\n## Shop\n\n### Next Steps\n- Click \"Buy\" on the page\n- Enter your name in it\n- Choose a day for it\n",
            vec!["Mend the roof with tiles", "Paint all of the gutters"],
        ),
        (
            "a rule that underlines a heading, and one inside a list",
            "# A\n\n## Roadmap\n\n---\n\n- Ship it to everybody\n\n---\n\n- Paint all of the hull\n",
            vec!["Ship it to everybody", "Paint all of the hull"],
        ),
        (
            "tasks about policies",
            "# A\n\n## Next Steps\n- **Retention policy**: decide how long logs are kept\n- **GDPR compliance**: add a banner for consent\n- And 404 pages need a design\n- Plus more tests for the rigging\n",
            vec![
                "Retention policy: decide how long logs are kept",
                "GDPR compliance: add a banner for consent",
                "And 404 pages need a design",
                "Plus more tests for the rigging",
            ],
        ),
        (
            "wishes that end in a colon",
            "# A\n\n## Future Enhancements\nThe new version will:\n- Support dark mode everywhere\n\n## Next Steps\nMake sure that:\n- the mast is oiled before May\n",
            vec!["Support dark mode everywhere", "the mast is oiled before May"],
        ),
        (
            "marks of what is said",
            "# A\n\n**Next Step**: ✅ Review of the plan done by Mira\n**Next Action**: ⏳ Order of the new mast at the smith\n",
            vec!["Order of the new mast at the smith"],
        ),
        (
            "a value that is done and open",
            "# A\n\n## Next Steps\n- **API docs**: ✅ drafted, ❌ review by Mira still missing\n",
            vec!["API docs: ✅ drafted, ❌ review by Mira still missing"],
        ),
        (
            "questions",
            "# A\n\n## Gaps\n- Is the mast really oiled?\n- No tests at all here\n",
            vec!["No tests at all here"],
        ),
        (
            "next steps under recommendations",
            "# A\n\n## Recommendations\n\nIt is good.\n\n**Next Steps**:\n- Oil all of the mast\n\n**Risks**:\n- It may well rain\n",
            vec!["Oil all of the mast"],
        ),
        (
            "a sign among pictures",
            "# A\n\n## Key Features\n- ⚡ **Fast**: in a moment\n- 🔄 **Together**: with everybody\n- 🎨 **Fair**: to look at\n\n## Sails\n- 🔄 The large one\n- ✅ The small one\n",
            vec!["The large one (Sails)"],
        ),
        (
            "what speaks for and against what is recommended",
            "# A\n\n## Recommendations\n- **Pros**: it is fast and free\n- **Cons**: it is small and old\n- Take the small boat out\n",
            vec!["Take the small boat out"],
        ),
        (
            "a rest of a list",
            "# A\n\n## Gaps\n- No tests at all here\n- And 57 more files\n- Plus 7 files with one call\n",
            vec!["No tests at all here"],
        ),
        ("gaps", "# A\n\n## Gaps\n- No tests at all here\n", vec!["No tests at all here"]),
        ("pending", "# A\n\n## Remaining Work\n- Mend the broken door\n", vec!["Mend the broken door"]),
        ("a todo line", "# A\n\nTODO: mend the broken door\n", vec!["mend the broken door"]),
        (
            "prose about TODOs",
            "# TODO list app\n\nTODO list features are described below.\n\n- TODO items can be deleted\n",
            vec![],
        ),
        (
            "lists that a plain line announces",
            "# A\n\nAction items:\n- Ask Mira about the smith\n\nTODO list:\n1. Sweep the whole floor\n2. ~~Dust~~\n\nIt rained.\nTODO:\n- Oil all of it\n\nNext steps:\n\n- Count all the sheep\n\nIt was fun.\n\n- It rained again\n",
            vec!["Ask Mira about the smith", "Sweep the whole floor", "Oil all of it", "Count all the sheep"],
        ),
        (
            "a sentence that ends in a colon",
            "# A\n\nThese features were missing in the old version:\n- The door to the garden\n",
            vec![],
        ),
        ("a list that is not announced", "# A\n\n## Features\n- It is fast\n", vec![]),
        ("done marks", "# A\n\n## Next Steps\n- ✅ Written\n- ~~Struck out~~\n- Mended the door — DONE\n", vec![]),
        ("acceptance", "# A\n\n## Acceptance Criteria\n- [ ] It works\n", vec![]),
        ("a template", "# Review Template\n\n- [ ] It works\n", vec![]),
        ("a fence", "# A\n\n## Next Steps\n```\n- [ ] not a task\n```\n", vec![]),
        ("not required", "# A\n\n## Next Steps (Optional)\n- [ ] Maybe later on\n", vec![]),
        (
            "what not to do",
            "# A\n\n## Missing\n- ❌ Don't do that again\n- ❌ The door to the garden\n",
            vec!["The door to the garden"],
        ),
        (
            "labelled facts",
            "# A\n\n## Next Steps\n- **Timeline**: 2 weeks\n- **Write**: the whole thing\n",
            vec!["Write: the whole thing"],
        ),
        (
            "restated",
            "# A\n\n## Next Steps\n- Write the test first\n\n## Recommendations\n- Write the test soon\n\n## Summary\n- Write the test first\n",
            vec!["Write the test first"],
        ),
        (
            "the same box under two headings",
            "# A\n\n## One\n- [ ] Count all the sheep\n\n## Two\n- [ ] Count all the sheep\n",
            vec!["Count all the sheep", "Count all the sheep"],
        ),
        (
            "prose under its own heading",
            "# A\n\n## Future Work\n\n### Clocks on other planets\nThey need other days.\n",
            vec!["Clocks on other planets"],
        ),
        (
            "a heading that is done in part",
            "# A\n\n## Hull (40% complete)\n- ❌ Pitch on the seams\n- ⏳ Beams of oak wood\n\n## Keel (100% complete)\n- ⏳ Count all the nails\n",
            vec!["Pitch on the seams", "Beams of oak wood"],
        ),
        (
            "a plan that is done in part",
            "# A\n\n## Kelp farm on the reef (80% complete)\n**Status**: Partially Complete\n",
            vec!["Kelp farm on the reef (80% complete)"],
        ),
        (
            "a status in a list below its heading",
            "# A\n\n### Module of the oars\n- **Status**: ⏳ Pending\n- **Priority**: High\n\n### Mast\n- **Status**: ✅ Done\n\n### Sail of the big boat\n- Status: In Progress (60%)\n\n### Record\n- status: pending\n- Status: pending | done\n\n## Comparison\n\n### Other\n- **Status**: ❌ None\n",
            vec!["Module of the oars", "Sail of the big boat"],
        ),
        (
            "missing parts under a status",
            "# A\n\n## Implementation Status\n- ✅ Keel\n- ❌ Pitch on the seams\n- ⏳ Beams of oak wood\n\n## Status Legend\n- ❌ Missing parts\n\n## Comparison Status\n- ❌ Theirs has no door\n\n## Features\n- ❌ Theirs has a hole\n",
            vec!["Pitch on the seams", "Beams of oak wood"],
        ),
        (
            "a list without bullets",
            "# A\n\n## Modules\n✅ hull.py\n❌ mast.py - not implemented\n🚧 sail.py for the boat\n\n🚧 We are building.\n\n✅ Done\n❌ Not implemented\n🚧 In progress\n",
            vec!["mast.py - not implemented", "sail.py for the boat"],
        ),
        (
            "what is left",
            "# What is left of the Ark\n\n## Hull\n- ❌ Door is not hung\n- ✅ Keel\n",
            vec!["Door is not hung"],
        ),
        (
            "tables of work",
            "# A\n\n## Action Items\n\n| Action | Owner | Due |\n|---|---|---|\n| Add retries to it | Mira | 2025-12-01 |\n| ✅ Write tests | Bo | 2026-01-01 |\n\n## Gap Analysis\n\n| Component | Gap | Severity |\n|---|---|---|\n| Oar | No tests here | Low |\n\n| Aspect | Before | After |\n|---|---|---|\n| Speed | low | high |\n",
            vec!["Add retries to it", "Oar: No tests here"],
        ),
        ("no work at all", "# A\n\n## Overview\nAll is well.\n", vec![]),
    ] {
        assert_eq!(work(text), expected, "{name}");
    }
}

#[test]
fn ids_are_readable_and_stable() {
    let text = "# A\n\n## Next Steps\n- [ ] Add **more** sophisticated instance selection\n\n## Later: Next Steps\n- [ ] Other thing to do\n";
    let harvest = read(text);
    let ids: Vec<&str> = harvest.items.iter().map(|item| item.id.as_str()).collect();
    assert_eq!(
        ids,
        ["plan#next-steps/add-more-sophisticated-instance-selection", "plan#later-next-steps/other-thing-to-do"]
    );
    // A line added before does not change them.
    let moved = read(&text.replace("# A\n", "# A\n\nA new line.\n"));
    assert!(moved.items.iter().zip(&harvest.items).all(|(a, b)| a.id == b.id));
}

#[test]
fn order_effort_and_priority_words_are_used() {
    let text = "# A\n\n**Date:** 2025-07-21\n\n## Next Steps\n\n### Phase 1 (Week 1)\n- [ ] Do the first thing\n  - Effort: 2-3 days\n\n### Phase 3\n- [ ] Do the third thing\n- [ ] Mend it (CRITICAL priority)\n";
    let harvest = read(text);
    let seen: Vec<(u8, f64)> = harvest.items.iter().map(|item| (item.urgency_level, item.effort_estimate)).collect();
    assert_eq!(seen, [(4, 2.5), (2, 2.0), (5, 2.0)]);
    assert_eq!(harvest.items[0].created_date, "2025-07-21T00:00:00Z".parse::<DateTime<Utc>>().unwrap());
    assert_eq!(harvest.items[0].milestone.as_deref(), Some("Phase 1 (Week 1)"));
    assert_eq!(harvest.items[0].source.place.as_deref(), Some("Next Steps › Phase 1 (Week 1) (line 8)"));
    assert_eq!(harvest.items[0].source.kind, SourceKind::Protocol);
}

#[test]
fn long_lists_under_headings_of_one_name_are_two() {
    let list = |verb: &str| (0..15).map(|at| format!("- {verb} part {at} of it\n")).collect::<String>();
    let text = format!("# A\n\n## Next Steps\n{}\n### Next Steps\n{}", list("Rewrite"), list("Measure"));
    let harvest = read(&text);
    let parts: Vec<u32> = harvest.items.iter().map(|item| item.checklist).collect();
    assert_eq!((parts, harvest.skipped.len()), (vec![15, 15], 0));
}

#[test]
fn a_long_list_is_named_for_its_subject_and_not_for_a_label() {
    let list = |verb: &str| (0..7).map(|at| format!("- {verb} part {at} of it\n")).collect::<String>();
    let text = format!(
        "# A\n\n## Roadmap\n\n### The bridge\n**Objectives:**\n{}\n**Steps**\n{}\n### The tower\n**Steps**\n{}",
        list("Draw"),
        list("Build"),
        list("Raise")
    );
    assert_eq!(work(&text), ["The bridge (Roadmap) (14 parts)", "The tower (Roadmap) (7 parts)"]);
}

#[test]
fn a_plan_is_one_item_with_its_parts() {
    let text = "# Plans\n\n## 1. The bridge\n\n**Status**: Not started\n\n#### Missing:\n- ❌ Pillars of stone\n- ❌ The road on top\n\n**Timeline**: 2 weeks\n\n## 2. The tower\n\n**Status**: ✅ Complete\n";
    let harvest = read(text);
    assert_eq!(work(text), ["The bridge (2 parts)"]);
    assert_eq!((harvest.items[0].checklist, harvest.items[0].effort_estimate), (2, 10.0));
    assert!(harvest.items[0].details.contains("Pillars of stone"), "{}", harvest.items[0].details);
}

#[test]
fn a_status_table_gives_its_open_rows() {
    let harvest = read(
        "# A\n\n| Task | Status |\n|---|---|\n| Move the archive | BLOCKED |\n| Ship all boxes | Done |\n| Test the whole thing | 🚧 In progress |\n",
    );
    let seen: Vec<(&str, Status)> = harvest.items.iter().map(|item| (item.description.as_str(), item.status)).collect();
    assert_eq!(seen, [("Move the archive (A)", Status::Blocked), ("Test the whole thing", Status::InProgress)]);
}

#[test]
fn what_is_left_out_is_counted_with_its_reason() {
    let harvest = read("# A\n\n## Approval Checklist\n- [ ] one\n- [ ] two\n\n## Done\n- [x] three\n");
    assert_eq!(harvest.items.len(), 0);
    let counts: Vec<usize> = harvest.skipped.iter().map(|skipped| skipped.count).collect();
    assert_eq!(counts, [2, 1]);
    assert!(harvest.skipped.iter().all(|skipped| !skipped.why.is_empty()));
}

#[test]
fn marks_and_tables_that_are_no_work_are_counted() {
    let harvest = read(
        "# A\n\n## Features\n- ❌ Theirs has a hole\n\n## Modules\n- 🚧 In progress\n\n## Gaps\n\n| Aspect | Before | After |\n|---|---|---|\n| Speed | low | high |\n",
    );
    assert_eq!(harvest.items.len(), 0);
    let counts: Vec<(&str, usize)> = harvest.skipped.iter().map(|skip| (skip.what.as_str(), skip.count)).collect();
    assert_eq!(counts, [("lines marked ❌", 1), ("names of statuses", 1), ("rows of tables", 1)]);
}

#[test]
fn an_entry_that_is_nothing_but_markup_is_counted() {
    let harvest = read("# Next steps\n- <img src=x onerror=alert(1)>\n- [ ] <b></b>\n- Ask Ada about it\n");
    assert_eq!((harvest.read, harvest.items.len()), (3, 1));
    assert_eq!(harvest.skipped.iter().map(|skipped| skipped.count).sum::<usize>(), 2);
}

proptest! {
    #[test]
    fn no_document_panics(lines in prop::collection::vec("( {0,6})(#{1,7} |- |- \\[[ x]\\] |[0-9]\\. |\\||```|\\*\\*|❌ |⏳ |TODO: )?\\PC{0,40}", 0..40)) {
        let text = format!("# A\n{}", lines.join("\n"));
        let harvest = read(&text);
        for item in &harvest.items {
            prop_assert!(!item.description.contains('\n') && !item.description.is_empty());
        }
    }

    /// Every entry of a list of work is an item, a part of one, or counted with the reason why it is not.
    #[test]
    fn no_entry_of_a_list_of_work_is_lost_in_silence(
        heading in prop::sample::select(vec!["Next Steps", "Gaps", "Roadmap", "Future Enhancements", "Remaining Work"]),
        lines in prop::collection::vec(
            prop::sample::select(vec![
                "- Mend the {} with care", "- **Cost {}**: much", "- **Timeline {}**: 2 weeks", "- ✅ Mended {}", "- ❌ {} is missing",
                "- ⏳ {}", "- [ ] Oil the {}", "- [x] Oiled the {}", "- **{}**: ✅ sound", "- And {} more", "- Is the {} sound?",
                "- ~~Drop {}~~", "- Open {} in the browser", "- Click on {}", "- None", "---\n", "\nThe new mast will:\n",
                "\nIt rained.\n", "\n**Done so far**:\n", "\n### Part {}\n", "\n**Next Step**: Order of mast {}\n",
            ]),
            0..30,
        ),
    ) {
        let mut text = format!("# Ship\n\n## {heading}\n\n");
        for (at, line) in lines.iter().enumerate() {
            text.push_str(&line.replace("{}", &format!("sail {at}")));
            text.push('\n');
        }
        let entries = text.lines().filter(|line| line.starts_with("- ")).count();
        let harvest = read(&text);
        let told: usize = harvest.items.iter().map(|item| (item.checklist as usize).max(1)).sum();
        let skipped: usize = harvest.skipped.iter().map(|skipped| skipped.count).sum();
        prop_assert!(told + skipped >= entries, "{told} + {skipped} of {entries}: {:?}\n{text}", harvest.skipped);
    }
}

#[test]
fn what_is_still_open_is_read_wherever_it_stands() {
    let described = |text: &str| -> Vec<String> {
        read(text).items.iter().map(|item| item.description.clone()).collect::<Vec<String>>()
    };
    for (text, items) in [
        // A title is about its subject, and a section says itself what it is.
        ("# Pump Troubleshooting Guide\n\n## Next Steps\n\n- Order a spare valve\n- Oil the hinge of the door\n", 2),
        ("# Weekly Report Template\n\n## Next Steps\n\n- Say what comes next here\n", 0),
        // A deadline, and how things were.
        (
            "# Hull\n\n## Next Steps\n\n### Before launch\n\n- Paint the hull once more\n\n**Before the race:**\n\n- Load the spare sail\n",
            2,
        ),
        ("# Hull\n\n## Before the repair\n\n- The hull let water in\n\n## After the repair\n\n- It is dry\n", 0),
        // What is under way, drawn in a fence or behind a label.
        (
            "# Run\n\n## Processing status\n\n```\n[████░] 65%\n✅ Loaded the crew\n🔄 Hoisting the main sail\n⏳ Reefing the jib sail\n```\n",
            2,
        ),
        ("# Hull\n\n## Tests\n\n- Unit tests of the pump: ⏳ Pending\n- Sea trial: ✅ Passed\n", 1),
        ("# Hull\n\n## Test results\n\n- Unit tests of the pump: ⏳ Pending\n", 0),
        // What to do always.
        ("# Hull\n\n## Recommendations and Best Practices\n\n- Keep the deck dry\n- Coil every rope\n", 0),
        ("# Hull\n\n## Recommendations\n\n- Replace the keel bolts\n- Varnish the mast\n", 2),
    ] {
        assert_eq!(described(text).len(), items, "{text}: {:?}", described(text));
    }
    // A long list of what is recommended is one item, as any other.
    let long: String = (0..20).map(|at| format!("- Replace the part numbered {at}\n")).collect();
    assert_eq!(described(&format!("# Hull\n\n## Recommendations\n\n{long}")).len(), 1);
}

#[test]
fn a_list_goes_on_below_a_label_whatever_its_numbers() {
    let text = "# Hull\n\n## Next Steps\n\n**High**:\n1. Caulk the seams\n2. Paint the hull\n\n**Medium**:\n3. Oil the mast\n4. Sew the sail\n\nLater, in spring:\n12. Varnish the deck\n13. Polish the brass\n\n```\nIn code:\n3. No work\n```\n";
    let harvest = read(text);
    let told: Vec<(&str, &str)> =
        harvest.items.iter().map(|item| (item.description.as_str(), item.source.place.as_deref().unwrap())).collect();
    assert_eq!(told.len(), 6, "{told:?}");
    assert!(told[2].1.ends_with("(line 10)") && told[5].1.ends_with("(line 15)"), "{told:?}");
    assert!(told[4].0.starts_with("Varnish the deck"), "{told:?}");
}
