//! The journal in IndexedDB: one record per command, plus a checkpoint in parts.

use std::cell::Cell;

use autonomous_orchestrator::by_name;
use autonomous_orchestrator::journal::{
    CheckpointReader, JOURNAL_FORMAT, JOURNAL_VERSION, LogEntry, State, read_entry, write_checkpoint,
};
use autonomous_orchestrator::orchestrator::replay;
use idb::{
    Database, DatabaseEvent, Factory, KeyPath, KeyRange, ObjectStore, ObjectStoreParams, Query, Transaction,
    TransactionMode,
};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::IdbDatabase;

use super::pause::Pacer;
use super::{clock, download, exception, random};

const NAME: &str = "autonomous-orchestrator";
const JOURNAL: &str = "journal";
const CHECKPOINT: &str = "checkpoint";
const ASIDE: &str = "set_aside";
const META: &str = "meta";
/// The key of the history's number in [`META`].
const HISTORY: &str = "history";
/// The key of a checkpoint's head; it sorts after every part's.
const HEAD: &str = "head";

/// The open store.
pub(crate) struct Storage {
    database: Database,
    /// Which history this tab rests on: another number is another history, made
    /// when everything is erased or replaced.
    history: Cell<f64>,
}

/// What was found in the store.
pub(crate) struct Found {
    pub(crate) state: State,
    /// Sentences about what could not be read.
    pub(crate) notices: Vec<String>,
}

/// Why the store cannot be used.
pub(crate) enum Trouble {
    /// The browser does not give us a store, or it broke.
    Unavailable(String),
    /// A newer page wrote it, in this version where that is told.
    Newer(String),
    /// Another tab has written the same numbers first.
    Overtaken,
    /// Everything this tab rests on was erased or replaced.
    Erased,
    /// There is no room left.
    Full,
}

impl Trouble {
    /// In a sentence for the person.
    pub(crate) fn sentence(&self) -> String {
        match self {
            Self::Unavailable(why) => {
                format!(
                    "This browser does not let the page store anything{why}. It works, but a reload loses it: download your data before you leave."
                )
            }
            Self::Newer(version) => {
                format!(
                    "This browser holds data of a newer version{version}; this page reads up to {JOURNAL_VERSION}. Reload to get the newest page. Nothing was changed, and nothing will be stored."
                )
            }
            Self::Erased => "Another tab has erased or replaced everything.".to_owned(),
            Self::Overtaken => "Another tab was quicker; its changes were taken in first.".to_owned(),
            Self::Full => {
                "The browser took back what was to be stored: most likely it has no room left for this page. Download your data, then erase sources you no longer need."
                    .to_owned()
            }
        }
    }
}

impl From<idb::Error> for Trouble {
    fn from(error: idb::Error) -> Self {
        use idb::Error as E;
        let exception = match error {
            E::DomException(exception) => exception.into(),
            E::IndexedDbNotFound(why)
            | E::IndexedDbOpenFailed(why)
            | E::TransactionOpenFailed(why)
            | E::TransactionAbortError(why)
            | E::TransactionCommitError(why)
            | E::AddFailed(why)
            | E::UpdateFailed(why)
            | E::GetFailed(why)
            | E::GetAllFailed(why)
            | E::DeleteFailed(why)
            | E::ClearFailed(why) => why,
            _ => JsValue::NULL,
        };
        // Its name is all that is needed: the words of a browser help nobody.
        match exception::name(&exception).as_str() {
            "ConstraintError" => Self::Overtaken,
            "QuotaExceededError" => Self::Full,
            "VersionError" => Self::Newer(String::new()),
            "" => Self::Unavailable(String::new()),
            name => Self::Unavailable(format!(" ({name})")),
        }
    }
}

impl Storage {
    /// Opens the store.
    pub(crate) async fn open() -> Result<Self, Trouble> {
        let factory = Factory::new()?;
        let mut request = factory.open(NAME, Some(1))?;
        request.on_upgrade_needed(|event| {
            let Ok(database) = event.database() else { return };
            for store in [JOURNAL, CHECKPOINT, META] {
                let _ = database.create_object_store(store, ObjectStoreParams::new());
            }
            let mut numbered = ObjectStoreParams::new();
            numbered.auto_increment(true);
            numbered.key_path(Some(KeyPath::new_single("number")));
            let _ = database.create_object_store(ASIDE, numbered);
        });
        let mut database = request.await?;
        // Whoever wants to delete it all, or a newer page, need not wait until this tab is closed.
        database.on_version_change(|event| {
            if let Some(database) = event.target() {
                database.unchecked_into::<IdbDatabase>().close();
            }
        });
        Ok(Self { database, history: Cell::new(0.0) })
    }

