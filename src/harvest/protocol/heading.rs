//! What a heading announces: work, no work, or nothing in particular.

use super::mark::is_partial;
use crate::harvest::text::has_word;

/// What stands under a heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Topic {
    /// Nothing in particular.
    Plain,
    /// Work for later.
    Future,
    /// Work that comes next.
    Next,
    /// A roadmap or backlog.
    Roadmap,
    /// What is missing.
    Gaps,
    /// What remains.
    Pending,
    /// What somebody recommends; often said elsewhere already.
    Recommendations,
    /// Limits that are known and accepted.
    Limits,
    /// What each run or review is checked against.
    Acceptance,
    /// A form to fill in, or an example.
    Template,
    /// What need not be done.
    NotRequired,
    /// What was done.
    Done,
    /// A summary of what stands elsewhere.
    Restated,
    /// How things were, or how not to do them.
    Before,
    /// What something does.
    Description,
}

impl Topic {
    /// Whether list items under it are work.
    pub(super) fn is_work(self) -> bool {
        matches!(self, Self::Future | Self::Next | Self::Roadmap | Self::Gaps | Self::Pending)
    }

    /// Why what stands under it is no work.
    pub(super) fn why_not(self) -> Option<(&'static str, &'static str)> {
        Some(match self {
            Self::Acceptance => ("acceptance checklists", "they are what each run or review is checked against"),
            Self::Template => ("templates and examples", "they show a form, not a task"),
            Self::NotRequired => ("optional work", "its heading says that it is not required"),
            Self::Done => ("finished work", "its heading says that it is done"),
            Self::Restated => ("summaries", "they restate what stands elsewhere"),
            Self::Before => ("what was wrong before", "it tells how things were, or how not to do them"),
            Self::Description => ("descriptions", "they say what something does"),
            Self::Limits => ("known limitations", "they are accepted, not planned"),
            _ => return None,
        })
    }

    /// A word for items found under it.
    pub(super) fn tag(self) -> Option<&'static str> {
        Some(match self {
            Self::Future => "future-enhancement",
            Self::Next => "next-step",
            Self::Roadmap => "roadmap",
            Self::Gaps => "gap",
            Self::Pending => "pending",
            Self::Recommendations => "recommendation",
            _ => return None,
        })
    }
}

