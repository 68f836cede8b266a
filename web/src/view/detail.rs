//! Everything about one item: its score, gates, dependencies and text.

use std::sync::Arc;

use autonomous_orchestrator::harvest::Repository;
use autonomous_orchestrator::journal::{Entry, Finished, State};
use autonomous_orchestrator::orchestrator::Command;
use autonomous_orchestrator::prioritize::{Explanation, Parts};
use autonomous_orchestrator::work_item::{ItemId, SourceKind, Status, WorkItem};
use leptos::prelude::*;

use super::decide::approve;
use crate::filter::Mark;
use crate::part::icon::{Draw, Icon};
use crate::part::live::{click, live};
use crate::part::memo::Memo;
use crate::part::meter::GateMeter;
use crate::part::score_bar::{Legend, ScoreBar};
use crate::part::tag::StatusTag;
use crate::route::{Route, Screen};
use crate::store::Store;
use crate::words::{counted, day, relative, score, term};

/// What is shown of an item.
#[derive(Clone, PartialEq)]
pub(crate) struct Known {
    pub(crate) entry: Entry,
    pub(crate) explanation: Explanation,
    /// Its dependencies, each with its words and whether it is done; `None` is unknown.
    pub(crate) dependencies: Vec<(ItemId, Option<(String, bool)>)>,
    /// The open items that wait for it.
    pub(crate) dependents: Vec<(ItemId, String)>,
}

/// Everything known of `id`.
pub(crate) fn known(store: Store, id: &str) -> Option<Known> {
    let id = ItemId::from(id);
    let now = store.now.get();
    store.state.with(|state| {
        let entry = state.entry(&id)?.clone();
        let explanation =
            store.ranking.with(|ranking| store.plan.with(|plan| Explanation::of(state, ranking, plan, &id, now)))?;
        let dependencies = entry.item.dependencies.iter().map(|id| {
            let found = match (state.entry(id), state.history.get(id)) {
                (Some(entry), _) => Some((entry.item.description.clone(), !entry.item.status.is_open())),
                (None, Some(work)) => Some((work.description.clone(), true)),
                (None, None) => None,
            };
            (id.clone(), found)
        });
        let dependencies = dependencies.collect();
        let dependents = state
            .items
            .iter()
            .filter(|(_, other)| other.item.status.is_open() && other.item.dependencies.contains(&id))
            .map(|(id, other)| (id.clone(), other.item.description.clone()))
            .take(20)
            .collect();
        Some(Known { entry, explanation, dependencies, dependents })
    })
}

/// The score in words and as a bar.
#[component]
pub(crate) fn ScoreWords(known: Known) -> impl IntoView {
    let store = Store::here();
    let parts = store.state.with_untracked(|state| Parts::of(&known.entry, &state.config));
    let explanation = known.explanation;
    view! {
        <section class="why-score">
            <h3>
                "Score " {score(explanation.score)}
                <span class="dim">{explanation.rank.map(|rank| format!(" · {rank} of {} open", explanation.of))}</span>
            </h3>
            <ScoreBar parts=parts />
            <table class="terms">
                <caption class="unseen">"The terms of the score"</caption>
                <tbody>
                    {explanation.terms.iter().map(|part| view! {
                        <tr>
                            <th scope="row">{term(part.name)}</th>
                            <td class="num">{score(part.amount)}</td>
                            <td class="dim">{part.because.clone()}</td>
                        </tr>
                    }).collect_view()}
                </tbody>
            </table>
            <Legend />
            {explanation.tie.map(|tie| view! { <p class="note">{tie}</p> })}
        </section>
    }
}

/// The five gates.
#[component]
pub(crate) fn Gates(explanation: Explanation) -> impl IntoView {
    view! {
        <section>
            <h3>"Gates"</h3>
            {explanation.gates.into_iter().map(|gate| view! { <GateMeter gate=gate /> }).collect_view()}
        </section>
    }
}

