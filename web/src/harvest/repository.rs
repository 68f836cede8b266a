//! A GitHub repository: every page of its issues, open ones first.

use std::cell::Cell;

use autonomous_orchestrator::harvest::{
    Answer, Failure, Harvest, Refused, Repository, UNREAD_LISTS, fingerprint, unseen,
};
use autonomous_orchestrator::journal::{HarvestRecord, Mark};
use autonomous_orchestrator::orchestrator::Page;
use autonomous_orchestrator::work_item::{ItemId, SourceKind};
use chrono::{DateTime, Duration, SecondsFormat, Utc};
use gloo::timers::future::TimeoutFuture;
use js_sys::JsString;
use leptos::prelude::*;
use serde_json::Value;
use web_sys::AbortSignal;

use super::{BUSY, portion, take_in};
use crate::edge::clock::now;
use crate::edge::github::{Fetched, ORIGIN, get};
use crate::edge::lock::take_turn;
use crate::edge::worker::{Fault, Wanted};
use crate::store::Store;
use crate::words::{counted, thousands};

/// Tries after a failure that passes by itself.
const TRIES: u32 = 3;
/// Clocks differ: this much is read again, in minutes.
const OVERLAP: i64 = 5;
/// A wait longer than this is long, in seconds.
const LONG: u64 = 5;
/// Requests that are left for the issues themselves when lists of ties are fetched.
const RESERVE: usize = 10;

/// Pages without a row that are followed one after the other.
const MOST_EMPTY: u32 = 5;
/// Pages of one list of ties.
const MOST_PAGES: u32 = 20;
/// Issues that are asked for one by one.
const MOST_MISSING: usize = 100;

/// Who asks for a harvest, and how much of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// The person: what is new, or what is missing.
    Person,
    /// The person: all of it again.
    All,
    /// The schedule.
    Schedule,
}

/// Why a harvest ended early.
enum Stop {
    /// The person stopped it.
    Cancelled,
    /// GitHub refused.
    Refused(Refused),
    /// The worker could not read.
    Reader(String),
}

/// Reads `repository`: from where it stopped last time, or what is new since a
/// complete harvest, or all of it. Says whether it came to its end.
pub(crate) async fn harvest_repository(store: Store, repository: Repository, asked: Asked) -> bool {
    let by_itself = asked == Asked::Schedule;
    let Some(signal) = store.activity.begin(format!("Reading {repository}")) else {
        if !by_itself {
            store.notices.problem(BUSY);
        }
        return false;
    };
    let Some(turn) = take_turn().await else {
        store.activity.end();
        if !by_itself {
            store.notices.problem("Another tab is harvesting. Wait for it, or cancel it there.");
        }
        return false;
    };
    let name = repository.to_string();
    let called = name.clone();
    let mut reading = Reading {
        store,
        signal,
        called,
        name,
        asked,
        id: None,
        read: 0,
        since: None,
        last_url: None,
        left: Cell::new(usize::MAX),
        seen: None,
    };
    let outcome = reading.run().await;
    store.activity.end();
    drop(turn);
    let stop = match outcome {
        Ok(()) => {
            let Reading { name, read, .. } = reading;
            if read > 0 || !by_itself {
                store.notices.tell(format!("{name}: {}, complete.", counted(read, "record read", "records read")));
            }
            return true;
        }
        Err(stop) => stop,
    };
    let (sentence, failure, address) = match &stop {
        Stop::Cancelled => ("you stopped it".to_owned(), None, None),
        Stop::Refused(refused) => (refused.sentence(), Some(refused.failure), refused.address.clone()),
        Stop::Reader(why) => (why.clone(), None, None),
    };
    reading.keep_place(&sentence, failure, address).await;
    let is_kept = reading.record(&reading.name).is_some();
    let Reading { name, read, .. } = reading;
    match stop {
        Stop::Cancelled if is_kept => {
            let verb = if read == 1 { "is" } else { "are" };
            store.notices.tell(format!("Stopped. {} of {name} {verb} kept.", counted(read, "record", "records")));
        }
        Stop::Cancelled => store.notices.tell(format!("Stopped. Nothing of {name} is kept.")),
        Stop::Refused(_) | Stop::Reader(_) => store.notices.problem(format!("{name}: {sentence}")),
    }
    false
}

