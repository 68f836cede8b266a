//! The label rules: what a repository's labels are read as, and changing that.

use autonomous_orchestrator::by_name;
use autonomous_orchestrator::config::Config;
use autonomous_orchestrator::harvest::Repository;
use autonomous_orchestrator::harvest::labels::{LabelRule, LabelRules, LabelStatus, Meaning, RiskKind, ValueKind};
use autonomous_orchestrator::work_item::SourceKind;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::settings::change;
use crate::edge::worker::{Fault, Wanted};
use crate::filter::Mark;
use crate::harvest::{Asked, harvest_repository};
use crate::part::live::{click, flag, live, rows, shown, text, typed};
use crate::part::memo::{Memo, follow};
use crate::route::Route;
use crate::store::Store;
use crate::words::counted;

/// What a label can be made to mean, in words.
const MEANINGS: [(&str, Meaning); 24] = [
    ("urgency 5", Meaning::Urgency(5)),
    ("urgency 4", Meaning::Urgency(4)),
    ("urgency 3", Meaning::Urgency(3)),
    ("urgency 2", Meaning::Urgency(2)),
    ("urgency 1", Meaning::Urgency(1)),
    ("half a day", Meaning::Effort(0.5)),
    ("1 day", Meaning::Effort(1.0)),
    ("3 days", Meaning::Effort(3.0)),
    ("10 days", Meaning::Effort(10.0)),
    ("risk: security", Meaning::Risk(RiskKind::Security)),
    ("risk: stability", Meaning::Risk(RiskKind::Stability)),
    ("risk: performance", Meaning::Risk(RiskKind::Performance)),
    ("risk: compatibility", Meaning::Risk(RiskKind::Compatibility)),
    ("value: protocol compliance", Meaning::Value(ValueKind::ProtocolCompliance)),
    ("value: business", Meaning::Value(ValueKind::BusinessValue)),
    ("value: users", Meaning::Value(ValueKind::UserImpact)),
    ("value: technical debt", Meaning::Value(ValueKind::TechnicalDebt)),
    ("value: innovation", Meaning::Value(ValueKind::Innovation)),
    ("pending", Meaning::Status(LabelStatus::Pending)),
    ("in progress", Meaning::Status(LabelStatus::InProgress)),
    ("blocked", Meaning::Status(LabelStatus::Blocked)),
    ("done", Meaning::Status(LabelStatus::Done)),
    ("dismissed", Meaning::Status(LabelStatus::Dismissed)),
    ("no bearing", Meaning::Routing),
];

/// Labels shown of one repository, the most used ones.
const MOST: usize = 100;

/// The labels of `name` with how many of its items carry each, most used first.
fn labels_of(store: Store, name: &str) -> Vec<(String, usize)> {
    let mut counts: Vec<(String, usize)> = Vec::new();
    store.state.with(|state| {
        let own = state.items.values().filter(|entry| entry.item.source.name == name);
        for label in own.flat_map(|entry| &entry.item.tags) {
            match counts.binary_search_by(|(known, _)| known.cmp(label)) {
                Ok(at) => counts.iter_mut().skip(at).take(1).for_each(|(_, count)| *count += 1),
                Err(at) => counts.insert(at, (label.clone(), 1)),
            }
        }
    });
    let mut labels: Vec<(String, usize)> = Vec::new();
    for (label, count) in counts {
        let place = labels.partition_point(|(_, more)| *more >= count);
        labels.insert(place, (label, count));
        labels.truncate(MOST);
    }
    labels
}

/// The words of the meaning that is set for `label` in `name` by itself; empty
/// where the rules say it, or where it is none of [`MEANINGS`].
fn own_meaning(rules: &LabelRules, name: &str, label: &str) -> &'static str {
    let own = rules.of_repository(name).iter().find(|rule| rule.labels == [label]);
    let means = own.map(|rule| rule.means);
    MEANINGS.iter().find(|(_, meaning)| Some(*meaning) == means).map_or("", |(words, _)| words)
}

/// Sets what `label` means in `name`, by its words; empty ones leave it to the rules.
fn set_meaning(config: &mut Config, name: &str, label: &str, words: &str) {
    let mut rules = config.label_rules.of_repository(name).to_vec();
    rules.retain(|rule| rule.labels != [label]);
    if let Some((_, means)) = MEANINGS.iter().find(|(known, _)| *known == words) {
        let labels = vec![label.to_owned()];
        rules.push(LabelRule { labels, prefixes: Vec::new(), unless: Vec::new(), means: *means, only: true });
    }
    config.label_rules.set_repository(name, rules);
}

