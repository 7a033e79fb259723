//! Texts of mails and of the share panel (`/admin/settings/emails/texts`): the owner's words in place of ours, per language, with a
//! preview and a test to the own mailbox.

use crate::app::App;
use crate::lang::Lang;
use crate::mail::{customer, partner};
use crate::refer::words;
use crate::web::admin::desk::{self, Desk, Place};
use crate::web::admin::fields::{Fields, form_errors};
use crate::web::admin::guard::Posted;
use crate::web::admin::refusal::Shown;
use crate::web::admin::session::SignedIn;
use crate::web::kit::{FieldError, Toast};
use crate::web::view::settings::texts::{self as view, EditView, Preview, Reader, Row, TextsView};
use crate::{call, lang, t};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use serde::Deserialize;
use tributary_core::referral::Referral;
use tributary_engine::audit::Actor;
use tributary_engine::db::Tx;
use tributary_engine::letter::{self, Kind, Text};
use tributary_engine::{Error, mail, panel};

const PATH: &str = "/admin/settings/emails/texts";

/// What the address says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    language: String,
    did: String,
}

/// `GET /admin/settings/emails/texts`
pub(super) async fn list(State(app): State<App>, me: SignedIn, Query(ask): Query<Ask>) -> Shown {
    let read = desk::read(&app, me, |tx, desk| {
        Ok((letter::texts(tx, desk.tenant())?, letter::switched_off(tx, desk.tenant())?))
    });
    let (desk, (own, off)) = read.await?;
    let row = |kind: Kind| Row {
        href: format!("{PATH}/{}", kind.as_str()),
        name: name(kind),
        reader: match kind {
            kind if kind.is_to_partners() => Reader::Partner,
            kind if kind.is_mail() => Reader::Customer,
            _ => Reader::Panel,
        },
        languages: own.iter().filter(|(known, _)| *known == kind).map(|(_, tag)| own_name(tag)).collect(),
        off: off.contains(&kind),
    };
    let view = TextsView { rows: Kind::ALL.into_iter().map(row).collect(), done: done(&ask.did) };
    Ok(desk.page(Place::Settings, t!("Texts of mails"), &view::list(&view)))
}

fn own_name(tag: &str) -> &'static str {
    Lang::parse(tag).unwrap_or_default().own_name()
}

fn done(did: &str) -> Option<Toast> {
    let text = match did {
        "saved" => t!("Text saved"),
        "reset" => t!("Set back to ours"),
        "sent" => t!("A test is on its way to you"),
        "switched" => t!("Saved"),
        _ => return None,
    };
    Some(Toast { text: text.into(), ..Toast::default() })
}

/// What a kind is called.
fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::YourLink => t!("Your link"),
        Kind::FriendJoined => t!("Friend joined"),
        Kind::RewardPending => t!("Reward pending"),
        Kind::RewardReady => t!("Reward ready"),
        Kind::RewardUsed => t!("Store credit used"),
        Kind::RewardCancelled => t!("Reward taken back"),
        Kind::WelcomeCoupon => t!("Friend's welcome coupon"),
        Kind::PromoStarts => t!("Promotion starts"),
        Kind::Invitation => t!("Invitation to a friend"),
        Kind::Nudge => t!("Reminder to a friend"),
        Kind::ClaimAccepted => t!("Missing order found"),
        Kind::ClaimDeclined => t!("Missing order declined"),
        Kind::ClaimAsked => t!("Question about a missing order"),
        Kind::PartnerInvite => t!("Invitation with link and code"),
        Kind::ApplicationReceived => t!("Application received"),
        Kind::PartnerWelcome => t!("Application approved"),
        Kind::ApplicationDeclined => t!("Application declined"),
        Kind::PartnerSignIn => t!("Link to sign in"),
        Kind::PayoutPaid => t!("Payout sent"),
        Kind::PayoutReopened => t!("Payout not sent after all"),
        Kind::PayoutVoided => t!("Payout called off"),
        Kind::PayoutDetailsMissing => t!("Payout details missing"),
        Kind::PayoutDetailsChanged => t!("Payout details changed"),
        Kind::PanelAbout => t!("Share panel: what it is about"),
        Kind::PanelStep1 => t!("Share panel: first step"),
        Kind::PanelStep2 => t!("Share panel: second step"),
        Kind::PanelStep3 => t!("Share panel: third step"),
        Kind::ShareText => t!("Share panel: what is shared"),
    }
}

fn kind_of(text: &str) -> Result<Kind, Error> {
    Kind::parse(text).ok_or(Error::NotFound("text"))
}

/// `GET /admin/settings/emails/texts/{kind}`
pub(super) async fn edit(
    State(app): State<App>,
    me: SignedIn,
    Path(kind): Path<String>,
    Query(ask): Query<Ask>,
) -> Shown {
    let kind = kind_of(&kind)?;
    let language = Lang::parse(&ask.language).unwrap_or_else(lang::current);
    let read = desk::read(&app, me, move |tx, desk| in_force(tx, desk, (kind, language)));
    let (desk, (text, is_own, off)) = read.await?;
    let typed = Typed { kind, language, text, is_own, off, errors: Vec::new(), did: ask.did };
    Ok(page(&app, &desk, typed, StatusCode::OK))
}

/// The text in force, whether it is the owner's, and whether it is not sent.
fn in_force(
    tx: &mut Tx<'_>,
    desk: &Desk,
    (kind, language): (Kind, Lang),
) -> Result<(Text, bool, bool), Error> {
    let off = letter::is_off(tx, desk.tenant(), kind)?;
    if let Some(own) = letter::text(tx, desk.tenant(), (kind, language.tag()))? {
        return Ok((own, true, off));
    }
    let (_, rules) = panel::rules_of(tx, (desk.tenant(), &desk.store.id))?;
    let referral = rules.referral.unwrap_or_else(|| Referral::new(desk.store.currency));
    Ok((lang::within(language, || ours(kind, &referral, &desk.store.name)), false, off))
}

