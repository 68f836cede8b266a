//! The clock. The only place that asks what time it is.

use chrono::{DateTime, Utc};

/// Now, to the millisecond.
pub(crate) fn now() -> DateTime<Utc> {
    #[allow(clippy::cast_possible_truncation)] // whole milliseconds, far below 2^53
    DateTime::from_timestamp_millis(js_sys::Date::now() as i64).unwrap_or_default()
}

/// Milliseconds, to tell when it is time to yield.
pub(crate) fn ticks() -> f64 {
    js_sys::Date::now()
}