    /// Reads the checkpoint and the journal after it. What cannot be read is set
    /// aside under another key and told about.
    pub(crate) async fn load(&self, mut progress: impl FnMut(u64)) -> Result<Found, Trouble> {
        self.check_version().await?;
        self.renew().await?;
        let mut notices = Vec::new();
        let mut state = match self.load_checkpoint().await? {
            Ok(state) => state.unwrap_or_default(),
            Err(reason) => {
                notices.push(format!(
                    "The stored checkpoint could not be used ({reason}); everything was read again from the journal."
                ));
                self.drop_checkpoint().await?;
                State::default()
            }
        };
        if !self.holds(state.position).await? {
            notices.push(format!(
                "The stored checkpoint speaks of {} journal entries that are not all there; what is there was read.",
                state.position
            ));
            self.drop_checkpoint().await?;
            state = State::default();
        }
        let mut pacer = Pacer::new();
        loop {
            let texts = self.entries_after(state.position, 64).await?;
            if texts.is_empty() {
                break;
            }
            for text in texts {
                let expected = state.position + 1;
                match read_entry(&text, expected) {
                    Ok(entry) => replay(&mut state, &entry),
                    Err(reason) => {
                        let count = self.set_aside(expected, &reason).await?;
                        notices.push(format!(
                            "Journal entry {expected} could not be read ({reason}). It and what came after it, {count} in all, were set aside; everything before it is here. Settings has a button to download them."
                        ));
                        return Ok(Found { state, notices });
                    }
                }
                progress(state.position);
                pacer.breathe().await;
            }
        }
        Ok(Found { state, notices })
    }

    /// Rests on the history that is stored now.
    pub(crate) async fn renew(&self) -> Result<(), Trouble> {
        let transaction = self.database.transaction(&[META], TransactionMode::ReadOnly)?;
        let stored = transaction.object_store(META)?.get(Query::Key(HISTORY.into()))?.await?;
        self.history.set(stored.and_then(|number| number.as_f64()).unwrap_or_default());
        Ok(())
    }

    /// Fails when everything was erased or replaced since this tab began.
    pub(crate) async fn check(&self) -> Result<(), Trouble> {
        let transaction = self.database.transaction(&[META], TransactionMode::ReadOnly)?;
        self.check_history(&transaction.object_store(META)?).await
    }

    /// Fails when the history is no more the one this tab rests on.
    async fn check_history(&self, meta: &ObjectStore) -> Result<(), Trouble> {
        let stored = meta.get(Query::Key(HISTORY.into()))?.await?.and_then(|number| number.as_f64());
        if stored.unwrap_or_default().to_bits() == self.history.get().to_bits() { Ok(()) } else { Err(Trouble::Erased) }
    }

    /// Begins another history.
    fn begin_history(&self, meta: &ObjectStore) -> Result<(), Trouble> {
        let history = random::lot();
        meta.put(&history.into(), Some(&HISTORY.into()))?;
        self.history.set(history);
        Ok(())
    }

    async fn check_version(&self) -> Result<(), Trouble> {
        let transaction = self.database.transaction(&[META], TransactionMode::ReadOnly)?;
        let stored = transaction.object_store(META)?.get(Query::Key("version".into()))?.await?;
        match stored.and_then(|version| version.as_f64()) {
            Some(version) if version > f64::from(JOURNAL_VERSION) => Err(Trouble::Newer(format!(" ({version})"))),
            _ => Ok(()),
        }
    }

    /// The stored state, or why it cannot be used.
    async fn load_checkpoint(&self) -> Result<Result<Option<State>, String>, Trouble> {
        let Some(head) = self.checkpoint_part(HEAD.into()).await? else { return Ok(Ok(None)) };
        let mut reader = match CheckpointReader::new(&head) {
            Ok(reader) => reader,
            Err(error) => return Ok(Err(error.to_string())),
        };
        let mut pacer = Pacer::new();
        let mut part = 1;
        while let Some(text) = self.checkpoint_part(part_key(reader.position(), part)).await? {
            if let Err(error) = reader.push(&text) {
                return Ok(Err(error.to_string()));
            }
            part += 1;
            pacer.breathe().await;
        }
        Ok(reader.finish().map(Some).map_err(|error| error.to_string()))
    }

