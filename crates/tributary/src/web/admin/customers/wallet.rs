//! A customer's wallet (`/admin/customers/{id}/wallet`): one line per transaction, with what there was to spend after it.

use super::{href, read_id};
use crate::app::App;
use crate::lang::{self, msg};
use crate::t;
use crate::web::admin::desk::{self, Desk, Place, amount};
use crate::web::admin::export::{self, Batch, Column, Export, Format};
use crate::web::admin::filter::query;
use crate::web::admin::refusal::Shown;
use crate::web::admin::session::SignedIn;
use crate::web::kit::table::Footer;
use crate::web::view::customers::wallet::{self as view, WalletLine, WalletView};
use axum::extract::{Path, Query, State};
use serde::Deserialize;
use tributary_core::CustomerId;
use tributary_engine::Error;
use tributary_engine::customer;
use tributary_engine::customer::list::Person;
use tributary_engine::db::Tx;
use tributary_engine::page::{Cursor, LIMIT_MAX, Page};
use tributary_engine::wallet::{self, Entry, EntryKind, Which};

const PAGE: i64 = 50;

/// What the address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    after: String,
    kind: String,
}

impl Ask {
    fn which(&self) -> Which {
        Which { kind: EntryKind::parse(&self.kind), ..Which::default() }
    }
}

/// What a line is about.
pub(super) fn kind_words(kind: EntryKind) -> &'static str {
    lang::text(match kind {
        EntryKind::Earned => msg("A friend's order earned it"),
        EntryKind::Matured => msg("It can be spent now"),
        EntryKind::OnHold => msg("It is on hold again"),
        EntryKind::TakenBack => msg("Taken back with the order"),
        EntryKind::Reserved => msg("Set aside for a purchase"),
        EntryKind::Released => msg("Came back from a purchase"),
        EntryKind::Spent => msg("Spent"),
        EntryKind::Adjusted => msg("Given or taken by hand"),
        EntryKind::Expired => msg("Ended unspent"),
        EntryKind::Restored => msg("Had ended, and is back"),
        EntryKind::Lent => msg("Was spent before it was taken back, and is owed"),
        EntryKind::Repaid => msg("Paid what was owed"),
    })
}

/// `GET /admin/customers/{id}/wallet`
pub(super) async fn page(
    State(app): State<App>,
    me: SignedIn,
    Path(id): Path<String>,
    Query(ask): Query<Ask>,
) -> Shown {
    let (id, asked) = (read_id(&id)?, ask.clone());
    let of = id.clone();
    let read = desk::read(&app, me, move |tx, desk| {
        let customer = customer::load(tx, desk.tenant(), &of)?;
        Ok((customer, entries(tx, desk, (&of, &asked), PAGE)?))
    });
    let (desk, (customer, found)) = read.await?;
    let place = format!("{}/wallet", href(&id));
    let own = query(&place, &[("kind", ask.kind.clone())]);
    let next = found
        .next
        .as_ref()
        .map(|after| query(&place, &[("kind", ask.kind.clone()), ("after", after.clone())]));
    let count = i64::try_from(found.rows.len()).unwrap_or(i64::MAX);
    let called = Person::from(&customer).called().to_owned();
    let view = WalletView {
        back: (called, href(&id)),
        lines: lines(&desk, &found.rows),
        footer: Footer {
            count: crate::n!("{n} line here", "{n} lines here", count),
            next,
            files: export::offers(&own),
            columns: None,
        },
    };
    Ok(desk.page(Place::Customers, t!("Wallet"), &view::render(&view)))
}

/// `GET /admin/customers/{id}/wallet.csv`, `.xlsx`
pub(super) async fn file(
    State(app): State<App>,
    me: SignedIn,
    format: Format,
    Path(id): Path<String>,
    Query(ask): Query<Ask>,
) -> Shown {
    let id = read_id(&id)?;
    let (desk, ()) = desk::read(&app, me, |_, _| Ok(())).await?;
    let of = desk.clone();
    let read = move |tx: &mut Tx<'_>, after: Option<String>| {
        let asked = Ask { after: after.unwrap_or_default(), ..ask.clone() };
        let page = entries(tx, &of, (&id, &asked), LIMIT_MAX)?;
        Ok(Batch { rows: page.rows.iter().map(cells).collect(), next: page.next })
    };
    let columns = vec![
        Column::instant(t!("When")),
        Column::text(t!("What")),
        Column::money(t!("Amount")),
        Column::money(t!("To spend after it")),
        Column::text(t!("Order")),
        Column::text(t!("Reference")),
        Column::text(t!("Reason")),
        Column::text(t!("By")),
    ];
    Export::new(&desk, "wallet", t!("Wallet")).columns(columns).pages(read).send(&app, format).await
}

fn cells(one: &Entry) -> Vec<export::Cell> {
    use export::Cell as C;
    vec![
        C::At(one.at),
        C::text(kind_words(one.kind)),
        C::Money(one.amount_minor(), one.currency),
        C::Money(one.balance_minor, one.currency),
        C::text(one.number.clone().unwrap_or_default()),
        C::text(one.reference.clone().unwrap_or_default()),
        C::text(&one.reason),
        C::text(&one.by),
    ]
}

/// A page of the wallet.
pub(super) fn entries(
    tx: &mut Tx<'_>,
    desk: &Desk,
    (id, ask): (&CustomerId, &Ask),
    limit: i64,
) -> Result<Page<Entry>, Error> {
    let after = Some(ask.after.clone()).filter(|after| !after.is_empty());
    wallet::statement(tx, (desk.tenant(), id), &ask.which(), &Cursor { after, limit })
}

/// The lines as they are shown.
pub(super) fn lines(desk: &Desk, entries: &[Entry]) -> Vec<WalletLine> {
    let line = |one: &Entry| WalletLine {
        when: desk.clock.stamp(one.at),
        what: kind_words(one.kind).to_owned(),
        note: [one.reason.as_str(), one.by.as_str()]
            .into_iter()
            .filter(|text| !text.is_empty())
            .collect::<Vec<_>>()
            .join(" · "),
        order: match (&one.order, &one.number) {
            (Some(id), Some(number)) => Some((Some(format!("/admin/orders/{id}")), number.clone())),
            (None, Some(number)) => Some((None, number.clone())),
            _ => None,
        },
        amount: amount(one.amount_minor(), one.currency),
        after: amount(one.balance_minor, one.currency),
    };
    entries.iter().map(line).collect()
}
