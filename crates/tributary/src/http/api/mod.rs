//! API v1 (replaced by the api branch).
use crate::app::App;
pub mod body {
    //! Reading a body.
    use crate::http::problem::{Handled, Problem};
    /// Parses.
    pub fn parse<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Handled<T> {
        serde_json::from_slice(bytes).map_err(|e| Problem::field("", "format", e.to_string()))
    }
}
/// Routes.
pub fn router() -> axum::Router<App> {
    axum::Router::new()
}
