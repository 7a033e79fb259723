//! Exports: exactly the rows and columns of a list as CSV or XLSX, read page by page and streamed.
//!
//! A screen says what its columns are and how a page of rows is read; everything else is the same for all. Nothing is
//! held between two pages, and the next page is read only when the reader of the file has taken the one before.
//!
//! ```text
//! .merge(export::routes("/admin/orders", export))          // answers /admin/orders.csv and /admin/orders.xlsx
//!
//! async fn export(State(app): State<App>, me: SignedIn, format: Format, Query(ask): Query<Ask>) -> Shown {
//!     let (desk, filter) = …;
//!     let read = move |tx: &mut Tx<'_>, after: Option<String>| Ok(Batch { rows, next });
//!     Export::new(&desk, "orders", t!("Orders")).column(Column::text(t!("Order"))).pages(read).send(&app, format).await
//! }
//! ```

mod cell;
mod csv;
mod walk;
mod xlsx;

pub(in crate::web) use cell::{Cell, Column};
pub(in crate::web) use csv::texts;

use super::desk::Desk;
use super::refusal::{Refusal, Shown};
use crate::app::App;
use crate::lang::{self, Lang};
use axum::Router;
use axum::body::Body;
use axum::extract::{FromRequestParts, OriginalUri};
use axum::handler::Handler;
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use jiff::tz::TimeZone;
use std::sync::Arc;
use tributary_engine::Error;
use tributary_engine::db::Tx;
use walk::Walk;

/// A page of rows, and where the next one starts.
#[derive(Debug, Default)]
pub(in crate::web) struct Batch {
    /// Cells in the order of the columns.
    pub(in crate::web) rows: Vec<Vec<Cell>>,
    /// The cursor of the next page.
    pub(in crate::web) next: Option<String>,
}

type Pages = dyn Fn(&mut Tx<'_>, Option<String>) -> Result<Batch, Error> + Send + Sync;

/// A list to be written to a file.
#[derive(Clone)]
pub(in crate::web) struct Export {
    screen: &'static str,
    title: String,
    zone: TimeZone,
    zone_name: String,
    day: String,
    reader: Lang,
    columns: Vec<Column>,
    pages: Arc<Pages>,
}

/// What kind of file is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::web) enum Format {
    /// Comma-separated text.
    Csv,
    /// A workbook.
    Xlsx,
}

/// The two addresses beside a list's own that answer its rows as files, with the same query.
pub(in crate::web) fn routes<H, T>(list: &str, handler: H) -> Router<App>
where
    H: Handler<T, App>,
    T: 'static,
{
    let csv = format!("{list}.csv");
    Router::new().route(&csv, get(handler.clone())).route(&format!("{list}.xlsx"), get(handler))
}

/// What the foot of a list offers: kinds of files and their addresses. `list` is its own address with all it asks for.
pub(in crate::web) fn offers(list: &str) -> Vec<(String, String)> {
    [Format::Csv, Format::Xlsx].map(|format| (format.extension().to_uppercase(), href(list, format))).to_vec()
}

fn href(href: &str, format: Format) -> String {
    let (path, query) = href.split_once('?').map_or((href, None), |(path, query)| (path, Some(query)));
    let pairs = url::form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    let mut kept = url::form_urlencoded::Serializer::new(String::new());
    // A file holds all rows, wherever on the screen its reader stands.
    kept.extend_pairs(pairs.filter(|(name, _)| name != "after"));
    let kept = kept.finish();
    let question = if kept.is_empty() { "" } else { "?" };
    format!("{path}.{}{question}{kept}", format.extension())
}

impl Format {
    const fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    const fn mime(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Format {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        let uri = parts.extensions.get::<OriginalUri>().map_or(&parts.uri, |OriginalUri(uri)| uri);
        Ok(if uri.path().ends_with(".xlsx") { Self::Xlsx } else { Self::Csv })
    }
}

impl Export {
    /// An export of a screen: its word in file names, its title in the reader's language.
    pub(in crate::web::admin) fn new(desk: &Desk, screen: &'static str, title: &str) -> Self {
        Self {
            screen,
            title: title.to_owned(),
            zone: desk.clock.zone().clone(),
            zone_name: desk.store.timezone.clone(),
            day: desk.clock.local(desk.clock.now()).date().to_string(),
            reader: lang::current(),
            columns: Vec::new(),
            pages: Arc::new(|_, _| Ok(Batch::default())),
        }
    }

    /// A file for somebody who is at no desk, with moments in UTC.
    pub(in crate::web) fn abroad(screen: &'static str, title: &str, now: tributary_core::Timestamp) -> Self {
        Self {
            screen,
            title: title.to_owned(),
            zone: TimeZone::UTC,
            zone_name: "UTC".to_owned(),
            day: cell::local(now, &TimeZone::UTC).date().to_string(),
            reader: lang::current(),
            columns: Vec::new(),
            pages: Arc::new(|_, _| Ok(Batch::default())),
        }
    }

    /// With these columns.
    pub(in crate::web) fn columns(mut self, columns: Vec<Column>) -> Self {
        self.columns = columns;
        self
    }

    /// Whose rows are read so: the page after a cursor, or the first one.
    pub(in crate::web) fn pages(
        mut self,
        read: impl Fn(&mut Tx<'_>, Option<String>) -> Result<Batch, Error> + Send + Sync + 'static,
    ) -> Self {
        self.pages = Arc::new(read);
        self
    }

    /// Answers the file. What goes wrong before its first row is a page; what goes wrong later breaks the download off,
    /// so that no half file looks whole.
    pub(in crate::web) async fn send(self, app: &App, format: Format) -> Shown {
        let name = format!("{}-{}.{}", self.screen, self.day, format.extension());
        let export = Arc::new(self);
        let walk = Walk::start(app, Arc::clone(&export)).await?;
        let body = match format {
            Format::Csv => csv::body(walk),
            Format::Xlsx => xlsx::body(walk).await?,
        };
        Ok(attachment(body, format, &name))
    }
}

fn attachment(body: Body, format: Format, name: &str) -> Response {
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    let disposition = disposition.unwrap_or_else(|_| HeaderValue::from_static("attachment"));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(format.mime())),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    (headers, body).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_the_address_of_its_list_without_the_place_on_the_screen() {
        assert_eq!(href("/admin/orders", Format::Csv), "/admin/orders.csv");
        let asked = "/admin/orders?tab=refunded&q=a%26b&after=ord_1";
        assert_eq!(href(asked, Format::Xlsx), "/admin/orders.xlsx?tab=refunded&q=a%26b");
    }
}
