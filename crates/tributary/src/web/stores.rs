//! Which store a request is about, among those of its tenant. What an address is about decides: an order, a program, a
//! link, a code, a customer and a click are of one store. Then the store that the address names, the one that a form was drawn
//! for, the one of the page that led here, and last the one that this person looked at last. A store that is none of the
//! tenant's is as if it were not there. The owner's screens ask among all stores, a partner's pages among the partner's own.

use crate::web::admin::cookie;
use crate::web::admin::fields::Fields;
use crate::web::chosen;
use crate::web::kit::store_switch::StoreLink;
use axum::extract::OriginalUri;
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, header};
use tributary_core::{ClickId, CodeId, CustomerId, LinkId, ProgramId, StoreId, TenantId};
use tributary_engine::db::Tx;
use tributary_engine::store::{self, Store};
use tributary_engine::{Error, click, code, customer, link, order, program};
use url::Url;

/// What stands between a form's secret, or a person, and a store.
const BETWEEN: char = '.';
/// What is kept of an address when somebody goes to another store: which days, and what is drawn.
const KEPT: [&str; 5] = ["period", "from", "to", "compare", "metric"];

/// Which store a request asks for.
#[derive(Debug, Clone, Default)]
pub(in crate::web) struct Asked {
    thing: Option<Thing>,
    address: Option<StoreId>,
    form: Option<StoreId>,
    page: Option<StoreId>,
    remembered: Option<StoreId>,
    /// Whether a part of a page asks, which is nobody's choice.
    in_part: bool,
    /// The page itself, where it is one that every store has, and what is kept of its query.
    here: Option<(String, Vec<(String, String)>)>,
}

/// Something that is of one store.
#[derive(Debug, Clone)]
enum Thing {
    Order(String),
    Program(ProgramId),
    Link(LinkId),
    Code(CodeId),
    Customer(CustomerId),
    Click(ClickId),
}

/// A tenant's stores, and the one that is looked at.
#[derive(Debug, Clone)]
pub(in crate::web) struct Choice {
    /// All that can be looked at, the first one first.
    pub(in crate::web) stores: Vec<Store>,
    /// The one.
    pub(in crate::web) store: Store,
    /// Its program, where there are several: what lists and figures are narrowed to.
    pub(in crate::web) only: Option<ProgramId>,
}

impl Asked {
    /// Reads a request of somebody, whose pages all are at `pages` or below.
    pub(in crate::web) fn of(parts: &Parts, (who, pages): (&str, &str)) -> Self {
        let uri = parts.extensions.get::<OriginalUri>().map_or(&parts.uri, |OriginalUri(uri)| uri);
        let query = Fields::read(uri.query().unwrap_or_default().as_bytes());
        let thing = Thing::of(uri.path());
        let kept = KEPT.iter().filter_map(|name| Some(((*name).to_owned(), query.some(name)?))).collect();
        let is_page = parts.method == Method::GET && thing.is_none();
        Self {
            thing,
            address: StoreId::parse(query.get(chosen::NAME)).ok(),
            form: None,
            page: parts.headers.get(header::REFERER).and_then(|page| of_page(page, pages)),
            remembered: cookie::read(&parts.headers, cookie::STORE).and_then(|text| of_person(&text, who)),
            in_part: parts.headers.get("sec-fetch-dest").is_some_and(|what| what != "document"),
            here: is_page.then(|| (uri.path().to_owned(), kept)),
        }
    }

    /// So that whatever is led to on the way, before anybody looks at the stores, names the same.
    pub(in crate::web) fn note(&self) {
        chosen::note(self.address.clone());
    }

