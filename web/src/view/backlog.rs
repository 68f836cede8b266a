//! The backlog: every item, sorted, searched and narrowed, smooth at any length.

mod listed;

use std::time::Duration;

use autonomous_orchestrator::prioritize::Parts;
use autonomous_orchestrator::work_item::Status;
use chrono::{DateTime, Utc};
use leptos::html;
use leptos::prelude::*;

use self::listed::{Column, Listed, Seen, chosen};
use super::detail::Detail;
use crate::edge::address;
use crate::keys::{Ask, Keys};
use crate::part::empty::FirstVisit;
use crate::part::focus::{DETAIL, focus_soon};
use crate::part::live::{click, either, flag, live, rows, shown, text, typed};
use crate::part::memo::{Memo, follow};
use crate::part::score_bar::{ScoreBar, shape};
use crate::part::tag::StatusTag;
use crate::route::{Route, Screen};
use crate::store::Store;
use crate::words::{counted, relative, score, status, thousands};

/// The height of a row in pixels; the styles say the same.
const ROW: f64 = 44.0;
/// Rows drawn above and below what is seen.
const MARGIN: usize = 3;

/// One row as it is drawn.
#[derive(Clone, Debug, PartialEq)]
struct Line {
    place: usize,
    id: String,
    description: String,
    /// None for what is finished and was never ranked.
    score: Option<(f64, Parts)>,
    status: Status,
    urgency: u8,
    effort: f64,
    unblocks: u32,
    created: DateTime<Utc>,
}

/// The backlog.
#[component]
pub(crate) fn Backlog() -> impl IntoView {
    let store = Store::here();
    let is_empty = Memo::new(move || store.counts.with(|counts| counts.total_work_items == 0));
    view! {
            <h1 tabindex="-1">"Backlog"</h1>
            {either(
    move || !is_empty.get(),
    move || view! {
                <List />
            }.into_any(),
    move || view! { <FirstVisit /> }.into_any(),
    )}
        }
}

