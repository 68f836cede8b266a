//! Numbers and parsers' errors, as people read them.

/// The most characters of a number that are shown as they are.
const PLAIN: usize = 12;
/// The most characters of a text that a message quotes.
const MOST_QUOTED: usize = 60;

/// A number for a message: as it is where that is short, else with about six
/// digits, and as `1e308` where it is very large or very small.
#[must_use]
pub fn number(number: f64) -> String {
    let size = number.abs();
    let is_extreme = size >= 1e16 || size < 1e-6 && size > 0.0;
    if is_extreme || !number.is_finite() {
        // JSON's way of writing such a number is the short one.
        let text = serde_json::to_string(&number).unwrap_or_default();
        let Some((digits, exponent)) = text.split_once('e') else { return number.to_string() };
        let digits: String = digits.chars().take(8).collect();
        return format!("{}e{}", without_zeros(&digits), exponent.trim_start_matches('+'));
    }
    let text = number.to_string();
    if text.len() <= PLAIN || number.fract() == 0.0 {
        return text;
    }
    let whole = text.trim_start_matches('-').split('.').next().map_or(0, str::len);
    let text = format!("{number:.*}", 6_usize.saturating_sub(whole).max(1));
    without_zeros(&text).to_owned()
}

/// A number as it was stated, unless that takes very many digits. What rests on
/// the text holds as long as the number does.
#[must_use]
pub(crate) fn stated(stated: f64) -> String {
    let text = stated.to_string();
    if text.len() <= 20 { text } else { number(stated) }
}

/// A share of 1 in hundredths, such as `0.60`; one that lies between two
/// hundredths keeps its digits, so that it never reads like its neighbour.
#[must_use]
pub fn hundredths(share: f64) -> String {
    let is_whole = ((share * 100.0).round() - share * 100.0).abs() < 1e-9;
    if is_whole { format!("{share:.2}") } else { number(share) }
}

fn without_zeros(digits: &str) -> &str {
    if digits.contains('.') { digits.trim_end_matches('0').trim_end_matches('.') } else { digits }
}

/// A parser's reason, without the place.
#[must_use]
pub fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or(&text).to_owned()
}

/// A parser's reason for a text of one line, with the column.
#[must_use]
pub fn why(error: &serde_json::Error) -> String {
    format!("{} at column {}", reason(error), error.column())
}

/// What is wrong with a value, in plain words, from a parser's message about its type.
#[must_use]
pub(crate) fn plain(message: &str) -> String {
    let after = |start: &str| message.strip_prefix(start);
    if let Some((given, expected)) =
        after("invalid type: ").or_else(|| after("invalid value: ")).and_then(|rest| rest.rsplit_once(", expected "))
    {
        return format!("{} is not {}", self::given(given), self::expected(expected));
    }
    let named = |rest: &str| {
        let (name, known) = rest.strip_prefix('`')?.split_once('`')?;
        let known = known.trim_start_matches(", expected ").trim_start_matches("one of ");
        Some((quoted(name), known.replace('`', "")))
    };
    if let Some((name, known)) = after("unknown field ").and_then(named) {
        return format!("{name} is not known here; known are {known}");
    }
    if let Some((name, known)) = after("unknown variant ").and_then(named) {
        return format!("{name} is not known here; known are {known}");
    }
    match after("missing field ") {
        Some(name) => format!("{} is missing", name.replace('`', "\"")),
        None => message.to_owned(),
    }
}

fn given(given: &str) -> String {
    if let Some(text) = given.strip_prefix("string \"").and_then(|text| text.strip_suffix('"')) {
        return quoted(text);
    }
    if let Some((_, value)) = given.split_once('`') {
        let value = value.trim_end_matches('`');
        return value.parse().map_or_else(|_| value.to_owned(), number);
    }
    match given {
        "null" | "unit value" => "nothing",
        "map" => "an object",
        "sequence" => "a list",
        other => other,
    }
    .to_owned()
}

fn quoted(text: &str) -> String {
    let mut short: String = text.chars().take(MOST_QUOTED).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    format!("\"{short}\"")
}

fn expected(expected: &str) -> &str {
    match expected {
        "f64" | "f32" => "a number",
        "u8" => "a whole number from 0 to 255",
        "u32" => "a whole number from 0 to 4294967295",
        "u64" | "usize" => "a whole number of 0 or more",
        "a string" | "a borrowed string" | "string" => "text",
        "a boolean" => "true or false",
        _ if expected.starts_with("struct ") || expected.starts_with("a map") => "an object with fields",
        _ if expected.starts_with("a sequence") => "a list",
        _ if expected.starts_with("string or map") || expected.starts_with("enum ") => "a word that is known here",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        for (value, expected) in [
            (0.0, "0"),
            (-3.0, "-3"),
            (0.65, "0.65"),
            (1_234_567.0, "1234567"),
            (123_456_789_012_345.0, "123456789012345"),
            (1e15, "1000000000000000"),
            (1e16, "1e16"),
            (1e308, "1e308"),
            (-f64::MAX, "-1.79769e308"),
            (1e-300, "1e-300"),
            (0.1 + 0.2, "0.3"),
            (1.0 / 3.0, "0.33333"),
            (200.0 / 3.0, "66.6667"),
            (123_456.789_012_345, "123456.8"),
        ] {
            assert_eq!(number(value), expected);
        }
        assert_eq!(number(f64::NAN), "NaN");
    }

    #[test]
    fn a_share_never_reads_like_its_neighbour() {
        for (share, expected) in
            [(0.6, "0.60"), (1.0, "1.00"), (0.645, "0.645"), (0.649_999, "0.649999"), (0.3, "0.30")]
        {
            assert_eq!(hundredths(share), expected);
        }
    }

    #[test]
    fn a_parsers_message_becomes_a_plain_sentence() {
        for (message, expected) in [
            ("invalid type: string \"high\", expected f64", "\"high\" is not a number"),
            ("invalid type: map, expected f64", "an object is not a number"),
            ("invalid type: null, expected a string", "nothing is not text"),
            ("invalid type: integer `5`, expected a string", "5 is not text"),
            ("invalid type: boolean `true`, expected a sequence", "true is not a list"),
            (
                "invalid type: string \"a, expected f64\", expected struct Config",
                "\"a, expected f64\" is not an object with fields",
            ),
            ("invalid value: integer `300`, expected u8", "300 is not a whole number from 0 to 255"),
            ("unknown field `x`, expected `a` or `b`", "\"x\" is not known here; known are a or b"),
            ("unknown variant `x`, expected one of `a`, `b`", "\"x\" is not known here; known are a, b"),
            ("missing field `name`", "\"name\" is missing"),
            ("something else", "something else"),
        ] {
            assert_eq!(plain(message), expected);
        }
    }
}