const DETECTED: &str = "GitHub issues";

struct Reading {
    store: Store,
    signal: AbortSignal,
    /// What the source is known as.
    name: String,
    /// What GitHub calls it: something else once it was renamed.
    called: String,
    asked: Asked,
    /// GitHub's number of it.
    id: Option<u64>,
    read: usize,
    /// Since when changes are asked for; `None` for all of it.
    since: Option<DateTime<Utc>>,
    /// The page being read: where to go on. `None` before the first.
    last_url: Option<String>,
    /// What is left of the hourly budget, as far as GitHub has said.
    left: Cell<usize>,
    /// Every issue that the lists have named, where these are read from their beginning.
    seen: Option<Vec<ItemId>>,
}

impl Reading {
    async fn run(&mut self) -> Result<(), Stop> {
        let known = self.record(&self.name);
        // A source keeps the name it is known by, however it is spelled or called now.
        if let Some(known) = &known {
            self.name.clone_from(&known.name);
        }
        let home = format!("{ORIGIN}/repos/{}", self.name);
        let (about, about_mark) = self.ask(&home, known.as_ref()).await?;
        let mut open = None;
        if let Some(about) = about {
            let about = about.json().map_err(Stop::Refused)?;
            if let Some(full_name) = about.get("full_name").and_then(Value::as_str) {
                full_name.clone_into(&mut self.called);
                if known.is_none() {
                    full_name.clone_into(&mut self.name);
                }
            }
            if about.get("has_issues") == Some(&Value::Bool(false)) {
                self.store.notices.tell(format!("{} has its issues switched off on GitHub.", self.name));
            }
            self.id = about.get("id").and_then(Value::as_u64);
            if let (Some(id), Some(before)) = (self.id, known.as_ref().and_then(|known| known.repository_id))
                && id != before
            {
                return Err(Stop::Refused(Refused::new(Failure::Replaced, "")));
            }
            // The count includes pull requests, as the list does.
            open = about.get("open_issues_count").and_then(Value::as_u64);
        }
        // An answer that nothing has changed would not tell the new name again.
        let about_mark = about_mark.filter(|_| self.called.eq_ignore_ascii_case(&self.name));
        let known = self.record(&self.name).filter(|_| self.asked != Asked::All);
        let (mut passes, mut first) = self.passes(known.as_ref());
        passes.reverse();
        let mut marks: Vec<Mark> = about_mark.into_iter().collect();
        // Pages that lead in a circle, or go on without rows, have no end.
        let (mut seen, mut empty) = (Vec::new(), 0);
        while let Some(start) = passes.pop() {
            let mut url = Some(start);
            while let Some(page_url) = url.take() {
                self.last_url = Some(page_url.clone());
                let (answer, mark) = self.ask(&page_url, known.as_ref()).await?;
                let (portions, next) = match &answer {
                    Some(fetched) => (self.read_page(fetched).await?, fetched.answer.next()),
                    // Nothing has changed, and so neither has the way on.
                    None => (vec![self.nothing()], mark.as_ref().and_then(|mark| mark.next.clone())),
                };
                let read = portions.iter().map(|portion| portion.read).sum::<usize>();
                self.read += read;
                if let Some(seen) = &mut self.seen {
                    seen.extend(portions.iter().flat_map(|portion| &portion.items).map(|item| item.id.clone()));
                }
                // Only where nothing is new is the same question asked again.
                marks.extend(mark.filter(|_| read == 0 && self.since.is_some()));
                empty = if read == 0 { empty + 1 } else { 0 };
                let astray =
                    next.clone().filter(|next| !self.is_own(next) || seen.contains(next) || empty > MOST_EMPTY);
                seen.extend(next.clone());
                let resume = match astray {
                    Some(_) => Some(page_url),
                    None => next.clone().or_else(|| passes.last().cloned()),
                };
                let taken = Page {
                    first,
                    complete: resume.is_none(),
                    resume,
                    expected: open.filter(|_| self.since.is_none()),
                    repository_id: self.id,
                    since: self.since,
                    marks: std::mem::take(&mut marks),
                    ..Page::default()
                };
                first = false;
                if !taken.first && self.record(&self.name).is_none() {
                    // Removed or erased meanwhile: nothing of it comes back.
                    return Err(Stop::Cancelled);
                }
                take_in(self.store, portions, taken).await;
                self.progress(open, answer.map(|fetched| fetched.answer).as_ref());
                if let Some(astray) = astray {
                    let why = format!("the next page it names, {astray}, does not belong here or was read already");
                    return Err(Stop::Refused(Refused::new(Failure::BrokenBody, why)));
                }
                url = next;
            }
        }
        // The lists are read to their end, whatever becomes of the rest.
        self.last_url = None;
        let mut found = self.nothing();
        let asked = self.ask_for_missing(&mut found).await;
        if !found.items.is_empty() || !found.skipped.is_empty() || !found.problems.is_empty() {
            take_in(self.store, vec![found], Page { first: false, ..Page::default() }).await;
        }
        asked
    }