#[component]
fn List() -> impl IntoView {
    let store = Store::here();
    let filter = RwSignal::new(store.route.with_untracked(|route| route.filter.clone().unwrap_or_default()));
    let show = RwSignal::new(None::<Status>);
    let sort = RwSignal::new((Column::Score, false));
    let cursor = RwSignal::new(0usize);
    let scroll = RwSignal::new(0.0f64);
    // Not known before it is drawn: the rows come after the screen, in a task of their own.
    let height = RwSignal::new(0.0f64);
    let search = NodeRef::<html::Input>::new();
    let frame = NodeRef::<html::Div>::new();

    // A figure elsewhere opens the items behind it.
    follow(move || {
        let wanted = store.route.with(|route| route.filter.clone());
        if let Some(wanted) = wanted.filter(|wanted| *wanted != filter.get_untracked()) {
            filter.set(wanted);
            show.set(None);
        }
    });
    let fitting = Memo::new(move || {
        store
            .state
            .with(|state| store.ranking.with(|ranking| chosen(state, ranking, &filter.read(), show.get(), sort.get())))
    });
    let total = Memo::new(move || fitting.with(Vec::len));
    let window = Memo::new(move || {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // pixels of a list
        let first = ((scroll.get() / ROW) as usize).saturating_sub(MARGIN);
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // pixels of a screen
        let many = height.with(|height| if *height > 0.0 { (height / ROW) as usize + 2 * MARGIN + 2 } else { 0 });
        (first.min(total.get()), (first + many).min(total.get()))
    });
    let lines = Memo::new(move || {
        let (first, last) = window.get();
        store.state.with(|state| {
            fitting.with(|rows| {
                let seen = rows.iter().enumerate().skip(first).take(last - first);
                let line = |(place, row): (usize, &Listed)| {
                    let Seen { id, description, status, urgency, effort, unblocks, created, ranked } =
                        row.see(state)?;
                    Some(Line {
                        place,
                        id: id.to_string(),
                        description: description.to_owned(),
                        score: ranked.map(|(priority, entry)| (priority, Parts::of(entry, &state.config))),
                        status,
                        urgency,
                        effort,
                        unblocks,
                        created,
                    })
                };
                seen.filter_map(line).collect::<Vec<_>>()
            })
        })
    });

    let measure = move || {
        // The list may be gone by then.
        if let Some(frame) = frame.try_get_untracked().flatten() {
            scroll.set(f64::from(frame.scroll_top()));
            height.set(f64::from(frame.client_height()));
        }
    };
    // Narrows the list to what is in the field by then.
    let narrow = move || {
        let Some(search) = search.try_get_untracked().flatten() else { return };
        filter.set(search.value());
        cursor.set(0);
        scroll.set(0.0);
        // Scrolling lays out what has been drawn: it waits until that is due.
        request_animation_frame(move || {
            if let Some(frame) = frame.try_get_untracked().flatten() {
                frame.set_scroll_top(0);
            }
        });
    };
    // Each in a task of its own: what the person does is answered first, and measuring
    // lays out all that has just been drawn.
    follow(move || {
        if frame.get().is_some() {
            set_timeout(measure, Duration::ZERO);
        }
    });
    let resized = gloo::events::EventListener::new(&gloo::utils::window(), "resize", move |_| measure());
    // Listens until this list is taken away.
    StoredValue::new_local(resized);

    let id_at = move |place: usize| {
        let row = fitting.with_untracked(|rows| rows.get(place).copied())?;
        store.state.with_untracked(|state| row.see(state).map(|seen| seen.id.to_string()))
    };
    // What the list is narrowed to stays, whatever is opened in it.
    let with = |item: Option<String>| Route { item, ..Route::to(Screen::Backlog) };
    let is_open = Memo::new(move || store.route.with(|route| route.item.is_some()));
    // The list goes to the item that is opened, wherever it was opened from; the
    // focus goes into it where that was asked for by the key.
    let enters = RwSignal::new(false);
    follow(move || {
        let Some(id) = store.route.with(|route| route.item.clone()) else { return };
        if enters.get_untracked() {
            enters.set(false);
            focus_soon(DETAIL);
        }
        let place = fitting.with_untracked(|rows| {
            store.state.with_untracked(|state| {
                rows.iter().position(|row| row.see(state).is_some_and(|seen| seen.id.as_str() == id))
            })
        });
        if let Some(place) = place.filter(|place| *place != cursor.get_untracked()) {
            cursor.set(place);
            reveal(frame, place);
        }
    });
    expect_context::<Keys>().on(move |ask| {
        let last = total.get_untracked().saturating_sub(1);
        let step = |to: usize| {
            cursor.set(to);
            reveal(frame, to);
            if is_open.get_untracked() {
                address::step(&with(id_at(to)));
            }
        };
        match ask {
            Ask::Next => step((cursor.get_untracked() + 1).min(last)),
            Ask::Previous => step(cursor.get_untracked().saturating_sub(1)),
            Ask::Open => {
                enters.set(true);
                address::go(&with(id_at(cursor.get_untracked())));
            }
            Ask::Close => {
                address::go(&with(None));
                focus_soon(".frame");
            }
            Ask::Search => {
                if let Some(search) = search.get_untracked() {
                    let _ = search.focus();
                    search.select();
                }
            }
            _ => {}
        }
    });

    let found = move || {
        let all = store.counts.with(|counts| counts.total_work_items);
        let shown = total.get();
        if shown == all {
            counted(all, "item", "items")
        } else {
            format!("{} of {} items", thousands(shown), thousands(all))
        }
    };
    view! {
        <div class="tools" role="search">
            <input
                node_ref=search
                type="search"
                aria-label="Search the backlog"
                placeholder="Search words, ids, tags"
                prop:value=text(move || filter.get())
                on:keydown=move |event| {
                    if matches!(event.key().as_str(), "Enter" | "ArrowDown") {
                        event.prevent_default();
                        cursor.set(0);
                        if let Some(frame) = frame.get_untracked() {
                            let _ = frame.focus();
                        }
                    }
                }
                on:input=move |_| set_timeout(narrow, Duration::ZERO)
            />
            <select
                aria-label="Status"
                on:change=typed(move |text| show.set(Status::from_word(&text)))
                prop:value=text(move || show.get().map_or("open", Status::word))
            >
                <option value="open">"All open"</option>
                {Status::ALL.into_iter().map(|each| view! { <option value=each.word()>{status(each)}</option> }).collect_view()}
            </select>
            <span class="dim" role="status">{found}</span>
        </div>
        <div class="split" class:open=flag(move || is_open.get())>
            <div
                class="panel frame"
                node_ref=frame
                tabindex="0"
                role="region"
                aria-label="Work items"
                on:scroll=move |_| {
                    let top = frame.get_untracked().map_or(0.0, |frame| f64::from(frame.scroll_top()));
                    set_timeout(move || _ = scroll.try_set(top), Duration::ZERO);
                }
            >
                // The styles lay it out as no table, and the roles say that it is one.
                <table class="items" role="table" aria-rowcount=move || total.get() + 1>
                    <thead role="rowgroup">
                        <tr role="row" aria-rowindex="1">
                            {Column::ALL.into_iter().map(|column| {
                                let sorted = move || {
                                    let (by, is_reversed) = sort.get();
                                    (by == column).then_some(if is_reversed == column.ascends() { "descending" } else { "ascending" })
                                };
                                view! {
                                    <th role="columnheader" scope="col" class=column.class() aria-sort=sorted>
                                        <button
                                            class="sort"
                                            on:click=click(move || sort.update(|(by, is_reversed)| {
                                                *is_reversed = *by == column && !*is_reversed;
                                                *by = column;
                                            }))
                                        >
                                            {column.title()}
                                            <span aria-hidden="true">{text(move || match sorted() {
                                                Some("ascending") => "▲",
                                                Some(_) => "▼",
                                                None => "",
                                            })}</span>
                                        </button>
                                    </th>
                                }
                            }).collect_view()}
                        </tr>
                    </thead>
                    <tbody role="rowgroup">
                        <tr class="gap" aria-hidden="true" style:height=text(move || px(window.get().0))></tr>
                        {rows(move || lines.get(), key, move |line| view! {
                            <tr
                                role="row"
                                aria-rowindex=line.place + 2
                                class:cursor=flag(move || cursor.get() == line.place)
                                class:here={
                                    let id = line.id.clone();
                                    move || store.route.with(|route| route.item.as_deref() == Some(&id))
                                }
                            >
                                <td role="cell" class="num">{line.score.map(|(priority, parts)| view! { {score(priority)}<ScoreBar parts=parts /> })}</td>
                                <td role="cell" class="item">
                                    <a href=with(Some(line.id.clone())).hash() on:click=click(move || cursor.set(line.place))>{line.description.clone()}</a>
                                    <span class="id">{line.id.clone()}</span>
                                </td>
                                <td role="cell" class="state"><StatusTag status=line.status /></td>
                                <td role="cell" class="few">{some(line.urgency.into())}</td>
                                <td role="cell" class="few">{some(line.effort)}</td>
                                <td role="cell" class="few">{some(line.unblocks.into())}</td>
                                <td role="cell" class="age dim">{text(move || relative(line.created, store.now.get()))}</td>
                            </tr>
                        })}
                        <tr class="gap" aria-hidden="true" style:height=text(move || px(total.get() - window.get().1.min(total.get())))></tr>
                    </tbody>
                </table>
                {shown(move || total.get() == 0, move || view! {
                    <p class="nothing">
                        "No item fits. "
                        <button on:click=click(move || { filter.set(String::new()); show.set(None); })>"Show all open items"</button>
                    </p>
                })}
            </div>
            {live(move || store.route.with(|route| route.item.clone()).map(|id| view! { <Detail id=id /> }))}
        </div>
    }
}

