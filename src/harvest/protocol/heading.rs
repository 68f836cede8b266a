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
    /// What to do always, or never.
    Advice,
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
            Self::Advice => ("advice", "it says what to do in a case, or always"),
            Self::NotRequired => ("optional work", "its heading says that it is not required, or is meant to be so"),
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
    let words = Words::of(heading, &lower);
    // The first that fits: what is no work is told before what may be.
    if words.say_not_required() {
        Topic::NotRequired
    } else if words.have("best practices|best practice|do not|don't|don'ts|what not to do|anti patterns|anti pattern") {
        Topic::Advice
    } else if matches!(words.first, "when" | "while" | "if" | "once") {
        // “When updating the rest” is a case.
        Topic::Plain
    } else if words.say_acceptance() {
        Topic::Acceptance
    } else if words.say_done() {
        Topic::Done
    } else if words.say_template() {
        Topic::Template
    } else if words.say_next() {
        Topic::Next
    } else if words.say_future() {
        Topic::Future
    } else if words.say_roadmap() {
        Topic::Roadmap
    } else if words.say_gaps() {
        Topic::Gaps
    } else if words.say_pending() {
        Topic::Pending
    } else if words.say_recommendations() {
        Topic::Recommendations
    } else if words.have("limitation|limitations|known issues|caveats|constraints") {
        Topic::Limits
    } else if words.say_restated() {
        Topic::Restated
    } else if words.say_before() {
        Topic::Before
    } else {
        Topic::Plain
    }
}

/// Whether a title says that the whole document is a form or an example, and not that it is about some.
pub(super) fn is_form(title: &str) -> bool {
    let title = title.to_lowercase();
    let bare = title.trim_matches(|c: char| !c.is_alphanumeric());
    let ends = ["template", "templates", "example", "examples", "sample", "samples"];
    ends.iter().any(|end| bare.ends_with(end))
        || ["template:", "example:", "sample:"].iter().any(|start| bare.starts_with(start))
}

/// Whether a heading among work says when its own is due: “Before launch”.
pub(super) fn is_deadline(heading: &str) -> bool {
    let lower = heading.to_lowercase();
    let words = lower.trim_matches(|c: char| !c.is_alphanumeric());
    words.starts_with("before ") && !has_word(words, "after")
}

/// A heading, and its words in small letters.
struct Words<'a> {
    heading: &'a str,
    /// Without signs at its ends; hyphens are spaces.
    all: &'a str,
    /// The first that is no number.
    first: &'a str,
    last: &'a str,
}

