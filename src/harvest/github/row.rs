//! One row of an issue list, in any shape GitHub has used since 2012.

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::harvest::dependency_text::is_repository;
use crate::harvest::timestamp;

/// A row with the identity that every use of it needs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row<'a> {
    value: &'a Value,
    /// Its number in its repository.
    pub(super) number: u64,
    /// The repository it is in now, `owner/name`.
    pub(super) repo: &'a str,
}

impl<'a> Row<'a> {
    /// Reads a row of the list of `repo`, which GitHub calls `called`.
    ///
    /// # Errors
    /// Says why it is no issue.
    pub(super) fn read(value: &'a Value, repo: &'a str, called: &str) -> Result<Self, &'static str> {
        if !value.is_object() {
            return Err("is no object, so no issue could be read from it; it was left out");
        }
        let number = number_of(value).ok_or("has no issue number, so it has no identity; it was left out")?;
        let is_elsewhere = |own: &&str| !own.eq_ignore_ascii_case(repo) && !own.eq_ignore_ascii_case(called);
        let own = repository_of(value).filter(is_elsewhere);
        Ok(Self { value, number, repo: own.unwrap_or(repo) })
    }

    /// A field that is there and is not null.
    pub(super) fn get(&self, key: &str) -> Option<&'a Value> {
        self.value.get(key).filter(|value| !value.is_null())
    }

    /// A field that is text.
    pub(super) fn text(&self, key: &str) -> Option<&'a str> {
        self.get(key).and_then(Value::as_str)
    }

    /// The stable identity.
    pub(super) fn id(&self) -> String {
        format!("{}#{}", self.repo, self.number)
    }

    /// Whether it is a pull request. Lists of 2012 and 2013 give every issue a
    /// `pull_request` whose addresses are all null. A row of a list of pull
    /// requests is told by its address, and by its place for a merge.
    pub(super) fn is_pull_request(&self) -> bool {
        let names = |key| self.get("pull_request").and_then(|pull| pull.get(key)).is_some_and(Value::is_string);
        let leads = |key, to: &str| {
            let last_but_one = self.text(key).and_then(|url| url.trim_end_matches('/').rsplit('/').nth(1));
            last_but_one.is_some_and(|part| part == to)
        };
        names("html_url")
            || names("url")
            || self.value.get("merged_at").is_some()
            || leads("html_url", "pull")
            || leads("url", "pulls")
    }

    /// Whether it is closed.
    pub(super) fn is_closed(&self) -> bool {
        match self.text("state") {
            Some(state) => state.eq_ignore_ascii_case("closed"),
            None => self.get("closed_at").is_some(),
        }
    }

    /// A time; the error is what stands there instead.
    pub(super) fn time(&self, key: &str) -> Result<Option<DateTime<Utc>>, &'a Value> {
        match self.get(key) {
            None => Ok(None),
            Some(value) => timestamp(value).map(|stamp| Some(stamp.at)).ok_or(value),
        }
    }

    /// A count; 0 where there is none.
    pub(super) fn count(&self, path: &[&str]) -> u64 {
        path.iter().try_fold(self.value, |value, key| value.get(key)).and_then(Value::as_u64).unwrap_or(0)
    }

    /// The labels' names as written, each once. A label is an object or a text.
    pub(super) fn labels(&self) -> Vec<&'a str> {
        let mut names = Vec::new();
        for label in self.get("labels").and_then(Value::as_array).into_iter().flatten() {
            let name = label.as_str().or_else(|| label.get("name")?.as_str());
            names.extend(name.filter(|name| !name.trim().is_empty() && !names.contains(name)));
        }
        names
    }

    /// The people it is assigned to; older lists name one only.
    pub(super) fn assignees(&self) -> Vec<String> {
        let many = self.get("assignees").and_then(Value::as_array).into_iter().flatten();
        let mut logins: Vec<String> = Vec::new();
        for user in many.chain(self.get("assignee")) {
            let login = user.get("login").and_then(Value::as_str);
            logins.extend(login.filter(|login| !logins.iter().any(|held| held == login)).map(str::to_owned));
        }
        logins
    }

    /// The address a person can open, if it is a safe one.
    pub(super) fn url(&self) -> Option<&'a str> {
        let url = self.text("html_url")?;
        let plain = !url.chars().any(|c| c.is_whitespace() || c.is_control());
        (url.starts_with("https://") && plain).then_some(url)
    }

    /// The host its pages are on.
    pub(super) fn host(&self) -> Option<&'a str> {
        self.url()?.strip_prefix("https://")?.split('/').next()
    }
}

fn number_of(value: &Value) -> Option<u64> {
    let number = value.get("number")?;
    let whole = |number: &f64| number.fract() == 0.0 && (1.0..9_007_199_254_740_992.0).contains(number);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // the range is checked above
    let from_float = || number.as_f64().filter(whole).map(|number| number as u64);
    number.as_u64().or_else(from_float).filter(|&number| number > 0)
}

/// The repository a row says it is in: a transferred issue is not where it was asked for.
fn repository_of(value: &Value) -> Option<&str> {
    let text = |key| value.get(key).and_then(Value::as_str);
    text("repository_url")
        .and_then(after_repos)
        .or_else(|| text("html_url").and_then(repository_of_page))
        .or_else(|| text("url").and_then(after_repos))
}

/// `owner/name` of an API address.
pub(super) fn after_repos(url: &str) -> Option<&str> {
    let (_, path) = url.split_once("/repos/")?;
    owner_and_name(path)
}

/// `owner/name` of an issue's or a pull request's page.
fn repository_of_page(url: &str) -> Option<&str> {
    let (_, path) = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?.split_once('/')?;
    owner_and_name(path)
}

/// The first two parts of a path, where they can be a repository.
fn owner_and_name(path: &str) -> Option<&str> {
    let (owner, rest) = path.split_once('/')?;
    let name = rest.split(['/', '?', '#']).next()?;
    path.get(..=owner.len() + name.len()).filter(|text| is_repository(text))
}
