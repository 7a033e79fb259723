//! One partner (`/admin/partners/{id}`): who they are, what to hand out, and behind tabs what they brought, their
//! orders, links, account, history and profile.

use super::list::Figure;
use crate::t;
use crate::web::kit::avatar;
use crate::web::kit::barlist::{Bar, bar_list};
use crate::web::kit::chart::{self, Chart};
use crate::web::kit::chip;
use crate::web::kit::copy;
use crate::web::kit::empty::{Empty, none_yet};
use crate::web::kit::field::{self, Field, FieldError};
use crate::web::kit::icon::Icon;
use crate::web::kit::kpi::{Kpi, strip};
use crate::web::kit::made;
use crate::web::kit::menu::{self, Item};
use crate::web::kit::page::{self, Header, Tab};
use crate::web::kit::period::{self, PeriodPicker};
use crate::web::kit::post::{self, Post};
use crate::web::kit::table::{Column, Footer, Phone, Row, Table, table};
use crate::web::kit::timeline::{self, Node};
use crate::web::kit::toast::{self, Toast};
use crate::web::kit::{Amount, Stamp};
use crate::web::view::orders::{OrderRow, orders_of_one};
use crate::web::view::partners::new;
use crate::web::view::partners::payouts::{self, PayoutLine};
use crate::web::view::payouts::details::DetailsForm;
use maud::{Markup, html};

/// What a partner gets right after they were made: all of it can be sent on at once.
#[derive(Debug, Clone, Default)]
pub struct Made {
    /// The link as a QR code.
    pub qr: Markup,
    /// Files of it: label and address.
    pub files: Vec<(String, String)>,
    /// The whole link.
    pub link: String,
    /// The coupon.
    pub coupon: Option<String>,
    /// How the coupon stands in the shop.
    pub in_shop: Option<String>,
    /// A text to send.
    pub share: String,
    /// What became of the invitation.
    pub invited: Option<String>,
    /// Looks again while the shop has not answered.
    pub poll: Option<String>,
    /// Form for another partner.
    pub another: String,
}

/// A link or code of theirs.
#[derive(Debug, Clone, Default)]
pub struct HandOut {
    /// Its page.
    pub href: String,
    /// As it is read.
    pub text: String,
    /// What is copied.
    pub value: String,
    /// Link, coupon, alias.
    pub kind: String,
    /// Where it leads, or what it gives.
    pub detail: String,
    /// Clicks, orders, revenue.
    pub figures: Vec<Figure>,
}

/// One line of their account.
#[derive(Debug, Clone, Default)]
pub struct AccountLine {
    /// When it was booked.
    pub when: Stamp,
    /// The order's page.
    pub href: String,
    /// The order's number.
    pub order: String,
    /// Why money moved.
    pub why: String,
    /// On hold.
    pub pending: Option<Amount>,
    /// Ready to pay.
    pub payable: Option<Amount>,
    /// In a payout.
    pub in_payout: Option<Amount>,
    /// Owed after it.
    pub owed: Amount,
}

/// The form of the profile; what was typed comes back after an error.
#[derive(Debug, Clone, Default)]
pub struct ProfileForm {
    /// Where it goes.
    pub post: Post,
    /// Name.
    pub name: String,
    /// E-mail.
    pub email: String,
    /// Group.
    pub group: String,
    /// Groups that there are.
    pub groups: Vec<String>,
    /// Where they are.
    pub place: String,
    /// What the team notes.
    pub note: String,
    /// What is wrong with it.
    pub errors: Vec<FieldError>,
    /// What they earn, in words.
    pub rate: String,
    /// Where rates are changed.
    pub rate_href: String,
}

/// What stands below the tabs.
#[derive(Debug, Clone, Default)]
pub enum Body {
    /// Nothing.
    #[default]
    Nothing,
    /// What they brought in the period.
    Performance {
        /// Revenue over time.
        chart: Box<Chart>,
        /// By link and code.
        ways: Vec<Bar>,
        /// What to hand out.
        hand_outs: Vec<HandOut>,
        /// Form that gives another code.
        code_href: String,
    },
    /// Their newest orders.
    Orders {
        /// The orders.
        rows: Vec<OrderRow>,
        /// All of them.
        all_href: String,
    },
    /// Their links and codes.
    Links {
        /// All of them.
        rows: Vec<HandOut>,
        /// Form that gives another code.
        code_href: String,
        /// Form that makes another link.
        link_href: String,
    },
    /// Their account.
    Earnings {
        /// What is owed, per account.
        balances: Vec<(String, String)>,
        /// Lines, newest first.
        rows: Vec<AccountLine>,
        /// The next page.
        next: Option<String>,
    },
    /// What they were paid, and where their money goes.
    Payouts {
        /// Their payouts, newest first.
        rows: Vec<PayoutLine>,
        /// What they were paid so far.
        paid: Vec<String>,
        /// The form of where their money goes.
        form: Box<DetailsForm>,
    },
    /// What was done to them.
    Activity(Vec<Node>),
    /// Who they are.
    Profile(Box<ProfileForm>),
}

