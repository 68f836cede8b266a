//! The outline of a Markdown document: its headings, list items, paragraphs,
//! tables and fences, in order, each with its line.

use std::ops::Range;

use super::mark::has_sign;
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// A piece of a document.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Block {
    /// What it is.
    pub(super) kind: Kind,
    /// Its text; bold and struck-out text keep their marks.
    pub(super) text: String,
    /// Its line, counted from 1.
    pub(super) line: usize,
}

/// What a block is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    /// A heading and its level.
    Heading(usize),
    /// A list item: how deep it stands, from 1, and its box if it has one.
    Item { depth: usize, ticked: Option<bool> },
    /// A paragraph.
    Paragraph,
    /// A table: its rows, the header first.
    Table(Vec<Vec<String>>),
    /// A fenced or indented code block.
    Fence,
    /// A rule.
    Rule,
}

/// The outline of `text`.
pub(super) fn outline(text: &str) -> Vec<Block> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS | Options::ENABLE_STRIKETHROUGH;
    let breaks: Vec<usize> = text.match_indices('\n').map(|(at, _)| at).collect();
    let mut builder = Builder { blocks: Vec::new(), open: Vec::new(), depth: 0, breaks };
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        builder.event(event, &range);
    }
    // An entry that is nothing but markup is still an entry.
    let stands_alone = |kind: &Kind| matches!(kind, Kind::Rule | Kind::Table(_) | Kind::Item { .. });
    builder.blocks.retain(|block| !block.text.trim().is_empty() || stands_alone(&block.kind));
    for block in &mut builder.blocks {
        block.text.truncate(block.text.trim_end().len());
    }
    builder.blocks.into_iter().flat_map(unbulleted).collect()
}

/// A paragraph in which every line begins with a sign is a list without bullets.
fn unbulleted(block: Block) -> Vec<Block> {
    let lines = || block.text.lines();
    if block.kind != Kind::Paragraph || lines().count() < 2 || !lines().all(has_sign) {
        return vec![block];
    }
    let item = |(at, line): (usize, &str)| Block {
        kind: Kind::Item { depth: 1, ticked: None },
        text: line.to_owned(),
        line: block.line + at,
    };
    lines().enumerate().map(item).collect()
}

struct Builder {
    blocks: Vec<Block>,
    /// The blocks that text goes into, innermost last.
    open: Vec<usize>,
    depth: usize,
    breaks: Vec<usize>,
}

impl Builder {
    fn event(&mut self, event: Event<'_>, range: &Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.write(&text),
            Event::Code(code) => self.write(&code),
            Event::SoftBreak | Event::HardBreak => self.write("\n"),
            Event::InlineHtml(html) if html.starts_with("<br") => self.write("\n"),
            Event::TaskListMarker(is_ticked) => {
                if let Some(Block { kind: Kind::Item { ticked, .. }, .. }) = self.current() {
                    *ticked = Some(is_ticked);
                }
            }
            Event::Rule => self.add(Kind::Rule, range),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: &Range<usize>) {
        match tag {
            Tag::Heading { level, .. } => self.enter(Kind::Heading(number(level)), range),
            Tag::List(_) => self.depth += 1,
            Tag::Item => self.enter(Kind::Item { depth: self.depth, ticked: None }, range),
            Tag::Paragraph => match self.current() {
                // A further paragraph of an item.
                Some(block) if matches!(block.kind, Kind::Item { .. }) => {
                    if !block.text.is_empty() {
                        block.text.push('\n');
                    }
                }
                _ => self.enter(Kind::Paragraph, range),
            },
            Tag::CodeBlock(_) => self.enter(Kind::Fence, range),
            Tag::Table(_) => self.enter(Kind::Table(Vec::new()), range),
            Tag::TableHead | Tag::TableRow => {
                if let Some(Block { kind: Kind::Table(rows), .. }) = self.current() {
                    rows.push(Vec::new());
                }
            }
            Tag::TableCell => {
                if let Some(Block { kind: Kind::Table(rows), .. }) = self.current()
                    && let Some(row) = rows.last_mut()
                {
                    row.push(String::new());
                }
            }
            Tag::Strong => self.write("**"),
            Tag::Strikethrough => self.write("~~"),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) | TagEnd::Item | TagEnd::CodeBlock | TagEnd::Table => {
                self.open.pop();
            }
            TagEnd::Paragraph if self.current().is_some_and(|block| block.kind == Kind::Paragraph) => {
                self.open.pop();
            }
            TagEnd::List(_) => self.depth = self.depth.saturating_sub(1),
            TagEnd::Strong => self.write("**"),
            TagEnd::Strikethrough => self.write("~~"),
            _ => {}
        }
    }

    fn current(&mut self) -> Option<&mut Block> {
        let at = *self.open.last()?;
        self.blocks.get_mut(at)
    }

    fn write(&mut self, text: &str) {
        let Some(block) = self.current() else { return };
        match &mut block.kind {
            Kind::Table(rows) => {
                if let Some(cell) = rows.last_mut().and_then(|row| row.last_mut()) {
                    cell.push_str(text);
                }
            }
            _ => block.text.push_str(text),
        }
    }

    fn add(&mut self, kind: Kind, range: &Range<usize>) {
        let line = self.breaks.partition_point(|at| *at < range.start) + 1;
        self.blocks.push(Block { kind, text: String::new(), line });
    }

    fn enter(&mut self, kind: Kind, range: &Range<usize>) {
        self.add(kind, range);
        self.open.push(self.blocks.len() - 1);
    }
}

fn number(level: HeadingLevel) -> usize {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_laid_out_flat() {
        let blocks = outline(
            "# T\n\n- [ ] one\n  - sub\n- **two**: x\n  y\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```\ncode\n```\nend\n",
        );
        let seen: Vec<(usize, &Kind, &str)> =
            blocks.iter().map(|block| (block.line, &block.kind, block.text.as_str())).collect();
        let table = Kind::Table(vec![vec!["a".into(), "b".into()], vec!["1".into(), "2".into()]]);
        assert_eq!(
            seen,
            [
                (1, &Kind::Heading(1), "T"),
                (3, &Kind::Item { depth: 1, ticked: Some(false) }, "one"),
                (4, &Kind::Item { depth: 2, ticked: None }, "sub"),
                (5, &Kind::Item { depth: 1, ticked: None }, "**two**: x\ny"),
                (8, &table, ""),
                (12, &Kind::Fence, "code"),
                (15, &Kind::Paragraph, "end"),
            ]
        );
    }
}
