//! What every screen needs to know: who looks at it, the store, its clock; and the frame around the page.

use super::moment::Moments;
use super::nav;
use super::people::role_name;
use super::refusal::Refusal;
use super::session::SignedIn;
use super::test_mode;
use crate::app::App;
use crate::call;
use crate::lang;
use crate::t;
use crate::web::kit::shell::{self, Look, Shell, Who};
use crate::web::kit::store_switch::StoreLink;
use crate::web::kit::{Amount, Banner, Post, Tone};
use crate::web::stores::{self, Choice};
use crate::web::{chosen, may};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::Markup;
use tributary_core::{Currency, ProgramId, StoreId, TenantId};
use tributary_engine::db::Tx;
use tributary_engine::order::Filter;
use tributary_engine::page::{Cursor, LIMIT_MAX};
use tributary_engine::report::{self, Period};
use tributary_engine::store::{self, Store};
use tributary_engine::{Error, program};

/// Who looks at a screen, the store it is about, and that store's clock.
#[derive(Debug, Clone)]
pub(super) struct Desk {
    /// Who.
    pub(super) me: SignedIn,
    /// The store.
    pub(super) store: Store,
    /// All stores, the first one first.
    pub(super) stores: Vec<Store>,
    /// The store's program, where there are several stores: what lists and figures are narrowed to.
    pub(super) only: Option<ProgramId>,
    /// Its clock.
    pub(super) clock: Moments,
}

/// A place in the navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// `/admin`
    Overview,
    /// `/admin/live`
    Live,
    /// `/admin/orders`
    Orders,
    /// `/admin/reports`
    Reports,
    /// `/admin/partners`
    Partners,
    /// `/admin/customers`
    Customers,
    /// `/admin/links`
    Links,
    /// `/admin/resources`
    Resources,
    /// `/admin/program`
    Programs,
    /// `/admin/payouts`
    Payouts,
    /// `/admin/developers`
    Developers,
    /// `/admin/settings`
    Settings,
    /// None of them.
    Elsewhere,
}

/// Reads what a screen shows, all of it at one moment.
pub(super) async fn read<T: Send + 'static>(
    app: &App,
    me: SignedIn,
    work: impl FnOnce(&mut Tx<'_>, &Desk) -> Result<T, Error> + Send + 'static,
) -> Result<(Desk, T), Refusal> {
    let now = app.now();
    let reader = lang::current();
    let read = call::read(&app.engine, move |tx| {
        let role = me.session.role;
        let Choice { stores, store, only } = me.asked.choose(tx, &me.session.tenant)?;
        let desk = Desk { clock: Moments::new(&store.timezone, now), me, store, stores, only };
        let named = desk.named();
        let seen = || {
            let found = work(tx, &desk)?;
            Ok((desk, found))
        };
        lang::within(reader, || may::within(role, || chosen::within(named, seen)))
    });
    let (desk, found) = read.await?;
    chosen::note(desk.named());
    Ok((desk, found))
}

/// A tenant's first store, in whose name it speaks where it speaks for all.
pub(super) fn first_store(tx: &mut Tx<'_>, tenant: &TenantId) -> Result<Store, Error> {
    let all = Cursor { after: None, limit: LIMIT_MAX };
    store::list(tx, tenant, &all)?.rows.pop().ok_or(Error::NotFound("store"))
}

impl Desk {
    /// Whose data is shown.
    pub(super) const fn tenant(&self) -> &TenantId {
        &self.me.session.tenant
    }

    /// What this person's forms must carry.
    pub(super) fn csrf(&self) -> String {
        stores::guard(&self.me.session.csrf, self.named().as_ref())
    }

    /// The store as addresses and forms name it: not at all where there is no other.
    pub(super) fn named(&self) -> Option<StoreId> {
        (self.stores.len() > 1).then(|| self.store.id.clone())
    }

    /// The tenant's first store, in whose name it speaks where it speaks for all.
    pub(super) fn first(&self) -> &Store {
        self.stores.first().unwrap_or(&self.store)
    }

    /// Whether a program is that of the store, and what is of it is shown.
    pub(super) fn shows(&self, program: &ProgramId) -> bool {
        self.only.as_ref().is_none_or(|only| only == program)
    }

