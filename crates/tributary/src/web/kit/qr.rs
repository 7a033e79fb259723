//! A QR code with its link and files: the drawing comes from elsewhere.

use super::copy;
use super::icon::Icon;
use crate::t;
use maud::{Markup, html};

/// A code to scan.
#[derive(Debug, Clone)]
pub struct Qr {
    /// Unique on the page.
    pub id: String,
    /// The drawing, an SVG.
    pub svg: Markup,
    /// What it leads to.
    pub url: String,
    /// What that is; none: the address alone.
    pub label: Option<String>,
    /// What scanning it is good for.
    pub hint: Option<String>,
    /// Kind and address of each file: SVG, PNG.
    pub files: Vec<(String, String)>,
}

/// The panel. The code is black on white in both themes, because cameras need that.
pub fn panel(qr: &Qr) -> Markup {
    html! {
        div.qr-line {
            div.qr-code role="img" aria-label=(t!("QR code for {url}", url = qr.url)) { (qr.svg) }
            div.qr-side {
                @match &qr.label {
                    Some(label) => (copy::labelled(&qr.id, label, &qr.url, qr.hint.as_deref())),
                    None => (copy::field(&qr.id, &qr.url)),
                }
                @if !qr.files.is_empty() {
                    div.row { @for (kind, href) in &qr.files { a.btn href=(href) download { (Icon::Download) (kind) } } }
                }
            }
        }
    }
}
