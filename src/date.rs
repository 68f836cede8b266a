//! Dates in words.
//!
//! Written by hand: chrono's own formatter reads patterns at run time and is a
//! twentieth of the page's program.

use chrono::{DateTime, Datelike, Timelike, Utc};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// `22 November 2026`.
#[must_use]
pub fn day(at: DateTime<Utc>) -> String {
    let month = MONTHS.get(at.month0() as usize).copied().unwrap_or_default();
    format!("{} {month} {}", at.day(), at.year())
}

/// `22 November 2026 at 09:05:00`.
#[must_use]
pub fn second(at: DateTime<Utc>) -> String {
    format!("{} at {:02}:{:02}:{:02}", day(at), at.hour(), at.minute(), at.second())
}

/// `2026-11-22 09:05 UTC`.
#[must_use]
pub fn minute(at: DateTime<Utc>) -> String {
    format!("{}-{:02}-{:02} {:02}:{:02} UTC", at.year(), at.month(), at.day(), at.hour(), at.minute())
}

/// `20261122_090500`, for file names.
#[must_use]
pub fn stamp(at: DateTime<Utc>) -> String {
    let (hour, minute, second) = (at.hour(), at.minute(), at.second());
    format!("{}{:02}{:02}_{hour:02}{minute:02}{second:02}", at.year(), at.month(), at.day())
}
