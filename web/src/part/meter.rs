//! A gate as a meter: the value, and where the gate stands.

use autonomous_orchestrator::escalate::Reason;
use autonomous_orchestrator::prioritize::GateReport;
use leptos::prelude::*;

use crate::words;

/// One gate. The bar is full at twice the threshold, or at 1 for a confidence.
#[component]
pub(crate) fn GateMeter(gate: GateReport) -> impl IntoView {
    let full =
        if gate.reason == Reason::LowConfidence { 1.0 } else { (gate.threshold * 2.0).max(gate.value.unwrap_or(0.0)) };
    let share = |value: f64| format!("{:.2}%", (value / full.max(1e-9)).clamp(0.0, 1.0) * 100.0);
    let shown = figures(&gate);
    let tone = if gate.tripped && !gate.waived { "meter over" } else { "meter" };
    let state = match (gate.tripped, gate.waived) {
        (true, true) => "waived by you",
        (true, false) => "escalates",
        (false, _) => "within",
    };
    let label = format!("{}: {shown}, {state}. {}", words::gate(gate.reason), gate.evidence);
    view! {
        <div class="gate">
            <span>{words::gate(gate.reason)}</span>
            <span class=tone role="img" aria-label=label>
                <i style=("--at", share(gate.value.unwrap_or(0.0)))></i>
                <b style=("--gate", share(gate.threshold))></b>
            </span>
            <span class="figures">{shown}</span>
            <span class="evidence">{gate.evidence.clone()}{(gate.tripped && gate.waived).then_some(" (waived by you)")}</span>
        </div>
    }
}

fn figures(gate: &GateReport) -> String {
    match (gate.reason, gate.value) {
        (Reason::LowConfidence, Some(value)) => {
            format!("{} · gate {}", words::hundredths(value), words::hundredths(gate.threshold))
        }
        (Reason::LowConfidence, None) => "not stated".to_owned(),
        (Reason::EthicalFlag, value) => format!("{} · gate {}", value.unwrap_or(0.0), gate.threshold),
        (Reason::BudgetOverrun | Reason::ScopeCreep, Some(value)) => {
            format!("{} · gate {}", words::percent(value), words::percent(gate.threshold))
        }
        (Reason::TechnicalBlock, Some(days)) => format!("{days:.1} days · gate {}", gate.threshold),
        (Reason::TechnicalBlock, None) => "not blocked".to_owned(),
        (_, None) => "no baseline".to_owned(),
    }
}
