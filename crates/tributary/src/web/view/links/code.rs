//! One coupon (`/admin/codes/{id}`): what it gives and brought, and how it stands in the shop.

use crate::t;
use crate::web::kit::Stamp;
use crate::web::kit::banner::{Banner, notice};
use crate::web::kit::copy;
use crate::web::kit::field;
use crate::web::kit::made::{self, Made};
use crate::web::kit::page::{self, Header};
use crate::web::kit::period::{self, PeriodPicker};
use crate::web::kit::post::{self, Post};
use crate::web::kit::toast::{self, Toast};
use crate::web::view::partners::list::Figure;
use crate::web::view::partners::new::discount;
use maud::{Markup, html};

/// Makes the coupon in the shop.
#[derive(Debug, Clone, Default)]
pub struct MakeForm {
    /// Where it goes.
    pub post: Post,
    /// How much the coupon takes off.
    pub discount: String,
    /// `percent` or `fixed`.
    pub kind: String,
    /// The store's currency.
    pub currency: String,
}

/// Everything the page shows.
#[derive(Debug, Clone, Default)]
pub struct CodeView {
    /// The coupon.
    pub code: String,
    /// What was just done.
    pub toast: Option<Toast>,
    /// Whose it is: name and page.
    pub partner: (String, String),
    /// What it takes off.
    pub gives: Option<String>,
    /// Orders that carry it, each once.
    pub uses: String,
    /// How often the shop says it was used.
    pub uses_in_shop: Option<String>,
    /// When it ends.
    pub valid_until: Option<Stamp>,
    /// When it was given.
    pub given: Stamp,
    /// Orders and revenue.
    pub figures: Vec<Figure>,
    /// The period of the figures.
    pub period: PeriodPicker,
    /// How it stands in the shop.
    pub state: Banner,
    /// Looks again while the shop has not answered.
    pub poll: Option<String>,
    /// When the shop last answered.
    pub checked: Option<Stamp>,
    /// Looks for it in the shop.
    pub check: Option<Post>,
    /// Makes it in the shop.
    pub make: Option<MakeForm>,
    /// Archives it or brings it back.
    pub archive: (String, Post),
    /// It was given just now; the form for another one.
    pub made: Option<String>,
}

/// The page's body.
pub fn render(v: &CodeView) -> Markup {
    let head = Header {
        back: Some((t!("Coupon codes").into(), "/admin/links?tab=codes".into())),
        title: v.code.clone(),
        controls: Some(
            html! { (period::picker(&v.period)) (post::button(&v.archive.1, &v.archive.0, "btn")) },
        ),
        ..Header::default()
    };
    html! {
        @if let Some(done) = &v.toast { (toast::toast(done)) }
        (page::header(&head))
        div.cols-main {
            div.stack {
                @match &v.made {
                    Some(another) => (hand_over(v, another)),
                    None => section.card { div.card-body { (copy::labelled("code", t!("Coupon code"), &v.code, None)) } },
                }
                (in_shop(v))
            }
            aside.stack { (page::card(t!("About this coupon"), &about(v))) }
        }
    }
}

fn hand_over(v: &CodeView, another: &str) -> Markup {
    let words = t!("Orders that carry it count for {name}, those of before too.", name = v.partner.0);
    made::made(&Made {
        title: (t!("The code is given.").into(), words),
        body: html! {
            (copy::labelled("made-code", t!("Coupon code"), &v.code, Some(&v.state.text)))
        },
        another: Some((t!("Give another code").into(), another.to_owned())),
        ..Made::default()
    })
}

fn in_shop(v: &CodeView) -> Markup {
    html! {
        section.card id="in-store" data-poll=[&v.poll] {
            div.card-head {
                h2 { (t!("In the store")) }
                @if let Some(check) = &v.check { (post::button(check, t!("Check again"), "btn")) }
            }
            div.card-body { div.form {
                (notice(&v.state))
                @if let Some(at) = &v.checked { p.hint { (t!("Last answer")) " " (at) } }
                @if let Some(make) = &v.make { (make_form(make)) }
            } }
        }
    }
}

fn make_form(make: &MakeForm) -> Markup {
    let inside = html! {
        (discount(&make.discount, &make.kind, &make.currency, &[]))
        (field::submit(t!("Create in store")))
    };
    make.post.form("form", &inside)
}

fn about(v: &CodeView) -> Markup {
    let mut facts =
        vec![(t!("Partner").to_owned(), html! { a href=(v.partner.1) { bdi { (v.partner.0) } } })];
    if let Some(gives) = &v.gives {
        facts.push((t!("Discount").to_owned(), html! { bdi { (gives) } }));
    }
    let names = [t!("Orders"), t!("Revenue")];
    facts.extend(
        names.into_iter().zip(&v.figures).map(|(name, figure)| (name.to_owned(), html! { (figure) })),
    );
    facts.push((t!("Orders that used it, ever").to_owned(), html! { (v.uses) }));
    if let Some(uses) = &v.uses_in_shop {
        facts.push((t!("Uses as the store counts").to_owned(), html! { (uses) }));
    }
    if let Some(until) = &v.valid_until {
        facts.push((t!("Valid until").to_owned(), html! { (until) }));
    }
    facts.push((t!("Given").to_owned(), html! { (v.given) }));
    page::facts(&facts)
}