/// Everything the page shows.
#[derive(Debug, Clone, Default)]
pub struct PartnerView {
    /// Name.
    pub name: String,
    /// E-mail, since when, group.
    pub sub: Vec<String>,
    /// Paused, archived, invited.
    pub states: Vec<String>,
    /// What was just done.
    pub toast: Option<Toast>,
    /// Right after they were made.
    pub made: Option<Made>,
    /// Link and code to copy: as read, as copied.
    pub pills: Vec<(String, String)>,
    /// Pauses or resumes: label and form.
    pub status: Option<(String, Post)>,
    /// What else can be done.
    pub menu: Vec<Item>,
    /// The period of the figures.
    pub period: PeriodPicker,
    /// Clicks, orders, revenue, commission, conversion, owed.
    pub kpis: Vec<Kpi>,
    /// Performance, orders, links, earnings, activity, profile.
    pub tabs: Vec<Tab>,
    /// What the chosen tab shows.
    pub body: Body,
}

/// The page's body.
pub fn render(v: &PartnerView) -> Markup {
    html! {
        @if let Some(done) = &v.toast { (toast::toast(done)) }
        (page::header(&head(v)))
        div.stack #partner data-renew {
            @if let Some(made) = &v.made { (hand_over(v, made)) }
            section.card.stats aria-label=(t!("Figures")) { (strip(&v.kpis)) }
            (page::tabs(t!("About this partner"), &v.tabs))
            (body(v))
        }
    }
}

fn head(v: &PartnerView) -> Header {
    let controls = html! {
        (period::picker(&v.period))
        @if let Some((label, post)) = &v.status { (post::button(post, label, "btn")) }
        @if !v.menu.is_empty() { (menu::menu(t!("More"), &v.menu)) }
    };
    let sub = html! {
        span.partner-sub {
            (avatar::large(&v.name))
            span.two-text {
                span { @for (at, part) in v.sub.iter().enumerate() { @if at > 0 { " · " } bdi { (part) } } }
                span.pills { @for (text, value) in &v.pills { (copy::pill(text, value)) } }
            }
        }
    };
    Header {
        back: Some((t!("Partners").into(), "/admin/partners".into())),
        title: v.name.clone(),
        chips: v.states.iter().map(|state| chip::plain(state)).collect(),
        sub: Some(sub),
        controls: Some(controls),
        ..Header::default()
    }
}

fn hand_over(v: &PartnerView, own: &Made) -> Markup {
    let body = html! {
        (copy::labelled("made-link", t!("Link"), &own.link, None))
        @if let Some(coupon) = &own.coupon {
            (copy::labelled("made-coupon", t!("Coupon code"), coupon, own.in_shop.as_deref()))
        }
        (share(&own.share))
        @if let Some(invited) = &own.invited { p.hint { (Icon::Mail) " " (invited) } }
    };
    made::made(&made::Made {
        title: (t!("{name} can start now.", name = v.name), t!("Send them this.").into()),
        qr: Some(own.qr.clone()),
        files: own.files.clone(),
        body,
        poll: own.poll.clone(),
        another: Some((t!("Add another partner").into(), own.another.clone())),
    })
}

fn share(text: &str) -> Markup {
    html! {
        div.field {
            label for="made-share" { (t!("Text to send")) }
            div.share-text {
                textarea.input id="made-share" readonly rows="3" dir="auto" { (text) }
                button.btn type="button" data-copy=(text) data-done=(t!("Copied")) hidden {
                    (Icon::Copy) span data-copy-label { (t!("Copy")) }
                }
            }
        }
    }
}

fn body(v: &PartnerView) -> Markup {
    match &v.body {
        Body::Nothing => html! {},
        Body::Performance { chart, ways, hand_outs, code_href } => {
            performance(chart, ways, hand_outs, code_href)
        }
        Body::Orders { rows, all_href } => {
            page::card_flush(t!("Newest orders"), Some((t!("All their orders"), all_href)), &orders(rows))
        }
        Body::Links { rows, code_href, link_href } => links(rows, code_href, link_href),
        Body::Earnings { balances, rows, next } => earnings(balances, rows, next.as_deref()),
        Body::Payouts { rows, paid, form } => payouts::payouts(rows, paid, form),
        Body::Activity(nodes) => page::card(t!("Activity"), &html! { (timeline::timeline(nodes)) }),
        Body::Profile(form) => profile(form),
    }
}

fn performance(chart: &Chart, ways: &[Bar], hand_outs: &[HandOut], code_href: &str) -> Markup {
    html! {
        div.cols-main {
            div.stack {
                section.card { div.card-body { (chart::chart(chart)) } }
                @if !ways.is_empty() { (page::card(t!("By link and code"), &bar_list(ways))) }
            }
            aside.stack {
                (page::card_with_link(t!("Links and codes"), (t!("Give a code"), code_href), &pills(hand_outs)))
            }
        }
    }
}

