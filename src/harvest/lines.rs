//! Slices of a text, brought into lines.

/// A line may be this long; what is longer is passed over and told.
const LONGEST: usize = 32 << 20;

/// Cuts slices into lines. Only the unfinished end of the last slice is kept.
#[derive(Debug, Default)]
pub(super) struct Lines {
    rest: String,
    number: usize,
    is_passing: bool,
}

/// A line, or word of one that is too long.
pub(super) enum Line<'a> {
    /// A line and its number, counted from 1.
    Text(usize, &'a str),
    /// The number of a line that is too long.
    TooLong(usize),
}

impl Lines {
    /// Takes a slice and gives the lines it completes.
    pub(super) fn push(&mut self, slice: &str, mut take: impl FnMut(Line<'_>)) {
        let mut left = slice;
        while let Some((line, after)) = left.split_once('\n') {
            left = after;
            self.number += 1;
            if self.is_passing {
                self.is_passing = false;
                take(Line::TooLong(self.number));
            } else if self.rest.is_empty() {
                take(Line::Text(self.number, line));
            } else {
                self.rest.push_str(line);
                take(Line::Text(self.number, &self.rest));
            }
            self.rest.clear();
        }
        if self.is_passing {
            return;
        }
        self.rest.push_str(left);
        if self.rest.len() > LONGEST {
            self.rest = String::new();
            self.is_passing = true;
        }
    }

    /// Ends the text and gives its last line, if that has no end of its own.
    pub(super) fn end(&mut self, mut take: impl FnMut(Line<'_>)) {
        if self.is_passing {
            take(Line::TooLong(self.number + 1));
        } else if !self.rest.is_empty() {
            take(Line::Text(self.number + 1, &self.rest));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slices_may_end_anywhere() {
        let text = "one\ntwo\r\n\nfour";
        for cut in 0..=text.len() {
            let mut seen = Vec::new();
            let mut keep = |line: Line<'_>| {
                if let Line::Text(number, text) = line {
                    seen.push((number, text.trim_end().to_owned()));
                }
            };
            let mut lines = Lines::default();
            lines.push(text.get(..cut).unwrap_or_default(), &mut keep);
            lines.push(text.get(cut..).unwrap_or_default(), &mut keep);
            lines.end(&mut keep);
            let expected = [(1, "one"), (2, "two"), (3, ""), (4, "four")].map(|(n, t)| (n, t.to_owned()));
            assert_eq!(seen, expected);
        }
    }
}
