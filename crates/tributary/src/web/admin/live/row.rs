//! A happening in the words of whoever reads it.

use crate::lang::{self, msg};
use crate::web::admin::desk::amount;
use crate::web::admin::moment::Moments;
use crate::web::kit::Icon;
use crate::web::view::live::{Look, Mark, RowView};
use crate::{t, th};
use maud::{Markup, html};
use tributary_engine::live::{Clicked, Happening, Told, What};
use url::Url;

/// The row of a happening.
pub(super) fn row(happening: &Happening, clock: &Moments) -> RowView {
    let at = clock.second(happening.at);
    let place = happening.place.to_string();
    let partner = happening.partner.as_ref().map(|(_, name)| name.as_str());
    match &happening.what {
        What::Click(clicked) => of_click(clicked, partner, (place, at)),
        What::Order(told) => of_order(told, partner, (place, at)),
    }
}

fn of_click(
    clicked: &Clicked,
    partner: Option<&str>,
    (place, at): (String, crate::web::kit::Stamp),
) -> RowView {
    let click = &clicked.click;
    let counts = click.outcome == "counted";
    RowView {
        place,
        at,
        look: if counts { Look::Plain } else { Look::Quiet },
        icon: if click.by_person() { Icon::Click } else { Icon::Bot },
        sentence: sentence(partner, &click.value),
        facts: facts(clicked),
        marks: marks(clicked),
        amount: None,
        why: None,
    }
}

fn sentence(partner: Option<&str>, value: &str) -> Markup {
    let value = html! { code dir="ltr" { (value) } };
    match partner {
        Some(name) => th!("{partner} → {link}", partner = html! { b { (name) } }, link = value),
        None => th!("Nobody has {code}", code = value),
    }
}

/// Where it led, where it came from, on what.
fn facts(clicked: &Clicked) -> Vec<Markup> {
    let click = &clicked.click;
    let bdi = |text: String| html! { bdi dir="ltr" { (text) } };
    let path = Url::parse(&click.landing).ok().map(|url| url.path().to_owned());
    let path = path.filter(|path| path.len() > 1).map(bdi);
    let host = click.referrer.as_deref().and_then(|from| Url::parse(from).ok());
    let host = host.and_then(|url| url.host_str().map(|host| host.trim_start_matches("www.").to_owned()));
    let device = html! { (lang::text(device(&click.device))) };
    path.into_iter().chain(host.map(bdi)).chain([device]).collect()
}

fn device(word: &str) -> &'static str {
    match word {
        "mobile" => msg("phone"),
        "tablet" => msg("tablet"),
        _ => msg("computer"),
    }
}

fn marks(clicked: &Clicked) -> Vec<Mark> {
    let click = &clicked.click;
    let by_machine = !click.by_person();
    let machine = if click.traffic == "bot" { Mark::Bot } else { Mark::LookAhead };
    let known = [
        (by_machine, machine),
        (click.partner.is_none(), Mark::UnknownCode),
        (click.outcome == "paused", Mark::Paused),
        (clicked.duplicate, Mark::Duplicate),
        (clicked.new_visitor && click.outcome == "counted", Mark::NewVisitor),
    ];
    known.into_iter().filter(|(is, _)| *is).map(|(_, mark)| mark).collect()
}

fn of_order(told: &Told, partner: Option<&str>, (place, at): (String, crate::web::kit::Stamp)) -> RowView {
    let (look, icon, minor) = match told.kind.as_str() {
        "order.refunded" => (Look::Loss, Icon::Reversed, -told.given_back_minor),
        "order.cancelled" => (Look::Loss, Icon::Ban, -told.total_minor),
        "order.created" => (Look::Order, Icon::Orders, told.total_minor),
        _ => (Look::Plain, Icon::Rule, told.total_minor),
    };
    RowView {
        place,
        at,
        look,
        icon,
        sentence: order_sentence(told, partner),
        facts: order_facts(told),
        marks: Vec::new(),
        amount: Some(amount(minor, told.currency)),
        why: Some(format!("/admin/orders/{}", told.order)),
    }
}

fn order_sentence(told: &Told, partner: Option<&str>) -> Markup {
    let order = html! { b { (told.number) } };
    let name = |name: &str| html! { b { (name) } };
    match (told.kind.as_str(), partner) {
        ("order.refunded", Some(who)) => {
            th!("Refund on order {order}, brought by {partner}", order = order, partner = name(who))
        }
        ("order.refunded", None) => th!("Refund on order {order}", order = order),
        ("order.cancelled", _) => th!("Order {order} came to nothing", order = order),
        ("order.attributed", Some(who)) => {
            th!("Order {order} is now credited to {partner}", order = order, partner = name(who))
        }
        ("order.unattributed", Some(who)) => {
            th!("Order {order} is no longer credited to {partner}", order = order, partner = name(who))
        }
        (_, Some(who)) => th!("Order {order} through {partner}", order = order, partner = name(who)),
        (_, None) => th!("Order {order}, credited to nobody", order = order),
    }
}

fn order_facts(told: &Told) -> Vec<Markup> {
    let place = [told.city.as_str(), told.country.as_str()];
    let mut facts: Vec<Markup> =
        place.iter().filter(|text| !text.is_empty()).map(|text| html! { bdi { (text) } }).collect();
    if told.commission_minor != 0 {
        facts.push(th!("{amount} commission", amount = amount(told.commission_minor, told.currency)));
    }
    if told.kind == "order.cancelled" {
        facts.push(html! { (t!("In the store: {status}", status = told.status)) });
    }
    facts
}