/// Dependencies and dependents.
#[component]
pub(crate) fn Links(known: Known) -> impl IntoView {
    let Known { dependencies, dependents, .. } = known;
    let store = Store::here();
    let waits = !dependencies.is_empty();
    let blocks = !dependents.is_empty();
    let to = |id: &ItemId| Route::item(Screen::Backlog, id.as_str()).hash();
    view! {
        {waits.then(|| view! {
            <section>
                <h3>"Depends on"</h3>
                <ul class="links">
                    {dependencies.iter().map(|(id, found)| match found {
                        Some((what, done)) => view! {
                            <li>
                                <span class=if *done { "tag good" } else { "tag watch" }>{if *done { "Done" } else { "Open" }}</span>
                                <a href=to(id)>{what.clone()}</a>
                                <span class="id">{id.to_string()}</span>
                            </li>
                        }.into_any(),
                        None => view! {
                            <li>
                                <span class="tag act">"Unknown"</span>
                                <span>{id.to_string()}</span>
                                <span class="dim">{store.state.with_untracked(|state| unknown_hint(state, id))}</span>
                            </li>
                        }.into_any(),
                    }).collect_view()}
                </ul>
            </section>
        })}
        {blocks.then(|| view! {
            <section>
                <h3>{format!("{} for it", counted(dependents.len(), "open item waits", "open items wait"))}</h3>
                <ul class="links">
                    {dependents.iter().map(|(id, what)| view! {
                        <li><a href=to(id)>{what.clone()}</a><span class="id">{id.to_string()}</span></li>
                    }).collect_view()}
                </ul>
            </section>
        })}
    }
}

/// What to do about an unknown dependency.
fn unknown_hint(state: &State, id: &ItemId) -> String {
    let repository = id.as_str().split_once('#').and_then(|(name, _)| Repository::parse(name).ok());
    match repository {
        Some(_) if state.has_read_past(id) => {
            "a pull request, moved or deleted: its repository was read to the end".to_owned()
        }
        Some(repository) => format!("harvest {repository} to know it"),
        None => "no source has it".to_owned(),
    }
}

/// The facts of an item.
#[component]
pub(crate) fn Facts(item: WorkItem) -> impl IntoView {
    let store = Store::here();
    let now = store.now.get_untracked();
    let rows: Vec<(&'static str, String)> = [
        ("Tags", (!item.tags.is_empty()).then(|| item.tags.join(", "))),
        ("Effort, days", Some(format!("{}, {}", item.effort_estimate, item.basis("effort_estimate")))),
        ("Urgency", Some(format!("{} of 5", item.urgency_level))),
        ("Created", Some(format!("{} ({})", day(item.created_date), relative(item.created_date, now)))),
        ("Updated", item.updated_date.map(|at| relative(at, now))),
        ("Closed", item.closed_date.map(day)),
        ("People", (!item.assignees.is_empty()).then(|| item.assignees.join(", "))),
        ("Milestone", item.milestone.clone()),
        (
            "Seen",
            (item.occurrences > 1).then(|| {
                format!(
                    "{} in {}",
                    counted(item.occurrences as usize, "time", "times"),
                    counted(item.sightings.len(), "file", "files")
                )
            }),
        ),
    ]
    .into_iter()
    .filter_map(|(name, value)| value.map(|value| (name, value)))
    .collect();
    let source = item.source.clone();
    view! {
        <dl class="facts">
            {(source.kind != SourceKind::Github && !source.name.is_empty()).then(|| view! {
                <dt>"From"</dt>
                <dd>
                    <a href=Route::filtered(&Mark::Source(source.name.clone())).hash()>{source.name.clone()}</a>
                    {source.place.map(|place| format!(": {place}"))}
                </dd>
            })}
            {facts(rows)}
            {(!item.sightings.is_empty()).then(|| view! {
                <dt>"Evidence"</dt>
                <dd>
                    {item.sightings.iter().map(|sighting| view! {
                        <p>{format!("{}: {}", sighting.source, sighting.places.join(", "))}</p>
                    }).collect_view()}
                </dd>
            })}
        </dl>
    }
}

