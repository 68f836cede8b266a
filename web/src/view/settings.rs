//! Settings: the policy, and the data this browser holds.

use autonomous_orchestrator::config::{Config, Instance};
use autonomous_orchestrator::number::typed as typed_number;
use autonomous_orchestrator::orchestrator::Command;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlInputElement;

use super::labels::Labels;
use crate::edge::files::{Chosen, picked, text_of};
use crate::part::dialog::Dialog;
use crate::part::live::{click, flag, rows, submit, text, typed};
use crate::part::memo::Memo;
use crate::store::{Keeping, Store};
use crate::words::counted;

/// One number of the policy.
#[derive(Clone, Copy)]
struct Number {
    label: &'static str,
    hint: &'static str,
    get: fn(&Config) -> f64,
    set: fn(&mut Config, f64),
}

const WEIGHTS: [Number; 8] = [
    Number {
        label: "Protocol compliance",
        hint: "value weight",
        get: |c| c.value_weights.protocol_compliance,
        set: |c, n| c.value_weights.protocol_compliance = n,
    },
    Number {
        label: "Business value",
        hint: "value weight",
        get: |c| c.value_weights.business_value,
        set: |c, n| c.value_weights.business_value = n,
    },
    Number {
        label: "User impact",
        hint: "value weight",
        get: |c| c.value_weights.user_impact,
        set: |c, n| c.value_weights.user_impact = n,
    },
    Number {
        label: "Technical debt",
        hint: "value weight",
        get: |c| c.value_weights.technical_debt,
        set: |c, n| c.value_weights.technical_debt = n,
    },
    Number {
        label: "Innovation",
        hint: "value weight",
        get: |c| c.value_weights.innovation,
        set: |c, n| c.value_weights.innovation = n,
    },
    Number { label: "Urgency", hint: "per level above 1", get: |c| c.urgency_step, set: |c, n| c.urgency_step = n },
    Number {
        label: "Alignment",
        hint: "at full resonance",
        get: |c| c.resonance_weight,
        set: |c, n| c.resonance_weight = n,
    },
    Number {
        label: "Risk, at least",
        hint: "factor on the risk score",
        get: |c| c.unclassified_risk,
        set: |c, n| c.unclassified_risk = n,
    },
];

const PENALTIES: [Number; 4] = [
    Number {
        label: "Security",
        hint: "factor on the risk score",
        get: |c| c.risk_penalties.security,
        set: |c, n| c.risk_penalties.security = n,
    },
    Number {
        label: "Stability",
        hint: "factor on the risk score",
        get: |c| c.risk_penalties.stability,
        set: |c, n| c.risk_penalties.stability = n,
    },
    Number {
        label: "Performance",
        hint: "factor on the risk score",
        get: |c| c.risk_penalties.performance,
        set: |c, n| c.risk_penalties.performance = n,
    },
    Number {
        label: "Compatibility",
        hint: "factor on the risk score",
        get: |c| c.risk_penalties.compatibility,
        set: |c, n| c.risk_penalties.compatibility = n,
    },
];

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // the engine checks the ranges
const THRESHOLDS: [Number; 5] = [
    Number {
        label: "Confidence below",
        hint: "0 to 1",
        get: |c| c.thresholds.confidence,
        set: |c, n| c.thresholds.confidence = n,
    },
    Number {
        label: "Budget overrun above",
        hint: "0.1 is 10 %",
        get: |c| c.thresholds.budget_overrun,
        set: |c, n| c.thresholds.budget_overrun = n,
    },
    Number {
        label: "Ethical flags from",
        hint: "count",
        get: |c| f64::from(c.thresholds.ethical_flags),
        set: |c, n| c.thresholds.ethical_flags = n.round().max(0.0) as u32,
    },
    Number {
        label: "Technical block after",
        hint: "days",
        get: |c| f64::from(c.thresholds.technical_blocks),
        set: |c, n| c.thresholds.technical_blocks = n.round().max(0.0) as u32,
    },
    Number {
        label: "Scope growth above",
        hint: "0.2 is 20 %",
        get: |c| c.thresholds.scope_creep,
        set: |c, n| c.thresholds.scope_creep = n,
    },
];

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a number out of range becomes the nearest
const HARVEST: [Number; 1] = [Number {
    label: "Interval",
    hint: "minutes",
    get: |c| f64::from(c.harvest_interval_minutes),
    set: |c, n| c.harvest_interval_minutes = n as u32,
}];

