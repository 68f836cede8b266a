//! Titles and bodies, made fit to keep and otherwise left as they were written.

use crate::harvest::secret::redact;

/// The most bytes of a body that are kept.
const MOST_BODY: usize = 16 * 1024;
/// The most characters of a title that are kept; GitHub allows 256.
const MOST_TITLE: usize = 1024;

/// A title on one line.
pub(super) fn title(text: &str) -> String {
    let one_line = text.trim().chars().map(|c| if c.is_whitespace() { ' ' } else { c });
    let clean: String = one_line.filter(|&c| !is_unsafe(c)).take(MOST_TITLE).collect();
    if clean.trim().is_empty() { "(no title)".to_owned() } else { redact(&clean).into_owned() }
}

/// A body with `\n` line ends; a very long one is cut, and says so.
pub(super) fn body(text: &str) -> String {
    let mut clean = String::with_capacity(text.len().min(MOST_BODY + 80));
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let c = match c {
            '\r' if chars.peek() == Some(&'\n') => continue,
            '\r' => '\n',
            c => c,
        };
        if is_unsafe(c) && !matches!(c, '\n' | '\t') {
            continue;
        }
        if clean.len() + c.len_utf8() > MOST_BODY {
            clean.push_str("\n\n(cut: the rest is on GitHub)");
            break;
        }
        clean.push(c);
    }
    redact(&clean).into_owned()
}

/// The first words of a text, for a reason that quotes it.
pub(super) fn excerpt(text: &str) -> String {
    const MOST: usize = 60;
    let mut chars = text.chars().filter(|&c| !is_unsafe(c));
    let mut short: String = chars.by_ref().take(MOST).collect();
    if chars.next().is_some() {
        short.truncate(short.trim_end().len());
        short.push('…');
    }
    redact(&short).into_owned()
}

/// Control characters, and those that turn the direction of the text around.
fn is_unsafe(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
