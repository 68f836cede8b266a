//! Reading sources without keeping state: what a page's worker uses, so that
//! long files and pages of issues are read off the page.

use js_sys::{Array, Error, JsString};
use rustc_hash::FxHashSet;
use serde_json::Value;
use wasm_bindgen::prelude::*;

use super::plain::{Slice, Text, Texts};
use super::{PartialConfig, plain, refuse, time};
use crate::config::Config;
use crate::harvest::{FileReader, Harvest, github_renamed, tie_lists, wanted_lists};
use crate::work_item::ItemId;

/// Items in one portion at least: a few milliseconds of work for who takes it in.
const PORTION: usize = 300;
/// Portions at most: what is done after each takes longer the more there is.
const PORTIONS: usize = 40;

/// Reads sources under one policy.
#[wasm_bindgen]
pub struct Harvester {
    config: Config,
}

#[wasm_bindgen]
impl Harvester {
    /// A harvester with `config`, which may be partial, over the defaults.
    ///
    /// # Errors
    /// An `Error` that names the field that cannot be used.
    #[wasm_bindgen(constructor)]
    pub fn new(config: &PartialConfig) -> Result<Self, Error> {
        let overrides = plain::read_whole(config, "config")?;
        Ok(Self { config: Config::with_overrides(&overrides).map_err(refuse)? })
    }

    /// The lists of ties that are worth a request for a page of issues: paths
    /// after `…/issues/`.
    ///
    /// # Errors
    /// When the text is not a JSON list.
    #[wasm_bindgen(js_name = wantedLists)]
    pub fn wanted_lists(&self, text: &Text) -> Result<Vec<String>, Error> {
        Ok(wanted_lists(&rows(&plain::text(text, "text")?)?))
    }

    /// Reads one page of a repository's issues from the text GitHub sent. The
    /// repository is known as `repo`, and GitHub calls it `called`; `paths` and
    /// `texts` are the lists of ties that were fetched.
    ///
    /// # Errors
    /// When a text is not a JSON list.
    pub fn github(
        &self,
        repo: &Text,
        called: &Text,
        text: &Text,
        paths: &Texts,
        texts: &Texts,
        now: &Text,
    ) -> Result<Vec<JsString>, Error> {
        let (repo, called, now) = (plain::text(repo, "repo")?, plain::text(called, "called")?, time(now)?);
        let mut issues = rows(&plain::text(text, "text")?)?;
        let (paths, texts) = (plain::texts(paths, "paths")?, plain::texts(texts, "texts")?);
        let lists: Result<Vec<_>, Error> =
            paths.into_iter().zip(texts).map(|(path, text)| Ok((path, rows(&text)?))).collect();
        tie_lists(&mut issues, lists?);
        Ok(portions(github_renamed(&repo, &called, &issues, now, &self.config)))
    }

    /// What each of `labels` means in `repo`, in words; empty when no rule knows it.
    ///
    /// # Errors
    /// When an argument is no text.
    pub fn labels(&self, repo: &Text, labels: &Texts) -> Result<Vec<String>, Error> {
        let mut reader = self.config.label_rules.reader(&plain::text(repo, "repo")?);
        Ok(plain::texts(labels, "labels")?.iter().map(|label| reader.label(label).to_string()).collect())
    }

    /// The label rules in force as JSON, with this program's own written out.
    #[wasm_bindgen(js_name = labelRules)]
    pub fn label_rules(&self) -> String {
        // Rules are plain data, so writing them cannot fail.
        serde_json::to_string_pretty(&self.config.label_rules.written_out()).unwrap_or_default()
    }

    /// Begins a file.
    ///
    /// # Errors
    /// When `name` is no text.
    pub fn file(&self, name: &Text) -> Result<FileHarvest, Error> {
        let reader = FileReader::new(plain::text(name, "name")?, &self.config);
        Ok(FileHarvest { reader })
    }
}

/// A file being read, slice by slice.
#[wasm_bindgen]
pub struct FileHarvest {
    reader: FileReader,
}

#[wasm_bindgen]
impl FileHarvest {
    /// Takes the next slice of it, as bytes (UTF-8) or as text. A slice may end
    /// anywhere.
    ///
    /// # Errors
    /// When `slice` is neither.
    pub fn push(&mut self, slice: &Slice) -> Result<(), Error> {
        match plain::bytes(slice, "slice")? {
            Some(bytes) => self.reader.push_bytes(&bytes),
            None => self.reader.push(&plain::text(slice, "slice")?),
        }
        Ok(())
    }

    /// Ends the file: the harvest as JSON, in portions.
    ///
    /// # Errors
    /// When `now` is not a time.
    pub fn finish(self, now: &Text) -> Result<Vec<JsString>, Error> {
        Ok(portions(self.reader.finish(time(now)?)))
    }
}

/// The rows of a list that came as text.
fn rows(text: &str) -> Result<Vec<Value>, Error> {
    serde_json::from_str(text).map_err(refuse)
}

/// A harvest as JSON texts: the counts with the first, the items spread over
/// all, and what may complete them with the last.
fn portions(mut harvest: Harvest) -> Vec<JsString> {
    let texts = Array::new();
    let size = PORTION.max(harvest.items.len().div_ceil(PORTIONS));
    let items = std::mem::take(&mut harvest.items);
    let head =
        Harvest { items: Vec::new(), ..Harvest::new(harvest.name.clone(), harvest.kind, harvest.detected.clone()) };
    let (finished, successes) = (std::mem::take(&mut harvest.finished), std::mem::take(&mut harvest.successes));
    // What the same reading found open, too, is not done, in whatever portion it comes.
    let open: FxHashSet<&ItemId> = items.iter().map(|item| &item.id).collect();
    let left = |ids: Vec<ItemId>| -> Vec<ItemId> { ids.into_iter().filter(|id| !open.contains(id)).collect() };
    let (done, replaced) = (left(std::mem::take(&mut harvest.done)), left(std::mem::take(&mut harvest.replaced)));
    let mut items = items.into_iter();
    let mut portion = harvest;
    loop {
        portion.items = items.by_ref().take(size).collect();
        if items.len() == 0 {
            portion.finished = finished;
            portion.successes = successes;
            portion.done = done;
            portion.replaced = replaced;
            texts.push(&written(&portion));
            return texts.iter().map(JsCast::unchecked_into).collect();
        }
        texts.push(&written(&portion));
        portion = head.clone();
    }
}

/// Every number in a harvest is finite, so writing cannot fail.
fn written(harvest: &Harvest) -> JsValue {
    serde_json::to_string(harvest).unwrap_or_default().into()
}