/// The settings.
#[component]
pub(crate) fn Settings() -> impl IntoView {
    let store = Store::here();
    let policy = Memo::new(move || store.state.with(|state| (*state.config).clone()));
    let is_default = Memo::new(move || policy.with(|policy| *policy == Config::default()));
    view! {
        <h1 tabindex="-1">"Settings"</h1>
        <div class="two">
            <Numbers title="Priority weights" note="What each term adds to a score. Changes re-rank the backlog at once." numbers=&WEIGHTS policy=policy />
            <div class="stacked">
                <Numbers title="Escalation gates" note="What crosses one of these comes to you." numbers=&THRESHOLDS policy=policy />
                <Numbers title="Harvest" note="Repositories are harvested by themselves, in one tab, while it is seen and online." numbers=&HARVEST policy=policy />
                <Numbers title="Risk penalties" note="Summed over an item's risk categories, and never below “risk, at least”." numbers=&PENALTIES policy=policy />
            </div>
        </div>
        <Instances policy=policy />
        <Themes policy=policy />
        <Labels policy=policy />
        <section class="panel row">
            <p>
                <strong>"Reset"</strong>
                <span class="dim">{text(move || if is_default.get() { " The policy is the specification's own." } else { " The policy differs from the specification's." })}</span>
            </p>
            <span class="grow"></span>
            <button
                disabled=flag(move || is_default.get())
                on:click=click(move || {
                    if store.send(Command::SetConfig(Box::default())) {
                        store.notices.tell("The specification's policy is back.");
                    }
                })
            >
                "Reset all settings"
            </button>
        </section>
        <Data />
    }
}

/// Sets one thing of the policy; a value that cannot be used is told about and not taken.
pub(super) fn change(store: Store, how: impl FnOnce(&mut Config)) -> Result<(), String> {
    let mut config = store.state.with_untracked(|state| (*state.config).clone());
    how(&mut config);
    store.try_send(Command::SetConfig(Box::new(config))).map_err(|refusal| refusal.to_string())
}

/// A group of numbers.
#[component]
fn Numbers(title: &'static str, note: &'static str, numbers: &'static [Number], policy: Memo<Config>) -> impl IntoView {
    let store = Store::here();
    let error = RwSignal::new(None::<String>);
    view! {
        <section class="panel">
            <header><h2>{title}</h2></header>
            <p class="note">{note}</p>
            <div class="numbers">
                {numbers.iter().map(|number| {
                    let number = *number;
                    let set = move |text: String| {
                        let outcome = match typed_number(&text) {
                            Some(value) => change(store, |config| (number.set)(config, value)),
                            None => Err(format!("{}: “{text}” is not a number", number.label)),
                        };
                        error.set(outcome.err());
                    };
                    view! {
                        <label>
                            <span>{number.label}<small class="dim">{number.hint}</small></span>
                            <input
                                type="number"
                                step="any"
                                prop:value=text(move || policy.with(|policy| (number.get)(policy).to_string()))
                                on:change=typed(set)
                            />
                        </label>
                    }
                }).collect_view()}
            </div>
            <p class="error" role="alert">{text(move || error.get())}</p>
        </section>
    }
}

