//! Settings: a list of pages, and the one that is open beside it.

pub mod all_stores;
pub mod checks;
pub mod data;
pub mod emails;
pub mod general;
pub mod panel;
pub mod stores;
pub mod texts;

use crate::lang::{self, msg};
use crate::t;
use crate::web::kit::icon::Icon;
use crate::web::kit::page::{self, Header};
use maud::{Markup, html};

/// A page of the settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Here {
    /// Name, address, currency, clock.
    General,
    /// Webhooks, reading, connection test.
    Stores,
    /// Mail, and whether it arrived.
    Emails,
    /// Files from elsewhere.
    Data,
    /// People.
    Team,
    /// Who did what.
    Audit,
}

const PAGES: [(Here, Icon, &str, &str); 6] = [
    (Here::General, Icon::Settings, msg("General"), "/admin/settings/general"),
    (Here::Stores, Icon::Plug, msg("Stores & integrations"), "/admin/settings/stores"),
    (Here::Emails, Icon::Mail, msg("E-mails"), "/admin/settings/emails"),
    (Here::Data, Icon::Spreadsheet, msg("Data"), "/admin/settings/data"),
    (Here::Team, Icon::Partners, msg("Team & roles"), "/admin/settings/team"),
    (Here::Audit, Icon::List, msg("Audit log"), "/admin/settings/audit"),
];

/// A page of the settings in its frame: the list beside it, its title above.
pub fn frame(here: Here, sub: &str, body: &Markup) -> Markup {
    let title =
        PAGES.iter().find(|(page, ..)| *page == here).map_or("", |(_, _, label, _)| lang::text(label));
    let sub = (!sub.is_empty()).then(|| html! { (sub) });
    html! {
        div.settings {
            nav.settings-nav aria-label=(t!("Settings")) {
                @for (page, icon, label, href) in &PAGES {
                    a href=(href) aria-current=[(*page == here).then_some("page")] { (icon) (lang::text(label)) }
                }
            }
            div.settings-page {
                (page::header(&Header { title: title.into(), sub, ..Header::default() }))
                (body)
            }
        }
    }
}
