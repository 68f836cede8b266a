//! The rules to start from. They were gathered from the label sets of many
//! public projects; each project writes the same few things its own way.

use super::rule::LabelStatus::{Blocked, Dismissed, Done, InProgress, Pending};
use super::rule::Meaning::{Effort, EffortTimes, Risk, Routing, Status, Urgency, Value};
use super::rule::RiskKind::{Compatibility, Performance, Security, Stability};
use super::rule::ValueKind::{BusinessValue, Innovation, ProtocolCompliance, TechnicalDebt, UserImpact};
use super::rule::{LabelRule, Meaning};

const PRIORITY: &[&str] = &["priority", "prio", "pri", "p", "urgency", "importance"];
const SEVERITY: &[&str] = &["severity", "sev", "s"];
const SIZE: &[&str] =
    &["size", "effort", "estimate", "estimated", "complexity", "difficulty", "e", "rep", "cost"];
const STATUS: &[&str] = &["status", "state", "s", "lifecycle", "resolution", "reviewed", "triage"];
/// Only a label without a group: `medium` is a size, `priority: medium` is none.
const ALONE: &[&str] = &[""];
/// Labels that say what the work is about: `area/security` is no alarm.
const SUBJECTS: &[&str] = &["area *", "topic *", "component *", "comp *", "package *", "pkg *"];

/// The rules for labels.
pub(super) fn labels() -> Vec<LabelRule> {
    let mut rules = urgency();
    rules.extend(effort());
    rules.extend(risk());
    rules.extend(value());
    rules.extend(status());
    rules.extend(routing());
    rules
}

pub(super) fn rule(means: Meaning, prefixes: &[&str], labels: &[&str]) -> LabelRule {
    let owned = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect();
    LabelRule { labels: owned(labels), prefixes: owned(prefixes), unless: Vec::new(), means, only: false }
}

pub(super) fn unless(rule: LabelRule, unless: &[&str]) -> LabelRule {
    LabelRule { unless: unless.iter().map(|&text| text.to_owned()).collect(), ..rule }
}

fn urgency() -> Vec<LabelRule> {
    vec![
        rule(Urgency(5), PRIORITY, &[
            "critical*", "urgent*", "blocker", "blocking", "showstopper", "highest", "immediate", "0", "p0",
        ]),
        rule(Urgency(4), PRIORITY, &["high", "important", "important soon", "major", "1", "p1"]),
        rule(Urgency(3), PRIORITY, &["medium", "mid", "moderate", "normal", "important longterm", "2", "p2"]),
        rule(Urgency(2), PRIORITY, &["low", "minor", "backlog", "awaiting more evidence", "3", "p3"]),
        rule(Urgency(1), PRIORITY, &[
            "lowest", "trivial", "nice to have", "wishlist", "someday", "4", "5", "p4", "p5",
        ]),
        rule(Urgency(5), SEVERITY, &["critical*", "blocker", "0"]),
        rule(Urgency(4), SEVERITY, &["high", "major", "1"]),
        rule(Urgency(3), SEVERITY, &["medium", "moderate", "normal", "2"]),
        rule(Urgency(2), SEVERITY, &["low", "minor", "3"]),
        rule(Urgency(1), SEVERITY, &["lowest", "trivial", "4", "5"]),
        rule(Urgency(5), ALONE, &["p0", "s0", "sev0", "sev 0", "urgent", "critical"]),
        rule(Urgency(5), &[], &[
            "*release blocker*", "*release blocking*", "*beta blocking*", "*showstopper*", "*hotfix*",
            "blocking", "blocker",
        ]),
        rule(Urgency(4), ALONE, &["p1", "s1", "sev1", "sev 1", "important", "high", "high priority", "high prio"]),
        unless(
            rule(Urgency(4), &[], &[
                "*regression*", "*security*", "*cve*", "*vulnerability*", "*data loss*", "*data corruption*",
                "*unsound*", "*soundness*", "*crash*", "*deadlock*", "*hang*",
            ]),
            SUBJECTS,
        ),
        rule(Urgency(3), ALONE, &["p2", "s2", "sev2", "sev 2", "medium priority", "normal priority"]),
        rule(Urgency(2), ALONE, &[
            "p3", "s3", "sev3", "sev 3", "low priority", "low prio", "low", "minor", "backlog",
        ]),
        rule(Urgency(1), ALONE, &["p4", "p5", "s4", "trivial", "nice to have", "someday", "icebox"]),
        rule(Urgency(1), &[], &["*wishlist*"]),
    ]
}

