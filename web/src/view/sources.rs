//! Sources: where the work comes from, and what each place yielded.

use autonomous_orchestrator::config::Instance;
use autonomous_orchestrator::harvest::{Button, Repository, token_kind};
use autonomous_orchestrator::journal::{FinishedKind, HarvestRecord};
use autonomous_orchestrator::orchestrator::Command;
use autonomous_orchestrator::work_item::SourceKind;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{DragEvent, HtmlInputElement};

use super::settings::change;
use crate::edge::files;
use crate::filter::Mark;
use crate::harvest::{
    Asked, Found, SAMPLE, accept, harvest_all, harvest_repository, load_sample, read_files, read_paste,
};
use crate::part::icon::{Draw, Icon};
use crate::part::live::{click, either, flag, live, maybe, rows, shown, submit, text, typed};
use crate::part::memo::{Memo, follow};
use crate::route::Route;
use crate::store::Store;
use crate::words::{counted, day, relative, source_kind, thousands};

/// Whether the token field is asked for, from a source that needs one.
#[derive(Clone, Copy)]
struct TokenWanted(RwSignal<bool>);

fn harvest(store: Store, repository: Repository, asked: Asked) {
    spawn_local(async move {
        harvest_repository(store, repository, asked).await;
    });
}

/// The sources.
#[component]
pub(crate) fn Sources() -> impl IntoView {
    let store = Store::here();
    provide_context(TokenWanted(RwSignal::new(false)));
    let has_none = Memo::new(move || store.state.with(|state| state.sources.is_empty()));
    view! {
        <h1 tabindex="-1">"Sources"</h1>
        <div class="two">
            <RepositoryForm />
            <Files />
        </div>
        <Paste />
        {shown(move || has_none.get(), move || view! {
            <section class="panel row">
                <p>
                    <strong>"Only looking?"</strong>
                    <span class="dim">" A made-up backlog shows every screen at work. It leaves as soon as real work comes in."</span>
                </p>
                <span class="grow"></span>
                <button on:click=click(move || spawn_local(load_sample(store)))>"Load the sample backlog"</button>
            </section>
        })}
        <Known />
    }
}

fn is_busy(store: Store) -> bool {
    store.activity.running.with(Option::is_some)
}

/// A token without what copying brings along; `None` for an empty field.
fn plain_token(given: &str) -> Result<Option<String>, &'static str> {
    let is_seen = |c: &char| !c.is_whitespace() && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}');
    let given = given.trim();
    let given = given.strip_prefix("Bearer ").or_else(|| given.strip_prefix("token ")).unwrap_or(given);
    let token: String = given.chars().filter(is_seen).collect();
    if !token.chars().all(|c| c.is_ascii_graphic()) {
        return Err("That is no token: it holds letters that no token has. Copy it again from GitHub.");
    }
    Ok(Some(token).filter(|token| !token.is_empty()))
}

