//! From a problem in the ledger to a work item: the sentence, the urgency, the
//! risk, and what each rests on.

use chrono::{DateTime, Utc};

use super::ledger::{Trouble, place};
use super::verdict::Why;
use crate::harvest::merge::CREATED;
use crate::harvest::text::{clean, clip, first_line, has_any_word, one_line, shorten};
use crate::words;
use crate::work_item::{Sighting, Source, SourceKind, WorkItem};

/// A description is kept to so many characters.
const LONGEST: usize = 220;

/// The work item for `trouble`, as source `name` shows it.
pub(super) fn item(trouble: &Trouble, name: &str, now: DateTime<Utc>) -> WorkItem {
    let record = &trouble.newest;
    let created = trouble.first.map_or(now, |stamp| stamp.at);
    let mut item = WorkItem::new(format!("iar:{}", trouble.id), sentence(trouble, name), created);
    item.source = source(name, &place(&record.workflow, &record.task));
    item.details = clean(clip(&trouble.details, super::ledger::MOST_DETAILS));
    item.confidence_score = record.confidence;
    item.ethical_flags.clone_from(&record.ethical_flags);
    item.budget_impact = record.budget_impact;
    item.updated_date = trouble.last.map(|stamp| stamp.at);
    item.occurrences = trouble.count;
    item.sightings = vec![Sighting {
        source: name.to_owned(),
        count: trouble.count,
        first: trouble.first.map(|stamp| stamp.at),
        last: trouble.last.map(|stamp| stamp.at),
        places: trouble.places.clone(),
    }];
    item.tags = vec!["iar".to_owned()];
    if !record.action.is_empty() {
        item.tags.push(one_line(&record.action, 40));
    }
    date(&mut item, trouble);
    urge(&mut item, trouble);
    if let Some(confidence) = record.confidence {
        item.because("confidence_score", format!("the newest record states {}", words::number(confidence)));
    }
    let words = format!("{} {}", record.headline(), clip(&trouble.details, 2_000)).to_lowercase();
    facets(&mut item, trouble.why, &words, record.is_misaligned);
    item
}

/// A log as an item's source.
pub(super) fn source(name: &str, place: &str) -> Source {
    let place = Some(clean(place)).filter(|place| !place.is_empty());
    Source { kind: SourceKind::Iar, name: name.to_owned(), place, url: None }
}

fn date(item: &mut WorkItem, trouble: &Trouble) {
    match trouble.first {
        None => item.because(CREATED, "the log states no time; this is when it was read"),
        Some(stamp) if stamp.naive => item.because("time_zone", "the log's time names no zone; read as UTC"),
        Some(_) => {}
    }
}

/// What fails where.
fn sentence(trouble: &Trouble, name: &str) -> String {
    let record = &trouble.newest;
    let task = one_line(&record.task, 80);
    let workflow = one_line(&record.workflow, 80);
    let subject = match (task.as_str(), workflow.as_str()) {
        // The log at least is known.
        ("", "") => format!("A step in {}", one_line(name.rsplit('/').next().unwrap_or(name), 40)),
        ("", workflow) => workflow.to_owned(),
        (task, _) => task.to_owned(),
    };
    let scope = if task.is_empty() || workflow.is_empty() { String::new() } else { format!(" in {workflow}") };
    let message = message(trouble);
    let is_logger = task.is_empty() && !workflow.is_empty();
    // “x.py is NON_COMPLIANT, …”: the status and its figures are the message.
    let figures = message.strip_prefix(&record.status).filter(|_| !record.status.is_empty() && record.error.is_none());
    let is_word = !record.status.contains(' ');
    let is_status = figures.is_some_and(|figures| is_word && figures.is_empty() || figures.starts_with(','));
    let text = match trouble.why {
        Why::Critical | Why::Failure | Why::Partial if is_status => format!("{subject}{scope} is {message}"),
        Why::Critical if is_logger => format!("{subject} reports a critical error: {message}"),
        Why::Failure if is_logger => format!("{subject} reports an error: {message}"),
        Why::Critical => format!("{subject} fails critically{scope}: {message}"),
        Why::Failure => format!("{subject} fails{scope}: {message}"),
        Why::Partial => format!("{subject} succeeds only in part{scope}: {message}"),
        Why::HiddenError => {
            format!("{subject}{scope} reports no failure, but an error stands in its result: {message}")
        }
        Why::LowConfidence => {
            let confidence = record.confidence.unwrap_or_default();
            let confidence = words::hundredths(confidence);
            format!("{subject}{scope} is unsure of its result (confidence {confidence}): {message}")
        }
        Why::Warning => format!("{subject}{scope} warns: {message}"),
        Why::Misaligned => format!("{subject}{scope} reports that it is out of alignment: {message}"),
        Why::Flagged if record.ethical_flags.is_empty() => format!("{subject}{scope} goes over its budget: {message}"),
        Why::Flagged => format!("{subject}{scope} raises an ethical concern: {}", record.ethical_flags.join("; ")),
        Why::Issue => {
            let issue = record.issues.first().map_or(message, |issue| first_line(issue, 160));
            format!("{subject}{scope} names a possible issue: {issue}")
        }
    };
    shorten(&text, LONGEST)
}