fn effort() -> Vec<LabelRule> {
    vec![
        rule(Effort(0.5), SIZE, &["xs", "xxs", "tiny", "trivial"]),
        rule(Effort(1.0), SIZE, &["s", "small", "easy", "low", "quick"]),
        rule(Effort(3.0), SIZE, &["m", "medium", "moderate", "intermediate"]),
        rule(Effort(5.0), SIZE, &["l", "large", "big", "hard", "difficult", "high"]),
        rule(Effort(10.0), SIZE, &["xl", "xxl", "huge", "massive", "epic"]),
        rule(Effort(1.0), &[], &[
            "*good first *", "*good 1st *", "*good second *", "*beginner*", "*newcomer*", "*first timers*",
            "*bootcamp*", "*starter*", "*low hanging fruit*", "*janitorial*", "*up for grabs*",
            "*good for community*",
        ]),
        rule(Effort(1.0), ALONE, &["easy", "small", "quick win"]),
        rule(Effort(3.0), ALONE, &["medium"]),
        rule(Effort(5.0), ALONE, &["large", "hard", "difficult"]),
        rule(Effort(8.0), &[], &["needs design", "*significant investment*"]),
        rule(Effort(8.0), &["needs"], &["design"]),
        rule(Effort(10.0), &[], &[
            "*epic*", "*umbrella*", "*tracking issue*", "*tracker*", "*master issue*", "*meta issue*",
            "*metabug*", "tracking", "meta",
        ]),
        rule(EffortTimes(1.0), &[
            "size", "effort", "estimate", "estimated", "sp", "points", "story points", "complexity",
        ], &["#", "# pts", "# points", "# days", "# d"]),
        rule(EffortTimes(1.0), &[], &[
            "# pt", "# pts", "# points", "# story points", "# sp", "sp #", "# day", "# days", "estimate #",
        ]),
        rule(EffortTimes(0.125), &["size", "effort", "estimate", "estimated"], &["# h", "# hour", "# hours"]),
        rule(EffortTimes(0.125), &[], &["# h", "# hr", "# hrs", "# hour", "# hours"]),
        rule(EffortTimes(5.0), &[], &["# week", "# weeks"]),
    ]
}

fn risk() -> Vec<LabelRule> {
    vec![
        rule(Risk(Security), &[], &[
            "*security*", "*cve*", "*vulnerability*", "*vulnerabilities*", "*side channel*", "*sanitizers*",
            "*unsound*", "*soundness*", "*auth*", "*authentication*", "*gdpr*", "*privacy*", "*encryption*",
            "*exploit*",
        ]),
        unless(
            rule(Risk(Stability), &[], &[
                "*bug*", "*bugs*", "*bugfix*", "*metabug*", "*gub*", "*defect*", "*defective*", "*crash*",
                "ice", "*hang*", "*deadlock*", "*regression*", "*flake*", "*flaky*", "*failing test*",
                "*data loss*", "*data corruption*", "*memory leak*", "*ci failed*", "*fault*", "*error*",
                "*correctness*", "*false positive*", "*false negative*", "*assert failure*", "*overflow*",
                "*known issue*", "*edge cases*", "*incident*", "*broken*", "*numerical stability*",
                "*determinism*", "fix",
            ]),
            &["*bug scrub*", "*bug has test*"],
        ),
        rule(Risk(Performance), &[], &[
            "*perf*", "*performance*", "*slow*", "heavy", "*compile time*", "*compiletime*", "*compilemem*",
            "*optimization*", "*memory usage*", "*benchmark*", "*benchmarks*", "*scalability*", "*latency*",
            "*mempool*", "*memory*",
        ]),
        rule(Risk(Compatibility), &[], &[
            "*breaking*", "*breaking change*", "*bc breaking*", "*backwards compat*", "*compat*",
            "*compatibility*", "*api change*", "*api changes*", "*deprecation*", "*deprecated*", "*migration*",
            "*upstream*", "*downstream*", "*third party*", "*windows*", "*macos*", "*mac*", "*osx*", "*linux*",
            "*android*", "*ios*", "*wayland*", "*rocm*", "*wsl*", "*arm*", "*arm64*", "major",
            "*public interface*",
        ]),
        rule(Risk(Compatibility), &["os", "platform", "distro"], &["*"]),
    ]
}

