//! The four lists as columns and cells, for the screen and for files.

use super::ask::{Ask, Tab};
use super::cell::Cell;
use super::{href, told_apart, words};
use crate::t;
use crate::web::admin::desk::Desk;
use crate::web::admin::export;
use crate::web::kit::table::{Column, Phone};
use tributary_core::{Currency, CustomerId};
use tributary_engine::Error;
use tributary_engine::customer;
use tributary_engine::customer::list::{self, Anybody, Friend, Move, Person, Referrer};
use tributary_engine::db::Tx;
use tributary_engine::page::{Cursor, Page};

/// One row: where it leads, what it is called, and its cells.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) href: String,
    pub(super) name: String,
    pub(super) cells: Vec<Cell>,
    /// What tells its customer from others, for files.
    pub(super) apart: String,
}

/// A column: its heading, whether it is of figures, what becomes of it on a phone, and of which kind it is in a file.
struct Col(&'static str, bool, Phone, fn(&str) -> export::Column);

fn cols(tab: Tab) -> Vec<Col> {
    use export::Column as C;
    let count = |label| Col(label, true, Phone::Hide, C::count);
    let money = |label, phone| Col(label, true, phone, C::money);
    let text = |label, phone| Col(label, false, phone, C::text);
    let when = |label| Col(label, false, Phone::Hide, C::instant);
    match tab {
        Tab::Referrers => vec![
            text(t!("Customer"), Phone::Primary),
            text(t!("Code"), Phone::Meta),
            count(t!("Invited")),
            count(t!("Opened")),
            Col(t!("Signed up"), true, Phone::Labelled, C::count),
            count(t!("Ordered")),
            money(t!("Earned"), Phone::Amount),
            money(t!("On hold"), Phone::Hide),
            when(t!("Last invited")),
        ],
        Tab::Friends => vec![
            text(t!("Friend"), Phone::Primary),
            text(t!("Sent by"), Phone::Meta),
            text(t!("State"), Phone::Trail),
            when(t!("Since")),
            text(t!("Coupon"), Phone::Hide),
            text(t!("First order"), Phone::Hide),
            money(t!("Reward"), Phone::Amount),
        ],
        Tab::Everybody => vec![
            text(t!("Customer"), Phone::Primary),
            text(t!("Account"), Phone::Meta),
            when(t!("Signed up")),
            text(t!("Sent by"), Phone::Meta),
            text(t!("Code"), Phone::Hide),
            money(t!("To spend"), Phone::Amount),
        ],
        Tab::Wallet => vec![
            text(t!("Customer"), Phone::Primary),
            Col(t!("When"), false, Phone::Meta, C::instant),
            text(t!("What"), Phone::Meta),
            text(t!("Where"), Phone::Trail),
            money(t!("Amount"), Phone::Amount),
            money(t!("After it"), Phone::Hide),
            text(t!("Order"), Phone::Hide),
            text(t!("Reason"), Phone::Hide),
        ],
    }
}

/// The headings of a list.
pub(super) fn columns(tab: Tab) -> Vec<Column> {
    let column = |Col(label, is_figure, phone, _): Col| match is_figure {
        true => Column::figure(label, phone),
        false => Column::text(label, phone),
    };
    cols(tab).into_iter().map(column).collect()
}

/// The headings of its file: beside the customer stands what tells them from others.
pub(super) fn of_file(tab: Tab) -> Vec<export::Column> {
    let mut all: Vec<export::Column> = cols(tab).into_iter().map(|Col(label, _, _, of)| of(label)).collect();
    all.insert(1, export::Column::text(t!("E-mail or account")));
    all
}

/// A page of a list.
pub(super) fn page(
    tx: &mut Tx<'_>,
    desk: &Desk,
    (ask, cursor): (&Ask, &Cursor),
) -> Result<Page<Line>, Error> {
    let (tenant, currency) = (desk.tenant(), desk.store.currency);
    let narrow = ask.narrow(desk);
    match ask.tab() {
        Tab::Referrers => {
            let page = list::referrers(tx, (tenant, currency), &narrow, cursor)?;
            Ok(shaped(page, |one| referrer(currency, one)))
        }
        Tab::Friends => Ok(shaped(list::friends(tx, tenant, &narrow, cursor)?, |one| friend(currency, one))),
        Tab::Everybody => {
            let page = list::everybody(tx, (tenant, currency), &narrow, cursor)?;
            Ok(shaped(page, |one| anybody(currency, one)))
        }
        Tab::Wallet => {
            let page = list::moves(tx, tenant, &narrow, cursor)?;
            let mut rows = Vec::with_capacity(page.rows.len());
            for one in page.rows {
                let person = Person::from(&customer::load(tx, tenant, &one.customer)?);
                rows.push(moved(&person, one));
            }
            Ok(Page { rows, next: page.next })
        }
    }
}

fn shaped<T>(page: Page<T>, shape: impl Fn(T) -> Line) -> Page<Line> {
    Page { rows: page.rows.into_iter().map(shape).collect(), next: page.next }
}

fn line(person: &Person, mut cells: Vec<Cell>) -> Line {
    cells.insert(0, Cell::Who(person.clone()));
    Line { href: href(&person.id), name: person.called().to_owned(), cells, apart: told_apart(person) }
}

fn sent_by(sponsor: &CustomerId) -> String {
    Ask::of(Tab::Friends).with("sponsor", sponsor.as_str()).href()
}

fn referrer(currency: Currency, one: Referrer) -> Line {
    let friends = sent_by(&one.person.id);
    let cells = vec![
        Cell::Code(one.code),
        Cell::Count(one.invited, None),
        Cell::Count(one.opened, None),
        Cell::Count(one.joined, Some(friends.clone())),
        Cell::Count(one.ordered, Some(friends)),
        Cell::Money(one.earned_minor, currency),
        Cell::Money(one.pending_minor, currency),
        Cell::When(one.last_invited),
    ];
    line(&one.person, cells)
}

fn friend(currency: Currency, one: Friend) -> Line {
    let stage = one.stage();
    let order = one.earned.as_ref().map(|earned| (earned.order.clone(), earned.number.clone()));
    let reward = one.earned.map_or((0, currency), |earned| (earned.minor, earned.currency));
    let cells = vec![
        Cell::Who(one.sponsor),
        Cell::Stage(stage),
        Cell::When(Some(one.since)),
        Cell::Coupon(one.coupon),
        Cell::Order(order),
        Cell::Money(reward.0, reward.1),
    ];
    line(&one.person, cells)
}

fn anybody(currency: Currency, one: Anybody) -> Line {
    let account = one.person.external_id.as_ref().map(|account| format!("#{account}"));
    let cells = vec![
        Cell::Text(account.unwrap_or_else(|| t!("Guest").to_owned())),
        Cell::When(one.registered_at),
        one.sponsor.map_or(Cell::Text(String::new()), Cell::Who),
        Cell::Code(Some(one.code).filter(|code| !code.is_empty())),
        Cell::Money(one.available_minor, currency),
    ];
    line(&one.person, cells)
}

fn moved(person: &Person, one: Move) -> Line {
    let cells = vec![
        Cell::When(Some(one.at)),
        Cell::Text(words::cause(&one.cause).to_owned()),
        Cell::Text(words::purse(one.purse).to_owned()),
        Cell::Money(one.minor, one.currency),
        Cell::Money(one.balance_minor, one.currency),
        Cell::Order(one.order),
        Cell::Text(one.reason),
    ];
    line(person, cells)
}