/// The instances that take work.
#[component]
fn Instances(policy: Memo<Config>) -> impl IntoView {
    let store = Store::here();
    let error = RwSignal::new(None::<String>);
    let name = RwSignal::new(String::new());
    let instances = move || policy.with(|policy| policy.instances.iter().cloned().enumerate().collect::<Vec<_>>());
    let edit = move |at: usize, how: Box<dyn FnOnce(&mut Instance)>| {
        let outcome = change(store, |config| {
            if let Some(instance) = config.instances.get_mut(at) {
                how(instance);
            }
        });
        error.set(outcome.err());
    };
    let add = move || {
        let given = name.get_untracked().trim().to_owned();
        let outcome = change(store, |config| {
            config.instances.push(Instance { name: given, capabilities: Vec::new(), capacity: None })
        });
        if outcome.is_ok() {
            name.set(String::new());
        }
        error.set(outcome.err());
    };
    view! {
        <section class="panel">
            <header><h2>"Instances"</h2></header>
            <p class="note">"Who takes work. An instance with tags takes items that carry one of them; without tags it takes anything. An empty capacity is unlimited."</p>
            <div class="wide">
                <table class="stacks">
                    <thead><tr><th scope="col">"Name"</th><th scope="col">"Made for tags"</th><th scope="col">"Capacity"</th><th scope="col"><span class="unseen">"Remove"</span></th></tr></thead>
                    <tbody>
                        {rows(instances, |(at, instance)| {
                            let Instance { name, capabilities, capacity } = instance;
                            format!("{at} {} {} {name}", capabilities.join(","), capacity.map_or(-1, i64::from))
                        }, move |(at, instance)| view! {
                            <tr>
                                <th scope="row">{instance.name.clone()}</th>
                                <td>
                                    <input
                                        aria-label=format!("Tags of {}", instance.name)
                                        placeholder="any"
                                        prop:value=instance.capabilities.join(", ")
                                        on:change=typed(move |text| {
                                            edit(at, Box::new(move |instance| {
                                                instance.capabilities = text.split(',').map(|tag| tag.trim().to_owned()).filter(|tag| !tag.is_empty()).collect();
                                            }));
                                        })
                                    />
                                </td>
                                <td>
                                    <input
                                        type="number"
                                        min="0"
                                        aria-label=format!("Capacity of {}", instance.name)
                                        placeholder="unlimited"
                                        prop:value=instance.capacity.map(|capacity| capacity.to_string()).unwrap_or_default()
                                        on:change=typed(move |text| {
                                            match text.trim() {
                                                "" => edit(at, Box::new(|instance| instance.capacity = None)),
                                                text => match text.parse::<u32>() {
                                                    Ok(capacity) => edit(at, Box::new(move |instance| instance.capacity = Some(capacity))),
                                                    Err(_) => error.set(Some(format!("capacity: “{text}” is not a whole number of 0 or more"))),
                                                },
                                            }
                                        })
                                    />
                                </td>
                                <td>
                                    <button
                                        aria-label=format!("Remove {}", instance.name)
                                        on:click=click(move || {
                                            let outcome = change(store, |config| {
                                                if at < config.instances.len() {
                                                    config.instances.remove(at);
                                                }
                                            });
                                            error.set(outcome.err());
                                        })
                                    >
                                        "Remove"
                                    </button>
                                </td>
                            </tr>
                        })}
                    </tbody>
                </table>
            </div>
            <form class="row" on:submit=submit(add)>
                <label>"New instance" <input placeholder="Name" prop:value=text(move || name.get()) on:input=typed(move |text| name.set(text)) /></label>
                <button type="submit">"Add"</button>
            </form>
            <p class="error" role="alert">{text(move || error.get())}</p>
        </section>
    }
}

