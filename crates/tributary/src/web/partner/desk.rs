//! What every page of a partner needs to know: who looks at it, the stores that they have to do with, and the one that it speaks of;
//! and the frame around the page. A page is of one store, with the way to the same of another, or of all that are theirs.

use super::session::SignedIn;
use crate::app::App;
use crate::call;
use crate::web::admin::desk::demo_banner;
use crate::web::admin::moment::Moments;
use crate::web::kit::public::{self as frame, Public};
use crate::web::kit::store_switch::StoreLink;
use crate::web::stores::{self, Choice};
use crate::web::view::portal::home::sign_out;
use crate::web::{chosen, public};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use maud::Markup;
use std::collections::BTreeMap;
use tributary_core::{PartnerId, ProgramId, StoreId, TenantId, Timestamp};
use tributary_engine::db::Tx;
use tributary_engine::store::{self, Store};
use tributary_engine::{Error, Result, portal, program};

/// Where these pages begin.
const HOME: &str = "/partner";

/// Who looks at a page, and the store that it is about.
#[derive(Debug, Clone)]
pub(super) struct Desk {
    /// Who.
    pub(super) me: SignedIn,
    /// Their stores, and the one.
    pub(super) choice: Choice,
}

/// Reads what a page shows, all of it at one moment.
pub(super) async fn read<T: Send + 'static>(
    app: &App,
    me: SignedIn,
    work: impl FnOnce(&mut Tx<'_>, &Desk) -> Result<T> + Send + 'static,
) -> Result<(Desk, T)> {
    let read = call::read(&app.engine, move |tx| {
        let desk = Desk::of(tx, &me)?;
        let found = work(tx, &desk)?;
        Ok((desk, found))
    });
    let (desk, found) = read.await?;
    chosen::note(desk.choice.named());
    Ok((desk, found))
}

/// The answer to somebody who chose a language: the same page again, of the same store.
pub(super) fn in_language(app: &App, me: &SignedIn, language: Option<&str>, here: &str) -> Option<Response> {
    me.asked.note();
    public::chosen(&app.settings, language, &chosen::named(here))
}

impl Desk {
    /// The partner's stores and the one that is asked for. A form of a store that is none of theirs is refused.
    pub(super) fn of(tx: &mut Tx<'_>, me: &SignedIn) -> Result<Self> {
        let own = portal::stores(tx, &me.session.tenant, &me.session.partner)?;
        let choice = me.asked.among(tx, &me.session.tenant, own)?;
        let is_own = |form: &StoreId| choice.stores.iter().any(|store| store.id == *form);
        if me.asked.form().is_some_and(|form| !is_own(form)) {
            return Err(Error::NotFound("store"));
        }
        Ok(Self { me: me.clone(), choice })
    }

    /// Whose program it is.
    pub(super) const fn tenant(&self) -> &TenantId {
        &self.me.session.tenant
    }

    /// The partner.
    pub(super) const fn partner(&self) -> &PartnerId {
        &self.me.session.partner
    }

    /// The store.
    pub(super) const fn store(&self) -> &Store {
        &self.choice.store
    }

    /// Its clock.
    pub(super) fn clock(&self, now: Timestamp) -> Moments {
        Moments::new(&self.choice.store.timezone, now)
    }

    /// The program that judges its orders.
    pub(super) fn program(&self, tx: &mut Tx<'_>) -> Result<ProgramId> {
        program::of_store(tx, self.tenant(), &self.choice.store.id)
    }

    /// Whether there is another store to go to.
    pub(super) fn has_several(&self) -> bool {
        self.choice.named().is_some()
    }

    /// What forms about the store carry.
    pub(super) fn csrf(&self) -> String {
        stores::guard(&self.me.session.csrf, self.choice.named().as_ref())
    }

    /// A page about the store, with the ways to the others. It is the one that this partner looked at last, from then on.
    pub(super) fn page(&self, app: &App, here: &str, (title, body): (&str, &Markup)) -> Response {
        let named = self.choice.named();
        let ways = named.as_ref().map(|store| self.me.asked.links(&self.choice.stores, store, here));
        let around = self.around(app, here, (self.choice.store.name.clone(), ways.unwrap_or_default()));
        let mut page = frame::page(&around, title, body).into_response();
        if let Some(store) = named.filter(|store| self.me.asked.is_news(store)) {
            let cookie = stores::remember(self.me.https, self.partner().as_str(), &store);
            page.headers_mut().append(header::SET_COOKIE, cookie);
        }
        page
    }

    /// A page about all of their stores, in the name of all.
    pub(super) fn page_of_all(&self, app: &App, here: &str, (title, body): (&str, &Markup)) -> Response {
        let around = self.around(app, here, (self.names(), Vec::new()));
        frame::page(&around, title, body).into_response()
    }

    /// What all of their stores are called, in a line.
    pub(super) fn names(&self) -> String {
        let names: Vec<&str> = self.choice.stores.iter().map(|store| store.name.as_str()).collect();
        names.join(" · ")
    }

    fn around(&self, app: &App, here: &str, (store, stores): (String, Vec<StoreLink>)) -> Public {
        Public {
            store,
            stores,
            home: chosen::named(HOME),
            here: here.to_owned(),
            end: Some(sign_out(&self.csrf())),
            banner: app.is_demo().then(demo_banner),
        }
    }
}

/// The stores of what a list shows, by their programs: each row has the clock of its own store, and its name where there are several.
#[derive(Debug)]
pub(super) struct Shops {
    all: BTreeMap<ProgramId, Store>,
    page: Store,
    several: bool,
}

impl Shops {
    /// Reads them.
    pub(super) fn find(tx: &mut Tx<'_>, desk: &Desk) -> Result<Self> {
        let all = store::with_programs(tx, desk.tenant())?;
        let all = all.into_iter().filter_map(|(store, program)| Some((program?, store))).collect();
        Ok(Self { all, page: desk.store().clone(), several: desk.has_several() })
    }

    fn store(&self, program: &ProgramId) -> &Store {
        self.all.get(program).unwrap_or(&self.page)
    }

    /// The name of a row's store; nothing where all are of the page's.
    pub(super) fn name(&self, program: &ProgramId) -> Option<String> {
        let store = self.store(program);
        (self.several || store.id != self.page.id).then(|| store.name.clone())
    }

    /// The clock of a row's store.
    pub(super) fn clock(&self, program: &ProgramId, now: Timestamp) -> Moments {
        Moments::new(&self.store(program).timezone, now)
    }
}
