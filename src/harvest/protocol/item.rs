//! From what a document says to work items.

use chrono::{DateTime, Utc};
use indexmap::IndexMap;
use rustc_hash::{FxHashMap, FxHashSet};

use super::heading::{Topic, topic};
use super::mark::{Mark, mark, plain};
use super::outline::{Block, Kind};
use crate::harvest::Harvest;
use crate::harvest::estimate;
use crate::harvest::file::{MOST_ITEMS, bound};
use crate::harvest::identity::digest;
use crate::harvest::merge::CREATED;
use crate::harvest::text::{clean, clip, has_any_word, one_line, shorten, slug, stem};
use crate::work_item::{ItemId, Source, SourceKind, Status, WorkItem};

/// A list longer than this is rolled up by its headings.
const MOST_LISTED: usize = 12;

/// A piece of work that was found.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// What it is.
    pub(super) text: String,
    /// Where it stands.
    pub(super) line: usize,
    /// What its headings announce.
    pub(super) topic: Topic,
    /// A word for its kind.
    pub(super) tag: &'static str,
    /// The heading that announces it.
    pub(super) section: String,
    /// The headings above.
    pub(super) path: Vec<String>,
    /// What else is said.
    pub(super) details: String,
    /// Labelled facts.
    pub(super) facts: Vec<String>,
    /// Its parts.
    pub(super) parts: Vec<String>,
    /// Its mark.
    pub(super) mark: Mark,
    /// What blocks it.
    pub(super) blocked: Option<String>,
    /// Whether it is a task box.
    pub(super) is_box: bool,
    /// Whether it is an item of a plain list.
    pub(super) is_listed: bool,
}

impl Default for Found {
    fn default() -> Self {
        Self {
            text: String::new(),
            line: 0,
            topic: Topic::Plain,
            tag: "open",
            section: String::new(),
            path: Vec::new(),
            details: String::new(),
            facts: Vec::new(),
            parts: Vec::new(),
            mark: Mark::None,
            blocked: None,
            is_box: false,
            is_listed: false,
        }
    }
}

impl Found {
    /// With what stands under it in the list.
    pub(super) fn with_parts(mut self, children: &[Block]) -> Self {
        for child in children {
            let text = plain(&child.text);
            let is_done =
                matches!(child.kind, Kind::Item { ticked: Some(true), .. }) || mark(&child.text).0 == Mark::Done;
            if super::mark::label(&child.text).is_some_and(|(name, _)| super::mark::is_fact(&name)) {
                self.facts.push(text);
            } else if !is_done {
                self.parts.push(text);
            }
        }
        self
    }
}

/// Makes the items of a document.
pub(super) fn make(
    harvest: &mut Harvest,
    found: Vec<Found>,
    over: &[Found],
    date: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) {
    let names = Names::of(&harvest.name, found.iter().chain(over));
    harvest.done.extend(over.iter().map(|found| names.id(found)));
    let found = roll_up(harvest, &names, found);
    let mut said: FxHashSet<String> = FxHashSet::default();
    let mut ids: FxHashSet<ItemId> = FxHashSet::default();
    let mut beyond = 0;
    for found in found {
        // The same task under another heading is another task; the same
        // sentence in another list is a restatement.
        let key = match found.parts.as_slice() {
            _ if found.is_box => format!("{} {}", found.path.join(" "), found.text),
            // Two lists under headings of one name are two lists.
            parts if found.is_listed && !parts.is_empty() => format!("{} {}", slug(&found.text, 400), parts.join(" ")),
            _ => slug(&found.text, 400),
        };
        if !said.insert(key.to_lowercase()) {
            harvest.skip("repeated items", "the document says the same before");
            continue;
        }
        if harvest.items.len() == MOST_ITEMS {
            beyond += 1;
            continue;
        }
        let mut id = names.id(&found);
        if !ids.insert(id.clone()) {
            id = apart(&id, &found);
            if !ids.insert(id.clone()) {
                harvest.skip("repeated items", "the document says the same before");
                continue;
            }
        }
        harvest.items.push(item(id, &harvest.name, &found, date, now));
    }
    bound(harvest, beyond);
}

