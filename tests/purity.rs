//! The engine knows no browser, clock, network, storage, thread or random source.
#![allow(clippy::unwrap_used, missing_docs)]

use std::fs;
use std::path::{Path, PathBuf};

const FOREIGN: [&str; 12] = [
    "web_sys",
    "js_sys",
    "wasm_bindgen",
    "gloo",
    "Utc::now",
    "Local::now",
    "SystemTime",
    "Instant::now",
    "std::thread",
    "std::fs",
    "std::net",
    "rand::",
];

#[test]
fn the_engine_is_pure() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut work = vec![root.clone()];
    let mut read = 0;
    while let Some(folder) = work.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            // The module is the wrapper that hands values over.
            if path == root.join("module") || path == root.join("module.rs") {
                continue;
            }
            if path.is_dir() {
                work.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            read += 1;
            for foreign in FOREIGN {
                assert!(!text.contains(foreign), "{} names {foreign}", path.display());
            }
        }
    }
    assert!(read > 40, "the whole engine is read");
}
