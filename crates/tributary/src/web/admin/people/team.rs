//! Team & roles (`/admin/settings/team`): who is in, who is invited, what each may do.

use crate::app::App;
use crate::call;
use crate::lang::{self, msg};
use crate::t;
use crate::web::admin::account::letters;
use crate::web::admin::desk::{self, Desk, Place};
use crate::web::admin::fields::form_errors;
use crate::web::admin::guard::Posted;
use crate::web::admin::once::{Once, Secrets};
use crate::web::admin::refusal::Shown;
use crate::web::admin::session::SignedIn;
use crate::web::kit::post::Post;
use crate::web::kit::toast::Toast;
use crate::web::kit::{FieldError, Tone};
use crate::web::view::people::team::{self as view, Fresh, MemberRow, TeamView};
use axum::extract::{Extension, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use std::sync::Arc;
use tributary_core::{Timestamp, UserId};
use tributary_engine::access::{self, Member, Role};
use tributary_engine::audit::Actor;
use tributary_engine::db::Tx;
use tributary_engine::{Error, mail};

const PATH: &str = "/admin/settings/team";

/// What was just done, as the address says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    did: String,
    who: String,
    was: String,
}

/// Role, its name, and what it means.
const ROLES: [(Role, &str, &str); 4] = [
    (Role::Owner, msg("Owner"), msg("Everything, also who gets in.")),
    (Role::Manager, msg("Manager"), msg("Partners, programs and orders; not the team, API keys and stores.")),
    (Role::Finance, msg("Finance"), msg("Pays partners and sees everything; changes nothing else.")),
    (Role::Viewer, msg("Viewer"), msg("Sees everything and changes nothing.")),
];

/// A role in words.
pub(in crate::web::admin) fn role_name(role: Role) -> &'static str {
    ROLES.iter().find(|(known, ..)| *known == role).map_or("", |(_, name, _)| lang::text(name))
}

/// `GET /admin/settings/team`
pub(super) async fn page(
    State(app): State<App>,
    Extension(once): Extension<Arc<Once>>,
    me: SignedIn,
    Query(ask): Query<Ask>,
) -> Shown {
    let fresh = once.take(&me.session).invite;
    show(&app, me, (ask, fresh), (String::new(), Vec::new())).await
}

/// `POST /admin/settings/team`: invites somebody.
pub(super) async fn invite(
    State(app): State<App>,
    Extension(once): Extension<Arc<Once>>,
    Posted { me, fields }: Posted,
) -> Shown {
    let email = fields.text("email");
    let Some(role) = Role::parse(fields.get("role")) else {
        let wrong = FieldError { field: "role".into(), message: t!("Choose one of these.").into() };
        return show(&app, me, Default::default(), (email, vec![wrong])).await;
    };
    let letter = Letter::new(&app, &me);
    let (to, by, now) = (email.clone(), Actor::from(&me.session), app.now());
    let written = call::write(&app.engine, move |tx| {
        let (id, token) = access::invite(tx, &by, (&to, role), now)?;
        letter.queue(tx, (&to, role, &token), now)?;
        Ok((id, token))
    });
    match written.await {
        Ok((id, token)) => Ok(invited(&once, &me, (&id, &email, &token), "invited")),
        Err(error) => {
            let errors = form_errors(error)?;
            show(&app, me, Default::default(), (email, errors)).await
        }
    }
}

/// `POST /admin/settings/team/{id}/again`: another link; the one before stops working.
pub(super) async fn invite_again(
    State(app): State<App>,
    Extension(once): Extension<Arc<Once>>,
    Path(id): Path<String>,
    Posted { me, .. }: Posted,
) -> Shown {
    let (id, letter) = (read_id(&id)?, Letter::new(&app, &me));
    let (who, by, now) = (id.clone(), Actor::from(&me.session), app.now());
    let written = call::write(&app.engine, move |tx| {
        let token = access::invite_again(tx, &by, &who, now)?;
        let member = access::load_member(tx, &by.tenant, &who)?;
        letter.queue(tx, (&member.email, member.role, &token), now)?;
        Ok((member.email, token))
    });
    let (email, token) = written.await?;
    Ok(invited(&once, &me, (&id, &email, &token), "again"))
}

