//! The page of the Autonomous Orchestrator: views over the engine, and the
//! edges that touch the browser.
#![allow(missing_docs)] // a program, not a library
#![allow(unreachable_pub)] // components make their properties public

mod activity;
mod app;
mod edge;
mod filter;
mod harvest;
mod keys;
mod notice;
mod part;
mod route;
mod store;
mod view;
mod words;

fn main() {
    edge::crash::install();
    if let Some(waiting) = gloo::utils::document().get_element_by_id("waiting") {
        waiting.remove();
    }
    leptos::mount::mount_to_body(app::App);
}
