//! The rules for titles to start from.

use super::defaults::{rule, unless};
use super::rule::LabelRule;
use super::rule::Meaning::{Effort, Risk, Urgency, Value};
use super::rule::RiskKind::{Compatibility, Performance, Security, Stability};
use super::rule::ValueKind::{Innovation, ProtocolCompliance, TechnicalDebt, UserImpact};

/// The rules for titles: only words that say the same in any project.
pub(super) fn titles() -> Vec<LabelRule> {
    let statistics = [
        "*linear regression*", "*logistic regression*", "*regression model*", "*regression models*",
        "*regression task*", "*regression test*", "*regression tests*",
    ];
    let request = [
        "feature request *", "* feature request", "enhancement *", "feature *", "request *", "add support *", "support for *",
    ];
    vec![
        rule(Urgency(5), &[], &["*urgent*", "*release blocker*", "*zero day*", "*0 day*"]),
        rule(Urgency(4), &[], &[
            "*security*", "*vulnerability*", "*vulnerabilities*", "*cve*", "*data loss*", "*lost data*",
            "*data corruption*", "*corrupts data*", "*crash*", "*crashes*", "*crashed*", "*crashing*",
            "*segfault*", "*segfaults*", "*segmentation fault*", "*deadlock*", "*deadlocks*", "*outage*",
        ]),
        unless(rule(Urgency(4), &[], &["*regression*", "*regressed*"]), &statistics),
        rule(Urgency(2), &[], &["*typo*", "*typos*", "*nit*"]),
        rule(Effort(0.5), &[], &["*typo*", "*typos*", "*broken link*", "*dead link*"]),
        rule(Effort(10.0), &[], &["*tracking issue*", "*umbrella*", "epic *", "*meta issue*"]),
        rule(Risk(Security), &[], &[
            "*security*", "*vulnerability*", "*vulnerabilities*", "*cve*", "*xss*", "*csrf*",
            "*sql injection*",
        ]),
        rule(Risk(Stability), &[], &[
            "bug *", "*crash*", "*crashes*", "*crashed*", "*crashing*", "*segfault*", "*segfaults*",
            "*segmentation fault*", "*deadlock*", "*deadlocks*", "*hangs*", "*freezes*", "*flaky*",
            "*data loss*", "*data corruption*", "*memory leak*", "*memory leaks*", "*race condition*",
            "*broken*", "*fails*", "*failing*", "*error*", "*exception*", "*traceback*",
        ]),
        unless(rule(Risk(Stability), &[], &["*regression*", "*regressed*"]), &statistics),
        rule(Risk(Performance), &[], &[
            "*slow*", "*slower*", "*performance*", "*slowdown*", "*high cpu*", "*memory usage*",
            "*out of memory*", "*oom*", "*speed up*", "*latency*",
        ]),
        rule(Risk(Compatibility), &[], &[
            "*breaking change*", "*incompatible*", "*compatibility*", "*deprecated*", "*deprecation*",
            "*deprecate*", "*migrate*", "*migration*",
        ]),
        rule(Value(ProtocolCompliance), &[], &[
            "*compliance*", "*license*", "*licence*", "*accessibility*", "*screen reader*",
        ]),
        rule(Value(UserImpact), &[], &request),
        rule(Value(UserImpact), &[], &[
            "*documentation*", "*docs*", "*readme*", "*tutorial*", "question *", "how to *", "how do *",
            "how can *", "*user experience*", "*usability*",
        ]),
        rule(Value(TechnicalDebt), &[], &[
            "*refactor*", "*clean up*", "*cleanup*", "*tech debt*", "*technical debt*", "*drop support*",
            "*remove deprecated*", "*ci*", "*unit tests*", "*test suite*",
        ]),
        rule(Value(Innovation), &[], &[
            "rfc *", "proposal *", "*prototype*", "*proof of concept*", "*experimental*", "*brainstorm*",
        ]),
    ]
}
