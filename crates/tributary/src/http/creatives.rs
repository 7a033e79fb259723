//! `/creatives/{name}`: the pictures that partners post, to whoever has the address. As they were uploaded, for ever, without cookies,
//! and as pictures only: opened by itself one runs nothing, whatever its bytes would like to be.

use crate::app::App;
use crate::call;
use crate::http::problem::{Handled, Problem};
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use tributary_engine::creative::{self, Served};

const NAME_CHARS_MAX: usize = 60;
const ALONE: &str = "default-src 'none'; sandbox";
/// For a year: what an address shows never changes.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// `GET /creatives/{name}`; with `?download` as a file to keep.
pub(super) async fn show(
    State(app): State<App>,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
) -> Handled<Response> {
    let (file, end) = name.split_once('.').ok_or_else(unknown)?;
    let (file, end) = (file.to_owned(), end.to_owned());
    let served = call::read(&app.engine, move |tx| creative::served(tx, &file)).await?;
    if served.media.as_str() != end {
        return Err(unknown());
    }
    let kept = if query.as_deref() == Some("download") { "attachment" } else { "inline" };
    let named = format!("{kept}; filename=\"{}.{end}\"", file_name(&served));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(served.media.mime())),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(ALONE)),
        (header::CACHE_CONTROL, HeaderValue::from_static(FOR_EVER)),
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        // It stands on pages of partners.
        (RESOURCE_POLICY, HeaderValue::from_static("cross-origin")),
        (header::CONTENT_DISPOSITION, HeaderValue::try_from(named).map_err(|_| unknown())?),
    ];
    Ok((headers, served.data).into_response())
}

fn unknown() -> Problem {
    let detail = "There is no such picture, or it was taken away.";
    Problem::new(StatusCode::NOT_FOUND, "not_found", "Not found", detail)
}

/// The title, as far as every system takes it for the name of a file.
fn file_name(served: &Served) -> String {
    let plain = |letter: char| if letter.is_ascii_alphanumeric() { letter } else { '-' };
    let name: String = served.title.chars().map(plain).take(NAME_CHARS_MAX).collect();
    let name = name.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
    if name.is_empty() { "picture".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tributary_engine::creative::Media;

    #[test]
    fn a_title_becomes_a_name_that_is_safe_in_a_header() {
        let named =
            |title: &str| file_name(&Served { title: title.to_owned(), media: Media::Png, data: Vec::new() });
        assert_eq!(named("Summer \"sale\"\r\nX: 1 / 300×250"), "Summer-sale-X-1-300-250");
        assert_eq!(named("يازلىق"), "picture");
    }
}
