//! The screens, and the hash each has in the address: `#/decide/owner%2Frepo%2312`.

use crate::filter::Mark;

/// A screen of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) enum Screen {
    #[default]
    Brief,
    Decide,
    Backlog,
    Sources,
    Settings,
}

impl Screen {
    pub(crate) const ALL: [Self; 5] = [Self::Brief, Self::Decide, Self::Backlog, Self::Sources, Self::Settings];

    /// The word in the address.
    pub(crate) fn slug(self) -> &'static str {
        match self {
            Self::Brief => "brief",
            Self::Decide => "decide",
            Self::Backlog => "backlog",
            Self::Sources => "sources",
            Self::Settings => "settings",
        }
    }

    /// The word on the page.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Brief => "Brief",
            Self::Decide => "Decide",
            Self::Backlog => "Backlog",
            Self::Sources => "Sources",
            Self::Settings => "Settings",
        }
    }

    /// The key that goes there after `g`.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Brief => "b",
            Self::Decide => "d",
            Self::Backlog => "l",
            Self::Sources => "s",
            Self::Settings => ",",
        }
    }
}

/// The field for a repository, and the one for a text: where a way to Sources may lead.
pub(crate) const REPOSITORY: &str = "repository";
pub(crate) const PASTE: &str = "paste";

/// Where the person is: a screen, the item they have open on it, and what the
/// list is narrowed to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Route {
    pub(crate) screen: Screen,
    /// The open item's id.
    pub(crate) item: Option<String>,
    /// What the backlog is narrowed to, as `status:blocked` or words; the field of Sources that is meant.
    pub(crate) filter: Option<String>,
}

impl Route {
    pub(crate) fn to(screen: Screen) -> Self {
        Self { screen, ..Self::default() }
    }

    pub(crate) fn item(screen: Screen, id: impl Into<String>) -> Self {
        Self { screen, item: Some(id.into()), filter: None }
    }

    pub(crate) fn filtered(mark: &Mark) -> Self {
        Self { screen: Screen::Backlog, item: None, filter: Some(mark.to_string()) }
    }

    /// To a field of Sources.
    pub(crate) fn sources(field: &str) -> Self {
        Self { filter: Some(field.to_owned()), ..Self::to(Screen::Sources) }
    }

    /// The route as the address's hash.
    pub(crate) fn hash(&self) -> String {
        let mut hash = format!("#/{}", self.screen.slug());
        if let Some(item) = &self.item {
            hash.push('/');
            hash.push_str(&encode(item));
        }
        if let Some(filter) = &self.filter {
            hash.push('?');
            hash.push_str(&encode(filter));
        }
        hash
    }

    /// Reads a hash; anything unknown is the Brief.
    pub(crate) fn from_hash(hash: &str) -> Self {
        let path = hash.trim_start_matches('#').trim_start_matches('/');
        let (path, filter) = path.split_once('?').map_or((path, None), |(path, filter)| (path, Some(filter)));
        let (slug, item) = path.split_once('/').map_or((path, None), |(slug, item)| (slug, Some(item)));
        let screen = Screen::ALL.into_iter().find(|screen| screen.slug() == slug).unwrap_or_default();
        let text = |part: Option<&str>| part.map(decode).filter(|text| !text.is_empty());
        Self { screen, item: text(item), filter: text(filter) }
    }
}

fn encode(text: &str) -> String {
    String::from(js_sys::encode_uri_component(text))
}

fn decode(text: &str) -> String {
    js_sys::decode_uri_component(text).map_or_else(|_| text.to_owned(), String::from)
}
