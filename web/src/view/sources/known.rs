//! What was read of each source, and what can be done about it.

use std::sync::Arc;

use autonomous_orchestrator::config::Instance;
use autonomous_orchestrator::harvest::{Button, Repository};
use autonomous_orchestrator::journal::{FinishedKind, HarvestRecord, State};
use autonomous_orchestrator::orchestrator::Command;
use autonomous_orchestrator::work_item::SourceKind;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::{TokenWanted, harvest, is_busy};
use crate::filter::Mark;
use crate::harvest::{Asked, SAMPLE, harvest_all};
use crate::part::live::{click, flag, rows, shown, text, typed};
use crate::part::memo::Memo;
use crate::route::Route;
use crate::store::Store;
use crate::view::settings::change;
use crate::words::{counted, day, relative, source_kind, thousands};

/// The instances a source offers, and the way to take them over.
fn offered(store: Store, instances: Vec<Instance>) -> impl IntoView {
    let names: Vec<&str> = instances.iter().map(|instance| instance.name.as_str()).collect();
    let words = format!("Offers {}: {}", counted(names.len(), "instance", "instances"), names.join(", "));
    let missing = move |known: &[Instance]| -> Vec<Instance> {
        let is_new = |offer: &&Instance| !known.iter().any(|known| known.name == offer.name);
        instances.iter().filter(is_new).cloned().collect()
    };
    let missing = StoredValue::new(missing);
    let count = move || store.state.with(|state| missing.with_value(|missing| missing(&state.config.instances).len()));
    let take = move || {
        let taken = change(store, |config| {
            let mut new = missing.with_value(|missing| missing(&config.instances));
            config.instances.append(&mut new);
        });
        match taken {
            Ok(()) => store
                .notices
                .tell("They take work that has one of their capabilities as a tag, from the next cycle on."),
            Err(why) => store.notices.problem(why),
        }
    };
    view! {
        <p class="actions">
            <span>{words}</span>
            {shown(move || { count() > 0 }, move || view! { <button on:click=click(take)>"Let them take work"</button> })}
        </p>
    }
}

/// A source is drawn anew when it was read again.
fn shape(record: &HarvestRecord) -> String {
    let at = record.tried.max(record.at).map_or(0, |at| at.timestamp_millis());
    format!("{at} {} {} {}", record.read, record.complete, record.name)
}

/// So many sources are shown at once, and so many more on each demand.
const SHOWN: usize = 20;
const MORE: usize = 50;
/// So few are found by looking.
const FEW: usize = 8;

/// What there is here of one source.
#[derive(Clone, Debug, Default, PartialEq)]
struct Work {
    name: String,
    open: usize,
    done: usize,
    merged: usize,
}

/// That of every source, by name.
fn work(state: &State) -> Vec<Work> {
    let mut all: Vec<Work> = state.sources.keys().map(|name| Work { name: name.clone(), ..Work::default() }).collect();
    let mut of = |name: &str, count: fn(&mut Work)| {
        if let Ok(at) = all.binary_search_by(|work| work.name.as_str().cmp(name))
            && let Some(work) = all.get_mut(at)
        {
            count(work);
        }
    };
    for entry in state.items.values() {
        let is_open = entry.item.status.is_open();
        of(&entry.item.source.name, if is_open { |work| work.open += 1 } else { |work| work.done += 1 });
    }
    for finished in state.history.values() {
        let is_issue = finished.kind == FinishedKind::Issue;
        of(&finished.source, if is_issue { |work| work.done += 1 } else { |work| work.merged += 1 });
    }
    all
}

/// What a source came to, the first shown first.
#[derive(Clone, Copy, PartialEq)]
enum Standing {
    Repository,
    Stopped,
    Problems,
    Work,
    NoWork,
    NotUnderstood,
}

impl Standing {
    const ALL: [Self; 6] =
        [Self::Repository, Self::Stopped, Self::Problems, Self::Work, Self::NoWork, Self::NotUnderstood];

    fn of(record: &HarvestRecord) -> Self {
        let has_work = record.added + record.updated + record.completed + record.unchanged > 0;
        match record.kind {
            SourceKind::Github => Self::Repository,
            _ if !record.complete => Self::Stopped,
            _ if !has_work && record.problem_count > 0 && record.skipped.is_empty() => Self::NotUnderstood,
            _ if record.problem_count > 0 => Self::Problems,
            _ if has_work => Self::Work,
            _ => Self::NoWork,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Repository => "Repositories",
            Self::Stopped => "Read in part",
            Self::Problems => "Read with problems",
            Self::Work => "With work",
            Self::NoWork => "Without work",
            Self::NotUnderstood => "Not understood",
        }
    }
}

