//! The form that changes what customers are promised (`/admin/programs/{id}/referral/edit`). As with all rules the draft is
//! the address, and nothing is in force before it was looked at.

use super::draft::Draft;
use super::{home, page_href, words};
use crate::app::App;
use crate::call;
use crate::promises::Home;
use crate::t;
use crate::web::admin::desk::{self, Desk, Place};
use crate::web::admin::fields::form_errors;
use crate::web::admin::guard::Posted;
use crate::web::admin::programs::edit::Typed;
use crate::web::admin::programs::preview::{self, Sent};
use crate::web::admin::programs::words::counts_words;
use crate::web::admin::programs::{Found, href, parsed, save};
use crate::web::admin::refusal::{Refusal, Shown};
use crate::web::admin::session::SignedIn;
use crate::web::view::programs::draft::Draft as Form;
use crate::web::view::programs::preview as preview_view;
use crate::web::view::programs::referral_edit::{self as view, ReferralEditView};
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use tributary_core::ProgramId;
use tributary_core::program::Rules;
use tributary_core::referral::Referral;
use tributary_engine::{Error, referral};

/// `GET /admin/programs/{id}/referral/edit`
pub(super) async fn page(
    State(app): State<App>,
    me: SignedIn,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Shown {
    let typed = Typed::read(&query.unwrap_or_default());
    shown(&app, me, (parsed(&id)?, typed), StatusCode::OK).await
}

/// `POST /admin/programs/{id}/referral`
pub(super) async fn save(State(app): State<App>, Path(id): Path<String>, posted: Posted) -> Shown {
    let Posted { me, fields } = posted;
    let id = parsed(&id)?;
    let (session, sent, program, clock) =
        (me.session.clone(), fields.clone(), id.clone(), app.engine.clock.clone());
    let put = move |tx: &mut tributary_engine::db::Tx<'_>| {
        save::put(tx, (&session, &program), (&sent, &clock), drafted)
    };
    match call::write(&app.engine, put).await {
        Ok(program) => {
            call::refresh_snapshot(&app.engine).await?;
            let place = format!("{}/referral?made={}", href(&program.id), program.current.number);
            Ok(Redirect::to(&place).into_response())
        }
        Err(error) => {
            let typed = Typed {
                note: fields.text("note"),
                errors: form_errors(error)?,
                ..Typed::read(fields.get("draft"))
            };
            shown(&app, me, (id, typed), StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

/// What stands in rules of customers, or what a new promise would be.
fn standing(rules: &Rules, home: &Home) -> Referral {
    rules.referral.clone().unwrap_or_else(|| Referral::new(home.currency))
}

fn drafted(typed: &Typed, base: &Rules, home: &Home) -> Result<Rules, Error> {
    let old = standing(base, home);
    let new = Draft::of(&old).with(&typed.pairs).put(&old, home)?;
    Ok(Rules { referral: Some(new), ..base.clone() })
}

async fn shown(
    app: &App,
    me: SignedIn,
    (id, typed): (ProgramId, Typed),
    status: StatusCode,
) -> Result<Response, Refusal> {
    let read = desk::read(app, me, move |tx, desk| {
        let found = Found::load(tx, desk, &id)?;
        let home = home(desk);
        let base = found.program.current.rules.clone();
        let draft = Draft::of(&standing(&base, &home)).with(&typed.pairs);
        let rules = drafted(&typed, &base, &home);
        let tried = match &rules {
            Ok(rules) if typed.wants_preview() => Some(preview::tried(tx, desk, (&found, rules))?),
            _ => None,
        };
        Ok((found, (typed, draft), (rules.err(), tried)))
    });
    let (desk, (found, (typed, draft), (error, tried))) = read.await?;
    let mut errors = error.map(form_errors).transpose()?.unwrap_or_default();
    let preview = match tried {
        Some(tried) => {
            let sent = Sent { typed: &typed, pairs: draft.texts().to_vec(), action: page_href(&found) };
            Some(preview_view::render(&preview::shaped(&desk, &found, &tried, &sent)))
        }
        None if !errors.is_empty() && typed.wants_preview() => Some(preview_view::unsure()),
        None => None,
    };
    if !typed.wants_preview() {
        errors.clear();
    }
    let number = draft.text("secret").parse().unwrap_or(1);
    let secret = referral::secret(&app.engine.sealer, (desk.tenant(), &found.program.id), number);
    let mut view = ReferralEditView { preview, secret, ..form(&desk, &found, &draft) };
    view.draft.errors = errors;
    let title = t!("Refer a friend");
    Ok(desk.page_with(status, (Place::Programs, title), &view::render(&view)))
}

fn form(desk: &Desk, found: &Found, draft: &Draft) -> ReferralEditView {
    let home = home(desk);
    let old = standing(&found.program.current.rules, &home);
    let other = draft.text("counts_when").is_empty().then(|| counts_words(&old.counts_when));
    let typed = draft.put(&old, &home).ok();
    ReferralEditView {
        frame: found.frame(),
        draft: Form {
            action: format!("{}/edit", page_href(found)),
            texts: draft.texts().to_vec(),
            currency: desk.store.currency.code().to_owned(),
            other_statuses: other,
            errors: Vec::new(),
        },
        back: page_href(found),
        example: typed.as_ref().and_then(|it| chain(desk, it)),
        offer: typed.as_ref().map(super::offer),
        promise: typed.map(|it| words::reward_words(it.reward)).unwrap_or_default(),
        ..ReferralEditView::default()
    }
}

/// `100.00 SEK → 5.00 SEK → 2.00 SEK`, where levels are on.
fn chain(desk: &Desk, it: &Referral) -> Option<String> {
    let amounts: Vec<String> = super::levels(desk, it).into_iter().map(|level| level.plain.text).collect();
    (amounts.len() > 1).then(|| t!("For example: {chain}", chain = amounts.join(" → ")))
}