impl<'a> Words<'a> {
    fn of(heading: &'a str, lower: &'a str) -> Self {
        let all = lower.trim_matches(|c: char| !c.is_alphanumeric());
        let mut words = all.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|word| !word.is_empty());
        let last = words.clone().next_back().unwrap_or_default();
        let first = words.find(|word| !word.chars().all(|c| c.is_ascii_digit())).unwrap_or_default();
        Self { heading, all, first, last }
    }

    /// Whether one of the words and phrases in `list`, parted by bars, is among them.
    fn have(&self, list: &str) -> bool {
        list.split('|').any(|word| has_word(self.all, word))
    }

    fn say_not_required(&self) -> bool {
        let heading = self.heading.to_lowercase();
        let remarks = ["(optional)", " - optional)", "(intentional)", "(by design)"];
        self.have(
            "not required|not requirement|not requirements|not needed|no action required|no further action|no further actions|if needed|may not need",
        ) || self.have("ignore")
            || remarks.iter().any(|remark| heading.contains(remark))
            || self.first == "optional"
            || self.last == "skip" && !self.have("cannot|can't|not|never")
    }

    fn say_acceptance(&self) -> bool {
        let is_task_list = self.have("implementation|migration|task|tasks|todo|action|actions|next|remaining|work");
        self.have(
            "criteria|guardian notes|acceptance|approval|review points|sign off|signoff|definition of done|prerequisites|compliance requirements|complete when|done when",
        ) || self.have("checklist|checklists") && !is_task_list
            || self.all == "verify"
    }

    fn say_done(&self) -> bool {
        // A sign before the name of what comes next, or of what is good, is there for its looks.
        let is_adorned = self.heading.trim_start_matches(['*', ' ']).starts_with('✅')
            && (self.say_next() || self.say_future() || self.say_restated());
        if (self.heading.contains('✅') && !is_adorned || self.heading.contains("~~")) && !is_partial(self.heading) {
            return true;
        }
        let is_open = is_partial(self.heading)
            || self.have("not|incomplete|to complete|to be|remaining|pending|uncompleted|unresolved")
            || self.aim_at_an_end();
        !is_open
            && (self.have(
                "completed|achievements|accomplishments|accomplished|achieved|resolved|already|now fixed|changelog|what was done|what we did",
            ) || matches!(self.last, "complete" | "done" | "fixed" | "implemented" | "finished"))
    }

    /// “Path to Achieved Status” is a goal.
    fn aim_at_an_end(&self) -> bool {
        let ends = ["achieved", "completed", "complete", "resolved", "done", "fixed", "implemented", "finished"];
        let ways = ["to", "to get to", "toward", "towards", "until"];
        ends.iter().any(|end| ways.iter().any(|way| has_word(self.all, &format!("{way} {end}"))))
    }

    fn say_template(&self) -> bool {
        matches!(self.last, "template" | "templates" | "example" | "examples" | "sample" | "samples" | "usage")
            || matches!(self.first, "example" | "examples" | "template" | "sample" | "usage")
            || self.have("troubleshooting|faq|legend|legends")
    }

    fn say_next(&self) -> bool {
        // The name of a program, not a list of what is to be done.
        let is_program =
            self.have("todo app|todo application|todo list app|todo list application|to do app|to do list app");
        let begins = self.all.strip_prefix("to do").is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
        let ends = ["to do", "to dos"].iter().any(|end| self.all.ends_with(end));
        let is_list = (begins || ends) && !self.have("how|not");
        !is_program
            && (is_list
                || self.have(
                    "next step|next steps|next action|next actions|action item|action items|todo|todos|immediate actions|immediate action|what's next|whats next|priority actions|required actions|action required|actions required|requiring action|fixes required|required fixes|follow up|follow ups|next phase|next phases|next priority|next priorities",
                )
                || self.say_changes_are_due()
                || self.have("first three actions|first three steps|first two actions|first five actions|first five steps|first actions"))
    }

    /// “Required Updates”, “Changes Needed”, “Modules to Create”.
    fn say_changes_are_due(&self) -> bool {
        const CHANGES: [&str; 6] = ["updates", "changes", "modifications", "additions", "corrections", "improvements"];
        const DEEDS: [&str; 10] =
            ["create", "update", "add", "modify", "implement", "fix", "build", "write", "and", "or"];
        let are_due = |what: &&str| {
            ["required", "needed", "outstanding"].iter().any(|due| self.have(&format!("{due} {what}|{what} {due}")))
        };
        let is_done_to =
            |(_, verbs): (&str, &str)| verbs.split([' ', ',']).all(|verb| verb.is_empty() || DEEDS.contains(&verb));
        CHANGES.iter().any(are_due)
            || self.all.rsplit_once(" to ").is_some_and(is_done_to)
                && !self.have("how|not|steps|ready|ability|able|file|files")
    }

    fn say_future(&self) -> bool {
        announces_future(self.all) || self.have("coming soon")
    }

    /// “Backlog Harvesting System” is about a program, not about what is to be done.
    fn name_a_program(&self) -> bool {
        self.have(
            "handling|handler|detection|detector|management|manager|system|engine|tool|algorithm|harvesting|calculation|tracking|queue|values|data|support",
        )
    }

    fn say_roadmap(&self) -> bool {
        let is_schedule = self.have(
            "implementation timeline|implementation phases|timeline breakdown|rollout plan|phase by phase implementation",
        );
        let is_way = matches!(self.first, "path" | "road")
            && self.have("path to|road to")
            && self.have("status|production|completion|release|launch|readiness|compliance|achieved|completed|done");
        is_schedule || is_way || self.have("roadmap|backlog") && !self.name_a_program()
    }

    fn say_gaps(&self) -> bool {
        // “Gap Validation Methodology” and “Gap in the Market” have a gap for their subject, “Not Missing” has none.
        let is_about_gaps = self
            .have("gap in the market|gaps in the market|missing intermediate|not missing|never missing|no missing")
            || self.have("gap|gaps") && self.have("methodology|scoring|count|theory")
            || self.have("gap validation|gap assessment")
            || ["\"missing\"", "“missing”"].iter().any(|quoted| self.heading.to_lowercase().contains(quoted));
        let is_named = self.have("gap|gaps|missing|not implemented|unimplemented|not yet|not started");
        is_named && !is_about_gaps && !self.name_a_program()
    }

    fn say_pending(&self) -> bool {
        // At the end it is how far the subject of the heading is.
        let is_parted = [": ", " - ", "– ", "— "].iter().any(|mark| self.heading.contains(mark));
        let is_under_way = self.have("in progress") && !(is_parted && self.all.ends_with("in progress"));
        let is_named = self.have(
            "what is left|what's left|pending|remaining|outstanding|incomplete|unfinished|open tasks|open items|left to do|still needed|needs work|root cause analysis needed|investigation needed|work needed|testing needed",
        );
        (is_under_way || is_named) && !self.name_a_program()
    }

    fn say_recommendations(&self) -> bool {
        let is_guidance = self.have("guidelines|tips|principles");
        self.have("recommendation|recommendations|improvement suggestions|suggested improvements") && !is_guidance
            || self.have("recommended") && self.have("action|actions|steps|fix|fixes|improvements|approach")
            || self.first == "suggestions"
    }

    fn say_restated(&self) -> bool {
        self.have(
            "conclusion|conclusions|priority ranking|expected impact|expected results|benefits|executive summary|success metrics|success factors|rationale|overview|key findings|tl;dr",
        ) || matches!(self.last, "summary" | "impact" | "strengths" | "insights" | "metrics")
            || matches!(
                self.first,
                "impact" | "affected" | "strengths" | "why" | "pros" | "cons" | "advantages" | "disadvantages"
            )
    }

    fn say_before(&self) -> bool {
        matches!(self.first, "before" | "old")
            || matches!(self.all, "problem" | "the issue")
            || self.have(
                "the problem|problem statement|root cause|root causes|what was wrong|common mistakes|symptoms|error messages",
            )
    }
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
    const WORK: [&str; 35] = [
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
        "potential",
        "possibilities",
        "scope",
    ];
    let words: Vec<&str> = words.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let is_lesson = |word: &&str| matches!(*word, "your" | "means" | "applying" | "principles" | "lessons");
    let is_work = |word: &&str| WORK.contains(word);
    let later = words.iter().position(|word| LATER.contains(word));
    !words.iter().any(is_lesson)
        && (later.is_some_and(|at| words.iter().skip(at + 1).any(is_work))
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
        .find(|topic| matches!(topic, Topic::NotRequired | Topic::Template | Topic::Acceptance | Topic::Advice));
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
            ("✅ Benefits", Topic::Restated),
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
            ("📝 REQUIRED UPDATES", Topic::Next),
            ("Changes Needed:", Topic::Next),
            ("Sails to Create/Update", Topic::Next),
            ("How to Create", Topic::Plain),
            ("Required Inputs", Topic::Plain),
            ("Key Files to Create/Modify", Topic::Plain),
            ("Root Cause Analysis Needed:", Topic::Pending),
            ("Root Cause Analysis", Topic::Before),
            ("Recommendations for the Crew", Topic::Recommendations),
            ("Recommendations and Best Practices", Topic::Advice),
            ("To download it", Topic::Plain),
            ("When updating remaining sails", Topic::Plain),
            ("What Not to Do", Topic::Advice),
            ("Future Potential", Topic::Future),
            ("Potential Customers", Topic::Plain),
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
            ("Gap Assessment Methodology", Topic::Plain),
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
            ("🎯 PATH TO ACHIEVED STATUS (≥85%)", Topic::Roadmap),
            ("Road to Success: Completed", Topic::Done),
            ("Path to the Executable", Topic::Plain),
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
            ("Cannot Skip", Topic::Plain),
            ("5. First Three Actions (Next 24 Hours)", Topic::Next),
            ("🚫 DO NOT WASTE TIME ON MISSING CODE:", Topic::Advice),
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