fn pills(all: &[HandOut]) -> Markup {
    html! {
        ul.handouts {
            @for one in all {
                li {
                    span.meta { a.quiet href=(one.href) { (one.kind) } }
                    (copy::pill(&one.text, &one.value))
                }
            }
        }
        @if all.is_empty() { p.meta { (t!("No link or code yet.")) } }
    }
}

fn orders(rows: &[OrderRow]) -> Markup {
    if rows.is_empty() {
        let text =
            t!("No orders yet. They appear here as soon as somebody buys through the link or code.").into();
        return none_yet(&Empty { text, ..Empty::default() });
    }
    orders_of_one(rows)
}

fn links(rows: &[HandOut], code_href: &str, link_href: &str) -> Markup {
    let row = |one: &HandOut| {
        let first = html! { span.two-text { a href=(one.href) { bdi dir="ltr" { (one.text) } } span.meta { (one.kind) } } };
        let detail = html! { @if !one.detail.is_empty() { bdi.meta { (one.detail) } } };
        let mut cells = vec![first, detail];
        cells.extend(one.figures.iter().map(|figure| html! { (figure) }));
        cells.push(copy::pill(t!("Copy"), &one.value));
        Row { href: Some(one.href.clone()), cells, name: one.text.clone(), ..Row::default() }
    };
    let columns = vec![
        Column::text(t!("Link or code"), Phone::Primary),
        Column::text(t!("Leads to or gives"), Phone::Meta),
        Column::figure(t!("Clicks"), Phone::Labelled),
        Column::figure(t!("Orders"), Phone::Labelled),
        Column::figure(t!("Revenue"), Phone::Amount),
        Column::text(t!("Copy"), Phone::Hide),
    ];
    html! {
        section.card.card-flush {
            div.card-head {
                h2 { (t!("Links and codes")) }
                span.row { (page::more(t!("Give a code"), code_href)) (page::more(t!("New link"), link_href)) }
            }
            (table(&Table { caption: t!("Links and codes").into(), columns, rows: rows.iter().map(row).collect(), ..Table::default() }))
        }
    }
}

fn earnings(balances: &[(String, String)], rows: &[AccountLine], next: Option<&str>) -> Markup {
    let facts: Vec<_> =
        balances.iter().map(|(name, text)| (name.clone(), html! { bdi { (text) } })).collect();
    let amount = |amount: &Option<Amount>| html! { @if let Some(amount) = amount { (amount) } };
    let row = |line: &AccountLine| Row {
        href: Some(line.href.clone()),
        cells: vec![
            html! { (line.when) },
            html! { a href=(line.href) { bdi { (line.order) } } },
            html! { (line.why) },
            amount(&line.pending),
            amount(&line.payable),
            amount(&line.in_payout),
            html! { (line.owed) },
        ],
        name: line.order.clone(),
        ..Row::default()
    };
    let columns = vec![
        Column::text(t!("Date"), Phone::Meta),
        Column::text(t!("Order"), Phone::Primary),
        Column::text(t!("What happened"), Phone::Meta),
        Column::figure(t!("On hold"), Phone::Labelled),
        Column::figure(t!("Ready to pay"), Phone::Labelled),
        Column::figure(t!("In a payout"), Phone::Labelled),
        Column::figure(t!("Owed after it"), Phone::Labelled),
    ];
    let footer = Footer { next: next.map(str::to_owned), ..Footer::default() };
    html! {
        (page::card(t!("Owed now"), &html! { @if facts.is_empty() { p.meta { (t!("Nothing is owed.")) } } @else { (page::facts(&facts)) } }))
        section.card.card-flush {
            div.card-head { h2 { (t!("Account")) } }
            @if rows.is_empty() { (none_yet(&Empty { text: t!("Nothing was booked yet.").into(), ..Empty::default() })) }
            @else { (table(&Table { caption: t!("Account").into(), columns, rows: rows.iter().map(row).collect(), footer: Some(footer), ..Table::default() })) }
        }
    }
}

fn profile(form: &ProfileForm) -> Markup {
    let fields = html! {
        (field::error_summary(&form.errors))
        div.form {
            div.form-row {
                (Field::text("name", t!("Name")).value(&form.name).autocomplete("off").required().errors(&form.errors))
                (Field::email("email", t!("E-mail")).value(&form.email).autocomplete("off").optional()
                    .hint(t!("Orders placed with a partner's own address are told by it.")).errors(&form.errors))
            }
            div.form-row {
                (new::group("group", &form.group, &form.groups, &form.errors))
                (Field::text("place", t!("Place")).value(&form.place).autocomplete("off").optional().errors(&form.errors))
            }
            (new::note("note", t!("Note"), &form.note, &form.errors))
        }
    };
    let send = html! { div.form-actions { (field::submit(t!("Save"))) } };
    let rate = html! {
        p { (form.rate) }
        @if form.post.allowed() { p { (page::more(t!("Change what they earn"), &form.rate_href)) } }
    };
    html! {
        div.cols-main {
            (page::card(t!("Profile"), &form.post.settings("stack", &fields, &send)))
            aside.stack { (page::card(t!("What they earn"), &rate)) }
        }
    }
}
