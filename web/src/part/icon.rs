//! Icons: one path each, drawn with the text's colour.

use leptos::prelude::*;

/// The icons there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Icon {
    Mark,
    Brief,
    Decide,
    Backlog,
    Sources,
    Settings,
    Search,
    Close,
    Link,
    Drop,
    Check,
}

impl Icon {
    fn path(self) -> &'static str {
        match self {
            Self::Mark => "M12 3.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 1 0 0-17M12 3.5v5.5M12 15v5.5M3.5 12H9M15 12h5.5",
            Self::Brief => "M6 3.5h9l3 3v14H6zM9 9.5h6M9 13h6M9 16.5h3.5",
            Self::Decide => "M3.5 13.5H8l1.8 3h4.4l1.8-3h4.5M3.5 13.5L7 5h10l3.5 8.5V19h-17z",
            Self::Backlog => "M4 6.5h16M4 12h16M4 17.5h9",
            Self::Sources => {
                "M5 6c0-1.5 3.1-2.5 7-2.5s7 1 7 2.5-3.1 2.5-7 2.5S5 7.500 5 6zM5 6v12c0 1.500 3.100 2.500 7 2.500s7-1 7-2.500V6M5 12c0 1.500 3.100 2.500 7 2.500s7-1 7-2.500"
            }
            Self::Settings => "M4 7.500h9M17 7.500h3M15 5.500v4M4 16.500h3M11 16.500h9M9 14.500v4",
            Self::Search => "M10.500 4.500a6 6 0 1 0 0 12a6 6 0 1 0 0-12M15 15l5 5",
            Self::Close => "M6 6l12 12M18 6L6 18",
            Self::Link => "M13.500 5.500H19V11M19 5.500L11 13.500M10 6H5.500v12.500H18V14",
            Self::Drop => "M12 4v10M8 10.500l4 4l4-4M5 17v3h14v-3",
            Self::Check => "M5 12.500l4.500 4.500L19 7.500",
        }
    }
}

/// An icon; it says nothing to a screen reader.
#[component]
pub(crate) fn Draw(icon: Icon) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
            <path d=icon.path()></path>
        </svg>
    }
}
