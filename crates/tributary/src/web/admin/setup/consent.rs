//! A shop asks to be connected (`/admin/connect?shop=…&return=…`): its owner came here from its plugin, sees what the shop may do, and
//! goes back with a code that only that plugin can use. Nothing leads anywhere but to the shop that asks.

use crate::app::App;
use crate::call;
use crate::t;
use crate::web::admin::desk::{self, Desk, Place};
use crate::web::admin::fields::Fields;
use crate::web::admin::guard::Posted;
use crate::web::admin::headers::LeadsTo;
use crate::web::admin::refusal::Shown;
use crate::web::admin::session::SignedIn;
use crate::web::admin::settings::choices::store_url;
use crate::web::kit::Post;
use crate::web::stores::{self, host_of};
use crate::web::view::setup::consent::{self as view, Choice, ConsentView};
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect};
use tributary_core::{Currency, StoreId, Timestamp};
use tributary_engine::audit::{self, Actor, Note};
use tributary_engine::connection::{self, PLATFORMS, Wish};
use tributary_engine::db::Tx;
use tributary_engine::page::{Cursor, LIMIT_MAX};
use tributary_engine::program::{self, NewProgram};
use tributary_engine::store::{self, NewStore, Store};
use tributary_engine::{Error, Result};
use url::Url;

const PATH: &str = "/admin/connect";
const PRESET: &str = "reftrackr";
/// Stands for a store that is still to be made.
const NEW: &str = "new";
const NAME_CHARS_MAX: usize = 200;
const STATE_CHARS_MAX: usize = 300;
const CHALLENGE_CHARS: usize = 43; // SHA-256 in base64url
/// What the page's form has to bring again.
const ASKED: [&str; 8] = ["shop", "name", "platform", "currency", "timezone", "return", "state", "challenge"];

/// What a shop asks for, once it was judged.
#[derive(Debug, Clone)]
struct Wanted {
    name: String,
    shop: String,
    currency: Currency,
    timezone: Option<String>,
    back: Url,
    state: String,
    wish: Wish,
}

/// Whether an address is a shop's that asks.
pub(super) fn asks(fields: &Fields) -> bool {
    ["shop", "return"].iter().any(|name| !fields.get(name).is_empty())
}

/// `GET /admin/connect?shop=…`
pub(super) async fn page(app: &App, me: SignedIn, fields: &Fields) -> Shown {
    let wanted = match Wanted::read(fields) {
        Ok(wanted) => wanted,
        Err(problems) => return refused(app, me, problems).await,
    };
    let (desk, stores) = desk::read(app, me, all).await?;
    let view = shaped(&desk, fields, (&wanted, &stores));
    let mut response = desk.page(Place::Settings, t!("Connect a shop"), &view::render(&view));
    // The form's answer leads back to the shop, which the browser must be told beforehand.
    response.extensions_mut().insert(LeadsTo(wanted.back.origin().ascii_serialization()));
    Ok(response)
}

/// `POST /admin/connect`
pub(super) async fn allow(State(app): State<App>, Posted { me, fields }: Posted) -> Shown {
    let wanted = match Wanted::read(&fields) {
        Ok(wanted) => wanted,
        Err(problems) => return refused(&app, me, problems).await,
    };
    let (by, now, chosen, asked) =
        (Actor::from(&me.session), app.now(), fields.text("store"), wanted.clone());
    let granted = call::write(&app.engine, move |tx| {
        let store = match chosen.as_str() {
            NEW => made(tx, &by, &asked, now)?,
            known => {
                let id = StoreId::parse(known).map_err(|_| Error::NotFound("store"))?;
                store::load(tx, &by.tenant, &id)?
            }
        };
        judged(tx, &by, &store, now)?;
        Ok((connection::grant(tx, &by, &store, &asked.wish, now)?, store.id))
    });
    let (code, store) = granted.await?;
    call::refresh_snapshot(&app.engine).await?;
    // Whoever comes back sees the shop that was just connected.
    let cookie = stores::remember(me.https, me.session.user.as_str(), &store);
    let back = Redirect::to(wanted.leads_back(("code", &code)).as_str());
    Ok(([(header::SET_COOKIE, cookie)], back).into_response())
}

async fn refused(app: &App, me: SignedIn, problems: Vec<&'static str>) -> Shown {
    let (desk, ()) = desk::read(app, me, |_, _| Ok(())).await?;
    let title = t!("This shop cannot be connected");
    let body = view::refused(&problems);
    Ok(desk.page_with(StatusCode::UNPROCESSABLE_ENTITY, (Place::Settings, title), &body))
}

impl Wanted {
    /// What is asked, or all that is wrong with it.
    fn read(fields: &Fields) -> std::result::Result<Self, Vec<&'static str>> {
        let mut problems = Vec::new();
        let shop = store_url(fields.get("shop"));
        if shop.is_none() {
            problems.push(t!("The shop does not say where it is."));
        }
        let back = shop.as_deref().and_then(|shop| back(fields.get("return"), shop));
        if shop.is_some() && back.is_none() {
            problems
                .push(t!("It wants to lead you to another address than its own, so nothing was allowed."));
        }
        let currency = Currency::parse(fields.get("currency")).ok();
        if currency.is_none() {
            problems.push(t!("The shop does not say which currency it sells in."));
        }
        let (state, challenge) = (fields.text("state"), fields.text("challenge"));
        let plain = |text: &str, most: usize| {
            (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
        };
        let proves = plain(&state, STATE_CHARS_MAX) && is_challenge(&challenge);
        let platform = PLATFORMS.into_iter().find(|platform| *platform == fields.get("platform"));
        if !proves || platform.is_none() {
            problems.push(t!("Its plugin speaks another version of this: update it."));
        }
        let (Some(shop), Some(back), Some(currency), Some(platform), true) =
            (shop, back, currency, platform, proves)
        else {
            return Err(problems);
        };
        let zone = fields.some("timezone").filter(|zone| jiff::tz::TimeZone::get(zone).is_ok());
        let wish = Wish { platform: platform.to_owned(), challenge };
        Ok(Self { name: named(fields.get("name"), &shop), shop, currency, timezone: zone, back, state, wish })
    }

