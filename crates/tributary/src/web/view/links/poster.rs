//! A link to print and put up (`/admin/links/{id}/poster`): one A6 page.

use crate::t;
use maud::{Markup, html};

/// Everything the page shows.
#[derive(Debug, Clone, Default)]
pub struct PosterView {
    /// The store.
    pub store: String,
    /// Who recommends it.
    pub partner: String,
    /// The link as a QR code.
    pub qr: Markup,
    /// The link.
    pub url: String,
    /// The coupon.
    pub coupon: Option<String>,
}

/// The page's body.
pub fn render(v: &PosterView) -> Markup {
    html! {
        main.poster {
            h1 { bdi { (v.store) } }
            p { (t!("Recommended by {name}", name = v.partner)) }
            (v.qr)
            p.poster-url { bdi dir="ltr" { (v.url) } }
            @if let Some(coupon) = &v.coupon { p.poster-code { (t!("Code")) " " bdi dir="ltr" { (coupon) } } }
        }
    }
}
