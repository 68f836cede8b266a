//! The facets of an item that the score and the scope gate look at.

use crate::work_item::WorkItem;

/// One thing an item can be, as told by its tags, its text or its harvest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u16)]
pub enum Facet {
    /// Value: follows a protocol or a compliance rule.
    ProtocolCompliance = 1,
    /// Value: matters to the business.
    BusinessValue = 1 << 1,
    /// Value: users feel it.
    UserImpact = 1 << 2,
    /// Value: pays back technical debt.
    TechnicalDebt = 1 << 3,
    /// Value: tries something new.
    Innovation = 1 << 4,
    /// Risk: security.
    Security = 1 << 5,
    /// Risk: stability.
    Stability = 1 << 6,
    /// Risk: performance.
    Performance = 1 << 7,
    /// Risk: compatibility.
    Compatibility = 1 << 8,
    /// The text speaks of scope and creep.
    ScopeCreep = 1 << 9,
}

impl Facet {
    /// The value facets, in the specification's order.
    pub const VALUES: [Self; 5] =
        [Self::ProtocolCompliance, Self::BusinessValue, Self::UserImpact, Self::TechnicalDebt, Self::Innovation];

    /// The risk categories, in the specification's order.
    pub const RISKS: [Self; 4] = [Self::Security, Self::Stability, Self::Performance, Self::Compatibility];

    /// The specification's name for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::ProtocolCompliance => "protocol_compliance",
            Self::BusinessValue => "business_value",
            Self::UserImpact => "user_impact",
            Self::TechnicalDebt => "technical_debt",
            Self::Innovation => "innovation",
            Self::Security => "security",
            Self::Stability => "stability",
            Self::Performance => "performance",
            Self::Compatibility => "compatibility",
            Self::ScopeCreep => "scope_creep",
        }
    }

    /// The tags that show it. A risk category is shown by its own name.
    #[must_use]
    pub fn tags(self) -> &'static [&'static str] {
        match self {
            Self::ProtocolCompliance => &["compliance"],
            Self::BusinessValue => &["business", "revenue", "customer"],
            Self::UserImpact => &["user", "customer", "impact"],
            Self::TechnicalDebt => &["technical_debt"],
            Self::Innovation => &["innovation", "research", "experimental"],
            Self::Security => &["security"],
            Self::Stability => &["stability"],
            Self::Performance => &["performance"],
            Self::Compatibility => &["compatibility"],
            Self::ScopeCreep => &[],
        }
    }

    /// The words that show it when the description holds them all.
    #[must_use]
    pub fn words(self) -> &'static [&'static str] {
        match self {
            Self::ProtocolCompliance => &["protocol"],
            Self::TechnicalDebt => &["refactor"],
            Self::ScopeCreep => &["scope", "creep"],
            _ => &[],
        }
    }

    /// What shows this facet on `item`, in words; `None` if nothing does.
    #[must_use]
    pub fn because(self, item: &WorkItem) -> Option<String> {
        if let Some(evidence) = item.evidence.iter().find(|evidence| evidence.field == self.name()) {
            return Some(evidence.because.clone());
        }
        if let Some(tag) = item.tags.iter().find(|tag| self.tags().contains(&tag.as_str())) {
            return Some(format!("tag “{tag}”"));
        }
        let said = !self.words().is_empty() && self.words().iter().all(|word| says(&item.description, word));
        said.then(|| format!("the text says “{}”", self.words().join("” and “")))
    }
}

/// Whether `text` holds `word`, in capitals or not.
fn says(text: &str, word: &str) -> bool {
    text.as_bytes().windows(word.len()).any(|place| place.eq_ignore_ascii_case(word.as_bytes()))
}

/// A set of facets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FacetSet(u16);

impl FacetSet {
    const ALL: [Facet; 10] = [
        Facet::ProtocolCompliance,
        Facet::BusinessValue,
        Facet::UserImpact,
        Facet::TechnicalDebt,
        Facet::Innovation,
        Facet::Security,
        Facet::Stability,
        Facet::Performance,
        Facet::Compatibility,
        Facet::ScopeCreep,
    ];

    /// The facets of `item`.
    #[must_use]
    pub fn of(item: &WorkItem) -> Self {
        let mut set = 0;
        for facet in Self::ALL {
            if facet.because(item).is_some() {
                set |= facet as u16;
            }
        }
        Self(set)
    }

    /// Every set there is, in the order of [`FacetSet::index`].
    pub(super) fn all() -> impl Iterator<Item = Self> {
        (0..1 << Self::ALL.len()).map(Self)
    }

    /// The number of this set among all sets.
    pub(super) fn index(self) -> usize {
        self.0.into()
    }

    /// Whether `facet` is in the set.
    #[must_use]
    pub fn has(self, facet: Facet) -> bool {
        self.0 & facet as u16 != 0
    }
}
