//! Icons: one outline set (Lucide) as a sprite, named by an enum so that a missing icon cannot compile.

use super::asset;
use maud::{Markup, Render, html};

macro_rules! icons {
    ($($variant:ident = $name:literal),+ $(,)?) => {
        /// One symbol of `static/icons.svg`. Splice it directly: `(Icon::Check)`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Icon { $(#[doc = $name] $variant),+ }

        impl Icon {
            /// Every icon, for the gallery and the test that guards the sprite.
            pub const ALL: &'static [Icon] = &[$(Icon::$variant),+];

            /// The symbol's id in the sprite.
            pub const fn name(self) -> &'static str {
                match self { $(Icon::$variant => $name),+ }
            }
        }
    };
}

icons! {
    Logo = "logo", Overview = "layout-dashboard", Live = "activity", Orders = "shopping-bag", Partners = "users",
    Link = "link", Code = "ticket-percent", Programs = "sliders-horizontal", Settings = "settings",
    Theme = "sun-moon", Plus = "plus", Copy = "copy", Check = "check", Close = "x", Next = "chevron-right",
    Down = "chevron-down", Up = "arrow-up-right", Fall = "arrow-down-right", Flat = "minus",
    Done = "circle-check", Clock = "clock", Declined = "circle-x", Reversed = "rotate-ccw",
    Review = "search-check", Info = "info", Warning = "triangle-alert", Click = "mouse-pointer-click",
    Cookie = "cookie", Receipt = "receipt", Hand = "hand", Wallet = "wallet", Banknote = "banknote",
    Percent = "percent", Eye = "eye", External = "external-link", SignOut = "log-out", More = "ellipsis",
    Script = "code", Rule = "scale", Hold = "hourglass", Store = "store", Key = "key-round", Plug = "plug",
    List = "list-checks", Circle = "circle", Pending = "circle-dashed", Download = "download", Search = "search",
    Package = "package", Webhook = "webhook", Hint = "lightbulb", Help = "circle-question-mark", User = "user",
    Arrow = "arrow-right", Shield = "shield-alert", Ban = "ban", Coins = "coins", Undo = "undo-2",
    Edit = "pencil", File = "file-text", Globe = "globe", Mail = "mail", Reports = "chart-column",
    Calendar = "calendar", Filter = "list-filter", Columns = "columns-3", Grip = "grip-vertical",
    ArrowUp = "arrow-up", ArrowDown = "arrow-down", Back = "arrow-left", Previous = "chevron-left",
    ChevronUp = "chevron-up", Sort = "chevrons-up-down", Qr = "qr-code", Keyboard = "keyboard",
    Languages = "languages", Monitor = "monitor", Sun = "sun", Moon = "moon", Panel = "panel-left",
    Bell = "bell", Rows = "rows-3", Place = "map-pin", Flag = "flag", Bookmark = "bookmark",
    Share = "share-2", Archive = "archive", Restore = "archive-restore", Pause = "pause", Play = "play",
    Trash = "trash-2", Send = "send", Invite = "user-plus", History = "history",
    Message = "message-circle", Phone = "smartphone", Upload = "upload", Tag = "tag", Gift = "gift",
    Card = "credit-card", Spreadsheet = "file-spreadsheet", Lock = "lock", Refresh = "refresh-cw",
    Zap = "zap", Target = "target", Rise = "trending-up", Save = "save", Printer = "printer",
    Bot = "bot", Promo = "megaphone", Sheet = "panel-right-open", Company = "building-2",
    Image = "image", Verified = "badge-check", Dot = "circle-dot", Bars = "chart-no-axes-column",
    SignIn = "log-in",
}

impl Icon {
    // Arrows that mean "onward" point the other way in right-to-left languages.
    const fn mirrors(self) -> bool {
        matches!(
            self,
            Icon::Next
                | Icon::Arrow
                | Icon::SignOut
                | Icon::External
                | Icon::Undo
                | Icon::Back
                | Icon::Previous
                | Icon::Panel
                | Icon::Sheet
                | Icon::Send
                | Icon::SignIn
        )
    }
}

impl Render for Icon {
    fn render(&self) -> Markup {
        sized(*self, "icon")
    }
}

/// The 20 px size, for phone navigation and large marks.
pub fn large(icon: Icon) -> Markup {
    sized(icon, "icon icon-lg")
}

/// An icon with an extra class, for components whose script or CSS swaps icons.
pub fn classed(icon: Icon, class: &str) -> Markup {
    sized(icon, &format!("icon {class}"))
}

// Always hidden from screen readers: a word stands beside every icon.
fn sized(icon: Icon, class: &str) -> Markup {
    html! {
        svg class={ (class) @if icon.mirrors() { " icon-flip" } } aria-hidden="true" focusable="false" {
            use href={ (asset::url("icons.svg")) "#" (icon.name()) } {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_icon_is_in_the_sprite() {
        for icon in Icon::ALL {
            let id = format!("<symbol id=\"{}\"", icon.name());
            assert!(asset::ICONS_SVG.contains(&id), "{} is missing from icons.svg", icon.name());
        }
    }
}