/// The sources that are known: repositories first, then what has problems.
#[component]
pub(super) fn Known() -> impl IntoView {
    let store = Store::here();
    let most = RwSignal::new(SHOWN);
    let (words, only) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let all = move || store.state.with(|state| state.sources.len());
    let found = Memo::new(move || {
        let (words, only) = (words.get().to_lowercase(), only.get());
        store.state.with(|state| {
            let fits = |record: &Arc<HarvestRecord>, standing: Standing| {
                Standing::of(record) == standing && record.name.to_lowercase().contains(&words)
            };
            let of = |standing: Standing| state.sources.values().filter(move |record| fits(record, standing));
            let wanted = Standing::ALL.into_iter().filter(|standing| only.is_empty() || only == standing.word());
            wanted.flat_map(of).cloned().collect::<Vec<Arc<HarvestRecord>>>()
        })
    });
    let list = move || found.with(|found| found.iter().take(most.get()).cloned().collect());
    let told = move || match (found.with(Vec::len), all()) {
        (found, all) if found < all => format!("{} of {} sources", thousands(found), thousands(all)),
        (_, all) => counted(all, "source", "sources"),
    };
    let has_repository =
        move || store.state.with(|state| state.sources.values().any(|record| record.kind == SourceKind::Github));
    let left = move || found.with(Vec::len).saturating_sub(most.get());
    let work = Memo::new(move || store.state.with(|state| work(state)));
    view! {
        {shown(move || { all() > 0 }, move || view! {
            <section class="panel">
                <header>
                    <h2>"What was read"</h2>
                    {shown(has_repository, move || view! {
                        <button disabled=flag(move || is_busy(store)) on:click=click(move || spawn_local(harvest_all(store)))>"Harvest now"</button>
                    })}
                </header>
                {shown(move || { all() > FEW }, move || view! {
                    <div class="tools" role="search">
                        <input
                            type="search"
                            aria-label="Search the sources"
                            placeholder="Search names"
                            prop:value=text(move || words.get())
                            on:input=typed(move |text| words.set(text))
                        />
                        <select aria-label="Kind of source" prop:value=text(move || only.get()) on:change=typed(move |text| only.set(text))>
                            <option value="">"All sources"</option>
                            {Standing::ALL.into_iter().map(|each| view! { <option value=each.word()>{each.word()}</option> }).collect_view()}
                        </select>
                        <span class="dim" role="status">{text(told)}</span>
                    </div>
                })}
                <ul class="sources">{rows(list, |record| shape(record), move |record| view! { <SourceRow record=record work=work /> })}</ul>
                {shown(move || { left() > 0 }, move || view! {
                    <button on:click=click(move || most.update(|most| *most += MORE))>
                        {text(move || match left() {
                            left if left > MORE => format!("Show {MORE} of {} more", thousands(left)),
                            left => format!("Show {left} more"),
                        })}
                    </button>
                })}
            </section>
        })}
    }
}