fn value() -> Vec<LabelRule> {
    vec![
        rule(Value(ProtocolCompliance), &[], &[
            "*protocol*", "*compliance*", "*spec*", "*specification*", "*pep*", "*pep484*", "*rfc*", "*bip*",
            "*license*", "*licence*", "*licensing*", "*accessibility*", "*a11y*", "*a11ymas*", "*api review*",
            "*conformance*", "*standards*", "*gdpr*",
        ]),
        rule(Value(BusinessValue), &[], &[
            "*business*", "*revenue*", "*customer*", "*enterprise*", "*roadmap*", "*epic*", "*partner*",
        ]),
        unless(rule(Value(BusinessValue), &[], &["*release*"]), SUBJECTS),
        rule(Value(UserImpact), &[], &[
            "*user*", "*users*", "*requested by user*", "*ux*", "*ui*", "*gui*", "*usability*", "doc", "docs",
            "*documentation*", "*feature*", "*features*", "*new feature*", "*feature request*",
            "*enhancement*", "*enhancements*", "*improvement*", "improve", "*functionalities*",
            "*function request*", "*request*", "*question*", "*questions*", "*support*", "*i18n*", "*l10n*",
            "*internationalization*", "*localization*", "*translation*", "*translations*", "*accessibility*",
            "*a11y*", "*a11ymas*", "*happiness*", "*workaround*", "*diagnostics*", "*discussion*",
            "*user story*", "*text input*", "*website*", "*blog*", "*tutorials*", "*needs copy*",
        ]),
        rule(Value(TechnicalDebt), &[], &[
            "*tech debt*", "*technical debt*", "*debt*", "*refactor*", "*refactoring*", "*cleanup*",
            "*clean up*", "*maintenance*", "*chore*", "*janitorial*", "*deps*", "*dependency*",
            "*dependencies*", "*test*", "*tests*", "*testing*", "*unit tests*", "*ci*", "*build*", "*lint*",
            "*hack*", "*infra*", "*infrastructure*", "*docker*", "*typing*", "*code quality*", "*renovate*",
            "*testplan item*", "*tooling*", "*coverage*", "*devops*",
        ]),
        rule(Value(Innovation), &[], &[
            "*research*", "*experimental*", "*experiment*", "*prototype*", "*spike*", "*poc*",
            "*proof of concept*", "*proposal*", "design", "*kep*", "*gep*", "*tep*", "*vep*", "*adr*",
            "*brainstorming*", "*idea*", "*ideas*", "*innovation*",
        ]),
        rule(Value(Innovation), &["kind", "type", "status"], &["design", "*proposal*"]),
    ]
}