    /// The way back, with one more word.
    fn leads_back(&self, (name, value): (&str, &str)) -> Url {
        let mut url = self.back.clone();
        url.query_pairs_mut().append_pair("state", &self.state).append_pair(name, value);
        url
    }
}

/// Where the owner goes afterwards: an address of the shop itself, and no less safe than the shop is.
fn back(text: &str, shop: &str) -> Option<Url> {
    let (url, shop) = (Url::parse(text).ok()?, Url::parse(shop).ok()?);
    let safe = url.scheme() == "https" || (url.scheme() == "http" && shop.scheme() == "http");
    let own = url.host_str() == shop.host_str() && url.port() == shop.port();
    let plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    (safe && own && plain).then_some(url)
}

fn is_challenge(text: &str) -> bool {
    text.len() == CHALLENGE_CHARS
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

/// What the shop calls itself, else its address.
fn named(name: &str, shop: &str) -> String {
    let name: String = name.chars().filter(|letter| !letter.is_control()).take(NAME_CHARS_MAX).collect();
    if name.trim().is_empty() { host_of(shop) } else { name.trim().to_owned() }
}

/// All stores, the first one first.
fn all(tx: &mut Tx<'_>, desk: &Desk) -> Result<Vec<Store>> {
    let mut stores = store::list(tx, desk.tenant(), &Cursor { after: None, limit: LIMIT_MAX })?.rows;
    stores.reverse();
    Ok(stores)
}

/// A store for the shop.
fn made(tx: &mut Tx<'_>, by: &Actor, wanted: &Wanted, now: Timestamp) -> Result<Store> {
    let known = store::list(tx, &by.tenant, &Cursor { after: None, limit: LIMIT_MAX })?.rows.pop();
    let zone = wanted.timezone.clone().or_else(|| known.map(|first| first.timezone));
    let new = NewStore {
        name: wanted.name.clone(),
        url: wanted.shop.clone(),
        currency: wanted.currency,
        timezone: zone.unwrap_or_else(|| "UTC".to_owned()),
    };
    let id = store::create(tx, &by.tenant, &new, now)?;
    audit::note(tx, by, &Note::on("store.created", id.as_str()).named(&new.name), now)?;
    store::load(tx, &by.tenant, &id)
}

/// Orders of a store need rules to be judged by.
fn judged(tx: &mut Tx<'_>, by: &Actor, store: &Store, now: Timestamp) -> Result<()> {
    match program::of_store(tx, &by.tenant, &store.id) {
        Err(Error::NotFound(_)) => {
            let new = NewProgram { name: store.name.clone(), preset: PRESET.to_owned(), by: by.name.clone() };
            program::create(tx, &by.tenant, &store.id, &new, now).map(drop)
        }
        other => other.map(drop),
    }
}

fn shaped(desk: &Desk, fields: &Fields, (wanted, stores): (&Wanted, &[Store])) -> ConsentView {
    let same = stores.iter().find(|store| host_of(&store.url) == host_of(&wanted.shop));
    let choice = |store: &Store| Choice {
        value: store.id.to_string(),
        name: store.name.clone(),
        about: host_of(&store.url),
    };
    let post = Post::to(PATH, desk.csrf());
    ConsentView {
        name: wanted.name.clone(),
        shop: wanted.shop.clone(),
        currency: wanted.currency.code().to_owned(),
        chosen: same.map_or_else(|| NEW.to_owned(), |store| store.id.to_string()),
        stores: stores.iter().map(choice).collect(),
        connect: ASKED.iter().fold(post, |post, name| post.with(*name, fields.text(name))),
        cancel: wanted.leads_back(("error", "denied")).into(),
        email: desk.me.session.email.clone(),
        test: desk.me.test,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_is_the_shops_own_and_as_safe_as_the_shop() {
        let shop = "https://shop.example/store";
        for good in ["https://shop.example/wp-admin/admin.php?page=tributary", "https://SHOP.example/"] {
            assert!(back(good, shop).is_some(), "{good}");
        }
        for bad in [
            "https://evil.example/",
            "https://shop.example.evil.example/",
            "https://shop.example@evil.example/",
            "https://evil.example\\@shop.example/",
            "https://sub.shop.example/",
            "https://shop.example:8443/",
            "http://shop.example/",
            "//shop.example/",
            "/wp-admin/",
            "javascript:alert(1)//shop.example/",
            "https://shop.example/#a",
            "",
        ] {
            assert!(back(bad, shop).is_none(), "{bad}");
        }
        assert!(back("http://127.0.0.1:8090/wp-admin/", "http://127.0.0.1:8090").is_some());
    }
}
