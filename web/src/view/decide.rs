//! Decide: the open escalations, one at a time, with three answers.

mod adjust;
mod answer;
mod case;
mod overrule;
mod past;

use autonomous_orchestrator::escalate::Reason;
use autonomous_orchestrator::work_item::ItemId;
use chrono::{DateTime, Utc};
use leptos::prelude::*;

use self::adjust::AdjustDialog;
use self::answer::Answer;
use self::case::CasePanel;
use self::overrule::OverrideDialog;
use self::past::Past;
use super::detail::known;
use super::shell::run_cycle;
use crate::edge::address;
use crate::keys::{Ask, Keys};
use crate::part::empty::FirstVisit;
use crate::part::focus::focus_soon;
use crate::part::live::{click, either, live, rows, shown, text};
use crate::part::memo::{Memo, follow};
use crate::part::tag::{ReasonTag, primary};
use crate::route::{Route, Screen};
use crate::store::Store;
use crate::words::{counted, relative, score};

pub(crate) use self::answer::approve;

/// The list of cases is drawn in steps of so many.
const STEP: usize = 20;

/// One waiting case, for the list.
#[derive(Clone, Debug, PartialEq)]
struct Waiting {
    id: String,
    description: String,
    tag: (Reason, String),
    score: f64,
    /// What it holds up, and the reasons besides the first.
    holds: String,
    also: String,
    opened: DateTime<Utc>,
}

fn waiting(store: Store) -> Vec<Waiting> {
    store.state.with(|state| {
        store.ranking.with(|ranking| {
            let cases = ranking.rows().filter_map(|row| {
                let (id, entry) = state.items.get_index(row.at)?;
                let case = entry.open_case()?;
                let more = case.findings.len().saturating_sub(1);
                let also = if more > 0 { format!(" · {more} more") } else { String::new() };
                let holds = if row.unblocks > 0 { format!("holds up {} · ", row.unblocks) } else { String::new() };
                Some(Waiting {
                    id: id.to_string(),
                    description: entry.item.description.clone(),
                    tag: primary(case, &entry.item),
                    score: row.score.priority(),
                    holds,
                    also,
                    opened: case.opened,
                })
            });
            cases.collect()
        })
    })
}

