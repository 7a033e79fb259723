//! The tables of the Why page: who else could have earned, items, refunds, ledger lines. Start at `why.rs`.

use super::{OrderRow, orders_short};
use crate::t;
use crate::web::kit::avatar;
use crate::web::kit::chip::{self, Channel, Status};
use crate::web::kit::icon::Icon;
use crate::web::kit::money::Amount;
use crate::web::kit::page;
use crate::web::kit::table::{Column, Phone, Row, Table, Weight, table};
use crate::web::kit::time::Stamp;
use crate::web::kit::timeline::show_raw;
use maud::{Markup, html};

/// Someone with evidence for this order.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// Who.
    pub partner: String,
    /// That partner's page.
    pub href: Option<String>,
    /// What kind of evidence.
    pub channel: Channel,
    /// The evidence itself: `SARA10`, `/go/omar`.
    pub evidence: String,
    /// When the evidence arose.
    pub when: Option<Stamp>,
    /// Gets the credit.
    pub won: bool,
    /// `Won`, or why it lost: `coupon has priority`.
    pub result: String,
}

/// One line of the order.
#[derive(Debug, Clone)]
pub struct Item {
    /// What was bought.
    pub product: String,
    /// Article number and the like.
    pub detail: Option<String>,
    /// How many.
    pub quantity: i64,
    /// What the customer paid for the line.
    pub price: Amount,
    /// The part that counts: without tax, shipping and refunds.
    pub base: Amount,
    /// Rate used: `12%`.
    pub rate: String,
    /// Commission of the line.
    pub commission: Amount,
}

/// One refund.
#[derive(Debug, Clone)]
pub struct Refund {
    /// When the store gave it.
    pub when: Stamp,
    /// The store's number of it.
    pub reference: String,
    /// Why, if the store said so.
    pub reason: Option<String>,
    /// What the customer got back.
    pub amount: Amount,
    /// What it took from the commission; none when it came together with something else.
    pub commission: Option<Amount>,
}

/// One ledger line caused by this order.
#[derive(Debug, Clone)]
pub struct Posting {
    /// When it was posted.
    pub when: Stamp,
    /// What happened: `Commission, rule Default v3`.
    pub text: String,
    /// Account in words: `Owed to Sara Lind`.
    pub account: String,
    /// Change.
    pub amount: Amount,
    /// Sum of the account's lines for this order so far.
    pub running: Amount,
}

/// Everyone with a claim.
pub fn candidates(candidates: &[Candidate]) -> Markup {
    if candidates.is_empty() {
        return html! {};
    }
    let rows = candidates.iter().map(candidate).collect();
    let body = table(&Table {
        caption: t!("Everyone with evidence for this order").into(),
        columns: vec![
            Column::text(t!("Partner"), Phone::Primary),
            Column::text(t!("Evidence"), Phone::Meta),
            Column::text(t!("When"), Phone::Meta),
            Column::text(t!("Result"), Phone::Trail),
        ],
        rows,
        ..Table::default()
    });
    html! { div data-testid="claims" { (page::card_flush(t!("Who had a claim"), None, &body)) } }
}

fn candidate(one: &Candidate) -> Row {
    let name = match &one.href {
        Some(href) => html! { a href=(href) { bdi { (one.partner) } } },
        None => html! { bdi { (one.partner) } },
    };
    let cells = vec![
        html! { span.two.primary { (avatar::small(&one.partner)) (name) } },
        chip::channel(one.channel, &one.evidence),
        html! { @match &one.when { Some(when) => (when), None => "–" } },
        html! { @if one.won { (chip::status(Status::Approved, &one.result)) } @else { (one.result) } },
    ];
    Row { cells, weight: if one.won { Weight::Won } else { Weight::Lost }, ..Row::default() }
}

/// The order's lines with base and commission.
pub fn items(items: &[Item]) -> Markup {
    if items.is_empty() {
        return html! {};
    }
    let body = table(&Table {
        caption: t!("Items with the commission of each").into(),
        columns: vec![
            Column::text(t!("Item"), Phone::Primary),
            Column::figure(t!("Qty"), Phone::Labelled),
            Column::figure(t!("Price"), Phone::Amount),
            Column::figure(t!("Counts"), Phone::Labelled),
            Column::figure(t!("Rate"), Phone::Hide),
            Column::figure(t!("Commission"), Phone::Labelled),
        ],
        rows: items.iter().map(item).collect(),
        ..Table::default()
    });
    page::card_flush(t!("Items"), None, &body)
}

fn item(item: &Item) -> Row {
    let product = html! {
        bdi { (item.product) }
        @if let Some(detail) = &item.detail { " " span.meta { (detail) } }
    };
    let cells = vec![
        product,
        html! { (item.quantity) },
        html! { (item.price) },
        html! { (item.base) },
        html! { span.iso { (item.rate) } },
        html! { (item.commission) },
    ];
    Row { cells, ..Row::default() }
}

