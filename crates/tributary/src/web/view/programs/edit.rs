//! The form that changes a program's rules: sentences with the parts that vary as fields. Every button sends the
//! form by GET, so that a draft has an address and nothing is in force before it was looked at.

use super::Frame;
use super::events::{self, EventRow};
use crate::web::kit::field::{self, FieldError, Select};
use crate::web::kit::icon::Icon;
use crate::web::kit::page::{self, Header};
use crate::{t, th};
use maud::{Markup, html};

/// A kind of evidence in the priority list.
#[derive(Debug, Clone)]
pub struct SignalRow {
    /// What the form calls it.
    pub name: &'static str,
    /// What people call it.
    pub label: &'static str,
    /// What it is.
    pub hint: &'static str,
    /// Whether it can win.
    pub used: bool,
}

/// An exception, as typed.
#[derive(Debug, Clone, Default)]
pub struct ExceptionRow {
    /// For this partner.
    pub partner: String,
    /// For this product.
    pub product: String,
    /// For this category.
    pub category: String,
    /// The percentage instead.
    pub rate: String,
}

/// The form, as typed.
#[derive(Debug, Clone, Default)]
pub struct EditView {
    /// What all pages of the program have.
    pub frame: Frame,
    /// Where the form goes.
    pub action: String,
    /// The version that the draft starts from, when it is not the one in force.
    pub from: Option<i64>,
    /// The fields that hold one text each.
    pub texts: Vec<(&'static str, String)>,
    /// The store's currency.
    pub currency: String,
    /// Statuses in which an order earns, when they are others than the form offers.
    pub other_statuses: Option<String>,
    /// Kinds of evidence, strongest first.
    pub priority: Vec<SignalRow>,
    /// Exceptions.
    pub exceptions: Vec<ExceptionRow>,
    /// Types of events.
    pub events: Vec<EventRow>,
    /// Partners an exception can be for: id and name.
    pub partners: Vec<(String, String)>,
    /// Products that the store has told, newest first: its id and name of each.
    pub products: Vec<(String, String)>,
    /// Its categories.
    pub categories: Vec<(String, String)>,
    /// What an order of 100 comes to under these rules.
    pub example: Option<String>,
    /// What is wrong with the form.
    pub errors: Vec<FieldError>,
    /// What would change, below the form.
    pub preview: Option<Markup>,
}

impl EditView {
    fn text(&self, name: &str) -> &str {
        self.texts.iter().find(|(known, _)| *known == name).map_or("", |(_, text)| text)
    }

    fn number(&self, name: &'static str, label: &str) -> Markup {
        field::inline_number(name, label, self.text(name), &self.errors)
    }