/// The themes that alignment is measured against.
#[component]
fn Themes(policy: Memo<Config>) -> impl IntoView {
    let store = Store::here();
    let error = RwSignal::new(None::<String>);
    let written = move || {
        policy.with(|policy| {
            policy
                .themes
                .iter()
                .map(|theme| format!("{} = {}", theme.words, theme.weight))
                .collect::<Vec<_>>()
                .join("\n")
        })
    };
    let set = move |text: String| {
        let mut themes = Vec::new();
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            let (words, weight) = line.split_once('=').unwrap_or((line, "1"));
            let Some(weight) = typed_number(weight) else {
                error.set(Some(format!("“{}” is not a weight from 0 to 1", weight.trim())));
                return;
            };
            themes.push(autonomous_orchestrator::config::Theme { words: words.trim().to_owned(), weight });
        }
        error.set(change(store, |config| config.themes = themes).err());
    };
    view! {
        <section class="panel">
            <header><h2>"Themes"</h2></header>
            <p class="note">"What matters to you, one theme a line: words, then a weight from 0 to 1. Alignment is how many of a theme's words an item holds; without themes it is 0.8 for all."</p>
            <label>
                <span class="unseen">"Themes"</span>
                <textarea rows="3" placeholder="data loss = 1" prop:value=written on:change=typed(set)></textarea>
            </label>
            <p class="error" role="alert">{text(move || error.get())}</p>
        </section>
    }
}

/// The data this browser holds.
#[component]
fn Data() -> impl IntoView {
    let store = Store::here();
    let sure = RwSignal::new(false);
    // A journal that waits for the person to be sure.
    let other = RwSignal::new(None::<String>);
    let replacing = RwSignal::new(false);
    let open = move || {
        replacing.set(false);
        if let Some(text) = other.write().take() {
            spawn_local(async move { store.open_journal(&text).await });
        }
    };
    let picked = move |event: leptos::ev::Event| {
        let input: Option<HtmlInputElement> = event.target().and_then(|target| target.dyn_into().ok());
        let Some(input) = input else { return };
        let files = picked(input.files());
        input.set_value("");
        spawn_local(async move {
            let Some(Chosen { name, file: Some(file) }) = files.first() else { return };
            match text_of(file).await {
                Some(text) => {
                    other.set(Some(text));
                    // Nothing is lost where nothing is.
                    if store.state.with_untracked(|state| state.position == 0) { open() } else { replacing.set(true) }
                }
                None => store.notices.problem(format!("{name} could not be read.")),
            }
        });
    };
    let kept = move || match store.keeping.get() {
        Keeping::Loading => "Being read.".to_owned(),
        Keeping::Kept => format!(
            "Everything is kept in this browser as a journal of {}. Nothing leaves it but requests to GitHub.",
            counted(store.state.with(|state| state.position).try_into().unwrap_or(usize::MAX), "entry", "entries")
        ),
        Keeping::NotKept(why) => why,
    };
    view! {
        <section class="panel">
            <header><h2>"Your data"</h2></header>
            <p class="dim">{kept}</p>
            <p class="actions">
                <button on:click=click(move || store.download_journal())>"Download the journal"</button>
                <label class="button">
                    "Open a journal…"
                    <input type="file" class="unseen" on:change=picked />
                </label>
                <button on:click=click(move || store.download_aside())>"Download what was set aside"</button>
                <button class="danger" on:click=click(move || sure.set(true))>"Erase all data…"</button>
            </p>
            <Dialog open=replacing title="Put this journal in the place of everything?">
                <p>"What is in this browser now is replaced, in every tab. Download the journal first if you may want it back."</p>
                <p class="actions">
                    <button class="danger" on:click=click(open)>"Replace everything"</button>
                    <button on:click=click(move || replacing.set(false))>"Keep what is here"</button>
                </p>
            </Dialog>
            <Dialog open=sure title="Erase all data?">
                <p>"The backlog, every decision, the settings and the journal are taken out of this browser, in every tab. This cannot be undone."</p>
                <p class="actions">
                    <button class="danger" on:click=click(move || { sure.set(false); store.erase(); })>"Erase all data"</button>
                    <button on:click=click(move || sure.set(false))>"Keep it"</button>
                </p>
            </Dialog>
        </section>
    }
}