/// Something the store sent, as it came.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// When it came.
    pub when: Stamp,
    /// What it said it was about: `order.updated`.
    pub topic: String,
    /// What became of it.
    pub outcome: String,
    /// Its body, readable and without personal data.
    pub body: String,
}

/// What the store sent, folded until asked for.
pub fn deliveries(deliveries: &[Delivery]) -> Markup {
    if deliveries.is_empty() {
        return html! {};
    }
    let body = html! {
        ul.deliveries {
            @for one in deliveries {
                li {
                    div.row { b { (one.topic) } span.meta { (one.outcome) } span.meta.end { (one.when) } }
                    (show_raw(&one.body))
                }
            }
        }
    };
    page::card(t!("What the store sent"), &body)
}

/// Refunds and what each took from the commission.
pub fn refunds(refunds: &[Refund]) -> Markup {
    if refunds.is_empty() {
        return html! {};
    }
    let rows = refunds.iter().map(|refund| {
        let reason = refund.reason.as_deref().unwrap_or("–");
        let cells = vec![
            html! { bdi { (refund.reference) } },
            html! { (refund.when) },
            html! { bdi { (reason) } },
            html! { (refund.amount) },
            html! { @match &refund.commission { Some(amount) => (amount), None => "–" } },
        ];
        Row { cells, ..Row::default() }
    });
    let body = table(&Table {
        caption: t!("Refunds").into(),
        columns: vec![
            Column::text(t!("Refund"), Phone::Primary),
            Column::text(t!("When"), Phone::Meta),
            Column::text(t!("Reason"), Phone::Meta),
            Column::figure(t!("Refunded"), Phone::Amount),
            Column::figure(t!("Commission"), Phone::Labelled),
        ],
        rows: rows.collect(),
        ..Table::default()
    });
    page::card_flush(t!("Refunds"), None, &body)
}

/// Ledger lines with a running total: the proof behind the figure above.
pub fn postings(postings: &[Posting]) -> Markup {
    if postings.is_empty() {
        return html! {};
    }
    let rows = postings.iter().map(|posting| {
        let cells = vec![
            html! { (posting.text) },
            html! { (posting.when) },
            html! { (posting.account) },
            html! { (posting.amount) },
            html! { (posting.running) },
        ];
        Row { cells, ..Row::default() }
    });
    let body = table(&Table {
        caption: t!("Ledger postings caused by this order").into(),
        columns: vec![
            Column::text(t!("Posting"), Phone::Primary),
            Column::text(t!("When"), Phone::Meta),
            Column::text(t!("Account"), Phone::Meta),
            Column::figure(t!("Amount"), Phone::Amount),
            Column::figure(t!("Running total"), Phone::Labelled),
        ],
        rows: rows.collect(),
        ..Table::default()
    });
    html! { div.ledger { (page::card_flush(t!("Ledger"), None, &body)) } }
}

/// Something that speaks for or against an order.
#[derive(Debug, Clone)]
pub struct Signal {
    /// It is odd, not only good to know.
    pub odd: bool,
    /// In words.
    pub text: String,
}

/// What speaks for or against the order.
pub fn signals(signals: &[Signal]) -> Markup {
    if signals.is_empty() {
        return html! {};
    }
    let body = html! {
        ul.signals {
            @for signal in signals {
                li.odd[signal.odd] {
                    @if signal.odd { (Icon::Review) } @else { (Icon::Check) }
                    span { (signal.text) }
                }
            }
        }
    };
    page::card(t!("Signals"), &body)
}

/// The same customer's other orders.
pub fn others(others: &[OrderRow]) -> Markup {
    if others.is_empty() {
        return html! {};
    }
    let title = t!("Other orders of this customer");
    page::card_flush(title, None, &orders_short(title, others))
}

/// Something that was told to the outside.
#[derive(Debug, Clone)]
pub struct Told {
    /// When.
    pub when: Stamp,
    /// What, in words.
    pub what: String,
    /// Id of the event.
    pub id: String,
    /// As it was told.
    pub body: String,
}

/// What was told of the order to everybody who reads events, folded until asked for.
pub fn told(told: &[Told]) -> Markup {
    let body = html! {
        div.told {
            h3 { (t!("By mail")) }
            p.meta {
                (t!("To nobody: no mail is written about orders. Partners see theirs on their own page.")) " "
                a href="/admin/settings/emails" { (t!("All e-mails")) }
            }
            h3 { (t!("To the API's readers")) }
            @if told.is_empty() { p.meta { (t!("Nothing yet.")) } }
            ul.deliveries {
                @for one in told {
                    li {
                        div.row { b { (one.what) } code.meta dir="ltr" { (one.id) } span.meta.end { (one.when) } }
                        (show_raw(&one.body))
                    }
                }
            }
        }
    };
    page::card(t!("What was told, and to whom"), &body)
}
