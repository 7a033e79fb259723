//! The form that changes the rules (`/admin/programs/{id}/edit`): the draft is the address, so it can be sent to
//! somebody, and other screens can lead to a draft: `?window_days=30`.

use super::draft::{Draft, SIGNALS};
use super::preview::{self, Sent};
use super::show::example;
use super::words::counts_words;
use super::{Found, href, number, parsed, partners};
use crate::app::App;
use crate::lang;
use crate::t;
use crate::web::admin::desk::{self, Desk, Place};
use crate::web::admin::fields::form_errors;
use crate::web::admin::refusal::{Refusal, Shown};
use crate::web::admin::session::SignedIn;
use crate::web::kit::FieldError;
use crate::web::view::programs::edit::{self as view, EditView, ExceptionRow, SignalRow};
use crate::web::view::programs::events::EventRow;
use crate::web::view::programs::preview as preview_view;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use tributary_core::program::Rules;
use tributary_core::{PartnerId, ProgramId};
use tributary_engine::db::Tx;
use tributary_engine::{Error, product};

const KNOWN_MAX: i64 = 500; // offered by name; any other is typed by its id

/// What was typed: in the address, or sent to be saved.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed {
    /// Every field of the form.
    pub(super) pairs: Vec<(String, String)>,
    /// The note, and what is wrong with it.
    pub(super) note: String,
    /// What the engine said when it was saved.
    pub(super) errors: Vec<FieldError>,
}

impl Typed {
    pub(super) fn read(text: &str) -> Self {
        Self { pairs: url::form_urlencoded::parse(text.as_bytes()).into_owned().collect(), ..Self::default() }
    }

    pub(super) fn get(&self, name: &str) -> &str {
        self.pairs.iter().rev().find(|(key, _)| key == name).map_or("", |(_, text)| text.as_str())
    }

    /// The version that the draft starts from, if not the one in force.
    pub(super) fn from(&self) -> Option<i64> {
        number(self.get("from"))
    }

    /// The draft, on top of these rules.
    pub(super) fn draft(&self, rules: &Rules) -> Draft {
        Draft::of(rules).with(&self.pairs).pressed(self.get("do"))
    }

    /// Whether somebody wants to see what the draft would do, and is not still moving rows.
    pub(super) fn wants_preview(&self) -> bool {
        !self.pairs.is_empty() && ["", "preview"].contains(&self.get("do"))
    }
}

/// `GET /admin/programs/{id}/edit`
pub(super) async fn page(
    State(app): State<App>,
    me: SignedIn,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Shown {
    let typed = Typed::read(&query.unwrap_or_default());
    shown(&app, me, (parsed(&id)?, typed), StatusCode::OK).await
}

/// The form with everything that was typed.
pub(super) async fn shown(
    app: &App,
    me: SignedIn,
    (id, typed): (ProgramId, Typed),
    status: StatusCode,
) -> Result<Response, Refusal> {
    let read = desk::read(app, me, move |tx, desk| {
        let found = Found::load(tx, desk, &id)?;
        let base = match typed.from() {
            Some(number) => found.version(number).ok_or(Error::NotFound("version"))?.rules.clone(),
            None => found.program.current.rules.clone(),
        };
        let draft = typed.draft(&base);
        let mut rules = base;
        let put = draft.put(&mut rules, desk.store.currency);
        let tried = match &put {
            Ok(()) if typed.wants_preview() => Some(preview::tried(tx, desk, (&found, &rules))?),
            _ => None,
        };
        let known = Known::of(tx, desk)?;
        Ok((found, known, (typed, draft, rules), (put.err(), tried)))
    });
    let (desk, (found, known, (typed, draft, rules), (error, tried))) = read.await?;
    let mut errors = error.map(form_errors).transpose()?.unwrap_or_default();
    let preview = match tried {
        Some(tried) => {
            let sent = Sent { typed: &typed, pairs: draft.pairs(), action: href(&found.program.id) };
            Some(preview_view::render(&preview::shaped(&desk, &found, &tried, &sent)))
        }
        None if !errors.is_empty() && typed.wants_preview() => Some(preview_view::unsure()),
        None => None,
    };
    if !typed.wants_preview() {
        errors.clear(); // still moving rows: nobody asked yet whether it is right
    }
    let view = EditView { errors, preview, ..form(&desk, &found, (&typed, &draft, &rules), known) };
    let title = t!("Change the rules");
    Ok(desk.page_with(status, (Place::Programs, title), &view::render(&view)))
}

/// Whom and what an exception can name.
struct Known {
    partners: Vec<(PartnerId, String)>,
    products: Vec<(String, String)>,
    categories: Vec<(String, String)>,
}

impl Known {
    fn of(tx: &mut Tx<'_>, desk: &Desk) -> Result<Self, Error> {
        let categories = product::categories(tx, desk.tenant(), KNOWN_MAX)?;
        Ok(Self {
            partners: partners(tx, desk)?,
            products: product::brief(tx, desk.tenant(), KNOWN_MAX)?,
            categories: categories.into_iter().map(|one| (one.external_id, one.name)).collect(),
        })
    }
}

fn form(
    desk: &Desk,
    found: &Found,
    (typed, draft, rules): (&Typed, &Draft, &Rules),
    known: Known,
) -> EditView {
    let other = draft.text("counts_when").is_empty().then(|| counts_words(&rules.counts_when));
    EditView {
        frame: found.frame(),
        action: format!("{}/edit", href(&found.program.id)),
        from: typed.from(),
        texts: draft.texts().to_vec(),
        currency: desk.store.currency.code().to_owned(),
        other_statuses: other,
        priority: draft.priority.iter().map(|(name, used)| signal(name, *used)).collect(),
        exceptions: draft
            .rows
            .iter()
            .map(|row| ExceptionRow {
                partner: row.partner.clone(),
                product: row.product.clone(),
                category: row.category.clone(),
                rate: row.rate.clone(),
            })
            .collect(),
        events: draft
            .events
            .iter()
            .map(|row| EventRow {
                id: row.id.clone(),
                name: row.name.clone(),
                kind: row.kind.clone(),
                earns: row.earns.clone(),
                rate: row.rate.clone(),
            })
            .collect(),
        partners: known.partners.into_iter().map(|(id, name)| (id.to_string(), name)).collect(),
        products: known.products,
        categories: known.categories,
        example: example(desk.store.currency, rules),
        ..EditView::default()
    }
}

fn signal(name: &'static str, used: bool) -> SignalRow {
    use tributary_core::program::Signal;
    let signal = SIGNALS.iter().find(|(known, _)| *known == name).map(|(_, signal)| *signal);
    let (label, hint) = match signal {
        Some(Signal::Coupon) | None => {
            (lang::msg("Coupon code"), lang::msg("typed at the checkout; counts without any click"))
        }
        Some(Signal::Cookie) => {
            (lang::msg("Link cookie"), lang::msg("what the store kept in the customer's browser"))
        }
        Some(Signal::LastClick) => {
            (lang::msg("Click"), lang::msg("a click on a partner's link by the same visitor"))
        }
        Some(Signal::OrderEvidence) => {
            (lang::msg("Order data"), lang::msg("campaign tags that came with the order"))
        }
        Some(Signal::Binding) => {
            (lang::msg("Code for life"), lang::msg("the code that the customer is bound to"))
        }
    };
    SignalRow { name, label: lang::text(label), hint: lang::text(hint), used }
}
