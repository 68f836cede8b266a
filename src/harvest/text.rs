//! Plain text, made safe to keep: no control characters, no tokens, bounded length.

use std::borrow::Cow;

use super::secret::redact;

/// `text` without control characters, terminal escapes and tokens; line ends stay.
#[must_use]
pub(crate) fn clean(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    for letter in without_escapes(text).chars() {
        match letter {
            '\n' | '\t' | ' '..='~' => kept.push(letter),
            // A line ends with this on other machines.
            '\u{85}' => kept.push('\n'),
            _ if is_unseen(letter) || letter.is_control() => {}
            _ => kept.push(letter),
        }
    }
    // Last, so that nothing unseen can part a token.
    match redact(&kept) {
        Cow::Borrowed(_) => kept,
        Cow::Owned(redacted) => redacted,
    }
}

/// Whether a letter turns text around, or stands in it unseen. What joins letters
/// (U+200C, U+200D) changes how they look, so it is seen.
fn is_unseen(letter: char) -> bool {
    matches!(
        letter,
        '\u{ad}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{fffd}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

/// `text` without what a terminal reads as commands: colours, titles, links.
#[must_use]
pub(super) fn without_escapes(text: &str) -> Cow<'_, str> {
    let Some((before, mut rest)) = text.split_once('\u{1b}') else { return Cow::Borrowed(text) };
    let mut kept = before.to_owned();
    while let Some((before, after)) = after_command(rest).split_once('\u{1b}') {
        kept.push_str(before);
        rest = after;
    }
    kept.push_str(after_command(rest));
    Cow::Owned(kept)
}

/// What follows the command that `text` begins with, its escape character left out.
fn after_command(text: &str) -> &str {
    if let Some(colour) = text.strip_prefix('[') {
        let end = colour.trim_start_matches(|c| (' '..='?').contains(&c));
        return end.strip_prefix(|c| ('@'..='~').contains(&c)).unwrap_or(end);
    }
    if let Some(title) = text.strip_prefix(']') {
        // It ends with a bell or with the next command; one without an end is text.
        let end = title.find(['\u{7}', '\u{1b}', '\n']).and_then(|at| title.get(at..)).unwrap_or_default();
        return end.strip_prefix('\u{7}').or(end.starts_with('\u{1b}').then_some(end)).unwrap_or(title);
    }
    // The end of a title, and the choice of a character set.
    ["\\", "(B", "(0"].iter().find_map(|command| text.strip_prefix(command)).unwrap_or(text)
}

/// `text` on one line, white space folded, at most `most` characters.
#[must_use]
pub(super) fn one_line(text: &str, most: usize) -> String {
    let mut line = String::new();
    let mut taken = 0;
    for word in clean(clip(text, most * 8)).split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
        taken += 1 + word.chars().count();
        if taken > most + 1 {
            break;
        }
    }
    shorten(&line, most)
}

/// The first line of `text` that says something, at most `most` characters.
#[must_use]
pub(super) fn first_line(text: &str, most: usize) -> String {
    let line = text.lines().find(|line| line.chars().any(char::is_alphanumeric)).unwrap_or_default();
    one_line(line, most)
}

/// The longest start of `text` of at most `most` bytes that ends between characters.
#[must_use]
pub(super) fn clip(text: &str, most: usize) -> &str {
    // A character has at most four bytes.
    (0..4).find_map(|back| text.get(..most.min(text.len()).checked_sub(back)?)).unwrap_or_default()
}

/// `text`, or its start and an ellipsis where it has more than `most` characters.
#[must_use]
pub(super) fn shorten(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(most.saturating_sub(1)).collect();
    short.truncate(short.trim_end().len());
    short.push('…');
    short
}

/// A readable part of an id: lower case letters and digits joined by hyphens,
/// cut between words after about `most` characters.
#[must_use]
pub(super) fn slug(text: &str, most: usize) -> String {
    let mut slug = String::new();
    // In other letters a token could not be told any more.
    for word in
        clean(text).split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’').filter(|word| !word.is_empty())
    {
        let word: String = word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        if word.is_empty() {
            continue;
        }
        let length = slug.chars().count();
        if length > 0 && length + 1 + word.chars().count() > most {
            break;
        }
        if length > 0 {
            slug.push('-');
        }
        slug.extend(word.chars().take(most));
    }
    slug
}

/// A name of a program's making in words: its underscores are spaces. In that form a token could not be told
/// any more, so that it is cut down before.
#[must_use]
pub(super) fn spaced(name: &str) -> String {
    clean(name).replace('_', " ")
}

/// The file's name without folders and extension.
#[must_use]
pub(crate) fn stem(name: &str) -> &str {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    match file.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() && ending.len() <= 8 => stem,
        _ => file,
    }
}

/// Whether `text` holds `word` as a word of its own. Both are lower case.
#[must_use]
pub(super) fn has_word(text: &str, word: &str) -> bool {
    has_any_word(text, &[word])
}

/// Whether `text` holds one of `words` as a word of its own.
#[must_use]
pub(super) fn has_any_word(text: &str, words: &[&str]) -> bool {
    let mut is_inside = false;
    text.char_indices().any(|(at, letter)| {
        let begins = !std::mem::replace(&mut is_inside, letter.is_alphanumeric());
        let rest = if begins { text.get(at..).unwrap_or_default() } else { "" };
        words.iter().any(|word| {
            rest.strip_prefix(word).is_some_and(|after| begins && !after.starts_with(char::is_alphanumeric))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_made_safe_and_short() {
        assert_eq!(clean("a\u{1b}[31mred\u{1b}[0m\u{0}\u{202e}b"), "aredb");
        assert_eq!(
            clean("\u{1b}]0;title\u{7}a\u{1b}]8;;u:x\u{1b}\\b\u{1b}]8;;\u{1b}\\\u{1b}(B\u{1b}[m c\u{1b}"),
            "ab c"
        );
        assert_eq!(clean("\u{1b}]open\nnext\u{1b}[3\nlast\u{1b}[1;38;5;9"), "open\nnext\nlast");
        assert_eq!(one_line("  two \n lines\t here ", 40), "two lines here");
        assert_eq!(one_line("abcdefghij klm", 8), "abcdefg…");
        assert_eq!(slug("Add **more** sophisticated “instance” selection!", 24), "add-more-sophisticated");
        assert_eq!(slug("It's 2.0", 40), "its-2-0");
        assert_eq!(stem("a/b/REPORT.v2.md"), "REPORT.v2");
        assert!(has_word("is not done", "not") && !has_word("nothing", "not"));
    }
}
