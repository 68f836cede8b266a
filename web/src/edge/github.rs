//! GitHub over the network: one request, and what came back.

use autonomous_orchestrator::harvest::{Answer, Failure, Refused};
use gloo::net::http::Request;
use js_sys::JsString;
use serde_json::Value;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, RequestCache, RequestCredentials};

use super::exception;

/// The API's origin; a build for an own GitHub host sets `GITHUB_API_ORIGIN`.
pub(crate) const ORIGIN: &str = match option_env!("GITHUB_API_ORIGIN") {
    Some(origin) => origin,
    None => "https://api.github.com",
};

/// The version of the API that is asked for.
const VERSION: &str = "2022-11-28";

/// What came back.
pub(crate) struct Fetched {
    /// Status and headers; the body too where it says why there is nothing to read.
    pub(crate) answer: Answer,
    /// The body. It is long and goes to the worker: copying it in here and out
    /// again would hold the page up.
    pub(crate) text: JsString,
}

impl Fetched {
    /// The body as JSON, for a short one.
    pub(crate) fn json(&self) -> Result<Value, Refused> {
        serde_json::from_str(&String::from(&self.text))
            .map_err(|error| Refused::new(Failure::BrokenBody, error.to_string()))
    }
}

/// Asks for `url`. A header that GitHub's preflight does not list would fail
/// the whole request, so these are all there are.
pub(crate) async fn get(
    url: &str,
    token: Option<&str>,
    etag: Option<&str>,
    signal: &AbortSignal,
) -> Result<Fetched, Refused> {
    if !url.starts_with(&format!("{ORIGIN}/")) {
        return Err(Refused::new(Failure::Refused, format!("{url} is not an address of {ORIGIN}")));
    }
    let mut request = Request::get(url)
        .header("Accept", "application/vnd.github+json")
        .credentials(RequestCredentials::Omit)
        .cache(RequestCache::NoStore)
        .abort_signal(Some(signal));
    if let Some(token) = token {
        // A version header costs a preflight, and so does a token; anonymous
        // requests go without either.
        request = request.header("Authorization", &format!("Bearer {token}")).header("X-GitHub-Api-Version", VERSION);
    }
    if let Some(etag) = etag {
        request = request.header("If-None-Match", etag);
    }
    let offline = |error: gloo::net::Error| Refused::new(Failure::Offline, error.to_string());
    let response = request.send().await.map_err(offline)?;
    let headers = response.headers().entries().collect();
    let status = response.status();
    // A body that breaks off is a connection that broke.
    let broken = |error: JsValue| Refused::new(Failure::BrokenBody, exception::message(&error));
    let text = JsFuture::from(web_sys::Response::from(response).text().map_err(broken)?).await.map_err(broken)?;
    let text: JsString = text.unchecked_into();
    let body = if (200..300).contains(&status) { String::new() } else { String::from(&text) };
    Ok(Fetched { answer: Answer { status, headers, body }, text })
}