fn invited(once: &Once, me: &SignedIn, (id, email, token): (&UserId, &str, &str), did: &str) -> Response {
    let link = format!("{}/invite/{token}", me.base_url);
    once.keep(&me.session, Secrets { invite: Some((email.to_owned(), link)), ..Secrets::default() });
    Redirect::to(&format!("{PATH}?did={did}&who={id}")).into_response()
}

/// `POST /admin/settings/team/{id}/cancel`
pub(super) async fn cancel(State(app): State<App>, Path(id): Path<String>, posted: Posted) -> Shown {
    change(&app, (posted, &id), |tx, by, id, now| {
        access::cancel_invite(tx, by, id, now).map(|()| "?did=cancelled".to_owned())
    })
    .await
}

/// `POST /admin/settings/team/{id}/role`
pub(super) async fn set_role(State(app): State<App>, Path(id): Path<String>, posted: Posted) -> Shown {
    let role = Role::parse(posted.fields.get("role"));
    let role = role.ok_or_else(|| Error::field("/role", "unknown", "Choose one of these."))?;
    change(&app, (posted, &id), move |tx, by, id, now| {
        let was = access::set_role(tx, by, id, role, now)?;
        Ok(format!("?did=role&who={id}&was={}", was.as_str()))
    })
    .await
}

/// `POST /admin/settings/team/{id}/remove`
pub(super) async fn remove(State(app): State<App>, Path(id): Path<String>, posted: Posted) -> Shown {
    change(&app, (posted, &id), |tx, by, id, now| {
        access::remove(tx, by, id, now).map(|()| format!("?did=removed&who={id}"))
    })
    .await
}

/// `POST /admin/settings/team/{id}/restore`
pub(super) async fn restore(State(app): State<App>, Path(id): Path<String>, posted: Posted) -> Shown {
    change(&app, (posted, &id), |tx, by, id, now| {
        access::restore(tx, by, id, now).map(|()| format!("?did=restored&who={id}"))
    })
    .await
}

