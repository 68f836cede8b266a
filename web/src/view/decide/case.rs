//! One case: why it waits, what it says, and the three answers.

use leptos::prelude::*;

use super::answer::Answer;
use crate::part::icon::{Draw, Icon};
use crate::part::live::{click, flag, shown, text, typed};
use crate::part::tag::ReasonTag;
use crate::route::{Route, Screen};
use crate::store::Store;
use crate::view::detail::{Facts, Gates, Known, Links, ScoreWords};
use crate::words::{counted, day, reason, relative};

/// The open case.
#[component]
pub(super) fn CasePanel(known: Known, answer: Answer) -> impl IntoView {
    let store = Store::here();
    let item = known.entry.item.clone();
    let Some(case) = known.entry.case.clone() else { return ().into_any() };
    let id = item.id.to_string();
    let waits = known.dependents.len();
    let nothing = match waits {
        0 => "It stays out of dispatch. No other item waits for it.".to_owned(),
        _ => format!("It stays out of dispatch, and {} for it.", counted(waits, "open item waits", "open items wait")),
    };
    let last = case.decisions.last().map(|record| {
        let note = record.decision.note().map_or_else(String::new, |note| format!(": “{note}”"));
        format!("{} on {}{note}", record.decision.word(), day(record.at))
    });
    let opened = relative(case.opened, store.now.get_untracked());
    let returned =
        if case.reopened > 0 { format!(", back for the {} time", ordinal(case.reopened)) } else { String::new() };
    view! {
        <article class="panel case" aria-label="The case">
            <p class="over">
                {case.findings.iter().map(|finding| view! { <ReasonTag reason=finding.reason text=reason(finding.reason).to_owned() /> }).collect_view()}
                <span class="dim">{format!("opened {opened}{returned}")}</span>
            </p>
            <h2>{item.description.clone()}</h2>
            <p class="over">
                <a class="id" href=Route::item(Screen::Backlog, id.clone()).hash()>{id.clone()}</a>
                {item.source.url.clone().map(|url| view! {
                    <a href=url target="_blank" rel="noopener noreferrer">"Open on GitHub"<Draw icon=Icon::Link /></a>
                })}
            </p>
            <div class="answers">
                <button class="primary" on:click=click(move || answer.approve(store))>"Approve"<kbd>"1"</kbd></button>
                <button on:click=click(move || answer.ask(answer.adjust))>"Adjust…"<kbd>"2"</kbd></button>
                <button on:click=click(move || answer.ask(answer.overrule))>"Override…"<kbd>"3"</kbd></button>
                {shown(move || answer.others.with(|others| !others.is_empty()), move || view! {
                    <label class="choice alike">
                        <input
                            type="checkbox"
                            prop:checked=flag(move || answer.is_for_all.get())
                            on:change=typed(move |_| answer.is_for_all.update(|all| *all = !*all))
                        />
                        {text(move || {
                            let (one, many) = ("other case that waits for this reason", "other cases that wait for this reason");
                            format!("The same answer for {}", counted(answer.others.with(Vec::len), one, many))
                        })}
                        <kbd>"x"</kbd>
                    </label>
                })}
            </div>
            <dl class="told">
                <dt>"Why you"</dt>
                <dd>{case.findings.iter().map(|finding| view! { <p><strong>{reason(finding.reason)}</strong>": "{finding.evidence.clone()}</p> }).collect_view()}</dd>
                <dt>"If you do nothing"</dt>
                <dd>{nothing}</dd>
                {last.map(|last| view! { <dt>"Last time"</dt><dd>{last}</dd> })}
                {(!item.details.is_empty()).then(|| view! {
                    <dt>"What it says"</dt>
                    <dd><pre tabindex="0">{item.details.clone()}</pre></dd>
                })}
            </dl>
            <Gates explanation=known.explanation.clone() />
            <ScoreWords known=known.clone() />
            <Links known=known.clone() />
            <Facts item=item />
        </article>
    }
    .into_any()
}

fn ordinal(count: u32) -> String {
    match count {
        1 => "second".to_owned(),
        2 => "third".to_owned(),
        more => format!("{}th", more + 1),
    }
}
