//! The filter bar of the list: chips for what is set, and everything that can be filtered by.

use super::list::PATH;
use crate::t;
use crate::web::admin::desk::Desk;
use crate::web::admin::filter::words::{self, STATUSES, WHY_NOT};
use crate::web::admin::filter::{self, Ask};
use crate::web::admin::links::code_new::names as partners;
use crate::web::kit::filter::{Ask as Asked, Bar, Chip, Choice};
use std::collections::BTreeMap;
use tributary_core::due::Standing;
use tributary_engine::db::Tx;
use tributary_engine::page::{Cursor, LIMIT_MAX};
use tributary_engine::{Error, code, link};

/// Names of ids that filters may hold.
#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    /// Name by id.
    pub(super) all: BTreeMap<String, String>,
    partners: Vec<(String, String)>,
    codes: Vec<(String, String)>,
    links: Vec<(String, String)>,
}

impl Names {
    /// Reads the names of partners, codes and links.
    pub(super) fn load(tx: &mut Tx<'_>, desk: &Desk) -> Result<Self, Error> {
        let all = Cursor { after: None, limit: LIMIT_MAX };
        let tenant = desk.tenant();
        let partners = partners(tx, desk)?;
        let codes = code::list(tx, tenant, None, &all)?.rows.into_iter();
        let codes = codes.filter(|code| desk.shows(&code.program));
        let codes: Vec<_> = codes.map(|code| (code.id.to_string(), code.code)).collect();
        let links = link::list(tx, tenant, None, &all)?.rows.into_iter();
        let links = links.filter(|link| desk.shows(&link.program));
        let links: Vec<_> = links.map(|link| (link.id.to_string(), link.slug)).collect();
        let all = partners.iter().chain(&codes).chain(&links).cloned().collect();
        Ok(Self { all, partners, codes, links })
    }
}

/// The bar.
pub(super) fn bar(desk: &Desk, ask: &Ask, names: &Names) -> Bar {
    let chips = filter::chips(ask, &names.all, desk.store.currency);
    let choices = choices(desk, ask, names);
    let kept = ask.pairs().into_iter().filter(|(name, _)| {
        !["after", "q"].contains(name) && !choices.iter().any(|choice| choice.name == *name)
    });
    Bar {
        action: PATH.to_owned(),
        kept: kept.map(|(name, value)| (name.to_owned(), value)).collect(),
        chips: chips
            .into_iter()
            .map(|chip| Chip {
                name: chip.name.to_owned(),
                label: chip.label,
                value: chip.value,
                href: chip.without.href(PATH),
            })
            .collect(),
        clear_href: ask.narrows().then(|| ask.cleared().href(PATH)),
        search: Some(("q".to_owned(), ask.q.clone(), t!("Number, id or customer").to_owned())),
        choices,
        end: None,
    }
}

fn choices(desk: &Desk, ask: &Ask, names: &Names) -> Vec<Choice> {
    let choice = |name: &str, label: &str, how: Asked, value: &str| Choice {
        name: name.to_owned(),
        label: label.to_owned(),
        ask: how,
        value: value.to_owned(),
    };
    let one = |pairs: Vec<(String, String)>| Asked::One(pairs);
    let text = |example: &str| Asked::Text(example.to_owned());
    let pair = |word: &str, text: &str| (word.to_owned(), text.to_owned());
    let statuses = STATUSES.iter().map(|word| pair(word, &words::status(word))).collect();
    let standings = [Standing::Pending, Standing::Approved, Standing::Declined, Standing::Reversed];
    let standings = standings.iter().map(|one| pair(one.as_str(), words::standing(one.as_str()))).collect();
    let ways = ["click", "coupon", "cookie", "order_evidence", "manual"];
    let ways = ways.iter().map(|via| pair(via, words::way(via))).collect();
    let customers = vec![pair("new", t!("New")), pair("returning", t!("Returning"))];
    let reasons =
        WHY_NOT.iter().map(|(reason, _)| pair(reason.code(), words::why_not(reason.code()))).collect();
    vec![
        choice("partner", t!("Partner"), one(names.partners.clone()), &ask.partner),
        choice("status", t!("Status in the store"), one(statuses), &ask.status),
        choice("standing", t!("Commission"), one(standings), &ask.standing),
        choice("via", t!("How"), one(ways), &ask.via),
        choice("code", t!("Code"), one(names.codes.clone()), &ask.code),
        choice("link", t!("Link"), one(names.links.clone()), &ask.link),
        choice("source", t!("Source"), text("instagram.com"), &ask.source),
        choice("product", t!("Product"), text(t!("Name or id")), &ask.product),
        choice("country", t!("Country"), text("SE"), &ask.country),
        choice("region", t!("Region"), text("CA"), &ask.region),
        choice("city", t!("City"), text("Göteborg"), &ask.city),
        choice("customer", t!("Customer"), one(customers), &ask.customer),
        choice(
            "amount",
            t!("Total at least"),
            Asked::Number(desk.store.currency.code().to_owned()),
            &ask.amount,
        ),
        choice("reason", t!("Why nobody"), one(reasons), &ask.reason),
    ]
}
