//! A dialog on the browser's own element: focus, Escape and the backdrop come with it.

use leptos::html;
use leptos::prelude::*;

use crate::part::live::shown;
use crate::part::memo::follow;

/// A dialog that is shown while `open` is.
#[component]
pub(crate) fn Dialog(
    open: RwSignal<bool>,
    title: &'static str,
    #[prop(default = "")] class: &'static str,
    children: ChildrenFn,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    follow(move || {
        let Some(dialog) = node.get() else { return };
        if open.get() {
            if !dialog.open() {
                // Fails only when it is not in the page, and it is.
                let _ = dialog.show_modal();
            }
        } else if dialog.open() {
            dialog.close();
        }
    });
    // The browser tells of it later, when the dialog may be open again.
    let closed = move |_| {
        if node.get_untracked().is_some_and(|dialog| !dialog.open()) {
            open.set(false);
        }
    };
    view! {
        <dialog node_ref=node class=class aria-label=title on:close=closed>
            {shown(move || open.get(), move || view! { <h2>{title}</h2>{children()} })}
        </dialog>
    }
}
