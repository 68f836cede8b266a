//! A repository's name, however a person writes it.

use std::fmt;

use super::secret::{redact, token_kind};

/// `owner/name` on GitHub.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Repository {
    owner: String,
    name: String,
}

impl Repository {
    /// Reads `owner/name`, an address of any page of the repository, or a clone
    /// address.
    ///
    /// # Errors
    /// A sentence that says what is wrong and what would be right.
    pub fn parse(text: &str) -> Result<Self, String> {
        let given = text.trim();
        if given.is_empty() {
            return Err("Name a repository as owner/name, for example rust-lang/rust.".to_owned());
        }
        let mut path = given;
        for start in ["https://", "http://", "ssh://", "git://", "git@", "www."] {
            path = path.strip_prefix(start).unwrap_or(path);
        }
        for host in ["git@github.com", "api.github.com/repos/", "www.github.com", "github.com"] {
            if let Some(rest) = path.strip_prefix(host) {
                path = rest.trim_start_matches(['/', ':']);
                break;
            }
        }
        let path = path.split(['?', '#']).next().unwrap_or(path).trim_matches('/');
        let mut parts = path.split('/');
        let (owner, name) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let name = name.strip_suffix(".git").unwrap_or(name);
        let is_address = given != path;
        let fits = |part: &str, more: &[char]| {
            !part.is_empty()
                && part.len() <= 100
                && part.chars().all(|c| c.is_ascii_alphanumeric() || more.contains(&c))
        };
        let is_whole = fits(owner, &['-', '_']) && fits(name, &['-', '_', '.']) && name != "." && name != "..";
        if !is_whole || (!is_address && parts.next().is_some()) {
            if token_kind(given).is_some() {
                return Err("That is a token, not a repository: it belongs into the token field.".to_owned());
            }
            let shown: String = redact(given).chars().take(60).collect();
            return Err(format!("“{shown}” is not a repository. Write owner/name, or paste its address from GitHub."));
        }
        Ok(Self { owner: owner.to_owned(), name: name.to_owned() })
    }
}

impl fmt::Display for Repository {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.owner, self.name)
    }
}
