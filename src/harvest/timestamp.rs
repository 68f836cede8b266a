//! The forms of time that real logs use.

use chrono::{DateTime, NaiveDateTime, Utc};
use serde_json::Value;

/// A time that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// The time.
    pub at: DateTime<Utc>,
    /// Whether it named no zone; it is then taken as UTC.
    pub naive: bool,
}

/// Reads a time: RFC 3339, `ZZ` and `+00:00Z` endings, epoch seconds or
/// milliseconds as a number or text, and naive forms with `T` or a space, with
/// or without a fraction (`.` or `,`), or a date alone.
#[must_use]
pub fn timestamp(value: &Value) -> Option<Stamp> {
    match value {
        Value::Number(number) => epoch(number.as_f64()?),
        Value::String(text) => from_text(text),
        _ => None,
    }
}

fn epoch(number: f64) -> Option<Stamp> {
    // Seconds until the year 5138; beyond that it is milliseconds.
    let milliseconds = if number.abs() < 1e11 { number * 1000.0 } else { number };
    if !milliseconds.is_finite() || milliseconds.abs() > 8.64e15 {
        return None;
    }
    #[allow(clippy::cast_possible_truncation)] // the range is checked above
    let at = DateTime::from_timestamp_millis(milliseconds.round() as i64)?;
    Some(Stamp { at, naive: false })
}

/// Reads a time from text, in the forms of [`timestamp`].
#[must_use]
pub(super) fn from_text(text: &str) -> Option<Stamp> {
    let text = text.trim();
    if let Ok(number) = text.parse::<f64>() {
        // A bare year or day is no epoch.
        return if text.len() >= 9 { epoch(number) } else { None };
    }
    let mut zoned = text;
    for ending in ["Z", "z"] {
        if let Some(cut) = zoned.strip_suffix(ending) {
            if cut.ends_with(['Z', 'z']) || cut.ends_with("+00:00") {
                zoned = cut;
            }
        }
    }
    if let Ok(at) = DateTime::parse_from_rfc3339(zoned) {
        return Some(Stamp { at: at.with_timezone(&Utc), naive: false });
    }
    if let Ok(at) = DateTime::parse_from_str(zoned, "%Y-%m-%d %H:%M:%S%.f%#z") {
        return Some(Stamp { at: at.with_timezone(&Utc), naive: false });
    }
    let naive_text = text.replace(',', ".");
    for form in ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y%m%d_%H%M%S"] {
        if let Ok(at) = NaiveDateTime::parse_from_str(&naive_text, form) {
            return Some(Stamp { at: at.and_utc(), naive: true });
        }
    }
    let day = chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
    Some(Stamp { at: day.and_hms_opt(0, 0, 0)?.and_utc(), naive: true })
}