    /// Takes the store out of what guards a form, see [`guard`]; what is left is the secret.
    pub(in crate::web) fn sent<'a>(&mut self, guard: &'a str) -> &'a str {
        let Some((secret, store)) = guard.split_once(BETWEEN) else { return guard };
        self.form = StoreId::parse(store).ok();
        chosen::note(self.form.clone());
        secret
    }

    /// The store, for work that needs nothing else of the tenant's stores.
    pub(in crate::web) fn store(&self, tx: &mut Tx<'_>, tenant: &TenantId) -> Result<Store, Error> {
        Ok(self.choose(tx, tenant)?.store)
    }

    /// The store among all. One without rules has nothing to show, so it only counts while no other one does.
    pub(in crate::web) fn choose(&self, tx: &mut Tx<'_>, tenant: &TenantId) -> Result<Choice, Error> {
        let all = store::with_programs(tx, tenant)?;
        let judged: Vec<_> = all.iter().filter(|(_, program)| program.is_some()).cloned().collect();
        self.among(tx, tenant, if judged.is_empty() { all } else { judged })
    }

    /// The store among some of a tenant's, the first one first, each with its program.
    pub(in crate::web) fn among(
        &self,
        tx: &mut Tx<'_>,
        tenant: &TenantId,
        shown: Vec<(Store, Option<ProgramId>)>,
    ) -> Result<Choice, Error> {
        let several = shown.len() > 1;
        let of = match &self.thing {
            Some(thing) if several => thing.store(tx, tenant)?,
            _ => None,
        };
        let wishes = [&of, &self.address, &self.form, &self.page, &self.remembered];
        let place = |wish: &StoreId| shown.iter().position(|(store, _)| store.id == *wish);
        let place = wishes.into_iter().flatten().find_map(place).unwrap_or(0);
        let (store, program) = shown.get(place).cloned().ok_or(Error::NotFound("store"))?;
        let stores = shown.into_iter().map(|(store, _)| store).collect();
        Ok(Choice { stores, store, only: program.filter(|_| several) })
    }

    /// The store that the form which was sent is of, if it names one.
    pub(in crate::web) const fn form(&self) -> Option<&StoreId> {
        self.form.as_ref()
    }

    /// Whether this store is to be remembered from now on: what asks anew by itself in another tab changes nothing.
    pub(in crate::web) fn is_news(&self, store: &StoreId) -> bool {
        !self.in_part && self.remembered.as_ref() != Some(store)
    }

    /// Where the same is of another store: this page for the same days, or the screen that it belongs to.
    fn elsewhere(&self, store: &StoreId, screen: &str) -> String {
        let (path, kept) = match &self.here {
            Some((path, kept)) => (path.as_str(), kept.as_slice()),
            None => (screen, Default::default()),
        };
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(kept).append_pair(chosen::NAME, store.as_str());
        format!("{path}?{}", query.finish())
    }

    /// The ways from a screen to the same of each store.
    pub(in crate::web) fn links(&self, stores: &[Store], here: &StoreId, screen: &str) -> Vec<StoreLink> {
        let link = |store: &Store| StoreLink {
            name: store.name.clone(),
            about: host_of(&store.url),
            href: self.elsewhere(&store.id, screen),
            here: store.id == *here,
        };
        stores.iter().map(link).collect()
    }
}

impl Choice {
    /// The store as addresses and forms name it: not at all where there is no other.
    pub(in crate::web) fn named(&self) -> Option<StoreId> {
        (self.stores.len() > 1).then(|| self.store.id.clone())
    }

    /// Whether a program is that of the store, and what is of it is shown.
    pub(in crate::web) fn shows(&self, program: &ProgramId) -> bool {
        self.only.as_ref().is_none_or(|only| only == program)
    }
}

/// What a form must carry: the person's secret, and where there are several stores the one that its page speaks of. So a form
/// means its own store, whatever somebody looks at in another tab meanwhile.
pub(in crate::web) fn guard(secret: &str, store: Option<&StoreId>) -> String {
    store.map_or_else(|| secret.to_owned(), |store| format!("{secret}{BETWEEN}{store}"))
}

/// Remembers a store for a person: whoever signs in here next begins with another.
pub(in crate::web) fn remember(https: bool, who: &str, store: &StoreId) -> HeaderValue {
    cookie::choice(https, cookie::STORE, &format!("{who}{BETWEEN}{store}"))
}

/// Where a store is, in short.
pub(in crate::web) fn host_of(url: &str) -> String {
    Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_else(|| url.to_owned())
}

fn of_person(text: &str, person: &str) -> Option<StoreId> {
    let (who, store) = text.split_once(BETWEEN)?;
    StoreId::parse(store).ok().filter(|_| who == person)
}

