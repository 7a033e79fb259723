//! A form with files in it, from our own page: files go to disk as they arrive, and everything else as any other form.

use crate::app::App;
use crate::imports::{self, BYTES_MAX, Brought};
use crate::lang::msg;
use crate::web::acts;
use crate::web::admin::fields::Fields;
use crate::web::admin::guard::{is_own_page, is_same};
use crate::web::admin::refusal::Refusal;
use crate::web::admin::session::SignedIn;
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{FromRequest, FromRequestParts, Multipart, Request};
use std::io::Write;
use tempfile::NamedTempFile;
use tributary_engine::{Error, Result as Engine};

const TEXT_BYTES_MAX: usize = 10_000; // of a field that is no file
const FILES_MAX: usize = 20;
/// What a form adds to its files.
pub(super) const FORM_BYTES: u64 = 64 * 1024;

/// What the form brought. The files go with it.
#[derive(Debug)]
pub(super) struct Uploaded {
    pub(super) me: SignedIn,
    pub(super) fields: Fields,
    /// The files, or what is wrong with them.
    pub(super) files: Engine<Vec<(String, NamedTempFile)>>,
}

impl Uploaded {
    /// Where the files lie.
    pub(super) fn brought(files: &[(String, NamedTempFile)]) -> Vec<Brought> {
        files
            .iter()
            .map(|(name, file)| Brought { name: name.clone(), path: file.path().to_owned() })
            .collect()
    }
}

impl FromRequest<App> for Uploaded {
    type Rejection = Refusal;

    async fn from_request(request: Request, app: &App) -> Result<Self, Refusal> {
        let (mut parts, body) = request.into_parts();
        let mut me = SignedIn::from_request_parts(&mut parts, app).await?;
        let act = acts::of_form(&parts);
        if !is_own_page(&parts.headers, app.settings.base_url.as_deref()) {
            return Err(Refusal::Forged);
        }
        if !me.may(act) {
            return Err(Refusal::NotAllowed(me.session.role));
        }
        let form = Multipart::from_request(Request::from_parts(parts, body), app).await;
        let mut form = form.map_err(|_| Refusal::Forged)?;
        let (mut pairs, mut files, mut bytes) = (Vec::new(), Vec::new(), 0_u64);
        loop {
            let mut field = match form.next_field().await {
                Ok(Some(field)) => field,
                Ok(None) => break,
                Err(error) => {
                    return Ok(Self { me, fields: Fields::of(pairs.into_iter()), files: Err(cut(&error)) });
                }
            };
            let name = field.name().unwrap_or_default().to_owned();
            let Some(called) = field.file_name().map(str::to_owned) else {
                pairs.push((name, text(&mut field).await?));
                continue;
            };
            // The guard stands before the files, so that nobody else has us keep theirs.
            let fields = Fields::of(pairs.clone().into_iter());
            if !is_same(me.asked.sent(fields.get("csrf")), &me.session.csrf) {
                return Err(Refusal::Forged);
            }
            match keep(app, &mut field, &mut bytes).await {
                Ok(_) if called.is_empty() => {}
                Ok(file) if files.len() < FILES_MAX => files.push((called, file)),
                Ok(_) => {
                    return Ok(Self {
                        me,
                        fields,
                        files: Err(wrong(msg("Bring at most 20 files at once."))),
                    });
                }
                Err(error) => return Ok(Self { me, fields, files: Err(error) }),
            }
        }
        let fields = Fields::of(pairs.into_iter());
        if !is_same(me.asked.sent(fields.get("csrf")), &me.session.csrf) {
            return Err(Refusal::Forged);
        }
        let files = if files.is_empty() { Err(wrong(msg("Choose a file."))) } else { Ok(files) };
        Ok(Self { me, fields, files })
    }
}

async fn text(field: &mut Field<'_>) -> Result<String, Refusal> {
    let mut text = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(|_| Refusal::Forged)? {
        text.extend_from_slice(&chunk);
        if text.len() > TEXT_BYTES_MAX {
            return Err(Refusal::Forged);
        }
    }
    Ok(String::from_utf8_lossy(&text).into_owned())
}

async fn keep(app: &App, field: &mut Field<'_>, bytes: &mut u64) -> Engine<NamedTempFile> {
    let trouble = |error| Error::Io("cannot keep the file".to_owned(), error);
    let mut file = NamedTempFile::new_in(imports::folder(&app.engine.data)?).map_err(trouble)?;
    while let Some(chunk) = field.chunk().await.map_err(|error| cut(&error))? {
        *bytes += u64::try_from(chunk.len()).unwrap_or(u64::MAX);
        if *bytes > BYTES_MAX {
            return Err(wrong(msg("Bring at most 50 MB at once: split the file.")));
        }
        file.write_all(&chunk).map_err(trouble)?;
    }
    file.flush().map_err(trouble)?;
    Ok(file)
}

fn wrong(detail: &'static str) -> Error {
    Error::field("/file", "format", detail)
}

/// What came was not whole, or more than the server takes.
fn cut(error: &MultipartError) -> Error {
    if error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
        return wrong(msg("Bring at most 50 MB at once: split the file."));
    }
    wrong(msg("The file did not arrive whole. Try again."))
}