fn status() -> Vec<LabelRule> {
    vec![
        unless(
            rule(Status(Blocked), &[], &[
                "blocked", "blocked *", "*on hold", "hold", "on ice", "*blocked by*", "*blocked on*",
                "waiting", "waiting *", "*waiting for*", "*waiting on*", "awaiting *", "needs rebase",
                "*do not merge*", "dont merge", "paused", "pending upstream",
            ]),
            &["*unblocked*", "awaiting more evidence"],
        ),
        rule(Status(InProgress), &[], &[
            "*in progress*", "wip", "*work in progress*", "claimed", "started", "doing", "*attached pr*",
            "has pr", "*pr attached*", "*in review*", "active", "ready to merge", "ready for review",
        ]),
        unless(
            rule(Status(Dismissed), &[], &[
                "wontfix", "wont fix", "wont do", "*duplicate*", "invalid", "*stale*", "rotten", "*off topic*",
                "*out of scope*", "*as designed*", "*by design*", "*works as intended*", "*not reproducible*",
                "*unreproducible*", "*cannot reproduce*", "spam", "*abandoned*", "obsolete", "rejected",
                "declined", "no action", "*not planned*", "*not a bug*", "*better on discuss forum*",
                "*caused by extension*", "*extension candidate*", "*defective hardware*", "skipped",
                "unresolved",
            ]),
            &["no stale", "*recovered*"],
        ),
        rule(Status(Done), &[], &[
            "fixed", "released", "unreleased", "verified", "mitigated", "*tracking done*", "*fix released*",
            "*fix committed*", "deployed", "shipped", "*tested on*", "done",
        ]),
        unless(
            rule(Status(Pending), &[], &[
                "needs *", "need *", "*needs triage*", "triage", "*triage needed*", "*triage *", "*untriaged*",
                "*info needed*", "*information needed*", "*need more info*", "*help wanted*",
                "*contribution wanted*", "*contributions welcome*", "*hacktoberfest*",
                "*more information needed*", "*verification needed*", "*verification requested*",
                "*confirmation pending*", "confirmed", "*with reproduction steps*", "incomplete",
                "*design help wanted*", "prioritize", "actionable", "accepted", "ready", "grooming", "to do",
                "todo", "up next", "task",
            ]),
            &["needs rebase"],
        ),
        rule(Status(Pending), &["needs", "need", "requires", "pending"], &["*"]),
        rule(Status(Pending), STATUS, &[
            "accepted", "confirmed", "ready", "open", "new", "backlog", "*needs*", "*info*", "*repro*",
            "*proposal*",
        ]),
        rule(Status(Pending), &["type", "kind"], &["task"]),
    ]
}

fn routing() -> Vec<LabelRule> {
    let only = |rule: LabelRule| LabelRule { only: true, ..rule };
    vec![
        only(rule(Routing, &[
            "sig", "wg", "ug", "pg", "team", "t", "o", "oncall", "committee", "language", "lang", "tide",
            "cncf cla", "cla", "dco signoff", "release note", "stage", "tracked", "merge", "target", "sync",
            "source", "found in release", "action", "milestone", "ok to", "detected in",
        ], &["*"])),
        only(rule(Routing, &[], &[
            "lgtm", "approved", "approved *", "*cla signed*", "*release note*", "*release notes*",
            "*relnotes*", "*cherry pick*", "*cherry picked*", "*ok to test*", "*ok to rehearse*",
            "*changelog*", "*skip review*", "no stale", "*merge blocker*", "*official cve feed*",
            "*bug has test*", "ci full", "ci short", "ci extended", "*bug scrub*", "*design review complete*",
        ])),
        rule(Routing, &[
            "area", "a", "c", "d", "e", "f", "i", "l", "p", "s", "module", "component", "comp", "package",
            "pkg", "topic", "feature", "engine", "dependency", "sub", "x module", "module x", "knowledge",
            "tag", "for", "provider", "project", "product", "plugin", "api", "group", "domain", "service",
            "app", "kind", "type", "lifecycle", "status", "triage", "hack",
        ], &["*"]),
        rule(Routing, &[], &[
            "*nominated*", "*backport*", "*locked*", "pinned", "*requires *", "lead opted in", "*mentor*",
            "*oncall*", "*tweet*", "*admin*", "*multisite*", "*wallet*", "*extensions*", "*javascript*",
            "*project management*", "*contributor*", "*community*", "*llm amenable*", "*gemini triaged*",
            "*renovate managed*",
        ]),
    ]
}