/// What `heading` announces.
pub(super) fn topic(heading: &str) -> Topic {
    let heading = &without_code(heading);
    let lower = heading.to_lowercase().replace(['’', '‘'], "'").replace(['-', '_', '/'], " ");
    let words = lower.trim_matches(|c: char| !c.is_alphanumeric());
    // Words and phrases, parted by bars.
    let has = |list: &str| list.split('|').any(|word| has_word(words, word));
    let last =
        words.rsplit(|c: char| !c.is_alphanumeric() && c != '\'').find(|word| !word.is_empty()).unwrap_or_default();
    let first = words
        .split(|c: char| !c.is_alphanumeric() && c != '\'')
        .find(|word| !word.is_empty() && !word.chars().all(|c| c.is_ascii_digit()))
        .unwrap_or_default();

    if has(
        "not required|not requirement|not requirements|not needed|no action required|no further action|no further actions|if needed|may not need",
    ) || lower.contains("(intentional)")
        || lower.contains("(by design)")
        || has("do not|don't|ignore")
        || lower.contains("(optional)")
        || heading.to_lowercase().contains(" - optional)")
        || first == "optional"
        || last == "skip"
    {
        return Topic::NotRequired;
    }
    // “When updating the rest” is a case.
    if matches!(first, "when" | "while" | "if" | "once") {
        return Topic::Plain;
    }
    let is_open =
        is_partial(heading) || has("not|incomplete|to complete|to be|remaining|pending|uncompleted|unresolved");
    let is_task_list = has("implementation|migration|task|tasks|todo|action|actions|next|remaining|work");
    if has(
        "criteria|guardian notes|acceptance|approval|review points|sign off|signoff|definition of done|prerequisites|compliance requirements|complete when|done when",
    ) || has("checklist|checklists") && !is_task_list
        || words == "verify"
    {
        return Topic::Acceptance;
    }
    // The name of a program, not a list of what is to be done.
    let is_todo_program = has("todo app|todo application|todo list app|todo list application|to do app|to do list app");
    let begins_with =
        |start: &str| words.strip_prefix(start).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
    let is_todo_list =
        !has("how|not") && (begins_with("to do") || words.ends_with("to do") || words.ends_with("to dos"));
    let is_next = !is_todo_program
        && (is_todo_list
            || has(
                "next step|next steps|next action|next actions|action item|action items|todo|todos|immediate actions|immediate action|what's next|whats next|priority actions|required actions|action required|actions required|requiring action|fixes required|required fixes|follow up|follow ups|next phase|next phases|next priorities",
            ));
    let is_future = announces_future(words) || has("coming soon");
    // A sign before the name of what comes next is there for its looks.
    let is_adorned = (is_next || is_future) && heading.trim_start_matches(['*', ' ']).starts_with('✅');
    if (heading.contains('✅') && !is_adorned || heading.contains("~~")) && !is_partial(heading) {
        return Topic::Done;
    }
    if !is_open
        && (has(
            "completed|achievements|accomplishments|accomplished|achieved|resolved|already|now fixed|changelog|what was done|what we did",
        ) || matches!(last, "complete" | "done" | "fixed" | "implemented" | "finished"))
    {
        return Topic::Done;
    }
    if matches!(last, "template" | "templates" | "example" | "examples" | "sample" | "samples" | "usage")
        || matches!(first, "example" | "examples" | "template" | "sample" | "usage")
        || has("troubleshooting|faq|legend|legends")
    {
        return Topic::Template;
    }
    if is_next {
        return Topic::Next;
    }
    if is_future {
        return Topic::Future;
    }
    // “Backlog Harvesting System” is about a program, not about what is to be done.
    let is_program = has(
        "handling|handler|detection|detector|management|manager|system|engine|tool|algorithm|harvesting|calculation|tracking|queue|values|data|support",
    );
    let is_schedule = has(
        "implementation timeline|implementation phases|timeline breakdown|rollout plan|phase by phase implementation",
    );
    if !is_program && has("roadmap|backlog") || is_schedule {
        return Topic::Roadmap;
    }
    // “Gap Validation Methodology” and “Gap in the Market” have a gap for their subject, “Not Missing” has none.
    let is_about_gaps = has(
        "gap validation|gap methodology|gap count|gap theory|gap in the market|gaps in the market|missing intermediate|not missing|never missing|no missing",
    ) || lower.contains("\"missing\"")
        || lower.contains("“missing”");
    if !is_program && !is_about_gaps && has("gap|gaps|missing|not implemented|unimplemented|not yet|not started") {
        return Topic::Gaps;
    }
    // At the end it is how far the subject of the heading is.
    let is_parted = [": ", " - ", "– ", "— "].iter().any(|mark| heading.contains(mark));
    let is_under_way = has("in progress") && !(is_parted && words.ends_with("in progress"));
    let is_pending = is_under_way
        || has(
            "what is left|what's left|pending|remaining|outstanding|incomplete|unfinished|open tasks|open items|left to do|still needed|needs work",
        );
    if !is_program && is_pending {
        return Topic::Pending;
    }
    if has("recommendation|recommendations")
        || has_word(words, "recommended") && has("action|actions|steps|fix|fixes|improvements|approach")
        || first == "suggestions"
        || has("improvement suggestions|suggested improvements")
    {
        return Topic::Recommendations;
    }
    if has("limitation|limitations|known issues|caveats|constraints") {
        return Topic::Limits;
    }
    if has(
        "conclusion|conclusions|priority ranking|expected impact|expected results|benefits|executive summary|success metrics|success factors|rationale|overview|key findings|tl;dr",
    ) || matches!(last, "summary" | "impact" | "strengths" | "insights" | "metrics")
        || matches!(
            first,
            "impact" | "affected" | "strengths" | "why" | "pros" | "cons" | "advantages" | "disadvantages"
        )
    {
        return Topic::Restated;
    }
    if matches!(first, "before" | "old")
        || matches!(words, "problem" | "the issue")
        || has(
            "the problem|problem statement|root cause|root causes|anti patterns|anti pattern|what not to do|don'ts|what was wrong|common mistakes|symptoms|error messages",
        )
    {
        return Topic::Before;
    }
    Topic::Plain
}

