//! Words for how urgent something is and how long it takes.

use super::text::has_any_word;

/// The urgency that a priority word stands for, 1-5.
#[must_use]
pub(super) fn urgency(words: &str) -> Option<u8> {
    let words = words.to_lowercase().replace(['_', '-'], " ");
    let says = |list: &[&str]| has_any_word(&words, list);
    if says(&["critical", "urgent", "immediate", "immediately", "blocker", "highest", "p0", "emergency", "asap"]) {
        Some(5)
    } else if says(&["high", "p1", "major", "important", "severe"]) {
        Some(4)
    } else if says(&["medium", "normal", "moderate", "p2", "mid"]) {
        Some(3)
    } else if says(&["low", "p3", "minor", "trivial"]) {
        Some(2)
    } else if says(&["lowest", "p4", "optional", "nice to have", "someday"]) {
        Some(1)
    } else {
        None
    }
}

/// The first duration in `text`, in working days: “2-3 weeks”, “4 h”, “1 month”.
/// A range counts with its middle.
#[must_use]
pub(super) fn days(text: &str) -> Option<f64> {
    // A number and its unit stand together.
    text.to_lowercase().split(['(', ')', ',', ';', ':', '|']).find_map(days_in)
}

fn days_in(text: &str) -> Option<f64> {
    let mut numbers: Vec<f64> = Vec::new();
    for word in text.split(|c: char| !c.is_alphanumeric() && c != '.') {
        let digits = word.trim_end_matches(|c: char| c.is_alphabetic());
        let unit = word.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
        if let Ok(number) = digits.trim_matches('.').parse::<f64>() {
            if numbers.len() == 2 || !number.is_finite() {
                numbers.clear();
            }
            numbers.push(number);
        }
        if unit.is_empty() || unit == "to" {
            continue;
        }
        let Some(per_unit) = unit_days(unit) else {
            numbers.clear();
            continue;
        };
        let middle = match numbers.as_slice() {
            [one] => *one,
            [low, high] => low.midpoint(*high),
            _ => continue,
        };
        let days = middle * per_unit;
        return (days > 0.0 && days <= 2_000.0).then_some(days);
    }
    None
}

fn unit_days(unit: &str) -> Option<f64> {
    Some(match unit {
        "h" | "hr" | "hrs" | "hour" | "hours" => 0.125,
        "m" | "min" | "mins" | "minute" | "minutes" => 1.0 / 480.0,
        "d" | "day" | "days" => 1.0,
        "w" | "wk" | "wks" | "week" | "weeks" => 5.0,
        "mo" | "month" | "months" => 20.0,
        "quarter" | "quarters" => 60.0,
        "year" | "years" => 240.0,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn priority_words_become_urgency() {
        for (words, expected) in [
            ("CRITICAL", Some(5)),
            ("🔴 IMMEDIATE (Complete First)", Some(5)),
            ("MEDIUM-HIGH PRIORITY", Some(4)),
            ("medium", Some(3)),
            ("Priority: LOW", Some(2)),
            ("optional", Some(1)),
            ("highlight", None),
        ] {
            assert_eq!(urgency(words), expected, "{words}");
        }
    }

    #[test]
    fn durations_become_days() {
        for (text, expected) in [
            ("2-3 weeks for Phase 1", Some(12.5)),
            ("Phase 2 (Week 2-3)", None),
            ("about 4 h", Some(0.5)),
            ("1 month", Some(20.0)),
            ("3d", Some(3.0)),
            ("2 to 4 days", Some(3.0)),
            ("v2.0 of 2025", None),
            ("0 days", None),
        ] {
            assert_eq!(days(text), expected, "{text}");
        }
    }
}