#[component]
fn SourceRow(record: Arc<HarvestRecord>, work: Memo<Vec<Work>>) -> impl IntoView {
    let store = Store::here();
    let name = record.name.clone();
    let owns = {
        let name = name.clone();
        move || {
            work.with(|all| {
                let work = all.iter().find(|work| work.name == name).cloned().unwrap_or_default();
                let merged = match work.merged {
                    0 => String::new(),
                    merged => {
                        let merged = counted(merged, "merged pull request", "merged pull requests");
                        format!(", {merged} as history")
                    }
                };
                format!("{} open, {} finished{merged}", thousands(work.open), thousands(work.done))
            })
        }
    };
    let (at, due) = (record.at, store.state.with_untracked(|state| record.due(&state.config)));
    let when = move || {
        let now = store.now.get();
        let read = at.map_or_else(|| "nothing read yet".to_owned(), |at| relative(at, now));
        match due {
            Some(due) if due > now => format!("{read}, next {}", relative(due, now)),
            Some(_) => format!("{read}, next as soon as this page is seen and online"),
            None => read,
        }
    };
    let remedy = record.failure.map(|failure| failure.remedy().button);
    let TokenWanted(wanted) = expect_context();
    let repository = (record.kind == SourceKind::Github).then(|| Repository::parse(&record.name).ok()).flatten();
    let is_sample = record.name == SAMPLE;
    let remove = {
        let name = name.clone();
        move || {
            if store.send(Command::RemoveSource(name.clone())) {
                store
                    .notices
                    .tell_undoable(format!("{name} is removed, with the items that only it has."), store.last_step());
            }
        }
    };
    // Closed ones follow the open ones; how many there are GitHub does not say.
    let is_within = |expected: &u64| !record.complete && record.read as u64 <= *expected;
    let of = record.expected.filter(is_within).map_or_else(String::new, |expected| {
        format!(" of about {} open", thousands(usize::try_from(expected).unwrap_or(usize::MAX)))
    });
    let last = match record.since {
        Some(since) => format!("Of what changed since {}: ", day(since)),
        None => String::new(),
    };
    let came: Vec<String> = [
        (record.added, "new"),
        (record.updated, "changed"),
        (record.completed, "completed"),
        (record.unchanged, "as known"),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, word)| format!("{} {word}", thousands(count)))
    .collect();
    // What is none of the files that can be read says so where its kind would stand.
    let is_unread = repository.is_none() && record.stopped.is_some() && record.detected.is_empty();
    let is_strange =
        is_unread || repository.is_none() && came.is_empty() && record.problem_count > 0 && record.skipped.is_empty();
    let came = match came.is_empty() {
        true if record.complete => "no work in it".to_owned(),
        true => "nothing so far".to_owned(),
        false => came.join(", "),
    };
    let is_told = repository.is_none() && !record.detected.is_empty();
    let taken_for = if is_told { format!(". Taken for {}", record.detected) } else { String::new() };
    let read = format!("{last}{}{of} read: {came}{taken_for}", counted(record.read, "record", "records"));
    let skipped = record.skipped.clone();
    let problems = record.problems.clone();
    let problem_count = record.problem_count;
    let unlisted = problem_count - problems.len().min(problem_count);
    let details = !skipped.is_empty() || problem_count > 0;
    view! {
        <li>
            <div class="row">
                <a class="name" href=Route::filtered(&Mark::Source(record.name.clone())).hash()>{record.name.clone()}</a>
                {(!is_strange).then(|| view! {
                    <span class="tag plain">{if is_sample { "Sample, not real" } else { source_kind(record.kind) }}</span>
                })}
                {match record.complete {
                    _ if is_unread => view! { <span class="tag watch">"Could not be read"</span> },
                    _ if is_strange => view! { <span class="tag watch">"Not understood"</span> },
                    true => view! { <span class="tag good">"Complete"</span> },
                    false => view! { <span class="tag watch">"In part"</span> },
                }}
                <span class="dim">{owns}</span>
                <span class="grow"></span>
                <span class="dim">{when}</span>
                {match remedy {
                    Some(Button::AddToken) => {
                        view! { <button class="primary" on:click=click(move || wanted.set(true))>{Button::AddToken.word()}</button> }.into_any()
                    }
                    Some(Button::Authorize) => record.address.clone().map(|address| view! {
                        <a class="button" href=address target="_blank" rel="noopener noreferrer">{Button::Authorize.word()}</a>
                    }).into_any(),
                    _ => ().into_any(),
                }}
                {repository.clone().filter(|_| remedy != Some(Button::Remove)).map(|repository| {
                    let word = if record.complete { "Harvest again" } else { "Continue" };
                    view! { <button disabled=flag(move || is_busy(store)) on:click=click(move || harvest(store, repository.clone(), Asked::Person))>{word}</button> }
                })}
                {repository.filter(|_| record.complete).map(|repository| view! {
                    <button disabled=flag(move || is_busy(store)) on:click=click(move || harvest(store, repository.clone(), Asked::All))>"Read everything again"</button>
                })}
                <button on:click=click(remove) aria-label=format!("Remove {}", record.name)>"Remove"</button>
            </div>
            {(!is_unread).then(|| view! { <p class="dim">{read}</p> })}
            {(!record.instances.is_empty()).then(|| offered(store, record.instances.clone()))}
            {record.stopped.clone().map(|why| view! { <p class="error">{format!("Stopped: {why}")}</p> })}
            {details.then(|| {
                let skipped_count: usize = skipped.iter().map(|skipped| skipped.count).sum();
                let words = match (skipped_count, problem_count) {
                    (skipped, 0) => format!("{} passed over", thousands(skipped)),
                    (0, problems) => counted(problems, "problem", "problems"),
                    (skipped, problems) => format!("{}, {} passed over", counted(problems, "problem", "problems"), thousands(skipped)),
                };
                view! {
                    <details>
                        <summary>{words}</summary>
                        <ul class="problems">
                            {problems.into_iter().map(|problem| view! { <li><strong>{problem.place}</strong>": "{problem.message}</li> }).collect_view()}
                            {(unlisted > 0).then(|| view! { <li>{format!("and {} more, for reasons such as these", thousands(unlisted))}</li> })}
                            {skipped.into_iter().map(|skipped| view! { <li class="dim">{format!("{}: {} ({})", skipped.what, thousands(skipped.count), skipped.why)}</li> }).collect_view()}
                        </ul>
                    </details>
                }
            })}
        </li>
    }
}