fn facts(rows: Vec<(&'static str, String)>) -> impl IntoView {
    rows.into_iter().map(|(name, value)| view! { <dt>{name}</dt><dd>{value}</dd> }).collect_view()
}

/// The panel beside the backlog.
#[component]
pub(crate) fn Detail(id: String) -> impl IntoView {
    let store = Store::here();
    let shown = Memo::new({
        let id = id.clone();
        move || known(store, &id)
    });
    let finished = store.state.with_untracked(|state| state.history.get(&ItemId::from(id.as_str())).cloned());
    view! {
        <aside class="panel detail" aria-label="Item">
            <a class="button quiet close" href=Route::to(Screen::Backlog).hash() aria-label="Close item"><Draw icon=Icon::Close /></a>
            {live(move || match shown.get() {
                None => match finished.clone() {
                    Some(work) => view! { <Past work=work /> }.into_any(),
                    None => view! {
                        <p class="dim">{format!("{id} is not in the backlog: no source that was read has it.")}</p>
                    }.into_any(),
                },
                Some(known) => view! { <Item known=known /> }.into_any(),
            })}
        </aside>
    }
}

/// What is known of work that was finished before it was seen here.
#[component]
fn Past(work: Arc<Finished>) -> impl IntoView {
    let rows = [
        ("Created", day(work.created)),
        ("Closed", day(work.closed)),
        ("Ended as", work.resolution.as_deref().unwrap_or("completed").replace('_', " ")),
        ("Tags", work.tags.join(", ")),
        ("Source", work.source.clone()),
    ];
    view! {
        <p class="over">
            <StatusTag status=Status::Completed />
            <span class="id">{work.id.to_string()}</span>
        </p>
        <h2>{work.description.clone()}</h2>
        <p class="dim">"It was finished before it was seen here, and was never ranked."</p>
        <dl class="facts">
            {facts(rows.into_iter().filter(|(_, value)| !value.is_empty()).collect())}
        </dl>
    }
}

#[component]
fn Item(known: Known) -> impl IntoView {
    let store = Store::here();
    let item = known.entry.item.clone();
    let id = item.id.clone();
    let is_moving = item.status == Status::InProgress;
    let is_escalated = known.entry.open_case().is_some();
    let end = {
        let id = id.clone();
        move |done: bool| {
            if store.send(Command::EndWork(id.clone(), done)) {
                store
                    .notices
                    .tell_undoable(format!("{} is {}.", id, if done { "done" } else { "failed" }), store.last_step());
            }
        }
    };
    let fail = end.clone();
    let is_stuck = known.explanation.dispatch.outcome == "blocked";
    let pass = {
        let id = id.clone();
        move || approve(store, id.clone())
    };
    view! {
        <p class="over">
            <StatusTag status=item.status />
            <span class="id">{id.to_string()}</span>
        </p>
        <h2 tabindex="-1">{item.description.clone()}</h2>
        <p class="dispatch">
            {known.explanation.dispatch.instance.clone().map(|name| view! { <strong>{name}</strong>": " })}
            {known.explanation.dispatch.because.clone()}
        </p>
        <p class="actions">
            {item.source.url.clone().map(|url| view! {
                <a class="button" href=url target="_blank" rel="noopener noreferrer">"Open on GitHub"<Draw icon=Icon::Link /></a>
            })}
            {is_escalated.then(|| view! {
                <a class="button primary" href=Route::item(Screen::Decide, id.as_str()).hash()>"Decide"</a>
            })}
            {is_stuck.then(|| view! { <button on:click=click(pass)>"Approve anyway"</button> })}
            {is_moving.then(|| view! {
                <button on:click=click(move || end(true))>"Mark done"</button>
                <button on:click=click(move || fail(false))>"Mark failed"</button>
            })}
        </p>
        <ScoreWords known=known.clone() />
        <Gates explanation=known.explanation.clone() />
        <Links known=known.clone() />
        <Facts item=item.clone() />
        {(!item.details.is_empty()).then(|| view! {
            <details class="body">
                <summary>"Text"</summary>
                <pre>{item.details.clone()}</pre>
            </details>
        })}
    }
}
