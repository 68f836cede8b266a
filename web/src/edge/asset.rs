//! Files that come with the page.

use gloo::net::http::Request;

/// The text of a file beside the page, or why it cannot be had.
pub(crate) async fn text(address: &str) -> Result<String, String> {
    let response = Request::get(address).send().await.map_err(|error| error.to_string())?;
    if !response.ok() {
        return Err(format!("status {}", response.status()));
    }
    response.text().await.map_err(|error| error.to_string())
}
