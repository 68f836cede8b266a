//! A GitHub repository: every page of its issues, open ones first.

use autonomous_orchestrator::harvest::{Answer, Failure, Harvest, Refused, Repository};
use autonomous_orchestrator::journal::HarvestRecord;
use autonomous_orchestrator::orchestrator::Page;
use autonomous_orchestrator::work_item::SourceKind;
use chrono::{Duration, SecondsFormat};
use futures_util::StreamExt;
use gloo::timers::future::TimeoutFuture;
use leptos::prelude::*;
use serde_json::Value;
use web_sys::AbortSignal;

use super::take_in;
use crate::edge::clock::now;
use crate::edge::github::{ORIGIN, get};
use crate::edge::worker::{Said, Wanted};
use crate::store::Store;
use crate::words::thousands;

/// Tries after a failure that passes by itself.
const TRIES: u32 = 3;
/// Clocks differ: this much is read again, in minutes.
const OVERLAP: i64 = 5;

/// A wait longer than this is long, in seconds.
const LONG: u64 = 5;

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
/// complete harvest, or all of it.
pub(crate) async fn harvest_repository(store: Store, repository: Repository) {
    let Some(signal) = store.activity.begin(format!("Reading {repository}")) else {
        store.notices.problem("Something is being read already. Wait for it, or cancel it first.");
        return;
    };
    let mut reading = Reading { store, signal, name: repository.to_string(), read: 0, last_url: None };
    let outcome = reading.run().await;
    store.activity.end();
    let stop = match outcome {
        Ok(()) => {
            let Reading { name, read, .. } = reading;
            store.notices.tell(format!("{name}: {} records read, complete.", thousands(read)));
            return;
        }
        Err(stop) => stop,
    };
    let sentence = match &stop {
        Stop::Cancelled => "you stopped it".to_owned(),
        Stop::Refused(refused) => refused.sentence(),
        Stop::Reader(why) => why.clone(),
    };
    reading.keep_place(&sentence).await;
    let Reading { name, read, .. } = reading;
    match stop {
        Stop::Cancelled => store.notices.tell(format!("Stopped. {} records of {name} are kept.", thousands(read))),
        Stop::Refused(_) | Stop::Reader(_) => store.notices.problem(format!("{name}: {sentence}")),
    }
}

const DETECTED: &str = "GitHub issues";

struct Reading {
    store: Store,
    signal: AbortSignal,
    name: String,
    read: usize,
    /// The page being read: where to go on.
    last_url: Option<String>,
}

impl Reading {
    async fn run(&mut self) -> Result<(), Stop> {
        let about = self.ask(&format!("{ORIGIN}/repos/{}", self.name)).await?;
        let about = about.json(now().timestamp()).map_err(Stop::Refused)?;
        if let Some(full_name) = about.get("full_name").and_then(Value::as_str) {
            full_name.clone_into(&mut self.name);
        }
        // The count includes pull requests, as the list does.
        let open = about.get("open_issues_count").and_then(Value::as_u64);
        let known = self.store.state.with_untracked(|state| state.sources.get(&self.name).cloned());
        let (mut passes, mut first) = self.passes(known.as_deref());
        passes.reverse();
        while let Some(start) = passes.pop() {
            let mut url = Some(start);
            while let Some(page_url) = url.take() {
                self.last_url = Some(page_url.clone());
                let answer = self.ask(&page_url).await?;
                let portions = self.read_page(&answer).await?;
                self.read += portions.iter().map(|portion| portion.read).sum::<usize>();
                let next = answer.next();
                let resume = next.clone().or_else(|| passes.last().cloned());
                let taken = Page { first, complete: resume.is_none(), resume, expected: None, stopped: None };
                first = false;
                if !taken.first && !self.is_known() {
                    // Removed or erased meanwhile: nothing of it comes back.
                    return Err(Stop::Cancelled);
                }
                take_in(self.store, portions, taken).await;
                self.progress(open, &answer);
                url = next;
            }
        }
        Ok(())
    }

    /// Reads a page's text in the worker.
    async fn read_page(&self, answer: &Answer) -> Result<Vec<Harvest>, Stop> {
        let mut reading = self.store.read(&Wanted::Github { repository: &self.name, text: &answer.body });
        let mut portions = Vec::new();
        while let Some(said) = reading.said.next().await {
            match said {
                Said::Portion(portion) => portions.push(*portion),
                Said::Failed(why) if why.starts_with("the reader") => return Err(Stop::Reader(why)),
                Said::Failed(why) => return Err(Stop::Refused(Refused::new(Failure::BrokenBody, why))),
                Said::Over => break,
                Said::Progress(_) => {}
            }
        }
        if self.signal.aborted() { Err(Stop::Cancelled) } else { Ok(portions) }
    }

    /// The lists to read, and whether the harvest begins anew.
    fn passes(&self, known: Option<&HarvestRecord>) -> (Vec<String>, bool) {
        let list = |query: &str| format!("{ORIGIN}/repos/{}/issues?per_page=100&{query}", self.name);
        match known {
            Some(HarvestRecord { complete: false, resume: Some(resume), .. }) => {
                let mut passes = vec![resume.clone()];
                if resume.contains("state=open") {
                    passes.push(list("state=closed"));
                }
                (passes, false)
            }
            // A mark that lies ahead is no mark: the clock was wrong then.
            Some(HarvestRecord { complete: true, began: Some(began), .. }) if *began <= now() => {
                let since = (*began - Duration::minutes(OVERLAP)).to_rfc3339_opts(SecondsFormat::Secs, true);
                (vec![list(&format!("state=all&sort=updated&direction=asc&since={since}"))], true)
            }
            _ => (vec![list("state=open"), list("state=closed")], true),
        }
    }

    /// Whether the source is still there.
    fn is_known(&self) -> bool {
        self.store.state.with_untracked(|state| state.sources.contains_key(&self.name))
    }

    /// Writes down where the reading stands and why it does not go on.
    async fn keep_place(&self, why: &str) {
        let Some(url) = self.last_url.clone().filter(|_| self.read == 0 || self.is_known()) else { return };
        let page =
            Page { first: false, complete: false, resume: Some(url), expected: None, stopped: Some(why.to_owned()) };
        take_in(self.store, vec![Harvest::new(self.name.clone(), SourceKind::Github, DETECTED)], page).await;
    }

    fn progress(&self, open: Option<u64>, answer: &Answer) {
        let left = answer.budget().map_or_else(String::new, |budget| {
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

    /// Asks, and asks again where that helps.
    async fn ask(&self, url: &str) -> Result<Answer, Stop> {
        let mut tries = 0;
        loop {
            let token = self.store.token.get_untracked();
            let outcome = match get(url, token.as_deref(), None, &self.signal).await {
                Ok(answer) if (200..300).contains(&answer.status) => Ok(answer),
                Ok(answer) => match answer.json(now().timestamp()) {
                    Err(refused) => Err(refused),
                    Ok(_) => Ok(answer),
                },
                Err(refused) => Err(refused),
            };
            if self.signal.aborted() {
                return Err(Stop::Cancelled);
            }
            let refused = match outcome {
                Ok(answer) => return Ok(answer),
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
            self.keep_place(&refused.sentence()).await;
            self.store.notices.problem(format!("{}: {}", self.name, refused.sentence()));
        }
        for left in (1..=seconds).rev() {
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
        Ok(())
    }
}
