//! The files every page needs (CSS, scripts, icons, fonts), embedded, with one version for cache busting.
//! The server answers `/static/{path}` from [`find`]; nothing is ever loaded from another host.

use std::sync::LazyLock;

macro_rules! joined {
    ($($path:literal),+ $(,)?) => { concat!($(include_str!(concat!("../../../static/", $path))),+) };
}

/// The whole style sheet. Split on disk to keep files short, one request on the wire.
pub const APP_CSS: &str = joined!(
    "css/tokens.css",
    "css/base.css",
    "css/shell.css",
    "css/kit/page.css",
    "css/kit/state.css",
    "css/kit/menu.css",
    "css/kit/figures.css",
    "css/kit/chart.css",
    "css/kit/map.css",
    "css/kit/table.css",
    "css/kit/marks.css",
    "css/kit/form.css",
    "css/kit/rules.css",
    "css/kit/overlay.css",
    "css/screens/overview.css",
    "css/screens/live.css",
    "css/screens/orders.css",
    "css/screens/reports.css",
    "css/screens/customers.css",
    "css/screens/partners.css",
    "css/screens/payouts.css",
    "css/screens/links.css",
    "css/screens/programs.css",
    "css/screens/settings.css",
    "css/screens/account.css",
    "css/screens/setup.css",
    "css/screens/public.css",
    "css/screens/docs.css",
    "css/screens/developers.css",
    "css/screens/problem.css",
    "css/screens/gallery.css",
    "css/print.css",
);

/// Sets the theme before the first paint. External because the CSP allows no inline script.
pub const THEME_JS: &str = include_str!("../../../static/theme.js");
/// Everything a page may do beyond plain HTML. Each file is a block of its own; `core.js` comes first.
pub const APP_JS: &str = joined!(
    "js/core.js",
    "js/looks.js",
    "js/menu.js",
    "js/toast.js",
    "js/overlay.js",
    "js/sheet.js",
    "js/palette.js",
    "js/keys.js",
    "js/ranked.js",
    "js/forms.js",
    "js/table.js",
    "js/wait.js",
    "js/chart.js",
    "js/reorder.js",
    "js/preview.js",
    "js/portal.js",
    "js/drafts.js",
);
/// The share panel's style, on the hosted page; inside shops its script brings it along.
pub const REFER_CSS: &str = include_str!("../../../../../connectors/js/refer.css");
/// What the live page does beyond; loaded there only.
pub const LIVE_JS: &str = include_str!("../../../static/live.js");
/// The icon sprite.
pub const ICONS_SVG: &str = include_str!("../../../static/icons.svg");

/// One file below `/static/`.
#[derive(Debug, Clone, Copy)]
pub struct Asset {
    /// Path below `/static/`, without a leading slash.
    pub path: &'static str,
    /// Value for `Content-Type`.
    pub mime: &'static str,
    /// The file itself.
    pub bytes: &'static [u8],
}

const CSS: &str = "text/css; charset=utf-8";
const JS: &str = "text/javascript; charset=utf-8";
const SVG: &str = "image/svg+xml";
const WOFF2: &str = "font/woff2";

macro_rules! font {
    ($name:literal) => {
        Asset {
            path: concat!("fonts/", $name),
            mime: WOFF2,
            bytes: include_bytes!(concat!("../../../static/fonts/", $name)),
        }
    };
}

/// Every file that pages refer to.
pub static ASSETS: &[Asset] = &[
    Asset { path: "app.css", mime: CSS, bytes: APP_CSS.as_bytes() },
    Asset { path: "refer.css", mime: CSS, bytes: REFER_CSS.as_bytes() },
    Asset { path: "theme.js", mime: JS, bytes: THEME_JS.as_bytes() },
    Asset { path: "app.js", mime: JS, bytes: APP_JS.as_bytes() },
    Asset { path: "live.js", mime: JS, bytes: LIVE_JS.as_bytes() },
    Asset { path: "icons.svg", mime: SVG, bytes: ICONS_SVG.as_bytes() },
    Asset { path: "favicon.svg", mime: SVG, bytes: include_bytes!("../../../static/favicon.svg") },
    font!("inter-latin.woff2"),
    font!("inter-latin-ext.woff2"),
    font!("inter-cyrillic.woff2"),
    font!("inter-greek.woff2"),
    font!("noto-arabic.woff2"),
];

/// The embedded file at `path` (below `/static/`), if there is one.
pub fn find(path: &str) -> Option<Asset> {
    ASSETS.iter().copied().find(|asset| asset.path == path)
}

static VERSION: LazyLock<String> = LazyLock::new(|| {
    // FNV-1a: this names a file version, it guards nothing.
    let texts = [APP_CSS, REFER_CSS, THEME_JS, APP_JS, LIVE_JS, ICONS_SVG];
    let hash = texts.iter().flat_map(|text| text.bytes()).fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    format!("{hash:016x}").split_off(6)
});

/// Changes whenever a style, script or icon changes, so those may be cached for ever.
pub fn version() -> &'static str {
    VERSION.as_str()
}

/// Address of the static file `path`, with the version that busts caches.
pub fn url(path: &str) -> String {
    format!("/static/{path}?v={}", version())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The stated cap: fonts are the heaviest thing a first visit fetches.
    const FONT_BYTES_MAX: usize = 350_000;

    #[test]
    fn style_sheets_name_no_physical_side_outside_charts() {
        let chart = include_str!("../../../static/css/kit/chart.css");
        let rest = APP_CSS.replace(chart, "");
        assert!(!rest.contains("left"), "use inline-start, not a physical side");
        assert!(!rest.contains("right"), "use inline-end, not a physical side");
    }

    #[test]
    fn fonts_stay_small() {
        let total: usize =
            ASSETS.iter().filter(|asset| asset.mime == WOFF2).map(|asset| asset.bytes.len()).sum();
        assert!(total < FONT_BYTES_MAX, "{total} bytes of fonts");
    }

    #[test]
    fn nothing_is_fetched_from_another_host() {
        for text in [APP_CSS, THEME_JS, APP_JS, LIVE_JS] {
            assert!(!text.contains("http://") && !text.contains("https://"));
        }
    }

    #[test]
    fn every_font_named_in_the_style_sheet_is_embedded() {
        for part in APP_CSS.split("url(/static/").skip(1) {
            let path = part.split(')').next().unwrap_or_default();
            assert!(find(path).is_some(), "{path} is missing");
        }
    }
}
