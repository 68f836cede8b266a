//! Reading a number to the last bit.
//!
//! The standard library's reader costs the first load 12 KB, most of it a table. serde_json's is small and
//! misses a long number by a few steps at most; the one among its neighbours that is written so is meant.

/// So many neighbours on each side may be meant.
const STEPS: usize = 8;
/// A text of so many characters is read exactly as it is.
const EXACT: usize = 15;

/// The number that `text` writes as JSON does, to the last bit where it is written in its shortest form, as
/// this program and others write it; `None` where it is none, or larger than any.
#[must_use]
pub fn number(text: &str) -> Option<f64> {
    let near: f64 = serde_json::from_str(text).ok()?;
    if text.len() <= EXACT && !text.contains(['e', 'E']) {
        return Some(near);
    }
    let meant = digits(text);
    if is_written(near, &meant) {
        return Some(near);
    }
    let (mut above, mut below) = (near, near);
    for _ in 0..STEPS {
        (above, below) = (above.next_up(), below.next_down());
        if let Some(found) = [above, below].into_iter().find(|number| is_written(*number, &meant)) {
            return Some(found);
        }
    }
    Some(near)
}

/// The number that a person types: a point may stand first.
#[must_use]
pub fn typed(text: &str) -> Option<f64> {
    let text = text.trim();
    if text.starts_with('.') { number(&format!("0{text}")) } else { number(text) }
}

fn is_written(number: f64, meant: &str) -> bool {
    digits(&serde_json::to_string(&number).unwrap_or_default()) == meant
}

/// The digits of a number, without zeros at their ends.
fn digits(text: &str) -> String {
    let digits: String =
        text.split(['e', 'E']).next().into_iter().flat_map(str::chars).filter(char::is_ascii_digit).collect();
    digits.trim_matches('0').to_owned()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_a_program_has_written_is_read_to_the_last_bit(bits in any::<u64>(), share in 0.0..1.0_f64) {
            let bits = f64::from_bits(bits);
            let json = [bits, share].into_iter().filter(|number| number.is_finite()).map(|number| (number, serde_json::to_string(&number).unwrap()));
            // Other programs write small numbers otherwise.
            let other = [share, share * 1e6, share * 1e-9].map(|number| [(number, format!("{number}")), (number, format!("{number:e}"))]);
            for (written, text) in json.chain(other.into_iter().flatten()) {
                prop_assert_eq!(number(&text).map(f64::to_bits), Some(written.to_bits()), "{}", text);
            }
        }
    }

    #[test]
    fn what_is_typed_is_read() {
        for (text, expected) in [
            (" 0.5 ", Some(0.5)),
            (".5", Some(0.5)),
            ("-3", Some(-3.0)),
            ("1e3", Some(1_000.0)),
            ("0", Some(0.0)),
            ("", None),
            ("1,5", None),
            ("half", None),
            ("1e999", None),
            ("NaN", None),
        ] {
            assert_eq!(typed(text), expected, "{text}");
        }
    }
}
