//! The running text of a Markdown document, block by block.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::Place;
use super::reference::Reference;

/// Hands out every block of running text: a paragraph, a list item, a table
/// cell. With it comes, for a task, whether its box is ticked.
///
/// Code, quotes, comments and struck-out text are left out. A link to an issue
/// becomes that issue's address.
pub(super) fn blocks(place: Place<'_>, text: &str, mut each: impl FnMut(&str, Option<bool>)) {
    let mut block = Block::default();
    let mut flush = |block: &mut Block| {
        if block.task.is_some() || !block.text.trim().is_empty() {
            each(&block.text, block.task);
        }
        *block = Block { muted: block.muted, ..Block::default() };
    };
    let options = Options::ENABLE_TASKLISTS | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TABLES;
    for event in Parser::new_ext(text, options) {
        match event {
            Event::Start(Tag::BlockQuote(_) | Tag::CodeBlock(_)) => {
                flush(&mut block);
                block.muted += 1;
            }
            Event::Start(Tag::Strikethrough) => block.muted += 1,
            Event::End(TagEnd::BlockQuote(_) | TagEnd::CodeBlock | TagEnd::Strikethrough) => {
                block.muted = block.muted.saturating_sub(1);
            }
            Event::End(TagEnd::Link) => block.in_issue_link = false,
            _ if block.muted > 0 => {}
            Event::Start(Tag::Link { dest_url, .. }) if Reference::of_url(&dest_url, place.host).is_some() => {
                block.in_issue_link = true;
                block.text.extend([" ", &*dest_url, " "]);
            }
            _ if block.in_issue_link => {}
            Event::Text(text) => block.text.push_str(&text),
            Event::Html(html) | Event::InlineHtml(html) => block.push_html(&html),
            // Code parts what stands before it from what stands after.
            Event::Code(_) => block.text.push_str(" . "),
            Event::SoftBreak => block.text.push(' '),
            Event::TaskListMarker(ticked) => block.task = Some(ticked),
            // These stand inside a block. So does the start of a task's
            // paragraph: its box comes first.
            Event::Start(Tag::Link { .. } | Tag::Emphasis | Tag::Strong | Tag::Image { .. })
            | Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Image) => {}
            Event::Start(Tag::Paragraph) if block.text.trim().is_empty() => {}
            Event::Start(_) | Event::End(_) | Event::HardBreak | Event::Rule => flush(&mut block),
            _ => {}
        }
    }
    flush(&mut block);
}

/// The block being read.
#[derive(Default)]
struct Block {
    text: String,
    task: Option<bool>,
    /// How many quotes, code blocks and struck-out spans we are inside of.
    muted: usize,
    /// Inside a link whose address has been taken already.
    in_issue_link: bool,
    in_comment: bool,
}

impl Block {
    /// Takes the text of a piece of HTML, without tags and comments. A comment
    /// may go on in the next piece.
    fn push_html(&mut self, html: &str) {
        let mut rest = html;
        while !rest.is_empty() {
            if self.in_comment {
                let Some((_, after)) = rest.split_once("-->") else { return };
                (self.in_comment, rest) = (false, after);
                continue;
            }
            let (before, after) = match rest.split_once("<!--") {
                Some((before, after)) => (before, Some(after)),
                None => (rest, None),
            };
            self.push_without_tags(before);
            self.in_comment = after.is_some();
            rest = after.unwrap_or_default();
        }
    }

    fn push_without_tags(&mut self, html: &str) {
        for (at, piece) in html.split('<').enumerate() {
            let text = if at == 0 { piece } else { piece.split_once('>').map_or("", |(_, text)| text) };
            self.text.push(' ');
            self.text.push_str(text);
        }
    }
}