/// The headline, with the cause in brackets where it only says that code failed.
fn message(trouble: &Trouble) -> String {
    let record = &trouble.newest;
    let mut message = first_line(record.headline(), 160);
    // “…: ” introduces what stands on the next line.
    if message.ends_with(':') {
        message = one_line(record.headline(), 160);
    }
    let texts = record.issues.iter().map(String::as_str).chain([record.output.as_str()]);
    let issue = record.issues.first().map(|issue| first_line(issue.trim_start_matches("Error: "), 120));
    match texts.filter_map(cause).next().or(issue) {
        // The same words again say nothing new.
        Some(cause) if !message.contains(clip(&cause, 40)) && !cause.contains(clip(&message, 40)) => {
            format!("{message} ({cause})")
        }
        _ => message,
    }
}

/// What brought a program down: the last line of a traceback, the error in a
/// logged context.
pub(super) fn cause(text: &str) -> Option<String> {
    if !text.contains("rror") && !text.contains("xception") {
        return None;
    }
    let is_exception = |line: &&str| {
        let head = line.split(':').next().unwrap_or_default();
        line.contains(':')
            && head.len() > 5
            && (head.ends_with("Error") || head.ends_with("Exception"))
            && !head.contains(' ')
    };
    if let Some(line) = text.lines().rev().find(is_exception) {
        return Some(one_line(line, 120));
    }
    // A context that was logged as JSON.
    let context = text.lines().find_map(|line| line.trim().strip_prefix("\"error\":"))?;
    let context = context.trim().trim_end_matches(',').trim_matches('"');
    (context.len() > 3).then(|| one_line(context, 120))
}

fn urge(item: &mut WorkItem, trouble: &Trouble) {
    let (urgency, because) = match trouble.why {
        Why::Critical => (5, "a critical failure"),
        Why::Failure => (4, "a failure"),
        Why::HiddenError => (4, "an error behind a success"),
        Why::Partial => (3, "partly done"),
        Why::LowConfidence => (3, "low confidence"),
        Why::Warning => (3, "a warning"),
        Why::Misaligned => (3, "out of alignment"),
        Why::Flagged => (3, "an ethical concern or a budget overrun"),
        Why::Issue => (2, "an issue named by a task that went well"),
    };
    item.urgency_level = urgency;
    item.because("urgency_level", because);
    if trouble.count >= 10 && urgency < 5 {
        item.urgency_level = urgency + 1;
        item.because("urgency_level", format!("seen {} times", trouble.count));
    }
    let (risk, because) = match trouble.why {
        // To mend what is critical is no more risky than to mend what fails; its urgency is.
        Why::Critical | Why::Failure | Why::HiddenError => (0.5, "it fails"),
        Why::Issue | Why::Warning => (0.2, "it works in spite of it"),
        _ => return,
    };
    item.risk_score = risk;
    item.because("risk_score", because);
}

/// What kind of risk and value it is, by what the message says.
fn facets(item: &mut WorkItem, why: Why, words: &str, is_misaligned: bool) {
    let mut say = |facet: &str, list: &[&str], because: &str| {
        if let Some(word) = list.iter().find(|word| has_any_word(words, &[word])) {
            item.because(facet, format!("{because}: “{word}”"));
        }
    };
    say(
        "security",
        // A key that is not set, and a text of too many tokens, are no question of security.
        &["permission denied", "unauthorized", "forbidden", "injection"],
        "the message speaks of access",
    );
    say(
        "performance",
        &["timed out", "timeout", "slow", "out of memory", "memoryerror", "rate limit", "quota"],
        "the message speaks of time or resources",
    );
    say(
        "compatibility",
        &[
            "unexpected keyword argument",
            "no module named",
            "cannot import name",
            "deprecated",
            "not supported",
            "incompatible",
            "importerror",
        ],
        "the message speaks of parts that do not fit",
    );
    say(
        "technical_debt",
        &[
            "nameerror",
            "typeerror",
            "attributeerror",
            "syntaxerror",
            "indentationerror",
            "keyerror",
            "not callable",
            "has no attribute",
            "unexpected keyword argument",
            "is not defined",
        ],
        "a defect in the code",
    );
    if why >= Why::HiddenError {
        item.because("stability", "it fails");
    }
    if is_misaligned || has_any_word(words, &["compliant", "non_compliant", "noncompliant"]) {
        item.because("protocol_compliance", "it is out of line with its protocol");
    }
}