/// Rows as pixels.
#[allow(clippy::cast_precision_loss)] // far below 2^52
fn px(rows: usize) -> String {
    format!("{}px", rows as f64 * ROW)
}

/// A number, or a dash where there is none.
fn some(number: f64) -> String {
    if number > 0.0 { number.to_string() } else { "–".to_owned() }
}

/// A row is drawn anew when anything in it changes.
fn key(line: &Line) -> String {
    let Line { place, id, description, score, status, urgency, effort, unblocks, created } = line;
    let (priority, parts) = score.map_or((0, 0), |(priority, parts)| (priority.to_bits(), shape(parts)));
    let (effort, created, status) = (effort.to_bits(), created.timestamp(), status.word());
    format!("{place} {priority} {parts} {status} {urgency} {effort} {unblocks} {created} {id} {description}")
}

/// Scrolls a row into view.
fn reveal(frame: NodeRef<html::Div>, place: usize) {
    let Some(frame) = frame.get_untracked() else { return };
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)] // pixels of a list
    let top = (place as f64 * ROW) as i32;
    #[allow(clippy::cast_possible_truncation)] // a constant
    let row = ROW as i32;
    let (seen, height) = (frame.scroll_top(), frame.client_height() - row);
    if top < seen {
        frame.set_scroll_top(top);
    } else if top + row > seen + height {
        frame.set_scroll_top(top + row - height);
    }
}