/// A heading without the names of code in it, which announce nothing: “`todo_write`”.
fn without_code(heading: &str) -> String {
    let is_code = |word: &&str| {
        let name = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '_');
        name.contains('_') && name.chars().any(char::is_lowercase) && !name.chars().any(char::is_uppercase)
    };
    heading.split(' ').filter(|word| !is_code(word)).collect::<Vec<_>>().join(" ")
}

/// Whether a heading in small letters names a list of work for later: “Planned Features”, and not “Development
/// of the Potential Customers”.
fn announces_future(words: &str) -> bool {
    const LATER: [&str; 6] = ["future", "planned", "upcoming", "potential", "possible", "proposed"];
    const WORK: [&str; 32] = [
        "enhancement",
        "enhancements",
        "work",
        "improvement",
        "improvements",
        "development",
        "developments",
        "direction",
        "directions",
        "extension",
        "extensions",
        "feature",
        "features",
        "plan",
        "plans",
        "considerations",
        "optimization",
        "optimizations",
        "research",
        "capabilities",
        "roadmap",
        "additions",
        "evolution",
        "opportunity",
        "opportunities",
        "integration",
        "integrations",
        "iterations",
        "upgrades",
        "expansion",
        "expansions",
        "ideas",
    ];
    let words: Vec<&str> = words.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let is_lesson = |word: &&str| matches!(*word, "your" | "means" | "applying" | "principles" | "lessons");
    let is_work = |word: &&str| WORK.contains(word);
    let later = words.iter().position(|word| LATER.contains(word));
    !words.iter().any(is_lesson)
        && (later.is_some_and(|at| words.iter().skip(at).any(is_work))
            // “Features Planned for Spring”, “Improvements for the Future”.
            || (words.contains(&"planned") || words.last() == Some(&"future")) && words.iter().any(is_work))
}

