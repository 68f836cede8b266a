//! Naming a GitHub repository, and the token for a private one.

use autonomous_orchestrator::harvest::{Repository, token_kind};
use leptos::html;
use leptos::prelude::*;

use super::{TokenWanted, harvest, is_busy};
use crate::harvest::Asked;
use crate::part::icon::{Draw, Icon};
use crate::part::live::{click, flag, maybe, shown, submit, text, typed};
use crate::part::memo::follow;
use crate::store::Store;

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
pub(super) fn RepositoryForm() -> impl IntoView {
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