/// Naming a repository, and the token for a private one.
#[component]
fn RepositoryForm() -> impl IntoView {
    let store = Store::here();
    let name = RwSignal::new(String::new());
    let token = RwSignal::new(String::new());
    let TokenWanted(wanted) = expect_context();
    let (panel, field) = (NodeRef::<html::Details>::new(), NodeRef::<html::Input>::new());
    follow(move || {
        if wanted.get()
            && let (Some(panel), Some(field)) = (panel.get(), field.get())
        {
            panel.set_open(true);
            let _ = field.focus();
            wanted.set(false);
        }
    });
    // What the token can be limited to is filled in on GitHub's form.
    let make_one = move || {
        let owner = Repository::parse(&name.read()).ok().map(|repository| repository.to_string());
        let owner =
            owner.as_deref().and_then(|name| name.split('/').next()).map(|owner| format!("&target_name={owner}"));
        format!(
            "https://github.com/settings/personal-access-tokens/new?name=Autonomous+Orchestrator&description=Reads+issues&issues=read{}",
            owner.unwrap_or_default()
        )
    };
    let kind = move || match token.read().trim() {
        "" => String::new(),
        given => match token_kind(given) {
            Some(kind) => format!("This is {kind}."),
            None => "This does not look like a token of GitHub's.".to_owned(),
        },
    };
    let in_use = move || {
        let kind = store
            .token
            .with(|token| token.as_deref().map(|token| token_kind(token).unwrap_or("of a kind not known here")));
        match kind {
            Some(kind) => format!("Token: in use, {kind}"),
            None => "Token: none, and public repositories need none".to_owned(),
        }
    };
    let error = RwSignal::new(None::<String>);
    let go = move || match Repository::parse(&name.get_untracked()) {
        Ok(repository) => {
            error.set(None);
            let given = plain_token(&token.get_untracked());
            match given {
                Ok(None) => {}
                Ok(given) => {
                    store.token.set(given);
                    token.set(String::new());
                }
                Err(why) => return error.set(Some(why.to_owned())),
            }
            harvest(store, repository, Asked::Person);
        }
        Err(why) => error.set(Some(why)),
    };
    let busy = flag(move || is_busy(store));
    view! {
        <section class="panel">
            <header><h2>"GitHub repository"</h2></header>
            <form on:submit=submit(go)>
                <label>
                    "Repository"
                    <input
                        name="repository"
                        placeholder="owner/name"
                        autocomplete="off"
                        spellcheck="false"
                        aria-describedby="repository-error"
                        aria-invalid=maybe(move || error.with(Option::is_some).then_some("true"))
                        prop:value=text(move || name.get())
                        on:input=typed(move |text| name.set(text))
                    />
                </label>
                <p id="repository-error" class="error" role="alert">{text(move || error.get())}</p>
                <details node_ref=panel>
                    <summary>{text(in_use)}</summary>
                    <p class="note">
                        "For private repositories, or for 5,000 requests an hour instead of 60. A fine-grained token with “Issues: read” on the one repository is enough. It stays in this tab's memory: it is never stored, and it is sent to GitHub and nowhere else."
                    </p>
                    <label>
                        "Token"
                        <input
                            node_ref=field
                            type="password"
                            aria-describedby="token-kind"
                            autocomplete="off"
                            spellcheck="false"
                            prop:value=text(move || token.get())
                            on:input=typed(move |text| token.set(text))
                        />
                    </label>
                    <p id="token-kind" class="dim">{text(kind)}</p>
                    <p class="actions">
                        <a href=text(make_one) target="_blank" rel="noopener noreferrer">
                            "Make one on GitHub"<Draw icon=Icon::Link />
                        </a>
                        {shown(move || store.token.with(Option::is_some), move || view! {
                            <button type="button" on:click=click(move || { store.token.set(None); store.notices.tell("The token is forgotten."); })>"Forget the token"</button>
                        })}
                    </p>
                </details>
                <p class="actions">
                    <button type="submit" class="primary" disabled=busy>"Harvest"</button>
                </p>
            </form>
        </section>
    }
}

/// The file picker and the place to drop.
#[component]
fn Files() -> impl IntoView {
    let store = Store::here();
    let over = RwSignal::new(false);
    let picker = NodeRef::<html::Input>::new();
    let dropped = move |event: DragEvent| {
        event.prevent_default();
        over.set(false);
        if let Some(transfer) = event.data_transfer() {
            spawn_local(async move {
                let files = files::dropped(transfer).await;
                read_files(store, files).await;
            });
        }
    };
    view! {
        <section
            class="panel drop"
            class:over=flag(move || over.get())
            aria-label="Files"
            on:dragover=move |event| { event.prevent_default(); over.set(true); }
            on:dragleave=move |_| over.set(false)
            on:drop=dropped
        >
            <header><h2>"Files"</h2></header>
            <p class="dim">"Drop IAR logs, protocol documents or work items here: several files, or whole folders. What a file is, is told from what is in it."</p>
            <p class="actions">
                <label class="button">
                    <Draw icon=Icon::Drop />
                    "Choose files"
                    <input
                        node_ref=picker
                        type="file"
                        multiple
                        class="unseen"
                        on:change=move |event| {
                            let input: Option<HtmlInputElement> = event.target().and_then(|target| target.dyn_into().ok());
                            let Some(input) = input else { return };
                            let list = files::picked(input.files());
                            // The same file can be chosen again.
                            input.set_value("");
                            spawn_local(read_files(store, list));
                        }
                    />
                </label>
            </p>
        </section>
    }
}