/// What a whole path of headings says of what stands under it, innermost last.
pub(super) fn of_path(path: &[(usize, Topic)]) -> Topic {
    let near = path.iter().rev().map(|(_, topic)| *topic).find(|topic| *topic != Topic::Plain).unwrap_or(Topic::Plain);
    // What is optional or a form stays so, whatever stands in it.
    let over = path
        .iter()
        .map(|(_, topic)| *topic)
        .find(|topic| matches!(topic, Topic::NotRequired | Topic::Template | Topic::Acceptance));
    if let Some(over) = over {
        return over;
    }
    // A bold line under a summary announces nothing new.
    let is_bold = path.last().is_some_and(|(level, topic)| *level > 6 && *topic == near);
    let is_summary = path.iter().any(|(_, topic)| {
        matches!(topic, Topic::Restated | Topic::Done) || *topic == Topic::Recommendations && near != Topic::Next
    });
    let is_praise = path.iter().any(|(_, topic)| *topic == Topic::Restated) && near == Topic::Future;
    if is_bold && is_summary && near.is_work() || is_praise {
        return Topic::Restated;
    }
    near
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_announce_work_or_none() {
        for (heading, expected) in [
            ("🎯 Next Steps", Topic::Next),
            ("Recommended Next Steps", Topic::Next),
            ("Next Steps (Optional)", Topic::NotRequired),
            ("Future Enhancements (Not Required)", Topic::NotRequired),
            ("Future Enhancements", Topic::Future),
            ("VCD Future Integration Opportunities", Topic::Future),
            ("✅ Planned Features", Topic::Future),
            ("Improvements for the Future", Topic::Future),
            ("✅ Next Actions", Topic::Next),
            ("Next Actions ✅", Topic::Done),
            ("✅ Completed Next Steps", Topic::Done),
            ("What This Means for Your Future Work", Topic::Plain),
            ("Development of the Potential Customers", Topic::Plain),
            ("Files Requiring Action", Topic::Next),
            ("No Action Required", Topic::NotRequired),
            ("No Further Action Required", Topic::NotRequired),
            ("Fixes Required", Topic::Next),
            ("To download it", Topic::Plain),
            ("When updating remaining sails", Topic::Plain),
            ("What Not to Do", Topic::Before),
            ("11. todo_write - Manage Tasks", Topic::Plain),
            ("NEXT_STEPS", Topic::Next),
            ("Missing Validation", Topic::Gaps),
            ("Gaps in the Release Process", Topic::Gaps),
            ("Multi-tenant Work in Progress", Topic::Pending),
            ("Features Planned for Spring", Topic::Future),
            ("Next Steps (Phase 2 - Optional)", Topic::NotRequired),
            ("How to do it", Topic::Plain),
            ("When asking it to do something", Topic::Plain),
            ("Things to Do", Topic::Next),
            ("Gap Validation Methodology", Topic::Plain),
            ("Protocol Specs (Not Missing Code)", Topic::Plain),
            ("Critical Gaps Analysis", Topic::Gaps),
            ("Hull Enhancement - In Progress", Topic::Plain),
            ("Work in Progress", Topic::Pending),
            ("In Progress: Sails", Topic::Pending),
            ("Refinement Suggestions", Topic::Plain),
            ("Suggestions for the Crew", Topic::Recommendations),
            ("Remaining Warnings (Intentional)", Topic::NotRequired),
            ("Why This Matters", Topic::Restated),
            ("Planned Features", Topic::Future),
            ("Phase 2: Enhancement (Week 2-3)", Topic::Plain),
            ("TODO list", Topic::Next),
            ("TODO list app", Topic::Plain),
            ("Roadmap", Topic::Roadmap),
            ("Implementation Timeline", Topic::Roadmap),
            ("❌ Missing Critical Dependencies", Topic::Gaps),
            ("What's Missing:", Topic::Gaps),
            ("Critical Gaps (Now Fixed)", Topic::Done),
            ("Pending Files (Phase 2):", Topic::Pending),
            ("HIGH VALUE - RECOMMENDED TO COMPLETE", Topic::Plain),
            ("✅ Installed Packages", Topic::Done),
            ("Phase 1 Complete", Topic::Done),
            ("Phase 1 (100% complete)", Topic::Done),
            ("Phase 1 (0% Complete)", Topic::Plain),
            ("✅ Phase 1 - 99.5 % done", Topic::Plain),
            ("Current Status: 80% Complete", Topic::Plain),
            ("Completed: 60%", Topic::Plain),
            ("Partially complete", Topic::Plain),
            ("✅ Search: 40% faster", Topic::Done),
            ("Approval Checklist", Topic::Acceptance),
            ("Implementation Checklist", Topic::Plain),
            ("Success Criteria", Topic::Acceptance),
            ("Usage Examples", Topic::Template),
            ("Status Legend", Topic::Template),
            ("What's left of the Ark", Topic::Pending),
            ("Workflow Template Resolution", Topic::Plain),
            ("✅ Completion Checklist", Topic::Acceptance),
            ("Phase 4: Skip", Topic::NotRequired),
            ("🚫 DO NOT WASTE TIME ON MISSING CODE:", Topic::NotRequired),
            ("Impact on Other Parts", Topic::Restated),
            ("Affected Routines:", Topic::Restated),
            ("Known Limitations", Topic::Limits),
            ("Recommendations", Topic::Recommendations),
            ("4.3 Cross-Reference Validation", Topic::Plain),
            ("2. Backlog Harvesting System", Topic::Plain),
            ("Before (Hands-on Foreman)", Topic::Before),
        ] {
            assert_eq!(topic(heading), expected, "{heading}");
        }
    }
}