    /// Finds out about the issues that the lists have not named: GitHub has them no
    /// more, or they moved while the lists were read. So each is asked for.
    async fn ask_for_missing(&mut self, found: &mut Harvest) -> Result<(), Stop> {
        let Some(seen) = self.seen.take() else {
            if self.since.is_none() {
                found.skip("checks for issues that are gone", "the reading had a break; read everything again");
            }
            return Ok(());
        };
        let missing = self.store.state.with_untracked(|state| unseen(state, &self.name, &seen));
        for (at, item) in missing.iter().enumerate() {
            if at >= MOST_MISSING || self.left.get() <= RESERVE {
                found.skip(
                    "open issues that the lists did not name",
                    "too many to ask for at once; read everything again",
                );
                continue;
            }
            let Some((repository, number)) = item.id.as_str().split_once('#') else { continue };
            let repository = if repository == self.name { &self.called } else { repository };
            match self.ask(&format!("{ORIGIN}/repos/{repository}/issues/{number}"), None).await {
                Ok((None, _)) => {}
                Ok((Some(fetched), _)) => {
                    let list = JsString::from("[").concat(&fetched.text).concat(&"]".into());
                    let read = self.read_page(&Fetched { text: list, ..fetched }).await?;
                    // One that was transferred is still the item it was.
                    for mut portion in read {
                        found.problems.append(&mut portion.problems);
                        for mut row in portion.items {
                            row.id.clone_from(&item.id);
                            found.items.push(row);
                        }
                    }
                }
                // Nothing is gone where issues are only switched off.
                Err(Stop::Refused(refused)) if refused.detail.contains("disabled") => break,
                Err(Stop::Refused(Refused { failure: Failure::NotFound | Failure::Gone, .. })) => {
                    found.items.push(item.ended(now(), "no longer on GitHub"));
                }
                Err(stop) => return Err(stop),
            }
        }
        Ok(())
    }

    /// Whether an address is one of this repository's lists of issues.
    fn is_own(&self, url: &str) -> bool {
        let Some(path) = url.strip_prefix(ORIGIN).and_then(|rest| rest.split('?').next()) else { return false };
        let by_number = self.id.is_some_and(|id| path == format!("/repositories/{id}/issues"));
        let by_name = |name: &str| path.eq_ignore_ascii_case(&format!("/repos/{name}/issues"));
        // Where the answer was that nothing has changed, the number is not known.
        by_number
            || by_name(&self.name)
            || by_name(&self.called)
            || self.id.is_none() && path.starts_with("/repositories/")
    }

    /// What is known of the source `name`, however it is spelled.
    fn record(&self, name: &str) -> Option<HarvestRecord> {
        self.store.state.with_untracked(|state| {
            let found = state.sources.values().find(|record| record.name.eq_ignore_ascii_case(name));
            found.map(|record| HarvestRecord::clone(record))
        })
    }

    fn nothing(&self) -> Harvest {
        Harvest::new(self.name.clone(), SourceKind::Github, DETECTED)
    }

