//! What an answer of the GitHub API means. Every way it can refuse is one row
//! of one table.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// An answer as it came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The headers a page may read, by lower-case name.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

/// What is left of the hourly budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Requests an hour.
    pub limit: u32,
    /// Requests left.
    pub remaining: u32,
    /// When it starts over, seconds since 1970.
    pub reset: i64,
}

/// How the API can refuse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    /// No answer came: no network, a broken connection, or a blocked request.
    Offline,
    /// 401.
    BadToken,
    /// 403 or 429 with an empty budget.
    BudgetSpent,
    /// 403 or 429 that asks for a pause.
    SlowDown,
    /// 403 that a token could mend.
    Forbidden,
    /// 403 that single sign-on could mend.
    SignOnNeeded,
    /// 404.
    NotFound,
    /// 410.
    Gone,
    /// 451, or 403 with a block notice.
    Blocked,
    /// 422 and other refusals of the request itself.
    Refused,
    /// 5xx.
    ServerTrouble,
    /// The body is not what was promised.
    BrokenBody,
    /// Another repository has the name now.
    Replaced,
}

/// One row of the table: what to tell, and what the person can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Remedy {
    /// What happened and what to do, in a sentence or two.
    pub sentence: &'static str,
    /// The one button.
    pub button: Button,
    /// Whether the harvest may try again by itself.
    pub retries: bool,
}

/// What a button of a failure does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Button {
    /// Goes on from the page that failed.
    Continue,
    /// Opens the token field.
    AddToken,
    /// Opens the address GitHub gave.
    Authorize,
    /// Takes the source away.
    Remove,
}

impl Button {
    /// The word on it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Continue => "Continue",
            Self::AddToken => "Add a token",
            Self::Authorize => "Authorize on GitHub",
            Self::Remove => "Remove source",
        }
    }
}

impl Failure {
    /// Every failure.
    pub const ALL: [Self; 13] = [
        Self::Offline,
        Self::BadToken,
        Self::BudgetSpent,
        Self::SlowDown,
        Self::Forbidden,
        Self::SignOnNeeded,
        Self::NotFound,
        Self::Gone,
        Self::Blocked,
        Self::Refused,
        Self::ServerTrouble,
        Self::BrokenBody,
        Self::Replaced,
    ];

    /// The table.
    #[must_use]
    pub fn remedy(self) -> Remedy {
        let row = |sentence, button, retries| Remedy { sentence, button, retries };
        match self {
            Self::Offline => {
                row("GitHub could not be reached. Check the connection, then continue.", Button::Continue, true)
            }
            Self::BadToken => row(
                "GitHub does not accept this token: it is wrong, expired or revoked. Public repositories need none.",
                Button::AddToken,
                false,
            ),
            Self::BudgetSpent => row(
                "The hourly request budget is spent. The harvest goes on when it starts over; a token gives 5,000 requests an hour instead of 60.",
                Button::AddToken,
                true,
            ),
            Self::SlowDown => row("GitHub asks for a pause before the next request.", Button::Continue, true),
            Self::Forbidden => row(
                "The token lacks the permission to read this repository's issues. A fine-grained token needs “Issues: read”.",
                Button::AddToken,
                false,
            ),
            Self::SignOnNeeded => row(
                "The organisation asks for single sign-on: authorize the token for it on GitHub, then continue.",
                Button::Authorize,
                false,
            ),
            Self::NotFound => row(
                "There is no such repository, or it is private. Check the name; for a private one add a token that may read it.",
                Button::AddToken,
                false,
            ),
            Self::Gone => row("GitHub says that this is gone for good.", Button::Remove, false),
            Self::Blocked => row("GitHub has blocked access to this repository.", Button::Remove, false),
            Self::Refused => row("GitHub refused the request.", Button::Continue, false),
            Self::ServerTrouble => row(
                "GitHub has trouble of its own. What was read is kept; continue in a while.",
                Button::Continue,
                true,
            ),
            Self::Replaced => row(
                "Another repository has this name now. What was read of the one before is kept; remove the source to read the new one.",
                Button::Remove,
                false,
            ),
            Self::BrokenBody => {
                row("GitHub's answer was cut off or garbled. What was read is kept.", Button::Continue, true)
            }
        }
    }
}

/// A refusal, with what the answer adds to the table's row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Which.
    pub failure: Failure,
    /// GitHub's own words, or what was wrong with them.
    pub detail: String,
    /// Seconds to wait before trying again.
    pub wait: Option<u64>,
    /// An address GitHub gave for it.
    pub address: Option<String>,
}

impl Refused {
    /// A refusal with nothing to add.
    #[must_use]
    pub fn new(failure: Failure, detail: impl Into<String>) -> Self {
        Self { failure, detail: detail.into(), wait: None, address: None }
    }

