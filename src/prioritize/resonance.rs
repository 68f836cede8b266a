//! Strategic alignment: how close an item's text is to the Keyholder's themes.

use crate::config::Theme;
use crate::work_item::WorkItem;

/// How well `item` fits `themes`, 0-1: per theme the share of its words that the
/// item's text or tags hold, averaged by weight. Without themes, or where the
/// item's source states its resonance, it is the item's own figure.
#[must_use]
pub(crate) fn alignment(item: &WorkItem, themes: &[Theme]) -> f64 {
    measure(item, themes, |_, _, _| {}).unwrap_or(item.resonance_score)
}

/// What the alignment of `item` rests on, in words.
pub(super) fn resonance_reason(item: &WorkItem, themes: &[Theme]) -> String {
    let mut hits = Vec::new();
    let measured = measure(item, themes, |theme, found, of| {
        if found > 0 {
            hits.push(format!("“{}” {found} of {of} words", theme.words.trim()));
        }
    });
    match measured {
        Some(_) if hits.is_empty() => "no theme's words occur in it".to_owned(),
        Some(_) => format!("fits {}", hits.join(", ")),
        None => {
            let stated = item.evidence.iter().find(|evidence| evidence.field == "resonance_score");
            let basis = stated.map_or("the default: no themes are set", |evidence| evidence.because.as_str());
            format!("resonance {:.2}, {basis}", item.resonance_score)
        }
    }
}

fn measure(item: &WorkItem, themes: &[Theme], mut each: impl FnMut(&Theme, usize, usize)) -> Option<f64> {
    let stated = item.evidence.iter().any(|evidence| evidence.field == "resonance_score");
    if themes.is_empty() || stated {
        return None;
    }
    let text = format!("{} {} {}", item.description, item.tags.join(" "), item.details).to_lowercase();
    let words: rustc_hash::FxHashSet<&str> = text.split(|c: char| !c.is_alphanumeric()).collect();
    let (mut sum, mut weights) = (0.0, 0.0);
    for theme in themes {
        let marks = theme.words.to_lowercase();
        let marks: Vec<&str> = marks.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let found = marks.iter().filter(|word| words.contains(*word)).count();
        each(theme, found, marks.len());
        if !marks.is_empty() {
            #[allow(clippy::cast_precision_loss)] // a handful of words
            let share = found as f64 / marks.len() as f64;
            sum += theme.weight * share;
        }
        weights += theme.weight;
    }
    Some(if weights > 0.0 { sum / weights } else { 0.0 })
}
