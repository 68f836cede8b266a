//! Label rules: what labels in many projects' own ways of writing mean.
#![allow(clippy::unwrap_used)]

use autonomous_orchestrator::config::Config;
use autonomous_orchestrator::harvest::labels::LabelRules;
use proptest::prelude::*;
use serde_json::{Value, json};

fn check(rules: &LabelRules, repo: &str, cases: &[(&str, &str)]) {
    for (label, expected) in cases {
        assert_eq!(rules.read(repo, label).to_string(), *expected, "label {label}");
    }
}

#[test]
fn labels_mean_the_same_however_they_are_written() {
    check(
        &LabelRules::default(),
        "a/b",
        &[
            ("bug", "stability"),
            ("Bug", "stability"),
            ("kind/bug", "stability"),
            ("Kind/Bug", "stability"),
            ("[Type] Bug", "stability"),
            ("type::bug", "stability"),
            ("type: bug", "stability"),
            ("C-bug", "stability"),
            ("🐛 bug", "stability"),
            ("*bug", "stability"),
            ("dataset bug", "stability"),
            ("debugger", "unrecognised"),
            ("priority/critical-urgent", "urgency 5"),
            ("[Pri] BLOCKER", "urgency 5"),
            ("Priority/High", "urgency 4"),
            ("priority-high", "urgency 4"),
            ("P-high", "urgency 4"),
            ("high priority", "urgency 4"),
            ("priority/medium", "urgency 3"),
            ("priority/awaiting-more-evidence", "urgency 2"),
            ("P0", "urgency 5"),
            ("p4", "urgency 1"),
            ("severity::1", "urgency 4"),
            ("¡blocking!", "urgency 5"),
            ("won't fix", "dismissed"),
            ("[Status] Wontfix", "dismissed"),
        ],
    );
}

#[test]
fn every_facet_is_read() {
    check(
        &LabelRules::default(),
        "a/b",
        &[
            ("regression", "urgency 4, stability"),
            ("security", "urgency 4, security"),
            ("I-unsound", "urgency 4, security"),
            ("size/XS", "effort 0.5"),
            ("x:size/massive", "effort 10"),
            ("E-hard", "effort 5"),
            ("good first issue", "effort 1"),
            ("complexity: high", "effort 5"),
            ("5 pts", "effort 5"),
            ("5pts", "effort 5"),
            ("SP:3", "effort 3"),
            ("estimate: 8", "effort 8"),
            ("4 hours", "effort 0.5"),
            ("2 weeks", "effort 10"),
            ("99999 points", "unrecognised"),
            ("perf", "performance"),
            ("breaking-change", "compatibility"),
            ("enhancement", "user_impact"),
            ("tech-debt", "technical_debt"),
            ("type::spike", "innovation"),
            ("customer", "business_value"),
            ("license", "protocol_compliance"),
            ("accessibility", "protocol_compliance, user_impact"),
            ("S-blocked", "blocked"),
            ("[Status] Blocked / Hold", "blocked"),
            ("waiting-on-author", "blocked"),
            ("do-not-merge/hold", "blocked"),
            ("[Status] In Progress", "in_progress"),
            ("attached PR", "in_progress"),
            ("needs: clarification", "pending"),
            ("help wanted", "pending"),
            ("verified", "done"),
            ("*duplicate", "dismissed"),
            ("stale::recovered", "unrecognised"),
        ],
    );
}

#[test]
fn routing_labels_score_nothing() {
    check(
        &LabelRules::default(),
        "a/b",
        &[
            ("sig/security", "routing"),
            ("team/docs", "routing"),
            ("oncall: distributed", "routing"),
            ("A-patterns", "routing"),
            ("area/kubelet", "routing"),
            // What the work is about counts as its subject, never as an alarm.
            ("area/security", "security"),
            ("lgtm", "routing"),
            ("release-note-none", "routing"),
            ("experiência/Júnior", "unrecognised"),
            ("¯\\_(ツ)_/¯", "unrecognised"),
            ("🚀", "unrecognised"),
            ("", "unrecognised"),
        ],
    );
}