/// The label rules.
#[component]
pub(crate) fn Labels(policy: Memo<Config>) -> impl IntoView {
    let store = Store::here();
    let names = Memo::new(move || {
        store.state.with(|state| {
            let repositories = state.sources.values().filter(|record| record.kind == SourceKind::Github);
            repositories.map(|record| record.name.clone()).collect::<Vec<_>>()
        })
    });
    let chosen = RwSignal::new(None::<String>);
    let name = Memo::new(move || {
        let wanted = chosen.get();
        names.with(|names| wanted.filter(|wanted| names.contains(wanted)).or_else(|| names.first().cloned()))
    });
    let labels = Memo::new(move || name.get().map(|name| labels_of(store, &name)).unwrap_or_default());
    let rules = Memo::new(move || policy.with(|policy| policy.label_rules.clone()));
    let readings = RwSignal::new(Vec::<(String, String)>::new());
    let error = RwSignal::new(None::<String>);
    // The worker knows the rules; what it says is for the labels and rules of now.
    follow(move || {
        let asked: Vec<String> = labels.with(|labels| labels.iter().map(|(label, _)| label.clone()).collect());
        rules.with(|_| ());
        let Some(name) = name.get().filter(|_| !asked.is_empty()) else { return };
        spawn_local(async move {
            match store.read(&Wanted::Labels { repository: &name, labels: &asked }).texts().await {
                Ok(texts) => readings.set(asked.into_iter().zip(texts).collect()),
                Err(fault) => error.set(Some(fault.words())),
            }
        });
    });
    let set = move |label: &str, meaning: &str| {
        let Some(name) = name.get_untracked() else { return };
        error.set(change(store, |config| set_meaning(config, &name, label, meaning)).err());
    };
    let has_own = move || name.get().is_some_and(|name| rules.with(|rules| !rules.of_repository(&name).is_empty()));
    let draw = move |(label, count): (String, usize)| {
        let (read, own, change) = (label.clone(), label.clone(), label.clone());
        let filter = Route::filtered(&Mark::Label(name.get_untracked().unwrap_or_default(), label.clone())).hash();
        view! {
            <tr>
                <th scope="row">{label.clone()}</th>
                <td><a href=filter>{counted(count, "item", "items")}</a></td>
                <td>{text(move || readings.with(|readings| readings.iter().find(|(label, _)| *label == read).map(|(_, words)| words.replace('_', " "))))}</td>
                <td>
                    <select
                        aria-label=format!("What {label} means")
                        prop:value=text(move || name.get().map(|name| rules.with(|rules| own_meaning(rules, &name, &own))))
                        on:change=typed(move |text| set(&change, &text))
                    >
                        <option value="">"As the rules say"</option>
                        {MEANINGS.into_iter().map(|(words, _)| view! { <option value=words>{words}</option> }).collect_view()}
                    </select>
                </td>
            </tr>
        }
    };
    view! {
        <section class="panel">
            <header><h2>"Label rules"</h2></header>
            <p class="note">"What labels say about urgency, effort, risk, value and status. Changed rules count for what is read from then on."</p>
            {shown(move || name.with(Option::is_none), || view! {
                <p class="dim">"Harvest a repository, and its labels stand here with what each was read as."</p>
            })}
            {shown(move || name.with(Option::is_some), move || view! {
                <p class="actions">
                    <label>
                        "Labels of"
                        <select on:change=typed(move |text| chosen.set(Some(text)))>
                            {live(move || names.get().into_iter().map(|name| view! { <option>{name}</option> }).collect_view())}
                        </select>
                    </label>
                    <span class="grow"></span>
                    <button
                        disabled=flag(move || !has_own())
                        on:click=click(move || {
                            let Some(name) = name.get_untracked() else { return };
                            error.set(change(store, |config| { config.label_rules.set_repository(&name, Vec::new()); }).err());
                        })
                    >
                        "Reset these labels"
                    </button>
                    <button
                        disabled=flag(move || store.activity.running.with(Option::is_some))
                        on:click=click(move || {
                            let Some(repository) = name.get_untracked().and_then(|name| Repository::parse(&name).ok()) else { return };
                            spawn_local(async move { harvest_repository(store, repository, Asked::All).await; });
                        })
                    >
                        "Read everything again"
                    </button>
                </p>
                <div class="wide">
                    <table class="stacks">
                        <thead><tr><th scope="col">"Label"</th><th scope="col">"On"</th><th scope="col">"Read as"</th><th scope="col">"Make it mean"</th></tr></thead>
                        <tbody>{rows(move || labels.get(), |(label, count)| format!("{count} {label}"), draw)}</tbody>
                    </table>
                </div>
            })}
            <p class="error" role="alert">{text(move || error.get())}</p>
            <AllRules rules=rules />
        </section>
    }
}

/// Every rule as JSON, for who wants to change the table itself.
#[component]
fn AllRules(rules: Memo<LabelRules>) -> impl IntoView {
    let store = Store::here();
    let written = RwSignal::new(String::new());
    let error = RwSignal::new(None::<String>);
    let load = move || {
        spawn_local(async move {
            match store.read(&Wanted::Rules).texts().await {
                Ok(texts) => written.set(texts.concat()),
                Err(fault) => error.set(Some(fault.words())),
            }
        });
    };
    let set = move |rules: LabelRules| {
        let outcome = change(store, |config| config.label_rules = rules);
        if outcome.is_ok() {
            store.notices.tell("The label rules are set.");
            load();
        }
        error.set(outcome.err());
    };
    let apply = move || {
        let given = written.get_untracked();
        spawn_local(async move {
            let checked = store.read(&Wanted::RulesFrom(&given)).texts().await;
            let checked = checked.map_err(Fault::words);
            match checked.and_then(|texts| by_name::from_str(&texts.concat()).map_err(|why| why.to_string())) {
                Ok(rules) => set(rules),
                Err(why) => error.set(Some(format!("These rules cannot be used: {why}."))),
            }
        });
    };
    view! {
        <details on:toggle=move |_| if written.with(String::is_empty) { load() }>
            <summary>"All rules, as JSON"</summary>
            <label>
                <span class="unseen">"Label rules"</span>
                <textarea
                    rows="16"
                    spellcheck="false"
                    prop:value=text(move || written.get())
                    on:input=typed(move |text| written.set(text))
                ></textarea>
            </label>
            <p class="error" role="alert">{text(move || error.get())}</p>
            <p class="actions">
                <button on:click=click(apply)>"Set these rules"</button>
                <button
                    disabled=flag(move || rules.with(|rules| *rules == LabelRules::default()))
                    on:click=click(move || set(LabelRules::default()))
                >
                    "Reset all label rules"
                </button>
            </p>
        </details>
    }
}
