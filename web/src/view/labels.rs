//! The label rules: what a repository's labels are read as, and changing that.

use autonomous_orchestrator::by_name;
use autonomous_orchestrator::config::Config;
use autonomous_orchestrator::harvest::Repository;
use autonomous_orchestrator::harvest::labels::{LabelRule, LabelRules, Meaning};
use autonomous_orchestrator::work_item::SourceKind;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::settings::change;
use crate::edge::worker::Wanted;
use crate::harvest::{Asked, harvest_repository};
use crate::part::live::{flag, live, rows, shown, text};
use crate::part::memo::{Memo, follow};
use crate::route::Route;
use crate::store::Store;
use crate::words::counted;

/// What a label can be made to mean: in words, and as it stands in a rule.
const MEANINGS: [(&str, &str); 23] = [
    ("urgency 5", r#"{"urgency":5}"#),
    ("urgency 4", r#"{"urgency":4}"#),
    ("urgency 3", r#"{"urgency":3}"#),
    ("urgency 2", r#"{"urgency":2}"#),
    ("urgency 1", r#"{"urgency":1}"#),
    ("half a day", r#"{"effort":0.5}"#),
    ("1 day", r#"{"effort":1}"#),
    ("3 days", r#"{"effort":3}"#),
    ("10 days", r#"{"effort":10}"#),
    ("risk: security", r#"{"risk":"security"}"#),
    ("risk: stability", r#"{"risk":"stability"}"#),
    ("risk: performance", r#"{"risk":"performance"}"#),
    ("risk: compatibility", r#"{"risk":"compatibility"}"#),
    ("value: protocol compliance", r#"{"value":"protocol_compliance"}"#),
    ("value: business", r#"{"value":"business_value"}"#),
    ("value: users", r#"{"value":"user_impact"}"#),
    ("value: technical debt", r#"{"value":"technical_debt"}"#),
    ("value: innovation", r#"{"value":"innovation"}"#),
    ("in progress", r#"{"status":"in_progress"}"#),
    ("blocked", r#"{"status":"blocked"}"#),
    ("done", r#"{"status":"done"}"#),
    ("dismissed", r#"{"status":"dismissed"}"#),
    ("no bearing", r#""routing""#),
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

/// The meaning that is set for `label` in `name` by itself, as it stands in a rule.
fn own_meaning(rules: &LabelRules, name: &str, label: &str) -> String {
    let own = rules.repositories.get(name).into_iter().flatten().find(|rule| rule.labels == [label]);
    own.and_then(|rule| serde_json::to_string(&rule.means).ok()).unwrap_or_default()
}

/// Sets what `label` means in `name`; an empty meaning leaves it to the rules.
fn set_meaning(config: &mut Config, name: &str, label: &str, meaning: &str) {
    let rules = config.label_rules.repositories.entry(name.to_owned()).or_default();
    rules.retain(|rule| rule.labels != [label]);
    if let Ok(means) = by_name::from_str::<Meaning>(meaning) {
        let labels = vec![label.to_owned()];
        rules.push(LabelRule { labels, prefixes: Vec::new(), unless: Vec::new(), means, only: true });
    }
    config.label_rules.repositories.retain(|_, rules| !rules.is_empty());
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
                Err(why) => error.set(Some(why)),
            }
        });
    });
    let set = move |label: &str, meaning: &str| {
        let Some(name) = name.get_untracked() else { return };
        error.set(change(store, |config| set_meaning(config, &name, label, meaning)).err());
    };
    let has_own = move || name.get().is_some_and(|name| rules.with(|rules| rules.repositories.contains_key(&name)));
    let draw = move |(label, count): (String, usize)| {
        let (read, own, change) = (label.clone(), label.clone(), label.clone());
        let filter = Route::filtered(label.clone()).hash();
        view! {
            <tr>
                <th scope="row">{label.clone()}</th>
                <td><a href=filter>{counted(count, "item", "items")}</a></td>
                <td>{text(move || readings.with(|readings| readings.iter().find(|(label, _)| *label == read).map(|(_, words)| words.replace('_', " "))))}</td>
                <td>
                    <select
                        aria-label=format!("What {label} means")
                        prop:value=text(move || name.get().map(|name| rules.with(|rules| own_meaning(rules, &name, &own))))
                        on:change=move |event| set(&change, &event_target_value(&event))
                    >
                        <option value="">"As the rules say"</option>
                        {MEANINGS.into_iter().map(|(words, meaning)| view! { <option value=meaning>{words}</option> }).collect_view()}
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
                        <select on:change=move |event| chosen.set(Some(event_target_value(&event)))>
                            {live(move || names.get().into_iter().map(|name| view! { <option>{name}</option> }).collect_view())}
                        </select>
                    </label>
                    <span class="grow"></span>
                    <button
                        disabled=flag(move || !has_own())
                        on:click=move |_| {
                            let Some(name) = name.get_untracked() else { return };
                            error.set(change(store, |config| { config.label_rules.repositories.remove(&name); }).err());
                        }
                    >
                        "Reset these labels"
                    </button>
                    <button
                        disabled=flag(move || store.activity.running.with(Option::is_some))
                        on:click=move |_| {
                            let Some(repository) = name.get_untracked().and_then(|name| Repository::parse(&name).ok()) else { return };
                            spawn_local(async move { harvest_repository(store, repository, Asked::All).await; });
                        }
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
                Err(why) => error.set(Some(why)),
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
    let apply = move |_| {
        let given = written.get_untracked();
        spawn_local(async move {
            let checked = store.read(&Wanted::RulesFrom(&given)).texts().await;
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
                    on:input=move |event| written.set(event_target_value(&event))
                ></textarea>
            </label>
            <p class="error" role="alert">{text(move || error.get())}</p>
            <p class="actions">
                <button on:click=apply>"Set these rules"</button>
                <button
                    disabled=flag(move || rules.with(|rules| *rules == LabelRules::default()))
                    on:click=move |_| set(LabelRules::default())
                >
                    "Reset all label rules"
                </button>
            </p>
        </details>
    }
}