    /// Reads a page's text in the worker, with the lists of ties it calls for.
    async fn read_page(&self, page: &Fetched) -> Result<Vec<Harvest>, Stop> {
        let wanted = self.store.read(&Wanted::Lists { text: &page.text }).texts().await;
        let wanted = wanted.map_err(|fault| self.broken(fault))?;
        let (lists, unread) = self.lists(wanted).await?;
        let page = Wanted::Github { repository: &self.name, called: &self.called, text: &page.text, lists: &lists };
        let texts = self.store.read(&page).texts().await.map_err(|fault| self.broken(fault))?;
        if self.signal.aborted() {
            return Err(Stop::Cancelled);
        }
        let portions: Result<Vec<Harvest>, String> = texts.iter().map(|text| portion(text)).collect();
        let mut portions = portions.map_err(Stop::Reader)?;
        for problem in portions.iter_mut().flat_map(|portion| &mut portion.problems) {
            // Rows are counted over all pages: two bad ones on two pages are two.
            problem.place = format!("after {} records, {}", self.read, problem.place);
        }
        if let Some(first) = portions.first_mut() {
            for why in unread {
                first.skip(UNREAD_LISTS, &why);
            }
        }
        Ok(portions)
    }

    fn broken(&self, fault: Fault) -> Stop {
        match fault {
            _ if self.signal.aborted() => Stop::Cancelled,
            Fault::Input(why) => Stop::Refused(Refused::new(Failure::BrokenBody, why)),
            fault @ Fault::Reader(_) => Stop::Reader(fault.words()),
        }
    }

    /// Fetches the lists of ties at `paths`, and says why each of the others was not.
    async fn lists(&self, paths: Vec<String>) -> Result<(Vec<(String, JsString)>, Vec<String>), Stop> {
        let (mut lists, mut unread) = (Vec::new(), Vec::new());
        for path in paths {
            if self.left.get() <= RESERVE {
                unread.push("the hourly budget is short; add a token and read everything again".to_owned());
                continue;
            }
            let mut url = Some(format!("{ORIGIN}/repos/{}/issues/{path}?per_page=100", self.called));
            let mut pages = 0;
            while let Some(page) = url.take().filter(|_| pages < MOST_PAGES) {
                pages += 1;
                match self.ask(&page, None).await {
                    Ok((Some(Fetched { answer, text }), _)) => {
                        url = answer.next();
                        lists.push((path.clone(), text));
                    }
                    Ok((None, _)) => {}
                    // An older GitHub has no such lists, or the token may not read them.
                    Err(Stop::Refused(refused)) if !refused.failure.remedy().retries => unread.push(refused.sentence()),
                    Err(stop) => return Err(stop),
                }
            }
        }
        Ok((lists, unread))
    }

    /// The lists to read, and whether the harvest begins anew.
    fn passes(&mut self, known: Option<&HarvestRecord>) -> (Vec<String>, bool) {
        let list = |query: &str| format!("{ORIGIN}/repos/{}/issues?per_page=100&{query}", self.name);
        match known {
            Some(HarvestRecord { complete: false, resume: Some(resume), since, .. }) => {
                self.since = *since;
                let mut passes = vec![resume.clone()];
                if resume.contains("state=open") {
                    passes.push(list("state=closed"));
                }
                (passes, false)
            }
            // A mark that lies ahead is no mark: the clock was wrong then.
            Some(HarvestRecord { complete: true, began: Some(began), .. }) if *began <= now() => {
                let since = *began - Duration::minutes(OVERLAP);
                let text = since.to_rfc3339_opts(SecondsFormat::Secs, true);
                let lists = vec![list(&format!("state=all&sort=updated&direction=asc&since={text}"))];
                self.since = Some(since);
                (lists, true)
            }
            _ => {
                self.seen = Some(Vec::new());
                (vec![list("state=open"), list("state=closed")], true)
            }
        }
    }

    /// Writes down where the reading stands and why it does not go on.
    async fn keep_place(&self, why: &str, failure: Option<Failure>, address: Option<String>) {
        let known = self.record(&self.name);
        let (complete, resume) = match (&self.last_url, &known) {
            (Some(url), Some(_)) => (false, Some(url.clone())),
            (Some(url), None) if self.read == 0 => (false, Some(url.clone())),
            // Not a page was asked for: what is held is as whole as it was.
            (None, Some(known)) => (known.complete, known.resume.clone()),
            _ => return,
        };
        let page = Page {
            first: known.is_none(),
            complete,
            resume,
            since: self.since,
            stopped: Some(why.to_owned()),
            failure,
            address,
            ..Page::default()
        };
        take_in(self.store, vec![self.nothing()], page).await;
    }