/// Our words: of a mail with its places, of the panel as it stands there.
fn ours(kind: Kind, referral: &Referral, store: &str) -> Text {
    let [first, second, third] = words::steps(referral);
    let of = |(subject, body): (String, String)| Text { subject, body };
    match kind {
        Kind::PanelAbout => of((String::new(), words::about(referral, store))),
        Kind::PanelStep1 => of(first),
        Kind::PanelStep2 => of(second),
        Kind::PanelStep3 => of(third),
        Kind::ShareText => of((String::new(), format!("{} {{LINK}}", words::share_text(referral, store)))),
        mail => customer::our_text(mail).unwrap_or_default(),
    }
}

/// What the form shows.
struct Typed {
    kind: Kind,
    language: Lang,
    text: Text,
    is_own: bool,
    off: bool,
    errors: Vec<FieldError>,
    did: String,
}

fn page(app: &App, desk: &Desk, typed: Typed, status: StatusCode) -> axum::response::Response {
    let Typed { kind, language, text, is_own, off, errors, did } = typed;
    let view = EditView {
        path: format!("{PATH}/{}", kind.as_str()),
        back: PATH.to_owned(),
        name: name(kind),
        is_mail: kind.is_mail(),
        can_be_off: kind.can_be_off(),
        has_subject: !matches!(kind, Kind::PanelAbout | Kind::ShareText),
        language: language.tag(),
        languages: Lang::ALL.into_iter().map(|lang| (lang.tag(), lang.own_name())).collect(),
        preview: preview(desk, (kind, language), &text, &app.settings.own_url()),
        places: kind.places().iter().map(|place| format!("{{{place}}}")).collect(),
        text: (text.subject, text.body),
        is_own,
        off,
        csrf: desk.csrf(),
        errors,
        done: done(&did),
        me: desk.me.session.email.clone(),
    };
    desk.page_with(status, (Place::Settings, t!("Texts of mails")), &view::edit(&view))
}

/// What it looks like, filled in with made-up values.
fn preview(desk: &Desk, (kind, language): (Kind, Lang), text: &Text, base: &str) -> Preview {
    lang::within(language, || {
        let letter = customer::letter(kind, text, &partner::sample(kind, &desk.store, base), &desk.store);
        let mail = letter.to("");
        Preview {
            subject: letter.subject,
            before: letter.before,
            button: letter.button,
            after: letter.after,
            plain: mail.text,
            dir: if language.dir() == lang::Dir::Rtl { "rtl" } else { "ltr" },
            language: language.tag(),
        }
    })
}

fn typed_text(fields: &Fields) -> Text {
    Text { subject: fields.text("subject"), body: fields.text("body").replace("\r\n", "\n") }
}

/// `POST /admin/settings/emails/texts/{kind}`: saves, shows, tests or sets back, as the button says.
pub(super) async fn save(
    State(app): State<App>,
    Path(kind): Path<String>,
    Posted { me, fields }: Posted,
) -> Shown {
    let kind = kind_of(&kind)?;
    let language = Lang::parse(fields.get("language")).unwrap_or_default();
    let text = typed_text(&fields);
    let act = fields.text("act");
    if act == "look" {
        return again(&app, me, (kind, language), (text, Vec::new()), StatusCode::OK).await;
    }
    match done_as_asked(&app, &me, (kind, language), (&text, &act)).await {
        Ok(did) => {
            let there = format!("{PATH}/{}?language={}&did={did}", kind.as_str(), language.tag());
            Ok(Redirect::to(&there).into_response())
        }
        Err(error) => {
            let errors = form_errors(error)?;
            again(&app, me, (kind, language), (text, errors), StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

async fn done_as_asked(
    app: &App,
    me: &SignedIn,
    (kind, language): (Kind, Lang),
    (text, act): (&Text, &str),
) -> Result<&'static str, Error> {
    let (by, now) = (Actor::from(&me.session), app.now());
    let (text, act) = (text.clone(), act.to_owned());
    let (engine, base, to) = (app.engine.clone(), app.settings.own_url(), me.session.email.clone());
    let asked = me.asked.clone();
    let write = move |tx: &mut Tx<'_>| match act.as_str() {
        "reset" => letter::set_text(tx, &by, (kind, language.tag()), None, now).map(|()| "reset"),
        "off" | "on" => letter::set_off(tx, &by, (kind, act == "off"), now).map(|()| "switched"),
        "test" => {
            let store = asked.store(tx, &by.tenant)?;
            let mail = lang::within(language, || {
                customer::letter(kind, &text, &partner::sample(kind, &store, &base), &store).to(&to)
            });
            mail::queue(tx, (&by.tenant, &engine.sealer), &mail, now).map(|_| "sent")
        }
        _ => letter::set_text(tx, &by, (kind, language.tag()), Some(&text), now).map(|()| "saved"),
    };
    call::write(&app.engine, write).await
}

async fn again(
    app: &App,
    me: SignedIn,
    (kind, language): (Kind, Lang),
    (text, errors): (Text, Vec<FieldError>),
    status: StatusCode,
) -> Shown {
    let read = desk::read(app, me, move |tx, desk| in_force(tx, desk, (kind, language)));
    let (desk, (_, is_own, off)) = read.await?;
    let typed = Typed { kind, language, text, is_own, off, errors, did: String::new() };
    Ok(page(app, &desk, typed, status))
}
