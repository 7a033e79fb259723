//! How much goes on: visitors now, and the clicks of the last hour as bars, one a minute.

use crate::web::kit::money::format_count;
use crate::{n, nh, t};
use maud::{Markup, html};

/// How much goes on.
#[derive(Debug, Clone, Default)]
pub struct NowView {
    /// Browsers that came through a partner in the last five minutes.
    pub visitors: i64,
    /// Clicks in each minute, oldest first.
    pub minutes: Vec<i64>,
}

const HEIGHT: i64 = 40;
const STEP: usize = 10; // room for one minute
const WIDTH: usize = 8; // of which the bar takes so much

/// The card; the stream replaces it as it is.
pub fn now(v: &NowView) -> Markup {
    let clicks: i64 = v.minutes.iter().sum();
    html! {
        section.card.live-now id="live-now" aria-label=(t!("Right now")) {
            p.live-visitors {
                span.pulse.pulse-ok[v.visitors > 0] {}
                span { (nh!("{count} visitor from partners in the last 5 minutes",
                    "{count} visitors from partners in the last 5 minutes",
                    v.visitors, count = html! { b { (format_count(v.visitors)) } })) }
            }
            div.live-hour {
                (bars(&v.minutes))
                span.meta { (n!("{n} click in the last 60 minutes", "{n} clicks in the last 60 minutes", clicks)) }
            }
        }
    }
}

// Drawn by the server: an SVG needs no inline style. Its numbers are said beside it.
fn bars(minutes: &[i64]) -> Markup {
    let most = minutes.iter().copied().max().unwrap_or_default().max(1);
    let view = format!("0 0 {} {HEIGHT}", minutes.len() * STEP);
    html! {
        svg.live-bars viewBox=(view) preserveAspectRatio="none" aria-hidden="true" {
            rect.none x="0" y=(HEIGHT - 1) width=(minutes.len() * STEP) height="1" {}
            @for (minute, clicks) in minutes.iter().enumerate().filter(|(_, clicks)| **clicks > 0) {
                @let height = (clicks * HEIGHT / most).max(4);
                rect x=(minute * STEP) y=(HEIGHT - height) width=(WIDTH) height=(height) rx="1" {}
            }
        }
    }
}
