//! A label, or a title, taken apart into words.
//!
//! Projects write the same thing in many ways: `kind/bug`, `[Type] Bug`,
//! `type::bug`, `C-bug`, `🐛 bug`, `*bug`. All of them become the prefix and the
//! value that were meant.

/// A text taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Words {
    /// Everything, in order.
    pub(super) all: Vec<String>,
    /// The groups the label was put under, outermost first: `priority` of `priority/high`.
    pub(super) prefixes: Vec<String>,
    /// The last part: `high` of `priority/high`.
    pub(super) value: Vec<String>,
    /// The value once more without its first word, where that word may itself
    /// be a prefix: `high` of `priority-high`, `bug` of `C-bug`.
    pub(super) short: Option<(String, Vec<String>)>,
}

impl Words {
    /// Takes a label apart. `is_prefix` tells which first words count as one.
    pub(super) fn of_label(label: &str, is_prefix: impl Fn(&str) -> bool) -> Self {
        let mut parts: Vec<Vec<String>> = segments(label).map(split).filter(|words| !words.is_empty()).collect();
        let Some(value) = parts.pop() else {
            return Self::of_text(label);
        };
        let prefixes = parts.iter().map(|words| words.join(" ")).collect();
        let mut all = parts.concat();
        all.extend(value.iter().cloned());
        let short = value.split_first().filter(|(first, rest)| {
            let letter = first.chars().count() == 1 && first.chars().all(|c| c.is_ascii_alphabetic());
            !rest.is_empty() && (letter || is_prefix(first))
        });
        let short = short.map(|(first, rest)| (first.clone(), rest.to_vec()));
        Self { all, prefixes, value, short }
    }

    /// Takes plain text apart. Text without a letter or digit, a lone emoji for
    /// one, is its own only word.
    pub(super) fn of_text(text: &str) -> Self {
        let mut all = split(text);
        if all.is_empty() && !text.trim().is_empty() {
            all.push(text.trim().to_lowercase());
        }
        Self { value: all.clone(), all, prefixes: Vec::new(), short: None }
    }
}

/// The parts of a label between `:`, `/` and square brackets.
fn segments(label: &str) -> impl Iterator<Item = &str> {
    label.split([':', '/', '[', ']'])
}

/// The words of a text, in lower case. Everything but letters, digits and a dot
/// between digits parts them, so emoji and `*~!<>` fall away; an apostrophe
/// joins (`won't` is `wont`), and a number is parted from its unit (`5pts`).
pub(super) fn split(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut chars = text.chars().flat_map(char::to_lowercase).peekable();
    while let Some(c) = chars.next() {
        let in_number = !word.is_empty() && word.chars().all(|c| c.is_ascii_digit() || c == '.');
        if c == '.' && in_number && chars.peek().is_some_and(char::is_ascii_digit) {
            word.push(c);
        } else if c.is_alphanumeric() {
            if in_number && !c.is_ascii_digit() {
                words.push(std::mem::take(&mut word));
            }
            word.push(c);
        } else if !matches!(c, '\'' | '’') && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}