    fn progress(&self, open: Option<u64>, answer: Option<&Answer>) {
        let left = answer.and_then(Answer::budget).map_or_else(String::new, |budget| {
            format!(
                ", {} of {} requests left this hour",
                thousands(budget.remaining as usize),
                thousands(budget.limit as usize)
            )
        });
        #[allow(clippy::cast_precision_loss)] // for a progress bar
        let share =
            open.filter(|open| *open > 0 && self.read as u64 <= *open).map(|open| self.read as f64 / open as f64);
        self.store.activity.report(format!("{} records so far{left}", thousands(self.read)), share);
    }

    /// Asks, and asks again where that helps. The answer is `None` when nothing
    /// has changed since the mark that `known` has for this address.
    async fn ask(&self, url: &str, known: Option<&HarvestRecord>) -> Result<(Option<Fetched>, Option<Mark>), Stop> {
        let mut tries = 0;
        loop {
            let token = self.store.token.get_untracked();
            let who = token.as_deref().map(fingerprint).unwrap_or_default();
            let mark = known.and_then(|known| known.marks.iter().find(|mark| mark.url == url && mark.who == who));
            let etag = mark.map(|mark| mark.etag.as_str());
            let outcome = match get(url, token.as_deref(), etag, &self.signal).await {
                Ok(Fetched { answer, .. }) if answer.status == 304 && mark.is_some() => {
                    return Ok((None, mark.cloned()));
                }
                Ok(fetched) => {
                    if let Some(budget) = fetched.answer.budget() {
                        self.left.set(budget.remaining as usize);
                    }
                    match fetched.answer.refused(now().timestamp()) {
                        Some(refused) => Err(refused),
                        None => Ok(fetched),
                    }
                }
                Err(refused) => Err(refused),
            };
            if self.signal.aborted() {
                return Err(Stop::Cancelled);
            }
            let refused = match outcome {
                Ok(fetched) => {
                    let mark = fetched.answer.header("etag").map(|etag| Mark {
                        url: url.to_owned(),
                        who,
                        etag: etag.to_owned(),
                        next: fetched.answer.next(),
                    });
                    return Ok((Some(fetched), mark));
                }
                Err(refused) => refused,
            };
            tries += 1;
            let is_limit = matches!(refused.failure, Failure::BudgetSpent | Failure::SlowDown);
            if !refused.failure.remedy().retries || (tries > TRIES && !is_limit) {
                return Err(Stop::Refused(refused));
            }
            self.wait(&refused, refused.wait.unwrap_or(1 << (tries - 1).min(6))).await?;
        }
    }

    /// Waits with a countdown.
    async fn wait(&self, refused: &Refused, seconds: u64) -> Result<(), Stop> {
        if seconds > LONG {
            // A long wait may be cut short by a closed tab: the place to go on is kept first.
            self.keep_place(&refused.sentence(), Some(refused.failure), None).await;
            self.store.notices.problem(format!("{}: {}", self.name, refused.sentence()));
        }
        // By the clock: timers stand still while a computer sleeps.
        let most = Duration::days(1);
        let until = now() + i64::try_from(seconds).ok().and_then(Duration::try_seconds).unwrap_or(most).min(most);
        loop {
            let left = (until - now()).num_milliseconds().max(0).unsigned_abs().div_ceil(1_000);
            if left == 0 {
                return Ok(());
            }
            let why = match refused.failure {
                Failure::BudgetSpent => "The hourly budget is spent",
                Failure::SlowDown => "GitHub asks for a pause",
                _ => "Trying again",
            };
            self.store.activity.report(
                format!("{why}: on in {}:{:02}; {} records are kept", left / 60, left % 60, thousands(self.read)),
                None,
            );
            TimeoutFuture::new(1_000).await;
            if self.signal.aborted() {
                return Err(Stop::Cancelled);
            }
        }
    }
}