    async fn drop_checkpoint(&self) -> Result<(), Trouble> {
        let transaction = self.database.transaction(&[CHECKPOINT], TransactionMode::ReadWrite)?;
        transaction.object_store(CHECKPOINT)?.clear()?;
        finish(transaction).await
    }

    async fn checkpoint_part(&self, key: JsValue) -> Result<Option<String>, Trouble> {
        let transaction = self.database.transaction(&[CHECKPOINT], TransactionMode::ReadOnly)?;
        let value = transaction.object_store(CHECKPOINT)?.get(Query::Key(key))?.await?;
        Ok(value.and_then(|value| value.as_string()))
    }

    /// Up to `limit` journal entries after number `position`.
    pub(crate) async fn entries_after(&self, position: u64, limit: u32) -> Result<Vec<String>, Trouble> {
        let transaction = self.database.transaction(&[JOURNAL], TransactionMode::ReadOnly)?;
        let range = KeyRange::lower_bound(&number(position), Some(true))?;
        let values = transaction.object_store(JOURNAL)?.get_all(Some(Query::KeyRange(range)), Some(limit))?.await?;
        Ok(values.into_iter().map(|value| value.as_string().unwrap_or_default()).collect())
    }

    /// Whether entry `seq` is stored; 0 is the empty journal before the first.
    pub(crate) async fn holds(&self, seq: u64) -> Result<bool, Trouble> {
        if seq == 0 {
            return Ok(true);
        }
        let transaction = self.database.transaction(&[JOURNAL], TransactionMode::ReadOnly)?;
        Ok(transaction.object_store(JOURNAL)?.get(Query::Key(number(seq)))?.await?.is_some())
    }

    /// Adds entries to the journal, all or none.
    pub(crate) async fn append(&self, entries: &[LogEntry]) -> Result<(), Trouble> {
        let transaction = self.database.transaction(&[JOURNAL, META], TransactionMode::ReadWrite)?;
        self.check_history(&transaction.object_store(META)?).await?;
        let journal = transaction.object_store(JOURNAL)?;
        // An entry rests on the one before it.
        if let Some(first) = entries.first().filter(|first| first.seq > 1)
            && journal.get(Query::Key(number(first.seq - 1)))?.await?.is_none()
        {
            return Err(Trouble::Overtaken);
        }
        transaction.object_store(META)?.put(&JOURNAL_VERSION.into(), Some(&"version".into()))?;
        for entry in entries {
            let text = serde_json::to_string(entry).map_err(|error| Trouble::Unavailable(format!(" ({error})")))?;
            if let Err(error) = journal.add(&text.into(), Some(&number(entry.seq)))?.await {
                // A number that is taken means that another tab was quicker.
                let taken = !self.entries_after(entry.seq - 1, 1).await?.is_empty();
                return Err(if taken { Trouble::Overtaken } else { error.into() });
            }
        }
        finish(transaction).await
    }

    /// Writes a checkpoint part by part, and the head that points to it last. An
    /// unfinished one has no head, and the one before stays in use.
    pub(crate) async fn write_checkpoint(&self, state: &State) -> Result<(), Trouble> {
        let mut pacer = Pacer::new();
        for (part, text) in write_checkpoint(state) {
            let transaction = self.database.transaction(&[CHECKPOINT, META], TransactionMode::ReadWrite)?;
            self.check_history(&transaction.object_store(META)?).await?;
            let store = transaction.object_store(CHECKPOINT)?;
            let key = if part == 0 { HEAD.into() } else { part_key(state.position, part) };
            if part == 0 {
                // Another tab may have written a later one meanwhile.
                let there = store.get(Query::Key(HEAD.into()))?.await?.and_then(|head| head.as_string());
                let there = there.and_then(|head| CheckpointReader::new(&head).ok());
                if there.is_some_and(|there| there.position() > state.position) {
                    return Ok(());
                }
            }
            store.put(&text.into(), Some(&key))?;
            if part == 0 {
                store.delete(Query::KeyRange(KeyRange::upper_bound(&part_key(state.position, 0), Some(true))?))?;
            }
            finish(transaction).await?;
            pacer.breathe().await;
        }
        Ok(())
    }

