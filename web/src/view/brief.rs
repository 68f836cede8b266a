//! The brief: one page for the Keyholder.

use std::sync::Arc;

use autonomous_orchestrator::dashboard::{Advice as Recommended, Clause, Dashboard, Indicator, Place, Risk, clauses};
use autonomous_orchestrator::journal::{FinishedKind, State};
use autonomous_orchestrator::prioritize::Parts;
use autonomous_orchestrator::work_item::Status;
use chrono::{DateTime, Utc};
use leptos::prelude::*;

use super::shell::download_snapshot;
use crate::filter::Mark;
use crate::part::empty::FirstVisit;
use crate::part::icon::{Draw, Icon};
use crate::part::live::{click, either, live, rows, shown, text, word};
use crate::part::memo::Memo;
use crate::part::score_bar::{self, Legend, ScoreBar};
use crate::part::spark::Spark;
use crate::part::tag::{ReasonTag, StatusTag, primary};
use crate::route::{Route, Screen};
use crate::store::{Same, Store};
use crate::words::{counted, percent, relative, score, thousands};

/// The brief.
#[component]
pub(crate) fn Brief() -> impl IntoView {
    let store = Store::here();
    let is_empty = Memo::new(move || store.counts.with(|counts| counts.total_work_items == 0));
    let dashboard = Memo::new(move || {
        let now = store.now.get();
        store.state.with(|state| store.ranking.with(|ranking| Same::new(Dashboard::of(state, ranking, now))))
    });
    view! {
            <h1 tabindex="-1">{live(move || store.counts.with(clauses).into_iter().map(clause).collect_view())}"."</h1>
            {either(
    move || !is_empty.get(),
    move || view! {
                {shown(move || is_partial(dashboard), move || view! {
                    <p class="partial">
                        <a href=Route::to(Screen::Sources).hash()>{text(move || dashboard.with(|dashboard| dashboard.coverage.sentence.clone()))}</a>
                    </p>
                })}
                <Figures dashboard=dashboard />
                <div class="two">
                    <Needs />
                    <Risks dashboard=dashboard />
                </div>
                <Top />
                <div class="two">
                    <Moving dashboard=dashboard />
                    <Advice dashboard=dashboard />
                </div>
                <footer>
                    <p class="dim">
                        <a href=Route::to(Screen::Sources).hash()>{text(move || dashboard.with(|dashboard| dashboard.coverage.sentence.clone()))}</a>
                    </p>
                    <span class="grow"></span>
                    <button on:click=click(move || download_snapshot(store))>"Download snapshot"</button>
                </footer>
            }.into_any(),
    move || view! { <FirstVisit /> }.into_any(),
    )}
        }
}

/// A part of the headline; where it counts items it leads to them.
fn clause(Clause { joint, words, about }: Clause) -> AnyView {
    match about {
        None => view! { {joint}{words} }.into_any(),
        Some(Status::Escalated) => view! { {joint}<a href=Route::to(Screen::Decide).hash()>{words}</a> }.into_any(),
        Some(status) => view! { {joint}<a href=of_status(status)>{words}</a> }.into_any(),
    }
}

/// Whether the figures rest on sources that were not read to the end.
fn is_partial(dashboard: Memo<Same<Dashboard>>) -> bool {
    dashboard.with(|dashboard| !dashboard.coverage.partial.is_empty())
}

/// Weeks shown in the sparkline of completed work.
const WEEKS: usize = 9;

/// Completed items and issues per week, oldest first.
fn closed_per_week(state: &State, now: DateTime<Utc>) -> Vec<usize> {
    let mut weeks = vec![0; WEEKS];
    let issues = state.history.values().filter(|work| work.kind == FinishedKind::Issue).map(|work| work.closed);
    let items = state
        .items
        .values()
        .filter(|entry| entry.item.status == Status::Completed)
        .filter_map(|entry| entry.item.closed_date);
    for closed in issues.chain(items) {
        let ago = (now - closed).num_weeks();
        let week = usize::try_from(ago).ok().and_then(|ago| (WEEKS - 1).checked_sub(ago));
        if let Some(count) = week.and_then(|week| weeks.get_mut(week)) {
            *count += 1;
        }
    }
    weeks
}

