//! The tables of the Why page: who else could have earned, items, refunds, ledger lines. Start at `why.rs`.

use crate::web::kit::avatar;
use crate::web::kit::chip::{self, Channel, Status};
use crate::web::kit::field::{self, Field, FieldError, Select};
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
        caption: "Everyone with evidence for this order".into(),
        columns: vec![
            Column::text("Partner", Phone::Primary),
            Column::text("Evidence", Phone::Meta),
            Column::text("When", Phone::Meta),
            Column::text("Result", Phone::Trail),
        ],
        rows,
        ..Table::default()
    });
    page::card_flush("Who had a claim", None, &body)
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
        caption: "Items with the commission of each".into(),
        columns: vec![
            Column::text("Item", Phone::Primary),
            Column::figure("Qty", Phone::Labelled),
            Column::figure("Price", Phone::Amount),
            Column::figure("Counts", Phone::Labelled),
            Column::figure("Rate", Phone::Hide),
            Column::figure("Commission", Phone::Labelled),
        ],
        rows: items.iter().map(item).collect(),
        ..Table::default()
    });
    page::card_flush("Items", None, &body)
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
    page::card("What the store sent", &body)
}

/// The form with which a person decides about the credit.
#[derive(Debug, Clone, Default)]
pub struct AssignForm {
    /// Where it goes.
    pub action: String,
    /// Guard against forged requests.
    pub csrf: String,
    /// Id and name of each partner; the empty id stands for nobody.
    pub partners: Vec<(String, String)>,
    /// Chosen.
    pub partner: String,
    /// Why.
    pub note: String,
    /// What is wrong with it.
    pub errors: Vec<FieldError>,
}

/// Credits somebody else, or nobody.
pub fn assign(form: &AssignForm) -> Markup {
    let select = Select {
        name: "partner",
        label: "Credit",
        options: &form.partners,
        selected: &form.partner,
        hint: None,
        error: field::error_for(&form.errors, "partner"),
    };
    let body = html! {
        form.form #assign method="post" action=(form.action) {
            (field::hidden("csrf", &form.csrf))
            (select)
            (Field::text("note", "Reason").value(&form.note).required().autocomplete("off")
                .hint("The partner can read it. It stays in this order's history.").errors(&form.errors))
            button.btn type="submit" { "Save decision" }
        }
    };
    page::card("Decide by hand", &body)
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
        caption: "Refunds".into(),
        columns: vec![
            Column::text("Refund", Phone::Primary),
            Column::text("When", Phone::Meta),
            Column::text("Reason", Phone::Meta),
            Column::figure("Refunded", Phone::Amount),
            Column::figure("Commission", Phone::Labelled),
        ],
        rows: rows.collect(),
        ..Table::default()
    });
    page::card_flush("Refunds", None, &body)
}

/// Ledger lines with a running total: the proof behind the figure above.
pub fn postings(postings: &[Posting]) -> Markup {
    if postings.is_empty() {
        return html! {};
    }
    let rows = postings.iter().map(|posting| {
        let cells = vec![
            html! { bdi { (posting.text) } },
            html! { (posting.when) },
            html! { bdi { (posting.account) } },
            html! { (posting.amount) },
            html! { (posting.running) },
        ];
        Row { cells, ..Row::default() }
    });
    let body = table(&Table {
        caption: "Ledger postings caused by this order".into(),
        columns: vec![
            Column::text("Posting", Phone::Primary),
            Column::text("When", Phone::Meta),
            Column::text("Account", Phone::Meta),
            Column::figure("Amount", Phone::Amount),
            Column::figure("Running total", Phone::Labelled),
        ],
        rows: rows.collect(),
        ..Table::default()
    });
    page::card_flush("Ledger", None, &body)
}