/// Pasted text, shown for what it would yield before it is taken in.
#[component]
fn Paste() -> impl IntoView {
    let store = Store::here();
    let pasted = RwSignal::new(String::new());
    let preview = RwSignal::new(None::<Found>);
    let look = move || {
        let given = pasted.get_untracked();
        if given.trim().is_empty() {
            store.notices.problem("There is nothing in the box yet. Paste a log, a document or work items first.");
            return;
        }
        spawn_local(async move {
            let found = read_paste(store, &given).await;
            preview.set(found);
        });
    };
    let take = move || {
        if let Some(found) = preview.get_untracked() {
            preview.set(None);
            pasted.set(String::new());
            spawn_local(async move {
                let open = found.open();
                accept(store, found).await;
                store.notices.tell(format!("{} taken in.", counted(open, "work item", "work items")));
            });
        }
    };
    view! {
            <section class="panel">
                <header><h2>"Paste"</h2></header>
                <label>
                    <span class="unseen">"Text to harvest"</span>
                    <textarea
                        rows="4"
                        spellcheck="false"
                        placeholder="Paste an IAR log, a protocol document, or work items as JSON"
                        prop:value=text(move || pasted.get())
                        on:input=typed(move |text| { pasted.set(text); preview.set(None); })
                    ></textarea>
                </label>
                {either(
    move || preview.with(Option::is_some),
    move || view! {
                    {live(move || preview.get().map(|found| view! { <Preview found=found /> }))}
                    <p class="actions">
                        <button class="primary" on:click=click(take)>"Take it in"</button>
                        <button on:click=click(move || preview.set(None))>"Leave it"</button>
                    </p>
                }.into_any(),
    move || view! { <p class="actions"><button on:click=click(look)>"Look what is in it"</button></p> }.into_any(),
    )}
            </section>
        }
}

/// Items and problems shown before a text is taken in.
const PREVIEWED: usize = 8;

/// What a text would yield.
#[component]
fn Preview(found: Found) -> impl IntoView {
    let (open, harvest) = (found.open(), found.first());
    let shown: Vec<String> = harvest
        .items
        .iter()
        .filter(|item| item.status.is_open())
        .take(PREVIEWED)
        .map(|item| item.description.clone())
        .collect();
    let more = open - shown.len();
    let skipped = harvest.skipped.clone();
    let problems = harvest.problems.clone();
    let more_problems = problems.len().saturating_sub(PREVIEWED);
    view! {
        <div class="preview" role="status">
            <p><strong>{counted(open, "work item", "work items")}</strong>{format!(" in {}. Taken for: {}", counted(harvest.read, "record", "records"), harvest.detected)}</p>
            <ul>{shown.into_iter().map(|what| view! { <li>{what}</li> }).collect_view()}</ul>
            {(more > 0).then(|| view! { <p class="dim">{format!("and {}", counted(more, "more", "more"))}</p> })}
            {(!skipped.is_empty()).then(|| view! {
                <ul class="dim">{skipped.into_iter().map(|skipped| view! { <li>{format!("Passed over: {} {}, {}", skipped.count, skipped.what, skipped.why)}</li> }).collect_view()}</ul>
            })}
            {(!problems.is_empty()).then(|| view! {
                <ul class="error">{problems.into_iter().take(PREVIEWED).map(|problem| view! { <li>{format!("{}: {}", problem.place, problem.message)}</li> }).collect_view()}</ul>
                {(more_problems > 0).then(|| view! { <p class="dim">{format!("and {}", counted(more_problems, "more problem", "more problems"))}</p> })}
            })}
        </div>
    }
}

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
            Ok(()) => store.notices.tell("They take work from the next cycle on."),
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