/// Does something to somebody, and shows the team with what was done; the last owner stays, and is told why.
async fn change(
    app: &App,
    (Posted { me, .. }, id): (Posted, &str),
    act: impl Fn(&mut Tx<'_>, &Actor, &UserId, Timestamp) -> Result<String, Error> + Send + 'static,
) -> Shown {
    let (id, by, now) = (read_id(id)?, Actor::from(&me.session), app.now());
    match call::write(&app.engine, move |tx| act(tx, &by, &id, now)).await {
        Ok(did) => Ok(Redirect::to(&format!("{PATH}{did}")).into_response()),
        Err(Error::Conflict(_)) => Ok(Redirect::to(&format!("{PATH}?did=last_owner")).into_response()),
        Err(error) => Err(error.into()),
    }
}

fn read_id(id: &str) -> Result<UserId, Error> {
    UserId::parse(id).map_err(|_| Error::NotFound("person"))
}

/// What an invitation's mail needs, taken along into the transaction.
struct Letter {
    engine: tributary_engine::Engine,
    base_url: String,
    inviter: String,
    language: lang::Lang,
    sends: bool,
}

impl Letter {
    fn new(app: &App, me: &SignedIn) -> Self {
        Self {
            engine: app.engine.clone(),
            base_url: app.settings.own_url(),
            inviter: me.called().to_owned(),
            language: lang::current(),
            sends: app.settings.mailer.is_some(),
        }
    }

    /// Without a mail server nothing is kept: the link is on the screen, and would be old before it were sent.
    fn queue(
        &self,
        tx: &mut Tx<'_>,
        (email, role, token): (&str, Role, &str),
        now: Timestamp,
    ) -> Result<(), Error> {
        if !self.sends {
            return Ok(());
        }
        let tenant = access::tenants(tx)?.into_iter().next().ok_or(Error::NotFound("tenant"))?;
        let store = desk::first_store(tx, &tenant)?;
        let link = format!("{}/invite/{token}", self.base_url);
        // Whoever is invited has chosen none yet.
        let language = store.language.as_deref().and_then(lang::Lang::parse).unwrap_or(self.language);
        let letter = lang::within(language, || {
            letters::invitation((&self.inviter, &store.name), role_name(role), link, now).to(email)
        });
        mail::queue(tx, (&tenant, &self.engine.sealer), &letter, now).map(drop)
    }
}

async fn show(
    app: &App,
    me: SignedIn,
    (ask, fresh): (Ask, Option<(String, String)>),
    (email, errors): (String, Vec<FieldError>),
) -> Shown {
    let now = app.now();
    let (desk, members) =
        desk::read(app, me, move |tx, desk| access::members(tx, desk.tenant(), now)).await?;
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let sends = app.settings.mailer.is_some();
    let (toast, problem) = said(&desk, &members, &ask);
    let view = TeamView {
        csrf: desk.csrf(),
        action: PATH.into(),
        fresh: fresh.map(|(email, link)| Fresh { email, link, sent: sends }),
        toast,
        problem,
        roles: ROLES.map(|(role, name, means)| (role.as_str(), lang::text(name), lang::text(means))).to_vec(),
        email,
        errors,
        rows: members.iter().map(|member| row(&desk, member)).collect(),
    };
    Ok(desk.page_with(status, (Place::Settings, t!("Team & roles")), &view::render(&view)))
}

fn row(desk: &Desk, member: &Member) -> MemberRow {
    let act = |act: &str| Post::to(format!("{PATH}/{}/{act}", member.id), desk.csrf());
    let joined = member.joined_at.is_some();
    let others = ROLES.iter().filter(|(role, ..)| *role != member.role && joined);
    MemberRow {
        name: member.name.clone(),
        email: member.email.clone(),
        role: role_name(member.role),
        me: member.id == desk.me.session.user,
        joined,
        seen: member.seen_at.map(|at| desk.clock.stamp(at)),
        invite_ends: member.invite_ends.map(|at| desk.clock.exact(at)),
        invited_by: member.invited_by.clone().unwrap_or_default(),
        make: others
            .map(|(role, name, _)| (lang::text(name), act("role").with("role", role.as_str())))
            .collect(),
        remove: joined.then(|| act("remove")),
        again: (!joined).then(|| act("again")),
        cancel: (!joined).then(|| act("cancel")),
    }
}

/// What was just done, in words, with a way back where there is one.
fn said(desk: &Desk, members: &[Member], ask: &Ask) -> (Option<Toast>, Option<(Tone, String)>) {
    let member = members.iter().find(|member| member.id.as_str() == ask.who);
    let name = member.map(|member| member.email.clone()).unwrap_or_default();
    let act = |act: &str| Post::to(format!("{PATH}/{}/{act}", ask.who), desk.csrf());
    let toast = |text: String, undo| (Some(Toast { text, undo, link: None }), None);
    match ask.did.as_str() {
        "role" if member.is_some() => {
            let role = member.map_or("", |member| role_name(member.role));
            let undo = Role::parse(&ask.was).map(|was| act("role").with("role", was.as_str()));
            toast(t!("{who} is now: {role}", who = name, role = role), undo)
        }
        "removed" if UserId::parse(&ask.who).is_ok() => {
            toast(t!("Removed, and signed out everywhere.").to_owned(), Some(act("restore")))
        }
        "restored" if member.is_some() => toast(t!("{who} is back.", who = name), None),
        "cancelled" => toast(t!("The invitation no longer works.").to_owned(), None),
        "last_owner" => {
            let why = t!("Somebody must stay who may do everything. Make somebody else an owner first.");
            (None, Some((Tone::Bad, why.to_owned())))
        }
        _ => (None, None),
    }
}