#[test]
fn a_repository_can_say_what_its_own_labels_mean() {
    let config = Config::with_overrides(&json!({ "label_rules": { "repositories": { "Acme/App": [
        { "labels": ["P2"], "means": { "urgency": 4 } },
        { "labels": ["P2"], "means": { "value": "business_value" } },
        { "labels": ["bug"], "means": "routing" },
        { "labels": ["🚀"], "means": { "status": "done" } },
        { "labels": ["t-shirt #"], "means": { "effort_times": 2.0 } },
    ] } } }))
    .unwrap();
    check(
        &config.label_rules,
        "acme/app",
        &[
            ("P2", "urgency 4, business_value"),
            ("bug", "routing"),
            ("🚀", "done"),
            ("t-shirt 3", "effort 6"),
            ("P1", "urgency 4"),
        ],
    );
    check(&config.label_rules, "other/app", &[("P2", "urgency 3"), ("bug", "stability")]);
}

#[test]
fn a_rule_that_cannot_be_used_is_refused_by_name() {
    let rule = |rule: Value| json!({ "label_rules": { "labels": [rule] } });
    let own = |name: &str| json!({ "label_rules": { "repositories": { name: [] } } });
    let signals = |signals: Value| json!({ "label_rules": { "signals": signals } });
    for (overrides, field) in [
        (rule(json!({ "labels": [], "means": "routing" })), "label_rules.labels[0].labels"),
        (rule(json!({ "labels": [" "], "means": "routing" })), "label_rules.labels[0].labels[0]"),
        (rule(json!({ "labels": ["x"], "unless": [""], "means": "routing" })), "label_rules.labels[0].unless[0]"),
        (rule(json!({ "labels": ["x"], "means": { "urgency": 6 } })), "label_rules.labels[0].means"),
        (rule(json!({ "labels": ["x"], "means": { "effort": -1 } })), "label_rules.labels[0].means"),
        (rule(json!({ "labels": ["x"], "means": { "effort_times": 1 } })), "label_rules.labels[0].means"),
        (rule(json!({ "labels": ["x"], "means": { "mood": 1 } })), "label_rules.labels[0].means"),
        (rule(json!({ "label": ["x"], "means": "routing" })), "label_rules.labels[0].label"),
        (own("nonsense"), "label_rules.repositories[\"nonsense\"]"),
        (own("a/b/c"), "label_rules.repositories[\"a/b/c\"]"),
        (signals(json!({ "user_impact_from": 0 })), "label_rules.signals.user_impact_from"),
        (signals(json!({ "dragging_risk": 1.5 })), "label_rules.signals.dragging_risk"),
        (signals(json!({ "discussion_half": 0 })), "label_rules.signals.discussion_half"),
        (signals(json!({ "due": [{ "within_days": 3, "urgency": 9 }] })), "label_rules.signals.due[0].urgency"),
    ] {
        let error = Config::with_overrides(&overrides).unwrap_err();
        assert!(error.field.starts_with(field), "{overrides}: {error}");
    }
}

#[test]
fn the_rules_survive_json() {
    let rules = LabelRules::default();
    rules.validate().unwrap();
    let json = serde_json::to_string(&rules).unwrap();
    assert_eq!(serde_json::from_str::<LabelRules>(&json).unwrap(), rules);
}

proptest! {
    #[test]
    fn no_label_and_no_rule_panics(label in ".{0,40}", pattern in "[a-c*# /]{0,12}") {
        let rules = json!([{ "labels": [pattern, "* #"], "prefixes": ["a", ""], "means": { "effort_times": 1.0 } }]);
        let mut rules = LabelRules { labels: serde_json::from_value(rules).unwrap(), ..LabelRules::default() };
        prop_assert!(rules.read("a/b", &label).effort.is_none_or(|days| (0.0..=1000.0).contains(&days)));
        rules.labels = Some(Vec::new());
        prop_assert!(!rules.read("a/b", &label).is_recognised());
    }
}
