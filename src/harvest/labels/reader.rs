//! The rules, compiled for one repository.

use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::pattern::{Found, Pattern};
use super::reading::LabelReading;
use super::rule::LabelRule;
use super::words::Words;
use super::{LabelRules, default_titles, defaults};

/// Reads labels and titles of one repository. The rules are compiled once;
/// every label is read once and remembered.
#[derive(Debug)]
pub struct LabelReader {
    overrides: Table,
    labels: Table,
    titles: Table,
    seen: FxHashMap<String, Rc<LabelReading>>,
}

impl LabelReader {
    pub(super) fn new(rules: &LabelRules, repo: &str) -> Self {
        Self {
            overrides: Table::of(rules.of_repository(repo)),
            labels: rules.labels.as_deref().map_or_else(|| Table::of(&defaults::labels()), Table::of),
            titles: rules.titles.as_deref().map_or_else(|| Table::of(&default_titles::titles()), Table::of),
            seen: FxHashMap::default(),
        }
    }

    /// What `label` means. A rule of the repository's own replaces all others.
    pub fn label(&mut self, label: &str) -> Rc<LabelReading> {
        if let Some(reading) = self.seen.get(label) {
            return Rc::clone(reading);
        }
        let own = Words::of_label(label, |word| self.overrides.prefixes.contains(word));
        let reading = self.overrides.read(&own).unwrap_or_else(|| {
            let words = Words::of_label(label, |word| self.labels.prefixes.contains(word));
            self.labels.read(&words).unwrap_or_default()
        });
        let reading = Rc::new(reading);
        self.seen.insert(label.to_owned(), Rc::clone(&reading));
        reading
    }

    /// What the words of a title mean.
    #[must_use]
    pub fn title(&self, title: &str) -> LabelReading {
        self.titles.read(&Words::of_text(title)).unwrap_or_default()
    }
}

/// Rules by a word they need.
#[derive(Debug, Default)]
struct Table {
    rules: Vec<Compiled>,
    /// Rules and their patterns, by a word that the pattern cannot do without.
    by_word: FxHashMap<String, Vec<(usize, Pattern)>>,
    /// Patterns of `*` and `#` alone, by prefix; the empty one is for no prefix.
    by_prefix: FxHashMap<String, Vec<(usize, Pattern)>>,
    prefixes: FxHashSet<String>,
}

#[derive(Debug)]
struct Compiled {
    rule: LabelRule,
    prefixes: Vec<String>,
    unless: Vec<Pattern>,
}

impl Table {
    fn of(rules: &[LabelRule]) -> Self {
        let mut table = Self::default();
        for (at, rule) in rules.iter().enumerate() {
            let prefixes: Vec<String> =
                rule.prefixes.iter().map(|prefix| Words::of_text(prefix).all.join(" ")).collect();
            for pattern in rule.labels.iter().filter_map(|label| Pattern::read(label)) {
                if let Some(key) = pattern.key().map(str::to_owned) {
                    table.by_word.entry(key).or_default().push((at, pattern));
                } else if prefixes.is_empty() {
                    table.by_prefix.entry(String::new()).or_default().push((at, pattern));
                } else {
                    for prefix in &prefixes {
                        table.by_prefix.entry(prefix.clone()).or_default().push((at, pattern.clone()));
                    }
                }
            }
            table.prefixes.extend(prefixes.iter().cloned());
            let unless = rule.unless.iter().filter_map(|label| Pattern::read(label)).collect();
            table.rules.push(Compiled { rule: rule.clone(), prefixes, unless });
        }
        table
    }

    /// What the rules say; `None` when none holds.
    fn read(&self, words: &Words) -> Option<LabelReading> {
        let mut hits: Vec<(usize, Found)> = Vec::new();
        let by_word = words.all.iter().filter_map(|word| self.by_word.get(word));
        let short = words.short.as_ref().map(|(prefix, _)| prefix.as_str());
        let by_prefix = words.prefixes.iter().map(String::as_str).chain(short).chain([""]);
        let by_prefix = by_prefix.filter_map(|prefix| self.by_prefix.get(prefix));
        for (at, pattern) in by_word.chain(by_prefix).flatten() {
            let found = self.rules.get(*at).and_then(|compiled| compiled.find(pattern, words));
            hits.extend(found.map(|found| (*at, found)));
        }
        let only = |at: usize| self.rules.get(at).is_some_and(|compiled| compiled.rule.only);
        if hits.iter().any(|&(at, _)| only(at)) {
            hits.retain(|&(at, _)| only(at));
        }
        // In the order of the rules, so that what is read does not depend on
        // the order of the words.
        hits.sort_by_key(|&(at, _)| at);
        let mut reading = LabelReading::default();
        for &(at, found) in &hits {
            if let Some(compiled) = self.rules.get(at) {
                reading.add(compiled.rule.means, found);
            }
        }
        (!hits.is_empty()).then_some(reading)
    }
}

impl Compiled {
    fn find(&self, pattern: &Pattern, words: &Words) -> Option<Found> {
        let under = |prefix: &String| self.prefixes.contains(prefix);
        let short = words.short.as_ref();
        let found = if self.prefixes.is_empty() {
            find_anywhere(pattern, words)
        } else if words.prefixes.iter().any(under) {
            pattern.find(&words.value)
        } else if let Some((_, rest)) = short.filter(|(prefix, _)| under(prefix)) {
            pattern.find(rest)
        } else if words.prefixes.is_empty() && under(&String::new()) {
            pattern.find(&words.all)
        } else {
            None
        };
        found.filter(|_| !self.unless.iter().any(|pattern| find_anywhere(pattern, words).is_some()))
    }
}

/// Looks at the label's last part, at all of it, and at what follows a first
/// word that may be a prefix.
fn find_anywhere(pattern: &Pattern, words: &Words) -> Option<Found> {
    let rest = || words.short.as_ref().and_then(|(_, rest)| pattern.find(rest));
    pattern.find(&words.value).or_else(|| pattern.find(&words.all)).or_else(rest)
}