/// The escalations.
#[component]
pub(crate) fn Decide() -> impl IntoView {
    let store = Store::here();
    let cases = Memo::new(move || waiting(store));
    // The open case: the one in the address, or the first.
    // After an answer the next case is in its place.
    let place = StoredValue::new(0);
    let current = Memo::new(move || {
        let wanted = store.route.with(|route| route.item.clone());
        cases.with(|cases| {
            let at = cases.iter().position(|case| Some(&case.id) == wanted.as_ref());
            let at = at.unwrap_or_else(|| place.get_value().min(cases.len().saturating_sub(1)));
            place.set_value(at);
            cases.get(at).map(|case| case.id.clone())
        })
    });
    // Hundreds of cases are not drawn at once: those around the open one are.
    let near = Memo::new(move || {
        let id = current.get();
        cases.with(|cases| {
            let at = cases.iter().position(|case| Some(&case.id) == id.as_ref()).unwrap_or_default();
            let from = (at / STEP).saturating_sub(1) * STEP;
            cases.iter().skip(from).take(3 * STEP).cloned().collect::<Vec<_>>()
        })
    });
    let more = move || cases.with(Vec::len) - near.with(Vec::len).min(cases.with(Vec::len));
    let others = Memo::new(move || {
        let id = current.get();
        cases.with(|cases| {
            let reason = cases.iter().find(|case| Some(&case.id) == id.as_ref()).map(|case| case.tag.0);
            let alike = cases.iter().filter(|case| Some(case.tag.0) == reason && Some(&case.id) != id.as_ref());
            alike.map(|case| ItemId::from(case.id.as_str())).collect::<Vec<_>>()
        })
    });
    let answer = Answer {
        current,
        others,
        is_for_all: RwSignal::new(false),
        asked: RwSignal::new(Vec::new()),
        adjust: RwSignal::new(false),
        overrule: RwSignal::new(false),
    };
    // Another case is asked about by itself.
    follow(move || {
        current.with(|_| ());
        answer.is_for_all.set(false);
    });
    // The time passes without the case being drawn anew.
    let case = Memo::new(move || current.get().and_then(|id| known(store, &id)));
    let step = move |forward: bool| {
        let id = current.get_untracked();
        let next = cases.with_untracked(|cases| {
            let at = cases.iter().position(|case| Some(&case.id) == id.as_ref())?;
            let to = if forward { at + 1 } else { at.checked_sub(1)? };
            cases.get(to).map(|case| case.id.clone())
        });
        if let Some(id) = next {
            address::step(&Route::item(Screen::Decide, id));
            // It is brought into view by that.
            focus_soon(".list [aria-current]");
        }
    };
    expect_context::<Keys>().on(move |ask| match ask {
        Ask::Next => step(true),
        Ask::Previous => step(false),
        Ask::Answer(_) | Ask::Alike if current.with_untracked(Option::is_none) => {}
        Ask::Alike => answer.is_for_all.update(|all| *all = !*all),
        Ask::Answer(1) => answer.approve(store),
        Ask::Answer(2) => answer.ask(answer.adjust),
        Ask::Answer(_) => answer.ask(answer.overrule),
        _ => {}
    });
    let is_unjudged = move || store.counts.with(|counts| counts.unjudged_items > 0);
    let has_work = move || store.state.with(|state| !state.sources.is_empty());
    let heading = move || match cases.with(Vec::len) {
        0 if is_unjudged() => "Not judged yet.".to_owned(),
        0 => "Nothing needs you.".to_owned(),
        many => format!("{} for you", counted(many, "decision", "decisions")),
    };
    view! {
            <h1 tabindex="-1">{heading}</h1>
            {either(
    move || current.with(Option::is_some),
    move || view! {
                <section class="panel list" aria-label="Waiting decisions">
                    <p class="dim">"By priority"</p>
                    <ol>
                        {rows(move || near.get(), |case| {
                            let Waiting { id, description, tag, score, holds, also, opened } = case;
                            format!("{id} {holds} {also} {} {} {} {description}", score.to_bits(), opened.timestamp(), tag.1)
                        }, move |case| view! {
                            <li>
                                <a
                                    href=Route::item(Screen::Decide, case.id.clone()).hash()
                                    aria-current={
                                        let id = case.id.clone();
                                        move || current.with(|current| current.as_ref() == Some(&id)).then_some("true")
                                    }
                                >
                                    <span class="points">{score(case.score)}</span>
                                    <ReasonTag reason=case.tag.0 text=case.tag.1.clone() />
                                    <span class="what">{case.description.clone()}</span>
                                    <span class="why">{text(move || format!("{}{}{}", case.holds, relative(case.opened, store.now.get()), case.also))}</span>
                                </a>
                            </li>
                        })}
                    </ol>
                    {shown(move || { more() > 0 }, move || view! { <p class="dim">{text(move || format!("and {} more", more()))}</p> })}
                </section>
                {live(move || case.get().map(|known| view! { <CasePanel known=known answer=answer /> }))}
            }.into_any(),
    move || either(has_work, move || view! {
                    <section class="panel calm">
                        <p>{text(move || match store.counts.get() {
                            counts if counts.cycles == 0 || counts.unjudged_items > 0 => "Run a cycle, and what crosses a gate comes here.",
                            _ => "Every gate holds. What crosses one in a later cycle comes here, with its reason and evidence.",
                        })}</p>
                        <p class="actions">
                            {shown(is_unjudged, move || view! { <button class="primary" on:click=click(move || run_cycle(store))>"Run cycle"</button> })}
                            <a class="button" href=Route::to(Screen::Backlog).hash()>"See the backlog"</a>
                        </p>
                    </section>
                    <Past />
                }.into_any(), || view! { <FirstVisit /> }.into_any()).into_any(),
    )}
            <AdjustDialog answer=answer />
            <OverrideDialog answer=answer />
        }
}
