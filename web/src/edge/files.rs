//! Files that people pick or drop.

use std::rc::Rc;

use gloo::events::{EventListener, EventListenerOptions};
use gloo::file::File;
use gloo::utils::{body, window};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DataTransfer, DragEvent, FileList, FileSystemDirectoryEntry, FileSystemEntry, FileSystemFileEntry};

/// A file, and the name it is known by: with its folders, where it came in one.
/// One that cannot be opened, or a folder, is chosen all the same.
pub(crate) struct Chosen {
    pub(crate) name: String,
    pub(crate) file: Option<File>,
}

/// The files of a picker.
pub(crate) fn picked(list: Option<FileList>) -> Vec<Chosen> {
    let Some(list) = list else { return Vec::new() };
    let files = (0..list.length()).filter_map(|at| list.get(at)).map(File::from);
    files.map(|file| Chosen { name: path(&file), file: Some(file) }).collect()
}

/// A file's name, with its folders where a folder was picked.
fn path(file: &File) -> String {
    let inner: &web_sys::File = file.as_ref();
    let path = js_sys::Reflect::get(inner, &"webkitRelativePath".into()).ok().and_then(|path| path.as_string());
    path.filter(|path| !path.is_empty()).unwrap_or_else(|| file.name())
}

/// A file's text; `None` when it cannot be read.
pub(crate) async fn text_of(file: &File) -> Option<String> {
    let blob: &web_sys::Blob = file.as_ref();
    JsFuture::from(blob.text()).await.ok()?.as_string()
}

/// The files of a drop, those in folders too. Entries have to be taken before
/// the first wait: the browser empties the list then.
pub(crate) async fn dropped(transfer: DataTransfer) -> Vec<Chosen> {
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
        let name = entry.full_path().trim_start_matches('/').to_owned();
        if entry.is_file() {
            let entry: FileSystemFileEntry = entry.unchecked_into();
            let file = promise(|resolve, reject| entry.file_with_callback_and_callback(resolve, reject));
            let file = file.await.ok().map(|file| File::from(file.unchecked_into::<web_sys::File>()));
            files.push(Chosen { name, file });
        } else if entry.is_directory() {
            let reader = entry.unchecked_into::<FileSystemDirectoryEntry>().create_reader();
            // A reader hands out a hundred entries at a time.
            loop {
                let batch = promise(|resolve, reject| {
                    let _ = reader.read_entries_with_callback_and_callback(resolve, reject);
                });
                let Ok(batch) = batch.await else {
                    files.push(Chosen { name, file: None });
                    break;
                };
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

/// Takes what is dropped anywhere on the page; while files are held over it, the body's class says so.
pub(crate) fn listen_to_drops(each: impl Fn(DataTransfer) + 'static) {
    let each: Rc<dyn Fn(DataTransfer)> = Rc::new(each);
    for kind in ["dragover", "dragleave", "drop"] {
        let each = Rc::clone(&each);
        let options = EventListenerOptions::enable_prevent_default();
        let listener = EventListener::new_with_options(&window(), kind, options, move |event| {
            let transfer = event.unchecked_ref::<DragEvent>().data_transfer();
            // Text that is moved within the page goes where it is put.
            let Some(transfer) = transfer.filter(|transfer| transfer.types().includes(&"Files".into(), 0)) else {
                return;
            };
            event.prevent_default();
            body().set_class_name(if kind == "dragover" { "over-page" } else { "" });
            if kind == "drop" {
                each(transfer);
            }
        });
        // Listens as long as the page is there.
        listener.forget();
    }
}

/// While this is held, the browser asks before it closes the page: chosen files cannot be opened again by themselves.
pub(crate) fn hold_page() -> EventListener {
    let options = EventListenerOptions::enable_prevent_default();
    EventListener::new_with_options(&window(), "beforeunload", options, |event| event.prevent_default())
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
