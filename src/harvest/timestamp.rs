//! The forms of time that real logs use.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
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
    match text.rsplit_once(' ').and_then(|(text, zone)| Some((text, zone_hours(zone)?))) {
        Some((text, hours)) => {
            let at = without_zone_name(text).filter(|stamp| stamp.naive)?.at;
            Some(Stamp { at: at.checked_sub_signed(TimeDelta::hours(hours))?, naive: false })
        }
        None => without_zone_name(text),
    }
}

fn without_zone_name(text: &str) -> Option<Stamp> {
    // As it stands in the names of files: `2025-07-19T20-52-54.257Z`.
    if let (Some((day, time)), Some(b'-')) = (text.split_once('T'), text.as_bytes().get(13)) {
        return usual(&format!("{day}T{}", time.replacen('-', ":", 2)));
    }
    if let Some(stamp) = usual(text) {
        return Some(stamp);
    }
    if let Ok(number) = text.parse::<f64>() {
        // A bare year or day is no epoch.
        return if text.len() >= 9 { epoch(number) } else { None };
    }
    let text = &text.replace(',', ".");
    let mut zoned = text.as_str();
    for ending in ["Z", "z"] {
        if let Some(cut) = zoned.strip_suffix(ending)
            && (cut.ends_with(['Z', 'z']) || cut.ends_with("+00:00"))
        {
            zoned = cut;
        }
    }
    if let Ok(at) = DateTime::parse_from_rfc3339(zoned) {
        return Some(Stamp { at: at.with_timezone(&Utc), naive: false });
    }
    for form in ["%Y-%m-%d %H:%M:%S%.f%#z", "%Y-%m-%dT%H:%M:%S%.f%#z"] {
        if let Ok(at) = DateTime::parse_from_str(zoned, form) {
            return Some(Stamp { at: at.with_timezone(&Utc), naive: false });
        }
    }
    for form in ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y%m%d_%H%M%S"] {
        if let Ok(at) = NaiveDateTime::parse_from_str(text, form) {
            return Some(Stamp { at: at.and_utc(), naive: true });
        }
    }
    let day = chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
    Some(Stamp { at: day.and_hms_opt(0, 0, 0)?.and_utc(), naive: true })
}

/// The hours that a zone is ahead of UTC (RFC 2822, 4.3).
fn zone_hours(name: &str) -> Option<i64> {
    Some(match name {
        "UTC" | "GMT" | "UT" => 0,
        "EDT" => -4,
        "EST" | "CDT" => -5,
        "CST" | "MDT" => -6,
        "MST" | "PDT" => -7,
        "PST" => -8,
        _ => return None,
    })
}

/// The layout of nearly every log: `YYYY-MM-DD hh:mm:ss`, with `T` or a space, a
/// fraction or none, `Z` or no zone. Everything else takes the longer way.
fn usual(text: &str) -> Option<Stamp> {
    let bytes = text.as_bytes();
    let number = |from: usize, to: usize| -> Option<u32> {
        bytes
            .get(from..to)?
            .iter()
            .try_fold(0_u32, |number, byte| byte.is_ascii_digit().then(|| number * 10 + u32::from(byte - b'0')))
    };
    let is = |at: usize, mark: u8| bytes.get(at) == Some(&mark);
    if !is(4, b'-') || !is(7, b'-') || !(is(10, b'T') || is(10, b' ')) || !is(13, b':') || !is(16, b':') {
        return None;
    }
    let day = chrono::NaiveDate::from_ymd_opt(i32::try_from(number(0, 4)?).ok()?, number(5, 7)?, number(8, 10)?)?;
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    let mut rest = bytes.get(19..)?;
    let mut nanos = 0;
    if let Some((b'.' | b',', digits)) = rest.split_first() {
        let count = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if count == 0 || count > 9 {
            return None;
        }
        let fraction = number(20, 20 + count)?;
        nanos = fraction * 10_u32.pow(9 - u32::try_from(count).ok()?);
        rest = digits.get(count..)?;
    }
    let naive = match rest {
        [] => true,
        [b'Z' | b'z'] => false,
        _ => return None,
    };
    let at = day.and_hms_nano_opt(hour, minute, second, nanos)?.and_utc();
    Some(Stamp { at, naive })
}

/// Whether a word is a time as containers' logs have it: `2025-03-01T08:00:00.123456789Z`.
pub(super) fn is_stamp(word: &str) -> bool {
    word.len() > 19
        && word.starts_with(|letter: char| letter.is_ascii_digit())
        && word.get(10..11) == Some("T")
        && timestamp(&Value::String(word.to_owned())).is_some()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_form_of_time_is_read() {
        let at = "2025-03-01T08:00:01.5Z";
        for (form, naive) in [
            (json!("2025-03-01T08:00:01.500Z"), false),
            (json!("2025-03-01T08:00:01.5ZZ"), false),
            (json!("2025-03-01T08-00-01.500Z"), false),
            (json!("2025-03-01T08:00:01.5+00:00Z"), false),
            (json!("2025-03-01T10:00:01.500000+02:00"), false),
            (json!("2025-03-01 10:00:01.5+0200"), false),
            (json!("2025-03-01T10:00:01,5+0200"), false),
            (json!("2025-03-01T08:00:01.500000"), true),
            (json!("2025-03-01 08:00:01.500000"), true),
            (json!("2025-03-01 08:00:01,500"), true),
            (json!("2025-03-01 08:00:01.5 UTC"), false),
            (json!("2025-03-01 03:00:01.5 EST"), false),
            (json!(1_740_816_001.5), false),
            (json!(1_740_816_001_500_i64), false),
            (json!("1740816001.5"), false),
        ] {
            let stamp = timestamp(&form).unwrap_or_else(|| panic!("{form} was not read"));
            assert_eq!(stamp.at, at.parse::<DateTime<Utc>>().unwrap_or_default(), "{form}");
            assert_eq!(stamp.naive, naive, "{form}");
        }
        for form in [
            json!("2025-01-XX"),
            json!("$(date)"),
            json!("2025"),
            json!(null),
            json!("2025-13-01 00:00:00"),
            json!("2025-03-01T08:00:01Z UTC"),
            json!("UTC UTC"),
            json!("UTC ".repeat(100_000)),
            json!(f64::MAX),
        ] {
            assert_eq!(timestamp(&form), None, "{form}");
        }
    }
}