/// The three numbers.
#[component]
fn Figures(dashboard: Memo<Same<Dashboard>>) -> impl IntoView {
    let store = Store::here();
    let weeks = Memo::new(move || store.state.with(|state| closed_per_week(state, store.now.get())));
    let figures = Memo::new(move || dashboard.with(|dashboard| dashboard.kpi_summary.clone()));
    let delta = move || {
        let figures = figures.get();
        let (last, before) = (figures.completed_last_30_days, figures.completed_30_days_before);
        match last.cmp(&before) {
            std::cmp::Ordering::Greater => {
                ("delta up", format!("{last} in 30 days, ▲ {} on those before", last - before))
            }
            std::cmp::Ordering::Less => {
                ("delta down", format!("{last} in 30 days, ▼ {} on those before", before - last))
            }
            std::cmp::Ordering::Equal => ("delta flat", format!("{last} in 30 days, as in those before")),
        }
    };
    let confidence = move || {
        let figures = figures.get();
        match figures.average_confidence {
            Some(confidence) => (
                percent(confidence),
                format!("stated by {} of {} open", figures.confidence_stated, thousands(figures.open_items)),
            ),
            None => ("–".to_owned(), "no open item states one".to_owned()),
        }
    };
    view! {
        <section class="tiles" aria-label="Key figures">
            <a class="tile" href=of_status(Status::Completed)>
                <span class="label">"Completed"</span>
                <span class="figure">
                    {text(move || thousands(store.counts.get().completed_items))}" "
                    <small>{text(move || {
                        let figures = figures.get();
                        let rate = figures.completion_rate.map(percent).unwrap_or_default();
                        format!("{rate} of {}", thousands(figures.total_items))
                    })}</small>
                </span>
                <span class=word(move || delta().0)>{text(move || delta().1)}</span>
                {live(move || {
                    let weeks = weeks.get();
                    let label = format!("Completed per week, oldest first: {}", weeks.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "));
                    view! { <Spark numbers=weeks label=label /> }
                })}
            </a>
            <a class="tile" href=Route::to(Screen::Decide).hash()>
                <span class="label">"Escalated to you"</span>
                <span class="figure">
                    {text(move || figures.get().active_escalations_count)}" "
                    <small>{text(move || {
                        let figures = figures.get();
                        figures.escalation_rate.map(|rate| format!("{} of {} open", percent(rate), thousands(figures.open_items)))
                    })}</small>
                </span>
                <span class="delta flat">{text(move || store.state.with(|state| match state.cycles {
                    0 => "no cycle has run yet".to_owned(),
                    cycles => format!("after {}", counted(usize::try_from(cycles).unwrap_or(usize::MAX), "cycle", "cycles")),
                }))}</span>
            </a>
            <a class="tile" href=Route::filtered(&Mark::HasConfidence).hash()>
                <span class="label">"Stated confidence"</span>
                <span class="figure">{text(move || confidence().0)}" "<small>{text(move || confidence().1)}</small></span>
                <span class="delta flat">{text(move || store.state.with(|state| format!("gate at {}", percent(state.config.thresholds.confidence))))}</span>
            </a>
        </section>
    }
}

/// The first open escalations.
#[component]
fn Needs() -> impl IntoView {
    let store = Store::here();
    let cases = move || {
        store.state.with(|state| {
            store.ranking.with(|ranking| {
                let cases = ranking.rows().filter_map(|row| {
                    let (id, entry) = state.items.get_index(row.at)?;
                    let case = entry.open_case()?;
                    let (reason, text) = primary(case, &entry.item);
                    let holds = if row.unblocks > 0 {
                        format!("holds up {} · ", counted(row.unblocks as usize, "item", "items"))
                    } else {
                        String::new()
                    };
                    Some((id.to_string(), entry.item.description.clone(), reason, text, holds, case.opened))
                });
                cases.take(4).collect::<Vec<_>>()
            })
        })
    };
    view! {
            <section class="panel">
                <header>
                    <h2>"Needs you"</h2>
                    <a href=Route::to(Screen::Decide).hash()>"Decide"<kbd>"g d"</kbd></a>
                </header>
                {either(
    move || store.counts.with(|counts| counts.escalated_items > 0),
    move || view! {
                    <ol class="cases">
                        {rows(cases, |(id, what, _, reason, holds, opened)| format!("{id} {reason} {holds} {} {what}", opened.timestamp()), move |(id, what, reason, words, holds, opened)| view! {
                            <li>
                                <a href=Route::item(Screen::Decide, id).hash()>
                                    <ReasonTag reason=reason text=words />
                                    <span class="what">{what}</span>
                                    <span class="why">{text(move || format!("{holds}opened {}", relative(opened, store.now.get())))}</span>
                                </a>
                            </li>
                        })}
                    </ol>
                }.into_any(),
    move || view! { <p class="dim">{text(move || match store.counts.get() {
                    counts if counts.cycles == 0 || counts.unjudged_items > 0 => "Not judged yet: run a cycle.",
                    _ => "Nothing: every gate holds.",
                })}</p> }.into_any(),
    )}
            </section>
        }
}

/// The risk indicators; each opens what is behind it.
#[component]
fn Risks(dashboard: Memo<Same<Dashboard>>) -> impl IntoView {
    let indicators = move || dashboard.with(|dashboard| dashboard.risk_indicators.indicators.clone());
    let link = move |indicator: &Indicator| match indicator.risk {
        Risk::EscalationRate => Route::to(Screen::Decide).hash(),
        Risk::Confidence => Route::filtered(&Mark::HasConfidence).hash(),
        Risk::Blocked(obstacle) => Route::filtered(&Mark::Blocked(obstacle.word().to_owned())).hash(),
        Risk::Security => Route::filtered(&Mark::Exposed).hash(),
    };
    view! {
            <section class="panel">
                <header><h2>"Risk indicators"</h2></header>
                {either(
    move || !indicators().is_empty(),
    move || view! {
                    <ul class="rows">
                        {rows(indicators, |indicator| format!("{} {}", indicator.level, indicator.sentence), move |indicator| {
                            let word = if indicator.level == "act" { "Act" } else { "Watch" };
                            view! {
                                <li>
                                    <span class=format!("tag {}", indicator.level)>{word}</span>
                                    <a href=link(&indicator)>{indicator.sentence.clone()}</a>
                                </li>
                            }
                        })}
                    </ul>
                }.into_any(),
    move || view! { <p class="dim">"None: escalations, confidence and blocks are within their limits."</p> }.into_any(),
    )}
            </section>
        }
}

/// One of the top priorities: id, words, priority, its parts, how many wait for
/// it, status, instance.
type Priority = (String, String, f64, Parts, u32, Status, Option<Arc<str>>);

/// What a row shows, for drawing it anew only when that changes.
fn shape((id, what, priority, parts, unblocks, status, instance): &Priority) -> String {
    let instance = instance.as_deref().unwrap_or_default();
    format!("{id} {} {} {unblocks} {} {instance} {what}", priority.to_bits(), score_bar::shape(*parts), status.word())
}

/// The top priorities.
#[component]
fn Top() -> impl IntoView {
    let store = Store::here();
    let top = move || {
        store.state.with(|state| {
            store.ranking.with(|ranking| {
                let open = ranking.rows().filter_map(|row| {
                    let (id, entry) = state.items.get_index(row.at)?;
                    let item = &entry.item;
                    let parts = Parts::of(entry, &state.config);
                    item.status.is_open().then(|| {
                        (
                            id.to_string(),
                            item.description.clone(),
                            row.score.priority(),
                            parts,
                            row.unblocks,
                            item.status,
                            item.assigned_instance.clone(),
                        )
                    })
                });
                open.take(7).collect::<Vec<_>>()
            })
        })
    };
    view! {
        <section class="panel">
            <header>
                <h2>"Top priorities"</h2>
                <a href=Route::to(Screen::Backlog).hash()>"Backlog"<kbd>"g l"</kbd></a>
            </header>
            <div class="wide">
                <table>
                    <thead>
                        <tr>
                            <th scope="col" class="num">"Score"</th>
                            <th scope="col" class="bars">"Why"</th>
                            <th scope="col">"Item"</th>
                            <th scope="col" class="few">"Unlocks"</th>
                            <th scope="col" class="with">"Where"</th>
                        </tr>
                    </thead>
                    <tbody>
                        {rows(top, shape, |(id, what, priority, parts, unblocks, status, instance)| view! {
                            <tr>
                                <td class="num">{score(priority)}</td>
                                <td class="bars"><ScoreBar parts=parts /></td>
                                <td>
                                    <a href=Route::item(Screen::Backlog, id.clone()).hash()>{what}</a>
                                    <span class="id">{id}</span>
                                </td>
                                <td class="few">{if unblocks > 0 { unblocks.to_string() } else { "–".to_owned() }}</td>
                                <td class="with">{match instance {
                                    Some(name) if status == Status::InProgress => view! { <span>{name.to_string()}</span> }.into_any(),
                                    _ => view! { <StatusTag status=status /> }.into_any(),
                                }}</td>
                            </tr>
                        })}
                    </tbody>
                </table>
            </div>
            <Legend />
        </section>
    }
}

/// Who has what.
#[component]
fn Moving(dashboard: Memo<Same<Dashboard>>) -> impl IntoView {
    let store = Store::here();
    let seats = move || {
        dashboard.with(|dashboard| {
            let seats = dashboard.dispatch.iter().map(|seat| {
                let of = seat.capacity.map_or_else(String::new, |capacity| format!(" of {capacity}"));
                let load = format!("{}{of} in progress · {} done, {} failed", seat.open_items, seat.done, seat.failed);
                (seat.instance.clone(), load)
            });
            seats.collect()
        })
    };
    // In progress by what their source says, and with nobody here.
    let elsewhere = Memo::new(move || {
        let held: usize = dashboard.with(|dashboard| dashboard.dispatch.iter().map(|seat| seat.open_items).sum());
        store.counts.with(|counts| counts.in_progress_items.saturating_sub(held))
    });
    view! {
        <section class="panel">
            <header>
                <h2>"Who has what"</h2>
                <a href=of_status(Status::InProgress)>"In progress"</a>
            </header>
            <ul class="rows">
                {rows(seats, |(instance, load): &(String, String)| format!("{instance} {load}"), |(instance, load)| view! {
                    <li>
                        <a href=Route::filtered(&Mark::With(instance.clone())).hash()>{instance.clone()}</a>
                        <span class="dim">{load}</span>
                    </li>
                })}
                {shown(move || { elsewhere.get() > 0 }, move || view! {
                    <li>
                        <a href=of_status(Status::InProgress)>"Started elsewhere"</a>
                        <span class="dim">{text(move || format!("{} by their source's word", elsewhere.get()))}</span>
                    </li>
                })}
            </ul>
        </section>
    }
}

/// What to do next; each leads to where it is done.
#[component]
fn Advice(dashboard: Memo<Same<Dashboard>>) -> impl IntoView {
    let link = |place: &Place| match place {
        Place::Sources => Route::to(Screen::Sources).hash(),
        Place::Decide => Route::to(Screen::Decide).hash(),
        Place::Settings => Route::to(Screen::Settings).hash(),
        Place::Pending => of_status(Status::Pending),
        Place::Item(id) => Route::item(Screen::Backlog, id.as_str()).hash(),
    };
    let advice = move || dashboard.with(|dashboard| dashboard.recommendations.clone());
    view! {
        <section class="panel">
            <header><h2>"Recommendations"</h2></header>
            <ul class="advice">
                {rows(advice, |advice: &Recommended| advice.sentence.clone(), move |advice| view! {
                    <li><Draw icon=Icon::Check /><a href=link(&advice.place)>{advice.sentence}</a></li>
                })}
            </ul>
        </section>
    }
}

/// The backlog, narrowed to one status.
fn of_status(status: Status) -> String {
    Route::filtered(&Mark::Status(status.word().to_owned())).hash()
}
