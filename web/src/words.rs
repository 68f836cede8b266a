//! Numbers, times and the engine's words, as people read them.

use autonomous_orchestrator::escalate::Reason;
use autonomous_orchestrator::work_item::{SourceKind, Status};
use chrono::{DateTime, Utc};

pub(crate) use autonomous_orchestrator::dashboard::percent;
pub(crate) use autonomous_orchestrator::date::day;
pub(crate) use autonomous_orchestrator::words::hundredths;

/// `12,345`.
pub(crate) fn thousands(count: usize) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `4 minutes ago`, `in 56 minutes`, `2 days ago`.
pub(crate) fn relative(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let seconds = (now - at).num_seconds();
    let (amount, unit) = match seconds.unsigned_abs() {
        0..45 => return "just now".to_owned(),
        45..5_400 => ((seconds.unsigned_abs() + 30) / 60, "minute"),
        5_400..129_600 => ((seconds.unsigned_abs() + 1_800) / 3_600, "hour"),
        129_600..5_184_000 => ((seconds.unsigned_abs() + 43_200) / 86_400, "day"),
        5_184_000..63_072_000 => (seconds.unsigned_abs() / 2_592_000, "month"),
        _ => (seconds.unsigned_abs() / 31_536_000, "year"),
    };
    let unit = if amount == 1 { unit.to_owned() } else { format!("{unit}s") };
    if seconds >= 0 { format!("{amount} {unit} ago") } else { format!("in {amount} {unit}") }
}

/// `1 item`, `2,548 items`: a count with its noun.
pub(crate) fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{} {}", thousands(count), if count == 1 { one } else { many })
}

/// A status as a person says it.
pub(crate) fn status(status: Status) -> &'static str {
    match status {
        Status::Pending => "Pending",
        Status::InProgress => "In progress",
        Status::Completed => "Completed",
        Status::Blocked => "Blocked",
        Status::Escalated => "Escalated",
    }
}

/// A gate as a person says it.
pub(crate) fn gate(reason: Reason) -> &'static str {
    match reason {
        Reason::LowConfidence => "Confidence",
        Reason::EthicalFlag => "Ethical flags",
        Reason::BudgetOverrun => "Budget",
        Reason::TechnicalBlock => "Technical block",
        Reason::ScopeCreep => "Scope growth",
    }
}

/// What an escalation says, in a word or two.
pub(crate) fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::LowConfidence => "Low confidence",
        Reason::EthicalFlag => "Ethical flag",
        Reason::BudgetOverrun => "Over budget",
        Reason::TechnicalBlock => "Blocked",
        Reason::ScopeCreep => "Scope grew",
    }
}

/// A kind of source.
pub(crate) fn source_kind(kind: SourceKind) -> &'static str {
    match kind {
        SourceKind::Github => "GitHub repository",
        SourceKind::Iar => "IAR log",
        SourceKind::Protocol => "Protocol document",
        SourceKind::WorkItems => "Work items",
    }
}

/// A term of a score.
pub(crate) fn term(name: &str) -> &'static str {
    match name {
        "protocol_compliance" => "Protocol compliance",
        "business_value" => "Business value",
        "user_impact" => "User impact",
        "technical_debt" => "Technical debt",
        "innovation" => "Innovation",
        "risk_penalty" => "Risk",
        "urgency_bonus" => "Urgency",
        "resonance_bonus" => "Alignment",
        _ => "Limit",
    }
}

/// `0.43`, or `−0.15`.
pub(crate) fn score(score: f64) -> String {
    if score < -0.004_999 { format!("\u{2212}{:.2}", -score) } else { format!("{:.2}", score.abs()) }
}