    fn choice(&self, name: &'static str, label: &str, options: &[(&str, &str)]) -> Markup {
        let options: Vec<(String, String)> =
            options.iter().map(|(value, text)| ((*value).to_owned(), (*text).to_owned())).collect();
        field::inline_select(&Select {
            name,
            label,
            options: &options,
            selected: self.text(name),
            ..Select::default()
        })
    }
}

/// The page's body.
pub fn render(v: &EditView) -> Markup {
    let title = match v.from {
        Some(number) => t!("Use version {number} again", number = number),
        None => t!("Change the rules").to_owned(),
    };
    html! {
        div.reading {
            (page::header(&Header {
                back: Some((v.frame.name.clone(), v.frame.href.clone())),
                title,
                ..Header::default()
            }))
            div.stack {
                (form(v))
                @if let Some(preview) = &v.preview { (preview) }
            }
        }
    }
}

fn form(v: &EditView) -> Markup {
    html! {
        form.stack method="get" action=(v.action) data-draft {
            // Enter in a field previews; without this the browser would press the first button, which moves a row.
            button.visually-hidden type="submit" name="do" value="preview" tabindex="-1" aria-hidden="true" { (t!("Preview")) }
            @if let Some(from) = v.from { (field::hidden("from", &from.to_string())) }
            (field::error_summary(&v.errors))
            (page::card(t!("Rewards"), &rewards(v)))
            (page::card_flush(t!("Exceptions"), None, &exceptions(v)))
            (page::card_flush(t!("Types of events"), None, &events::form(v)))
            (page::card(t!("Who gets the credit"), &attribution(v)))
            (page::card(t!("Where links may lead"), &hosts(v)))
            div.form-actions {
                button.btn.btn-primary.btn-lg type="submit" name="do" value="preview" { (Icon::Eye) (t!("Preview")) }
                p.hint { (t!("Nothing changes yet: first you see what it would have done to the last 30 days.")) }
            }
        }
    }
}

/// A sentence with one number in it, and what is wrong with that number.
fn line(v: &EditView, name: &str, said: &Markup) -> Markup {
    html! { p.sentence { (said) } (wrong(v, name)) }
}

fn wrong(v: &EditView, name: &str) -> Markup {
    html! { @if let Some(text) = field::error_for(&v.errors, name) { p.err { (Icon::Warning) (text) } } }
}

fn rewards(v: &EditView) -> Markup {
    let percent = t!("% of each order");
    let fixed = t!("{currency} for each order", currency = v.currency);
    let kind = v.choice("kind", t!("Kind of commission"), &[("percent", percent), ("fixed", &fixed)]);
    let orders = v.choice(
        "orders",
        t!("Which orders"),
        &[("all", t!("every order")), ("first", t!("a customer's first order"))],
    );
    let base = v.choice(
        "base",
        t!("What a percentage is taken of"),
        &[("goods", t!("the goods, without tax and shipping")), ("total", t!("the order's total"))],
    );
    html! {
        div.sentences {
            (line(v, "rate", &th!("Partners earn {rate} {kind}.", rate = v.number("rate", t!("Commission")), kind = kind)))
            p.sentence { (th!("A percentage is taken of {base}, after refunds.", base = base)) }
            (line(v, "cap", &th!("{orders} earns, at most {cap} {currency}.", orders = orders,
                cap = v.number("cap", t!("At most per order, empty for no limit")), currency = v.currency)))
            p.sentence { (th!("An order earns when it is {status} in the store.", status = statuses(v))) }
            (line(v, "hold_days", &th!("A commission can be paid {days} days after the order.", days = v.number("hold_days", t!("Days until payable")))))
            p.sentence { (th!("A partner's own purchase earns {what}.", what = v.choice("own", t!("Own purchases"),
                &[("reject", t!("nothing")), ("allow", t!("like any other order"))]))) }
            (line(v, "share", &th!("Of each commission the partner gets {share} %, the platform the rest.", share = share(v))))
            @if let Some(example) = &v.example { p.rules-example { (example) } }
        }
    }
}

fn share(v: &EditView) -> Markup {
    html! {
        input.share-range type="range" min="0" max="100" step="5" value=(v.text("share")) data-mirror="share" hidden
            aria-label=(t!("Partner's part in percent, slider"));
        " " (v.number("share", t!("Partner's part in percent")))
    }
}

fn statuses(v: &EditView) -> Markup {
    let mut options = vec![("completed", t!("completed")), ("paid", t!("paid: processing or completed"))];
    if let Some(other) = &v.other_statuses {
        options.push(("", other.as_str()));
    }
    v.choice("counts_when", t!("Status that earns"), &options)
}

fn attribution(v: &EditView) -> Markup {
    let window = v.choice(
        "window",
        t!("When the time starts"),
        &[("sliding", t!("the click, each further click starts it anew")), ("fixed", t!("the first click"))],
    );
    html! {
        (priority(v))
        div.sentences {
            (line(v, "window_days", &th!("A click counts for {days} days after {start}.",
                days = v.number("window_days", t!("Days a click counts")), start = window)))
            p.sentence { (th!("Of several clicks {which} counts.", which = v.choice("touch", t!("Which click"),
                &[("last", t!("the last one")), ("first", t!("the first one"))]))) }
            p.sentence { (th!("An order {what} the clicks before it.", what = v.choice("cleared", t!("What an order does to clicks"),
                &[("yes", t!("uses up")), ("no", t!("leaves")) ]))) }
            p.sentence { (th!("Of coupons of several partners on one order {which} counts.",
                which = v.choice("several", t!("Which coupon"), &[("first", t!("the first")), ("last", t!("the last")), ("skip", t!("none"))]))) }
            (lifelong(v))
        }
    }
}

fn lifelong(v: &EditView) -> Markup {
    let mode = v.choice(
        "lifelong",
        t!("What binds a customer for life"),
        &[
            ("off", t!("nothing")),
            ("first_coupon", t!("the first coupon with which they place an order")),
            ("typed_code", t!("a code typed at the sign-up, or later while there is none")),
        ],
    );
    html! {
        p.sentence { (th!("Customers are bound to a code for life by {what}.", what = mode)) }
        div.field {
            label for="listed" { (t!("Coupons that bind for life, one on each line; empty: all do")) }
            textarea.input #listed name="listed" rows="2" dir="ltr" spellcheck="false" { (v.text("listed")) }
            (wrong(v, "listed"))
        }
    }
}

fn priority(v: &EditView) -> Markup {
    let last = v.priority.len().saturating_sub(1);
    html! {
        fieldset.field {
            legend.legend { (t!("When several partners have a claim")) }
            p.hint { (t!("The first kind of evidence that exists decides. Drag the rows, or use the arrows.")) }
            ol.priority data-reorder {
                @for (at, row) in v.priority.iter().enumerate() {
                    li {
                        input type="hidden" name="priority" value=(row.name);
                        label.check {
                            input type="checkbox" name="use" value=(row.name) checked[row.used];
                            b { (row.label) }
                            span.hint { (row.hint) }
                        }
                        (mover("up", row, at == 0))
                        (mover("down", row, at == last))
                    }
                }
            }
            (wrong(v, "priority"))
        }
    }
}

fn mover(way: &str, row: &SignalRow, still: bool) -> Markup {
    let words = if way == "up" {
        t!("Move {what} up", what = row.label)
    } else {
        t!("Move {what} down", what = row.label)
    };
    html! {
        button class={ "btn btn-quiet btn-icon move-" (way) } type="submit" name="do" value={ (way) ":" (row.name) }
            disabled[still] title=(words) { (Icon::Down) span.visually-hidden { (words) } }
    }
}

fn exceptions(v: &EditView) -> Markup {
    html! {
        div.card-body {
            p.hint { (t!("A product or category stands as the store calls it: its id, or the category's name. The most exact exception counts.")) }
            (known("known-products", &v.products))
            (known("known-categories", &v.categories))
        }
        input type="hidden" name="rows" value=(v.exceptions.len());
        @if !v.exceptions.is_empty() {
            div.table-wrap {
                table.table.cards.exceptions {
                    caption.visually-hidden { (t!("Exceptions")) }
                    thead { tr {
                        th scope="col" { (t!("Partner")) } th scope="col" { (t!("Product")) }
                        th scope="col" { (t!("Category")) } th scope="col" { (t!("Rate")) } th {}
                    } }
                    tbody { @for (at, row) in v.exceptions.iter().enumerate() { (exception(v, at, row)) } }
                }
            }
        }
        div.card-body {
            button.btn type="submit" name="do" value="add" { (Icon::Plus) (t!("Add an exception")) }
        }
    }
}

/// What can be chosen by name in the fields of exceptions.
fn known(id: &str, known: &[(String, String)]) -> Markup {
    html! {
        @if !known.is_empty() {
            datalist id=(id) { @for (word, name) in known { option value=(word) { (name) } } }
        }
    }
}

/// A field with what is known to choose from, and the name of what stands in it.
fn named((name, label): (&str, &str), value: &str, (list, known): (&str, &[(String, String)])) -> Markup {
    let called = known.iter().find(|(word, name)| word == value && name != value).map(|(_, name)| name);
    html! {
        input.input name=(name) value=(value) aria-label=(label) autocomplete="off" dir="auto"
            list=[(!known.is_empty()).then_some(list)];
        @if let Some(called) = called { p.hint { bdi { (called) } } }
    }
}

fn exception(v: &EditView, at: usize, row: &ExceptionRow) -> Markup {
    let rate = format!("x_rate-{at}");
    let wrong = field::error_for(&v.errors, &rate);
    let (products, categories) =
        (("known-products", v.products.as_slice()), ("known-categories", v.categories.as_slice()));
    html! {
        tr {
            td data-label=(t!("Partner")) { span.select {
                select.input name="x_partner" aria-label=(t!("Partner")) {
                    option value="" { (t!("every partner")) }
                    @for (id, name) in &v.partners { option value=(id) selected[*id == row.partner] { (name) } }
                }
                (Icon::Down)
            } }
            td data-label=(t!("Product")) { (named(("x_product", t!("Product")), &row.product, products)) }
            td data-label=(t!("Category")) { (named(("x_category", t!("Category")), &row.category, categories)) }
            td data-label=(t!("Rate")) {
                span.affix {
                    input.input.in-num id=(rate) name="x_rate" value=(row.rate) inputmode="decimal" autocomplete="off"
                        aria-label=(t!("Rate in percent")) aria-invalid=[wrong.map(|_| "true")];
                    span { "%" }
                }
                @if let Some(wrong) = wrong { p.err { (Icon::Warning) (wrong) } }
            }
            td.end {
                button.btn.btn-quiet.btn-icon type="submit" name="do" value={ "remove:" (at) } title=(t!("Remove this exception")) {
                    (Icon::Close) span.visually-hidden { (t!("Remove this exception")) }
                }
            }
        }
    }
}

fn hosts(v: &EditView) -> Markup {
    let wrong = field::error_for(&v.errors, "hosts");
    html! {
        div.field.bad[wrong.is_some()] {
            label for="hosts" { (t!("Hosts that links may lead to, one on each line")) }
            textarea.input #hosts name="hosts" rows="3" dir="ltr" spellcheck="false" aria-invalid=[wrong.map(|_| "true")]
                aria-describedby="hosts-hint" { (v.text("hosts")) }
            @if let Some(wrong) = wrong { p.err { (Icon::Warning) (wrong) } }
            p.hint #hosts-hint { (t!("Links that partners make can always lead to your store. Name further hosts here; ?to= behind a link leads to these hosts only.")) }
        }
        (redirect_page(v))
    }
}

/// Where the store keeps clicks itself, and what visitors may expect of that.
fn redirect_page(v: &EditView) -> Markup {
    let wrong = field::error_for(&v.errors, "page");
    let purpose = v.choice(
        "purpose",
        t!("What visitors are promised"),
        &[("affiliate", t!("nothing")), ("reward", t!("a reward, such as cashback"))],
    );
    html! {
        div.field.redirect-page.bad[wrong.is_some()] {
            label for="page" { (t!("The store's redirect page, empty for none")) }
            input.input #page name="page" type="url" dir="ltr" spellcheck="false" autocomplete="off" value=(v.text("page"))
                placeholder="https://shop.example/retrack" aria-invalid=[wrong.map(|_| "true")] aria-describedby="page-hint";
            @if let Some(wrong) = wrong { p.err { (Icon::Warning) (wrong) } }
            p.hint #page-hint { (t!("Visitors are sent there with click and deeplink; the page keeps the click and sends them on.")) }
        }
        div.sentences { p.sentence { (th!("Visitors are promised {what}.", what = purpose)) } }
    }
}