/// The sources that are known.
#[component]
fn Known() -> impl IntoView {
    let store = Store::here();
    let records = Memo::new(move || {
        store.state.with(|state| {
            // Repositories first, then what has problems.
            let rank = |record: &HarvestRecord| match record.kind {
                SourceKind::Github => 0,
                _ if record.problem_count > 0 => 1,
                _ => 2,
            };
            let of = |wanted: i32| state.sources.values().filter(move |record| rank(record) == wanted);
            (0..3).flat_map(of).map(|record| HarvestRecord::clone(record)).collect::<Vec<_>>()
        })
    });
    let has_repository = move || records.with(|records| records.iter().any(|record| record.kind == SourceKind::Github));
    view! {
        {shown(move || records.with(|records| !records.is_empty()), move || view! {
            <section class="panel">
                <header>
                    <h2>"What was read"</h2>
                    {shown(has_repository, move || view! {
                        <button disabled=flag(move || is_busy(store)) on:click=click(move || spawn_local(harvest_all(store)))>"Harvest now"</button>
                    })}
                </header>
                <ul class="sources">
                    {rows(move || records.get(), shape, |record| view! { <SourceRow record=record /> })}
                </ul>
            </section>
        })}
    }
}

#[component]
fn SourceRow(record: HarvestRecord) -> impl IntoView {
    let store = Store::here();
    let name = record.name.clone();
    let owns = {
        let name = name.clone();
        move || {
            store.state.with(|state| {
                let open = state
                    .items
                    .values()
                    .filter(|entry| entry.item.source.name == name && entry.item.status.is_open())
                    .count();
                let owned = state.items.values().filter(|entry| entry.item.source.name == name).count();
                let history =
                    |kind| state.history.values().filter(|work| work.source == name && work.kind == kind).count();
                let done = owned - open + history(FinishedKind::Issue);
                let merged = match history(FinishedKind::PullRequest) {
                    0 => String::new(),
                    merged => format!(", {} merged pull requests as history", thousands(merged)),
                };
                format!("{} open, {} finished{merged}", thousands(open), thousands(done))
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
                store.notices.tell_undoable(format!("{name} and its items are removed."), store.last_step());
            }
        }
    };
    let of = record.expected.filter(|_| !record.complete).map_or_else(String::new, |expected| {
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
    let came = if came.is_empty() { "no work in it".to_owned() } else { came.join(", ") };
    let read = format!("{last}{}{of} read: {came}", counted(record.read, "record", "records"));
    let skipped = record.skipped.clone();
    let problems = record.problems.clone();
    let problem_count = record.problem_count;
    let details = !skipped.is_empty() || problem_count > 0;
    view! {
        <li>
            <div class="row">
                <a class="name" href=Route::filtered(&Mark::Source(record.name.clone())).hash()>{record.name.clone()}</a>
                <span class="tag plain">{if is_sample { "Sample, not real" } else { source_kind(record.kind) }}</span>
                {if record.complete {
                    view! { <span class="tag good">"Complete"</span> }.into_any()
                } else {
                    view! { <span class="tag watch">"In part"</span> }.into_any()
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
            <p class="dim">{read}</p>
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
                            {skipped.into_iter().map(|skipped| view! { <li class="dim">{format!("{} {}: {}", thousands(skipped.count), skipped.what, skipped.why)}</li> }).collect_view()}
                        </ul>
                    </details>
                }
            })}
        </li>
    }
}