    /// The store's orders that earn in a period, in its own currency.
    pub(super) fn earning(&self, period: Period) -> Filter {
        Filter { program: self.only.clone(), ..report::earning(self.store.currency, period) }
    }

    /// All orders of the store.
    pub(super) fn orders(&self) -> Filter {
        Filter { program: self.only.clone(), ..Filter::default() }
    }

    /// The program that judges the store's orders.
    pub(super) fn program(&self, tx: &mut Tx<'_>) -> Result<ProgramId, Error> {
        program::of_store(tx, self.tenant(), &self.store.id)
    }

    /// An amount of the store's own currency.
    pub(super) fn amount(&self, minor: i64) -> Amount {
        amount(minor, self.store.currency)
    }

    /// A whole page.
    pub(super) fn page(&self, place: Place, title: &str, body: &Markup) -> Response {
        self.page_with(StatusCode::OK, (place, title), body)
    }

    /// A whole page with another status, for forms that need another look.
    pub(super) fn page_with(
        &self,
        status: StatusCode,
        (place, title): (Place, &str),
        body: &Markup,
    ) -> Response {
        let nav = nav::places(place);
        let frame = Shell {
            store: self.store.name.clone(),
            stores: self.store_links(nav::screen(place)),
            home: chosen::named("/admin"),
            tagline: "Tributary".into(),
            nav,
            who: Some(self.who()),
            look: self.look(),
            banner: self.me.demo.then(demo_banner_signed_in),
            test: self.me.test.then(|| self.test_switch(false)),
            search: Some("/admin/search".into()),
            hits: "/admin/search/hits".into(),
            acts: nav::acts(),
            beside: &nav::BESIDE,
        };
        let page = (status, shell::page(&frame, title, body)).into_response();
        self.remembered(page)
    }

    /// The page, after which the store is the one that this person looked at last.
    fn remembered(&self, mut page: Response) -> Response {
        if let Some(store) = self.named().filter(|store| self.me.asked.is_news(store)) {
            let cookie = stores::remember(self.me.https, self.me.session.user.as_str(), &store);
            page.headers_mut().append(header::SET_COOKIE, cookie);
        }
        page
    }

    /// The ways from a screen to the same of each store; none where there is only one.
    fn store_links(&self, screen: &str) -> Vec<StoreLink> {
        self.named().map(|here| self.me.asked.links(&self.stores, &here, screen)).unwrap_or_default()
    }

    /// The form that leads to test data, or back to what is live.
    pub(super) fn test_switch(&self, on: bool) -> Post {
        Post::to(test_mode::PATH, self.csrf()).with("on", if on { "1" } else { "" })
    }

    fn look(&self) -> Look {
        let look = &self.me.session.look;
        let theme = ["light", "dark"].into_iter().find(|theme| *theme == look.theme);
        Look {
            theme: theme.unwrap_or_default(),
            density: if look.density == "compact" { "compact" } else { "" },
            keys_off: !look.shortcuts,
            save: "/admin/account/look",
        }
    }

    fn who(&self) -> Who {
        Who {
            id: self.me.session.user.to_string(),
            name: self.me.called().to_owned(),
            role: role_name(self.me.session.role).into(),
            account: Some("/admin/account".into()),
            language: "/admin/account/language".into(),
            test: Some(self.test_switch(!self.me.test)).filter(|_| !self.me.test),
            sign_out: "/logout".into(),
            csrf: self.csrf(),
        }
    }
}

/// The same for somebody signed in: an owner can end it.
fn demo_banner_signed_in() -> Banner {
    let remove = (t!("Remove demo data").to_owned(), "/admin/demo/remove".to_owned());
    Banner { action: Some(remove), ..demo_banner() }
}

/// Said wherever data is made up.
pub(in crate::web) fn demo_banner() -> Banner {
    Banner { tone: Tone::Test, text: t!("Demo data: nothing here is real").into(), action: None }
}

/// An amount as it is written on screens.
pub(in crate::web) fn amount(minor: i64, currency: Currency) -> Amount {
    Amount::new(minor, u32::from(currency.exponent()), currency.code())
}