/// Long lists become one item per heading under which they stand.
fn roll_up(harvest: &mut Harvest, names: &Names, found: Vec<Found>) -> Vec<Found> {
    let mut sizes: IndexMap<String, usize> = IndexMap::new();
    for one in found.iter().filter(|one| one.is_listed) {
        *sizes.entry(one.section.clone()).or_default() += 1;
    }
    let is_long = |one: &Found| one.is_listed && sizes.get(&one.section).is_some_and(|size| *size > MOST_LISTED);
    let labels = labels(found.iter().filter(|one| is_long(one)));
    let mut rolled: Vec<Found> = Vec::new();
    let mut places: IndexMap<Vec<String>, usize> = IndexMap::new();
    let mut whole: FxHashSet<ItemId> = FxHashSet::default();
    for one in found {
        let mut path = one.path.clone();
        if let [.., above, heading] = path.as_slice()
            && above != heading
            && labels.contains(heading)
        {
            path.pop();
        }
        let is_long = is_long(&one);
        if is_long && let Some(known) = places.get(&path).and_then(|at| rolled.get_mut(*at)) {
            harvest.replaced.push(names.id(&one));
            known.parts.push(one.text);
            continue;
        }
        let own = path.clone();
        let title = path.pop().unwrap_or_default();
        // “These are missing” is about what the heading above names.
        let title = if points(&title) { path.last().cloned().unwrap_or(title) } else { title };
        let list = Found { text: title, path, parts: vec![one.text.clone()], ..one.clone() };
        if is_long {
            // While the list was shorter, each was an item.
            harvest.replaced.push(names.id(&one));
            places.insert(own, rolled.len());
            rolled.push(list);
        } else {
            // While it was longer, it was one.
            if one.is_listed {
                whole.insert(names.id(&list));
            }
            rolled.push(one);
        }
    }
    harvest.replaced.extend(whole);
    rolled
}

/// Whether a title only points to what stands by it.
fn points(title: &str) -> bool {
    let title = title.to_lowercase();
    ["these ", "this ", "the following ", "below "].iter().any(|word| title.starts_with(word))
}

/// Headings that name no subject, but a part that every subject has: “Objectives:”, “What's Missing”.
fn labels<'a>(found: impl Iterator<Item = &'a Found>) -> FxHashSet<String> {
    let mut above: IndexMap<&str, FxHashSet<&[String]>> = IndexMap::new();
    for one in found {
        if let Some((heading, parents)) = one.path.split_last() {
            above.entry(heading).or_default().insert(parents);
        }
    }
    let is_short = |heading: &str| heading.ends_with(':') && heading.split_whitespace().count() <= 4;
    let is_label = |(heading, parents): &(&str, FxHashSet<&[String]>)| is_short(heading) || parents.len() > 1;
    above.into_iter().filter(is_label).map(|(heading, _)| heading.to_owned()).collect()
}

/// The ids of what a document names, open or done. Of those that would have one id the first in the document has
/// it, so that each has the same however far the others are.
struct Names {
    document: String,
    first: FxHashMap<ItemId, (usize, String)>,
}

impl Names {
    fn of<'a>(name: &str, found: impl Iterator<Item = &'a Found>) -> Self {
        let mut names = Self { document: stem(name).to_owned(), first: FxHashMap::default() };
        for found in found {
            let place = (found.line, place(found));
            let first = names.first.entry(names.short(found)).or_insert_with(|| place.clone());
            if place.0 < first.0 {
                *first = place;
            }
        }
        names
    }

    fn short(&self, found: &Found) -> ItemId {
        let heading = found.path.last().map_or_else(|| "top".to_owned(), |heading| slug(heading, 40));
        format!("{}#{heading}/{}", self.document, slug(&found.text, 48)).into()
    }

    fn id(&self, found: &Found) -> ItemId {
        let short = self.short(found);
        let is_first = self.first.get(&short).is_none_or(|(_, first)| *first == place(found));
        if is_first { short } else { apart(&short, found) }
    }
}

/// What is the same only for what is the same work.
fn place(found: &Found) -> String {
    digest(&[&found.path.join("/"), &found.text])
}

/// An id beside `short`, which other work has.
fn apart(short: &ItemId, found: &Found) -> ItemId {
    format!("{short}-{}", place(found)).into()
}

