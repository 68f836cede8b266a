//! A reference to an issue: `#12`, `GH-12`, `owner/repo#12` or an address.

/// A reference as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reference<'a> {
    /// The repository, where it names one.
    pub(super) repo: Option<&'a str>,
    /// The number.
    pub(super) number: u64,
}

impl<'a> Reference<'a> {
    /// Reads a word that is a reference as a whole.
    pub(super) fn of_word(word: &'a str, host: &str) -> Option<Self> {
        if let Some(digits) = word.strip_prefix("GH-").or_else(|| word.strip_prefix("gh-")) {
            return Some(Self { repo: None, number: number(digits)? });
        }
        if word.starts_with("http") {
            return Self::of_url(word, host);
        }
        let (repo, digits) = word.split_once('#')?;
        let number = number(digits)?;
        if repo.is_empty() {
            return Some(Self { repo: None, number });
        }
        is_repository(repo).then_some(Self { repo: Some(repo), number })
    }

    /// Reads the address of an issue or a pull request on `github.com` or `host`.
    pub(super) fn of_url(url: &'a str, host: &str) -> Option<Self> {
        let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
        let (at, path) = rest.split_once('/')?;
        let known = ["github.com", "www.github.com", host].iter().any(|known| known.eq_ignore_ascii_case(at));
        let path = path.split(['#', '?']).next()?.trim_end_matches('/');
        let mut parts = path.rsplitn(3, '/');
        let (digits, kind, repo) = (parts.next()?, parts.next()?, parts.next()?);
        let fits = known && matches!(kind, "issues" | "pull") && is_repository(repo);
        fits.then_some(Self { repo: Some(repo), number: number(digits)? })
    }
}

/// An issue number: digits alone, and not 0.
fn number(digits: &str) -> Option<u64> {
    let plain = (1..=12).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|&number| plain && number > 0)
}

/// Whether it can be `owner/name`: an owner has no dot.
pub(in crate::harvest) fn is_repository(text: &str) -> bool {
    let Some((owner, name)) = text.split_once('/') else { return false };
    let fits = |part: &str, also: &[char]| {
        (1..=100).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphanumeric() || also.contains(&c))
    };
    fits(owner, &['-', '_']) && !owner.starts_with('-') && fits(name, &['-', '_', '.'])
}