    /// The table's sentence, with GitHub's own words behind it, or what was wrong with them.
    #[must_use]
    pub fn sentence(&self) -> String {
        let sentence = self.failure.remedy().sentence;
        match (self.detail.as_str(), self.failure) {
            ("", _) => sentence.to_owned(),
            // GitHub has not said these.
            (detail, Failure::Offline | Failure::BrokenBody) => format!("{sentence} ({detail})"),
            (detail, _) => format!("{sentence} (GitHub: {detail})"),
        }
    }
}

/// The longest wait that is believed, in seconds: the budget starts over every
/// hour, and the page has no clock of GitHub's to check against.
const LONGEST_WAIT: i64 = 3_660;
/// The pause for a secondary limit that names none, in seconds.
const PAUSE: u64 = 60;

impl Answer {
    /// A header's value.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// What is left of the budget, where the answer says so.
    #[must_use]
    pub fn budget(&self) -> Option<Budget> {
        let number = |name: &str| self.header(name)?.trim().parse::<i64>().ok();
        Some(Budget {
            limit: u32::try_from(number("x-ratelimit-limit")?).ok()?,
            remaining: u32::try_from(number("x-ratelimit-remaining")?).ok()?,
            reset: number("x-ratelimit-reset")?,
        })
    }

    /// Why it is a refusal; `None` when it is none. `now` is in seconds since 1970.
    #[must_use]
    pub fn refused(&self, now: i64) -> Option<Refused> {
        (!(200..300).contains(&self.status)).then(|| self.refusal(now))
    }

    /// The address of the next page, as the answer's `Link` header gives it.
    #[must_use]
    pub fn next(&self) -> Option<String> {
        // `<address>; rel="next", <address>; rel="prev"`. An address in angle
        // brackets can hold commas and semicolons, so these are found first.
        let mut rest = self.header("link")?;
        while let Some((_, after)) = rest.split_once('<') {
            let (address, after) = after.split_once('>')?;
            let (parameters, after) = after
                .split_once('<')
                .map_or((after, ""), |(parameters, _)| (parameters, after.get(parameters.len()..).unwrap_or_default()));
            let is_next = parameters
                .split([';', ','])
                .filter_map(|parameter| parameter.trim().strip_prefix("rel="))
                .any(|relations| {
                    relations.trim_matches('"').split(' ').any(|relation| relation.eq_ignore_ascii_case("next"))
                });
            if is_next {
                return Some(address.to_owned());
            }
            rest = after;
        }
        None
    }

    /// Which refusal this is: in the order GitHub documents for limits.
    fn refusal(&self, now: i64) -> Refused {
        let message = self.message();
        let lower = message.to_lowercase();
        let limited = matches!(self.status, 403 | 429);
        let waiting = |failure, wait: i64| Refused {
            failure,
            detail: message.clone(),
            wait: u64::try_from(wait.clamp(0, LONGEST_WAIT)).ok(),
            address: None,
        };
        if limited {
            if let Some(wait) = self.header("retry-after").and_then(|wait| wait.trim().parse::<i64>().ok()) {
                return waiting(Failure::SlowDown, wait);
            }
            if let Some(budget) = self.budget().filter(|budget| budget.remaining == 0) {
                return waiting(Failure::BudgetSpent, budget.reset - now + 1);
            }
            if self.status == 429 || lower.contains("secondary rate") || lower.contains("abuse detection") {
                return Refused { failure: Failure::SlowDown, detail: message, wait: Some(PAUSE), address: None };
            }
        }
        if self.status == 403 {
            if let Some(sign_on) = self.header("x-github-sso") {
                let address = sign_on
                    .split("url=")
                    .nth(1)
                    .map(|url| url.trim().to_owned())
                    .filter(|url| url.starts_with("https://"));
                return Refused { failure: Failure::SignOnNeeded, detail: message, wait: None, address };
            }
            if lower.contains("access blocked") {
                return Refused::new(Failure::Blocked, message);
            }
        }
        let failure = match self.status {
            401 => Failure::BadToken,
            403 => Failure::Forbidden,
            404 => Failure::NotFound,
            410 => Failure::Gone,
            451 => Failure::Blocked,
            500.. => Failure::ServerTrouble,
            _ => Failure::Refused,
        };
        Refused::new(failure, message)
    }

    /// GitHub's own words; empty when the body is a page and not a message.
    fn message(&self) -> String {
        let body: Option<Value> = serde_json::from_str(&self.body).ok();
        let said = body.as_ref().and_then(|body| body.get("message")).and_then(Value::as_str);
        said.map_or_else(|| format!("status {}", self.status), start_of)
    }
}

fn start_of(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(160).collect()
}