    /// Moves the journal from number `from` on to the set-aside store, and says
    /// how many entries that were.
    async fn set_aside(&self, from: u64, reason: &str) -> Result<u32, Trouble> {
        let transaction = self.database.transaction(&[JOURNAL, ASIDE], TransactionMode::ReadWrite)?;
        let (journal, aside) = (transaction.object_store(JOURNAL)?, transaction.object_store(ASIDE)?);
        let range = || KeyRange::lower_bound(&number(from), Some(false));
        let values = journal.get_all(Some(Query::KeyRange(range()?)), None)?.await?;
        for value in &values {
            let record = js_sys::Object::new();
            for (key, value) in
                [("reason", reason.into()), ("at", clock::now().to_rfc3339().into()), ("text", value.clone())]
            {
                let _ = js_sys::Reflect::set(&record, &key.into(), &value);
            }
            aside.add(&record, None)?;
        }
        journal.delete(Query::KeyRange(range()?))?;
        finish(transaction).await?;
        Ok(u32::try_from(values.len()).unwrap_or(u32::MAX))
    }

    /// What was set aside, as JSON Lines; `None` when nothing was.
    pub(crate) async fn aside(&self) -> Result<Option<String>, Trouble> {
        let transaction = self.database.transaction(&[ASIDE], TransactionMode::ReadOnly)?;
        let values = transaction.object_store(ASIDE)?.get_all(None, None)?.await?;
        let lines: Vec<String> =
            values.iter().filter_map(|value| js_sys::JSON::stringify(value).ok()).map(String::from).collect();
        Ok((!lines.is_empty()).then(|| lines.join("\n")))
    }

    /// The whole journal as JSON Lines.
    pub(crate) async fn journal(&self) -> Result<String, Trouble> {
        let mut text = format!("{{\"format\":\"{JOURNAL_FORMAT}\",\"version\":{JOURNAL_VERSION}}}\n");
        let mut position = 0;
        loop {
            let entries = self.entries_after(position, 64).await?;
            if entries.is_empty() {
                return Ok(text);
            }
            for entry in entries {
                // After a gap the numbers go on, and so does the file.
                position = by_name::from_str(&entry).map_or(position + 1, |Numbered { seq }| seq.max(position + 1));
                text.push_str(&entry);
                text.push('\n');
            }
        }
    }

    /// Puts `entries` in the place of the journal, all or none.
    pub(crate) async fn replace(&self, entries: &[LogEntry]) -> Result<(), Trouble> {
        let mut pacer = Pacer::new();
        let mut texts = Vec::with_capacity(entries.len());
        for entry in entries {
            let text = serde_json::to_string(entry).map_err(|error| Trouble::Unavailable(format!(" ({error})")))?;
            texts.push((number(entry.seq), JsValue::from(text)));
            pacer.breathe().await;
        }
        let stores = [JOURNAL, CHECKPOINT, META];
        let transaction = self.database.transaction(&stores, TransactionMode::ReadWrite)?;
        for store in stores {
            transaction.object_store(store)?.clear()?;
        }
        let meta = transaction.object_store(META)?;
        meta.put(&JOURNAL_VERSION.into(), Some(&"version".into()))?;
        self.begin_history(&meta)?;
        let journal = transaction.object_store(JOURNAL)?;
        for (number, text) in texts {
            journal.add(&text, Some(&number))?;
        }
        finish(transaction).await
    }

    /// Erases everything.
    pub(crate) async fn erase(&self) -> Result<(), Trouble> {
        let stores = [JOURNAL, CHECKPOINT, ASIDE, META];
        let transaction = self.database.transaction(&stores, TransactionMode::ReadWrite)?;
        for store in stores {
            transaction.object_store(store)?.clear()?;
        }
        self.begin_history(&transaction.object_store(META)?)?;
        finish(transaction).await
    }
}

/// Ends a transaction, and says whether it holds. What every request before it
/// was fine with is taken back when the disk is full.
async fn finish(transaction: Transaction) -> Result<(), Trouble> {
    let ended = transaction.commit()?.await?;
    if ended.is_aborted() { Err(Trouble::Full) } else { Ok(()) }
}

/// What every entry has.
#[derive(serde::Deserialize)]
struct Numbered {
    seq: u64,
}

/// The key of a part of the checkpoint that holds `position` entries.
fn part_key(position: u64, part: usize) -> JsValue {
    format!("{position:016}/{part:06}").into()
}

/// A journal number as a key. Numbers stay far below 2^53.
#[allow(clippy::cast_precision_loss)]
fn number(seq: u64) -> JsValue {
    JsValue::from(seq as f64)
}

/// Hands the person the stored journal, without the rest of the program.
pub(crate) async fn rescue() -> Result<(), Trouble> {
    let text = Storage::open().await?.journal().await?;
    let name = download::journal_name(clock::now());
    download::download(&name, "application/jsonl", &text);
    Ok(())
}
