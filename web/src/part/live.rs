//! Parts of a view that follow the state.
//!
//! Every closure is a type of its own, and the compiler writes the code that
//! keeps a view up to date once for each. Behind a box they are all one type:
//! a third of the page's program is saved.

use std::sync::Arc;

use leptos::ev::{Event, MouseEvent, SubmitEvent};
use leptos::prelude::*;

use super::memo::Memo;

/// What is done on a click.
pub(crate) type Click = Box<dyn FnMut(MouseEvent)>;
/// What is done with what a field holds.
pub(crate) type Typed = Box<dyn FnMut(Event)>;
/// What is done when a form is sent.
pub(crate) type Submit = Box<dyn FnMut(SubmitEvent)>;
/// Text that follows the state.
pub(crate) type Text = Box<dyn FnMut() -> String + Send>;
/// A fixed word that follows the state.
pub(crate) type Word = Box<dyn FnMut() -> &'static str + Send>;
/// An attribute that is not always there.
pub(crate) type Maybe = Box<dyn FnMut() -> Option<&'static str> + Send>;
/// Whether something holds.
pub(crate) type Flag = Box<dyn FnMut() -> bool + Send>;
/// A view that follows the state.
pub(crate) type Live = Box<dyn FnMut() -> AnyView + Send>;

pub(crate) fn click(mut each: impl FnMut() + 'static) -> Click {
    Box::new(move |_| each())
}

/// With the text that is in the field.
pub(crate) fn typed(mut each: impl FnMut(String) + 'static) -> Typed {
    Box::new(move |event| each(event_target_value(&event)))
}

/// Instead of what the browser would do.
pub(crate) fn submit(mut each: impl FnMut() + 'static) -> Submit {
    Box::new(move |event| {
        event.prevent_default();
        each();
    })
}

pub(crate) fn text<W: Words>(mut each: impl FnMut() -> W + Send + 'static) -> Text {
    Box::new(move || each().words())
}

/// What can stand as text; nothing stands as no text.
pub(crate) trait Words {
    fn words(self) -> String;
}

impl Words for String {
    fn words(self) -> String {
        self
    }
}

impl Words for &str {
    fn words(self) -> String {
        self.to_owned()
    }
}

impl Words for usize {
    fn words(self) -> String {
        self.to_string()
    }
}

impl<W: Words> Words for Option<W> {
    fn words(self) -> String {
        self.map(Words::words).unwrap_or_default()
    }
}

pub(crate) fn word(each: impl FnMut() -> &'static str + Send + 'static) -> Word {
    Box::new(each)
}

pub(crate) fn maybe(each: impl FnMut() -> Option<&'static str> + Send + 'static) -> Maybe {
    Box::new(each)
}

pub(crate) fn flag(each: impl FnMut() -> bool + Send + 'static) -> Flag {
    Box::new(each)
}

pub(crate) fn live<V: IntoAny>(mut each: impl FnMut() -> V + Send + 'static) -> Live {
    Box::new(move || each().into_any())
}

/// A view that is there while `when` holds, and is made anew only when that changes.
pub(crate) fn shown<V: IntoAny>(
    when: impl Fn() -> bool + Send + Sync + 'static,
    mut each: impl FnMut() -> V + Send + 'static,
) -> Live {
    either(when, move || each().into_any(), || ().into_any())
}

/// One view while `when` holds, another while not.
pub(crate) fn either(
    when: impl Fn() -> bool + Send + Sync + 'static,
    mut then: impl FnMut() -> AnyView + Send + 'static,
    mut otherwise: impl FnMut() -> AnyView + Send + 'static,
) -> Live {
    let when = Memo::new(when);
    Box::new(move || if when.get() { then() } else { otherwise() })
}

/// A row of [`rows`]: what it is told by, and how it is drawn.
type Row = (String, Box<dyn FnOnce() -> AnyView + Send>);

/// A list that follows the state. A row is drawn anew only when what `key` gives
/// for it is new.
pub(crate) fn rows<T: Send + 'static, V: IntoAny + 'static>(
    each: impl Fn() -> Vec<T> + Send + Sync + 'static,
    key: impl Fn(&T) -> String + Send + Sync + 'static,
    draw: impl Fn(T) -> V + Send + Sync + 'static,
) -> AnyView {
    let draw = Arc::new(draw);
    let row = move |row: T| -> Row {
        let draw = Arc::clone(&draw);
        (key(&row), Box::new(move || draw(row).into_any()))
    };
    keyed(Box::new(move || each().into_iter().map(&row).collect()))
}

/// Written once for all lists.
fn keyed(each: Box<dyn Fn() -> Vec<Row> + Send + Sync>) -> AnyView {
    view! { <For each key=|(key, _)| key.clone() children=|(_, draw)| draw() /> }.into_any()
}
