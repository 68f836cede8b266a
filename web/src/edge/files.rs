//! Files that people pick or drop, read slice by slice.

use gloo::file::futures::read_as_bytes;
use gloo::file::{Blob, File};
use gloo::utils::window;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DataTransfer, FileList, FileSystemDirectoryEntry, FileSystemEntry, FileSystemFileEntry};

/// Bytes read at a time: a few milliseconds of work for the engine.
const SLICE: u64 = 256 * 1024;

/// A file as text, slice by slice.
pub(crate) struct Slices {
    blob: Blob,
    at: u64,
    /// The bytes of a character that the last slice cut in two.
    rest: Vec<u8>,
}

impl Slices {
    pub(crate) fn new(file: &File) -> Self {
        Self { blob: Blob::from(file.clone()), at: 0, rest: Vec::new() }
    }

    /// How much has been read, 0-1.
    pub(crate) fn progress(&self) -> f64 {
        #[allow(clippy::cast_precision_loss)] // for a progress bar
        let share = self.at as f64 / self.blob.size().max(1) as f64;
        share
    }

    /// The next slice; `None` at the end. Bytes that are no text become `�`.
    pub(crate) async fn next(&mut self) -> Result<Option<String>, String> {
        if self.at >= self.blob.size() {
            let rest = std::mem::take(&mut self.rest);
            return Ok((!rest.is_empty()).then(|| String::from_utf8_lossy(&rest).into_owned()));
        }
        let end = (self.at + SLICE).min(self.blob.size());
        let bytes = read_as_bytes(&self.blob.slice(self.at, end)).await.map_err(|error| error.to_string())?;
        self.at = end;
        let mut all = std::mem::take(&mut self.rest);
        all.extend(bytes);
        let whole = whole_characters(&all);
        self.rest = all.split_off(whole);
        Ok(Some(String::from_utf8_lossy(&all).into_owned()))
    }
}

/// How many bytes of `bytes` are whole characters; at most three are not.
fn whole_characters(bytes: &[u8]) -> usize {
    let tail = bytes.len().saturating_sub(3);
    for (at, byte) in bytes.iter().enumerate().skip(tail) {
        let length = match byte {
            0xC0..=0xDF => 2,
            0xE0..=0xEF => 3,
            0xF0..=0xF7 => 4,
            _ => continue,
        };
        if at + length > bytes.len() {
            return at;
        }
    }
    bytes.len()
}

/// The files of a picker.
pub(crate) fn picked(list: Option<FileList>) -> Vec<File> {
    let Some(list) = list else { return Vec::new() };
    (0..list.length()).filter_map(|at| list.get(at)).map(File::from).collect()
}

/// The files of a drop, those in folders too. Entries have to be taken before
/// the first wait: the browser empties the list then.
pub(crate) async fn dropped(transfer: DataTransfer) -> Vec<File> {
    let items = transfer.items();
    let entries: Vec<FileSystemEntry> = (0..items.length())
        .filter_map(|at| items.get(at))
        .filter_map(|item| item.webkit_get_as_entry().ok().flatten())
        .collect();
    if entries.is_empty() {
        return picked(transfer.files());
    }
    let mut files = Vec::new();
    let mut work = entries;
    work.reverse();
    while let Some(entry) = work.pop() {
        if entry.is_file() {
            let entry: FileSystemFileEntry = entry.unchecked_into();
            let file = promise(|resolve, reject| entry.file_with_callback_and_callback(resolve, reject));
            if let Ok(file) = file.await {
                files.push(File::from(file.unchecked_into::<web_sys::File>()));
            }
        } else if entry.is_directory() {
            let reader = entry.unchecked_into::<FileSystemDirectoryEntry>().create_reader();
            // A reader hands out a hundred entries at a time.
            loop {
                let batch = promise(|resolve, reject| {
                    let _ = reader.read_entries_with_callback_and_callback(resolve, reject);
                });
                let Ok(batch) = batch.await else { break };
                let batch: js_sys::Array = batch.unchecked_into();
                if batch.length() == 0 {
                    break;
                }
                work.extend(batch.iter().map(JsCast::unchecked_into));
            }
        }
    }
    files
}

/// A callback function as a future.
fn promise(call: impl FnOnce(&js_sys::Function, &js_sys::Function)) -> JsFuture {
    let mut call = Some(call);
    JsFuture::from(js_sys::Promise::new(&mut |resolve, reject| {
        if let Some(call) = call.take() {
            call(&resolve, &reject);
        }
    }))
}

/// Asks the browser to keep what the page stores. It may say no.
pub(crate) fn ask_to_persist() {
    let storage = window().navigator().storage();
    if let Ok(asked) = storage.persist() {
        wasm_bindgen_futures::spawn_local(async move {
            let _ = JsFuture::from(asked).await;
        });
    }
}