/// The store in the address of the page that led here.
fn of_page(referer: &HeaderValue, pages: &str) -> Option<StoreId> {
    let url = Url::parse(referer.to_str().ok()?).ok()?;
    let (_, store) = url.query_pairs().find(|(name, _)| name == chosen::NAME)?;
    StoreId::parse(&store).ok().filter(|_| url.path().starts_with(pages))
}

impl Thing {
    fn of(path: &str) -> Option<Self> {
        let mut parts = path.strip_prefix("/admin/")?.split('/');
        let (screen, name) = (parts.next()?, parts.next()?);
        match screen {
            "orders" => Some(Self::Order(name.to_owned())),
            "programs" => ProgramId::parse(name).ok().map(Self::Program),
            "links" | "codes" => {
                LinkId::parse(name).map(Self::Link).or_else(|_| CodeId::parse(name).map(Self::Code)).ok()
            }
            "customers" => CustomerId::parse(name).ok().map(Self::Customer),
            "clicks" => ClickId::parse(name).ok().map(Self::Click),
            _ => None,
        }
    }

    /// Whose it is; nothing that is not there is anybody's, and its own page says so.
    fn store(&self, tx: &mut Tx<'_>, tenant: &TenantId) -> Result<Option<StoreId>, Error> {
        match self.looked_up(tx, tenant) {
            Err(Error::NotFound(_)) => Ok(None),
            other => other,
        }
    }

    fn looked_up(&self, tx: &mut Tx<'_>, tenant: &TenantId) -> Result<Option<StoreId>, Error> {
        let program = match self {
            Self::Order(name) => return order::find(tx, tenant, name).map(|order| Some(order.store)),
            Self::Customer(id) => return customer::load(tx, tenant, id).map(|one| Some(one.store)),
            Self::Program(id) => Some(id.clone()),
            Self::Link(id) => Some(link::load(tx, tenant, id)?.program),
            Self::Code(id) => Some(code::load(tx, tenant, id)?.program),
            Self::Click(id) => click::load(tx, tenant, id)?.map(|click| click.program),
        };
        program.map(|id| program::load(tx, tenant, &id).map(|program| program.store)).transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_carries_its_store_behind_the_secret() {
        let store = StoreId::from_bits(7);
        let mut asked = Asked::default();
        assert_eq!(asked.sent(&guard("abc", None)), "abc");
        assert_eq!(asked.form, None);
        assert_eq!(asked.sent(&guard("abc", Some(&store))), "abc");
        assert_eq!(asked.form, Some(store));
        assert_eq!(asked.sent("abc.nonsense"), "abc");
    }

    #[test]
    fn what_is_remembered_is_the_persons_own() {
        let store = StoreId::from_bits(7);
        let kept = format!("usr_ada.{store}");
        assert_eq!(of_person(&kept, "usr_ada"), Some(store));
        assert_eq!(of_person(&kept, "usr_bo"), None);
        assert_eq!(of_person("nonsense", "usr_ada"), None);
    }

    #[test]
    fn a_page_names_the_store_that_its_links_lead_to() {
        let store = StoreId::from_bits(7);
        let of = |text: &str, pages: &str| of_page(&HeaderValue::from_str(text).unwrap(), pages);
        let from = |text: &str| of(text, "/admin");
        let portal = format!("https://t.example/partner/resources?store={store}");
        assert_eq!((from(&portal), of(&portal, "/partner")), (None, Some(store.clone())));
        assert_eq!(from(&format!("https://t.example/admin/orders?tab=x&store={store}")), Some(store.clone()));
        assert_eq!(from(&format!("https://shop.example/?store={store}")), None);
        assert_eq!(from("https://t.example/admin"), None);
        assert_eq!(from("nonsense"), None);
    }

    #[test]
    fn an_address_says_what_it_is_about() {
        let (program, code) = (ProgramId::from_bits(1), CodeId::from_bits(2));
        let of = |path: &str| Thing::of(path).is_some();
        assert!(of(&format!("/admin/programs/{program}/edit")) && of(&format!("/admin/links/{code}")));
        assert!(of("/admin/orders/1001") && of(&format!("/admin/codes/{code}/check")));
        assert!(!of("/admin/orders") && !of("/admin/links/new") && !of("/admin") && !of("/login"));
    }
}
