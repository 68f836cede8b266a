//! The page.

use leptos::prelude::*;

fn main() {
    leptos::mount::mount_to_body(|| view! { <main id="main"><h1>"Autonomous Orchestrator"</h1></main> });
}