fn item(id: ItemId, name: &str, found: &Found, date: Option<DateTime<Utc>>, now: DateTime<Utc>) -> WorkItem {
    let mut text = one_line(found.text.trim_end_matches([':', ' ']), 220);
    if text.split_whitespace().count() < 4 && !found.path.is_empty() {
        // Too short to stand alone.
        text =
            format!("{text} ({})", one_line(found.path.last().map_or("", String::as_str).trim_end_matches(':'), 100));
    }
    let count = found.parts.len();
    if count > 1 {
        text = format!("{text} ({count} parts)");
    }
    let mut item = WorkItem::new(id, shorten(&text, 240), date.unwrap_or(now));
    item.source = Source {
        kind: SourceKind::Protocol,
        name: name.to_owned(),
        place: Some(shorten(&format!("{} (line {})", one_line(&found.path.join(" › "), 200), found.line), 240)),
        url: None,
    };
    item.checklist = u32::try_from(count).unwrap_or(u32::MAX);
    item.details = details(found);
    item.tags = vec![found.tag.to_owned()];
    item.milestone = steps(found).find(|heading| step(heading).is_some()).map(|heading| one_line(heading, 120));
    if date.is_none() {
        item.because(CREATED, "the document states no date; this is when it was read");
    }
    match (&found.blocked, found.mark) {
        (Some(reason), _) => {
            item.status = Status::Blocked;
            item.blocked_reason = Some(reason.clone());
            item.because("status", reason.clone());
        }
        (None, Mark::UnderWay) => {
            item.status = Status::InProgress;
            item.because("status", "it is marked as under way");
        }
        _ => {}
    }
    urge(&mut item, found);
    for fact in found.facts.iter().chain([&found.details, &found.text]) {
        let is_estimate =
            has_any_word(&fact.to_lowercase(), &["timeline", "effort", "estimate", "estimated", "duration", "time"]);
        if let Some(days) = estimate::days(fact).filter(|_| is_estimate) {
            item.effort_estimate = days;
            item.because("effort_estimate", format!("“{}”", one_line(fact, 80)));
            break;
        }
    }
    item
}

fn details(found: &Found) -> String {
    let mut details = found.path.join(" › ");
    for text in [&found.details].into_iter().chain(&found.facts) {
        if !text.is_empty() {
            details.push_str("\n\n");
            details.push_str(text);
        }
    }
    if !found.parts.is_empty() {
        details.push('\n');
        for part in found.parts.iter().take(100) {
            details.push_str("\n- ");
            details.push_str(&one_line(part, 300));
        }
        if found.parts.len() > 100 {
            details.push_str(&format!("\n- and {} more", found.parts.len() - 100));
        }
    }
    clean(clip(details.trim(), 6_000))
}

/// Urgency: stated priority first, then the place in a sequence, then the kind.
fn urge(item: &mut WorkItem, found: &Found) {
    let fact = found.facts.iter().find(|fact| fact.to_lowercase().starts_with("priority"));
    let head = found.text.split(':').next().unwrap_or_default();
    // “Add a queue for urgent requests” is not urgent: the word stands at an end, or in brackets.
    let says_priority = |text: &&str| {
        let text = text.to_lowercase();
        let words: Vec<&str> = text.split_whitespace().collect();
        let first = words.get(..words.len().min(2)).unwrap_or_default().join(" ");
        let last = words.last().copied().unwrap_or_default();
        let remarks = text.split('(').skip(1).filter_map(|rest| rest.split(')').next());
        let is_said = |part: &str| has_any_word(part, &["priority", "urgent", "immediate"]);
        is_said(&first)
            || is_said(last)
            || remarks.into_iter().any(is_said)
            || text.contains("(optional)")
            || text.contains("(critical")
    };
    // What is announced for later is not what a heading further up calls urgent.
    let later = found.path.iter().rposition(|heading| topic(heading) == Topic::Future).unwrap_or_default();
    let stated = fact
        .map(String::as_str)
        .into_iter()
        .chain([found.text.as_str()].into_iter().filter(says_priority))
        .chain([head].into_iter().filter(|head| head.len() < found.text.len() && head.split_whitespace().count() <= 3))
        .chain(found.path.iter().skip(later).rev().map(String::as_str))
        .find_map(|text| estimate::urgency(text).map(|urgency| (urgency, one_line(text, 80))));
    if let Some((urgency, text)) = stated {
        item.urgency_level = urgency;
        item.because("urgency_level", format!("“{text}”"));
        return;
    }
    if let Some((heading, number)) = steps(found).find_map(|heading| step(heading).map(|number| (heading, number))) {
        item.urgency_level = match number {
            0 | 1 => 4,
            2 => 3,
            _ => 2,
        };
        item.because("urgency_level", format!("its place in the order: “{}”", one_line(heading, 80)));
        return;
    }
    if found.topic == Topic::Future {
        item.urgency_level = 2;
        item.because("urgency_level", format!("announced for later: “{}”", one_line(&found.section, 80)));
    }
}

/// Where a step of a sequence may be named: the label of the work itself, `Week 1: …`, and the headings above.
fn steps(found: &Found) -> impl Iterator<Item = &str> {
    let label =
        found.text.split_once(':').map(|(label, _)| label).filter(|label| label.split_whitespace().count() <= 3);
    label.into_iter().chain(found.path.iter().rev().map(String::as_str))
}

/// The number of the phase, week or step that a heading names.
fn step(heading: &str) -> Option<u32> {
    let words: Vec<String> = heading
        .to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    words.windows(2).find_map(|pair| match pair {
        [word, number] if matches!(word.as_str(), "phase" | "week" | "sprint" | "stage" | "milestone" | "weeks") => {
            number.parse().ok()
        }
        _ => None,
    })
}
