//! A value that is worked out anew when what it rests on changes.
//!
//! Leptos writes the code of a memo once for every type of value. This one keeps
//! every value behind one type, which saves the first load 6 KB.

use std::any::Any;
use std::marker::PhantomData;
use std::sync::Arc;

use leptos::prelude::{Effect, GetUntracked, Memo as AnyMemo, With};

/// A value of any type, and how two of them are compared.
#[derive(Clone)]
struct Held {
    value: Arc<dyn Any + Send + Sync>,
    is_same: fn(&dyn Any, &dyn Any) -> bool,
}

impl PartialEq for Held {
    fn eq(&self, other: &Self) -> bool {
        (self.is_same)(&*self.value, &*other.value)
    }
}

/// A memo; it tells those who use it only of a value that differs.
pub(crate) struct Memo<T> {
    held: AnyMemo<Held>,
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for Memo<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Memo<T> {}

impl<T: PartialEq + Send + Sync + 'static> Memo<T> {
    /// Works the value out by `each`.
    pub(crate) fn new(each: impl Fn() -> T + Send + Sync + 'static) -> Self {
        let held = move || Held { value: Arc::new(each()), is_same: is_same::<T> };
        Self { held: memo(Box::new(held)), of: PhantomData }
    }
}

/// Written once for all memos.
fn memo(each: Box<dyn Fn() -> Held + Send + Sync>) -> AnyMemo<Held> {
    AnyMemo::new(move |_| each())
}

fn is_same<T: PartialEq + 'static>(one: &dyn Any, other: &dyn Any) -> bool {
    one.downcast_ref::<T>() == other.downcast_ref::<T>()
}

#[allow(clippy::expect_used)] // a memo of `T` is only ever made with values of `T`
fn value<T: 'static>(held: &Held) -> &T {
    held.value.downcast_ref().expect("a memo holds values of its own type")
}

impl<T: 'static> Memo<T> {
    /// Calls `each` with the value, and follows it.
    pub(crate) fn with<R>(self, each: impl FnOnce(&T) -> R) -> R {
        each(value(&self.held.with(Held::clone)))
    }

    /// Calls `each` with the value as it is now.
    pub(crate) fn with_untracked<R>(self, each: impl FnOnce(&T) -> R) -> R {
        each(value(&self.held.get_untracked()))
    }

    /// The value, followed.
    pub(crate) fn get(self) -> T
    where
        T: Clone,
    {
        self.with(T::clone)
    }

    /// The value as it is now.
    pub(crate) fn get_untracked(self) -> T
    where
        T: Clone,
    {
        self.with_untracked(T::clone)
    }
}

/// Does `each` now, and again whenever something it has used changes.
pub(crate) fn follow(each: impl FnMut() + 'static) {
    let mut each: Box<dyn FnMut()> = Box::new(each);
    Effect::new(move |_: Option<()>| each());
}
