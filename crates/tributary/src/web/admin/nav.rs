//! The navigation: every screen, where it stands on a phone, and the letter that leads to it.

use super::desk::Place;
use crate::t;
use crate::web::chosen;
use crate::web::kit::Icon;
use crate::web::kit::palette::Entry;
use crate::web::kit::shell::{NavGroup, NavItem};

/// Where a place is.
pub(super) const fn screen(place: Place) -> &'static str {
    match place {
        Place::Overview | Place::Elsewhere => "/admin",
        Place::Live => "/admin/live",
        Place::Orders => "/admin/orders",
        Place::Reports => "/admin/reports",
        Place::Partners => "/admin/partners",
        Place::Customers => "/admin/customers",
        Place::Links => "/admin/links",
        Place::Resources => "/admin/resources",
        Place::Programs => "/admin/programs",
        Place::Payouts => "/admin/payouts",
        Place::Developers => "/admin/developers",
        Place::Settings => "/admin/settings",
    }
}

/// Every place, with the present one marked.
pub(super) fn places(here: Place) -> Vec<NavGroup> {
    let item = |place: Place, label: &str, (icon, key, phone)| NavItem {
        label: label.into(),
        href: chosen::named(screen(place)),
        icon,
        active: place == here,
        badge: None,
        phone,
        key: Some(key),
    };
    let group = |label: Option<&str>, items: &[NavItem]| NavGroup {
        label: label.map(Into::into),
        items: items.to_vec(),
    };
    let overview = item(Place::Overview, t!("Overview"), (Icon::Overview, 'o', Some(1)));
    let live = item(Place::Live, t!("Live"), (Icon::Live, 'l', Some(3)));
    let partners = item(Place::Partners, t!("Partners"), (Icon::Partners, 'p', Some(4)));
    let customers = item(Place::Customers, t!("Customers"), (Icon::Gift, 'c', None));
    let links = item(Place::Links, t!("Links & codes"), (Icon::Link, 'k', None));
    let resources = item(Place::Resources, t!("Resources"), (Icon::Package, 'e', None));
    let orders = item(Place::Orders, t!("Orders"), (Icon::Orders, 'r', Some(2)));
    let reports = item(Place::Reports, t!("Reports"), (Icon::Reports, 'a', None));
    let programs = item(Place::Programs, t!("Programs"), (Icon::Programs, 'm', None));
    let payouts = item(Place::Payouts, t!("Payouts"), (Icon::Banknote, 'y', None));
    let developers = item(Place::Developers, t!("Developers"), (Icon::Script, 'd', None));
    let settings = item(Place::Settings, t!("Settings"), (Icon::Settings, 's', None));
    vec![
        group(None, &[overview, live]),
        group(Some(t!("Grow")), &[partners, customers, links, resources]),
        group(Some(t!("Results")), &[orders, reports]),
        group(Some(t!("Money")), &[programs, payouts]),
        group(None, &[developers, settings]),
    ]
}

/// Forms that open beside the page that leads to them.
pub(super) const BESIDE: [&str; 4] =
    ["/admin/partners/new", "/admin/links/new", "/admin/codes/new", "/admin/developers/webhooks/new"];

/// What the palette offers to do.
pub(super) fn acts() -> Vec<Entry> {
    let act = |label: &str, href: &str, icon| Entry { icon, label: label.into(), href: chosen::named(href) };
    vec![
        act(t!("New partner"), "/admin/partners/new", Icon::Invite),
        act(t!("New link"), "/admin/links/new", Icon::Link),
        act(t!("Give a code to a partner"), "/admin/codes/new", Icon::Code),
        act(t!("Pay partners"), "/admin/payouts", Icon::Banknote),
    ]
}
