//! Bytes as text, slice by slice.

/// Turns bytes into text: UTF-8, or UTF-16 with its mark. What is neither becomes U+FFFD.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    /// The beginning of a character whose end is still to come.
    rest: Vec<u8>,
    has_begun: bool,
    /// At how many places there was no character.
    invalid: usize,
    /// How a unit of UTF-16 is made of its bytes, once its mark was seen.
    wide: Option<fn([u8; 2]) -> u16>,
}

impl Decoder {
    /// Takes a slice, which may end anywhere, and gives its text, in parts.
    pub(super) fn push(&mut self, slice: &[u8], mut take: impl FnMut(&str)) {
        let joined;
        let mut left = slice;
        if !self.rest.is_empty() {
            joined = [std::mem::take(&mut self.rest).as_slice(), slice].concat();
            left = &joined;
        }
        if !self.has_begun && self.wide.is_none() {
            self.wide = match left {
                [0xff, 0xfe, ..] => Some(u16::from_le_bytes),
                [0xfe, 0xff, ..] => Some(u16::from_be_bytes),
                [0xff | 0xfe] => {
                    self.rest = left.to_vec();
                    return;
                }
                _ => None,
            };
        }
        if let Some(unit) = self.wide {
            let (pairs, odd) = left.as_chunks::<2>();
            let mut units: Vec<u16> = pairs.iter().map(|pair| unit(*pair)).collect();
            // The first half of a pair waits for the second.
            let half = units.pop_if(|unit| (0xd800..0xdc00).contains(unit)).map_or(0, |_| 2);
            self.rest = left.get(left.len() - odd.len() - half..).unwrap_or_default().to_vec();
            return self.give(&String::from_utf16_lossy(&units), &mut take);
        }
        while !left.is_empty() {
            let (text, invalid, after) = split(left);
            self.give(text, &mut take);
            match invalid {
                Some(0) => {
                    self.rest = after.to_vec();
                    return;
                }
                Some(length) => {
                    self.invalid += 1;
                    self.give("\u{fffd}", &mut take);
                    left = after.get(length..).unwrap_or_default();
                }
                None => return,
            }
        }
    }

    /// Ends the bytes, and says at how many places there was no character.
    pub(super) fn end(&mut self, mut take: impl FnMut(&str)) -> usize {
        if !std::mem::take(&mut self.rest).is_empty() {
            self.invalid += 1;
            self.give("\u{fffd}", &mut take);
        }
        self.invalid
    }

    /// Leaves out the mark that some programs write before a text.
    fn give(&mut self, text: &str, take: &mut impl FnMut(&str)) {
        let text = if self.has_begun { text } else { text.strip_prefix('\u{feff}').unwrap_or(text) };
        if !text.is_empty() {
            self.has_begun = true;
            take(text);
        }
    }
}

/// The text that `bytes` begin with, how many bytes after it are none (0 where
/// they are the beginning of a character), and what follows the text.
fn split(bytes: &[u8]) -> (&str, Option<usize>, &[u8]) {
    match std::str::from_utf8(bytes) {
        Ok(text) => (text, None, &[]),
        Err(error) => {
            let (text, after) = bytes.split_at(error.valid_up_to());
            (std::str::from_utf8(text).unwrap_or_default(), Some(error.error_len().unwrap_or(0)), after)
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn decoded(bytes: &[u8], cuts: &[usize]) -> String {
        let (mut decoder, mut text, mut from) = (Decoder::default(), String::new(), 0);
        for cut in cuts.iter().map(|cut| cut % (bytes.len() + 1)).chain([bytes.len()]) {
            decoder.push(bytes.get(from..cut).unwrap_or_default(), |part| text.push_str(part));
            from = from.max(cut);
        }
        decoder.end(|part| text.push_str(part));
        text
    }

    #[test]
    fn a_mark_before_a_text_is_left_out_wherever_it_is_cut() {
        let text = "\u{feff}né\u{feff}";
        for cut in 0..text.len() {
            assert_eq!(decoded(text.as_bytes(), &[cut]), "né\u{feff}", "{cut}");
        }
    }

    #[test]
    fn utf_16_is_read_by_its_mark_wherever_it_is_cut() {
        let text = "né 😀\n";
        let units: Vec<u16> = "\u{feff}".encode_utf16().chain(text.encode_utf16()).collect();
        for bytes in [u16::to_le_bytes, u16::to_be_bytes]
            .map(|bytes| units.iter().flat_map(|unit| bytes(*unit)).collect::<Vec<u8>>())
        {
            for cut in 0..bytes.len() {
                assert_eq!(decoded(&bytes, &[cut]), text, "{cut}");
            }
        }
    }

    proptest! {
        #[test]
        fn slices_may_end_anywhere(bytes: Vec<u8>, text: String, mut cuts: Vec<usize>) {
            for bytes in [bytes, text.into_bytes()] {
                prop_assume!(!matches!(bytes.as_slice(), [0xff, 0xfe, ..] | [0xfe, 0xff, ..]));
                cuts.iter_mut().for_each(|cut| *cut %= bytes.len() + 1);
                cuts.sort_unstable();
                let whole = String::from_utf8_lossy(&bytes);
                prop_assert_eq!(decoded(&bytes, &cuts), whole.strip_prefix('\u{feff}').unwrap_or(&whole));
            }
        }
    }
}
