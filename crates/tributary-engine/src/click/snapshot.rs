//! Everything a redirect must know, in memory: the click path asks the database nothing.

use super::{Mint, sql};
use crate::code::{self, Kind, fold};
use crate::db::Tx;
use crate::error::Result;
use crate::page::Cursor;
use crate::{link, params, program, store};
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};
use tributary_core::program::Purpose;
use tributary_core::{CodeId, LinkId, PartnerId, ProgramId, PublisherId, TenantId};

/// Where a program's clicks go, and what its rules say about them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// Whose.
    pub tenant: TenantId,
    /// The program.
    pub program: ProgramId,
    /// The shop's own address, for what leads nowhere else.
    pub shop: String,
    /// Hosts that `?to=` may lead to.
    pub allowed_hosts: Vec<String>,
    /// How long the cookie lives.
    pub window_days: u32,
    /// The shop's redirect page, which keeps the click and sends the visitor on.
    pub redirect_page: Option<String>,
    /// Whether a visitor's no is to be heard: not where they asked for a reward themselves.
    pub asks_consent: bool,
    /// Whether customers have codes here, which are looked up when somebody comes by one.
    pub refers: bool,
}

/// What a slug or code leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The program's route.
    pub route: Arc<Route>,
    /// Whose it is.
    pub partner: PartnerId,
    /// Whether its partner is paused.
    pub paused: bool,
    /// Whether its publisher is not in the program any more.
    pub ended: bool,
    /// The link, if it is one.
    pub link: Option<LinkId>,
    /// The code, if it is one.
    pub code: Option<CodeId>,
    /// As its owner writes it.
    pub value: String,
    /// Where it leads; the shop itself for a code.
    pub destination: Option<String>,
    /// What is the same for all its clicks, once somebody has worked it out.
    pub ready: Arc<OnceLock<Ready>>,
}

/// What is the same for all clicks of a target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ready {
    /// Makes their ids.
    pub mint: Mint,
    /// Where they land, in pieces that the click's id stands between; none when that is nowhere a browser may go.
    pub landing: Option<Vec<Box<str>>>,
}

impl Target {
    /// The id of the link or code.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        let link = self.link.as_ref().map(LinkId::as_str);
        link.or_else(|| self.code.as_ref().map(CodeId::as_str))
    }
}

/// All links and codes of all tenants.
#[derive(Debug, Clone, Default)]
pub struct Snapshot {
    links: HashMap<String, Target>,
    codes: HashMap<String, Target>,
    routes: Vec<Arc<Route>>,
    members: Members,
}

/// The ids of publishers' links, by publisher.
pub(super) type Members = HashMap<PublisherId, Vec<(ProgramId, LinkId)>>;

impl Snapshot {
    /// Reads all links and codes.
    ///
    /// # Errors
    /// What the database says.
    pub fn load(tx: &mut Tx<'_>) -> Result<Self> {
        let mut snapshot = Self::default();
        // Twins come last: nothing of a test is ever in the way of what is live, nor where unknown codes go.
        for tenant in tx.rows(sql::TENANTS, params![], |row| row.parse::<TenantId>(0))? {
            snapshot.add_routes(tx, &tenant)?;
            snapshot.add_links(tx, &tenant)?;
            snapshot.add_codes(tx, &tenant)?;
            snapshot.add_aliases(tx, &tenant)?;
            snapshot.add_members(tx, &tenant)?;
        }
        Ok(snapshot)
    }

    pub(super) const fn of_parts(
        links: HashMap<String, Target>,
        codes: HashMap<String, Target>,
        routes: Vec<Arc<Route>>,
        members: Members,
    ) -> Self {
        Self { links, codes, routes, members }
    }

    pub(super) const fn members(&self) -> &Members {
        &self.members
    }

    pub(super) fn links(&self) -> impl Iterator<Item = (&String, &Target)> {
        self.links.iter()
    }

    pub(super) fn codes(&self) -> impl Iterator<Item = (&String, &Target)> {
        self.codes.iter()
    }

    pub(super) fn routes(&self) -> &[Arc<Route>] {
        &self.routes
    }

    /// What a link's slug or id leads to, in any spelling.
    #[must_use]
    pub fn link(&self, slug: &str) -> Option<&Target> {
        self.links.get(slug).or_else(|| self.links.get(&fold(slug)))
    }

    /// What a code leads to, in any spelling.
    #[must_use]
    pub fn code(&self, code: &str) -> Option<&Target> {
        self.codes.get(code).or_else(|| self.codes.get(&fold(code)))
    }

    /// What a publisher's link in a program leads to; nothing while they were never in it.
    #[must_use]
    pub fn member(&self, publisher: &PublisherId, program: &ProgramId) -> Option<&Target> {
        let (_, link) = self.members.get(publisher)?.iter().find(|(of, _)| of == program)?;
        self.links.get(link.as_str())
    }

    /// The oldest program: where unknown codes are counted and sent.
    #[must_use]
    pub fn fallback(&self) -> Option<&Arc<Route>> {
        self.routes.first()
    }

    /// A program's route.
    #[must_use]
    pub fn route(&self, program: &ProgramId) -> Option<&Arc<Route>> {
        self.routes.iter().find(|route| route.program == *program)
    }

    /// The programs whose customers may have codes, the oldest first.
    pub fn referring(&self) -> impl Iterator<Item = &Arc<Route>> {
        self.routes.iter().filter(|route| route.refers)
    }

    /// All codes and slugs of a tenant, for near-miss suggestions.
    pub fn values<'a>(&'a self, tenant: &'a TenantId) -> impl Iterator<Item = &'a str> {
        let targets = self.codes.values().chain(self.links.values());
        targets.filter(move |target| target.route.tenant == *tenant).map(|target| target.value.as_str())
    }

    fn add_routes(&mut self, tx: &mut Tx<'_>, tenant: &TenantId) -> Result<()> {
        let mut cursor = Cursor { after: None, limit: crate::page::LIMIT_MAX };
        let mut programs = Vec::new();
        loop {
            let page = program::list(tx, tenant, &cursor)?;
            programs.extend(page.rows);
            cursor.after = page.next;
            if cursor.after.is_none() {
                break;
            }
        }
        programs.reverse();
        for program in programs {
            let shop = store::load(tx, tenant, &program.store)?.url;
            self.routes.push(Arc::new(Route {
                tenant: tenant.clone(),
                program: program.id,
                shop,
                allowed_hosts: program.current.rules.allowed_hosts,
                window_days: program.current.rules.window_days,
                redirect_page: program.current.rules.redirect_page,
                asks_consent: program.current.rules.purpose == Purpose::Affiliate,
                refers: program.current.rules.referral.is_some(),
            }));
        }
        Ok(())
    }

    fn add_links(&mut self, tx: &mut Tx<'_>, tenant: &TenantId) -> Result<()> {
        let links = tx.rows(sql::SNAPSHOT_LINKS, params![tenant], |row| {
            Ok((link::decode(row)?, row.text(6)? == "paused", row.int(7)? == 1))
        })?;
        for (link, paused, ended) in links {
            let Some(route) = self.route(&link.program).cloned() else { continue };
            let target = Target {
                route,
                partner: link.partner,
                paused,
                ended,
                link: Some(link.id.clone()),
                code: None,
                value: link.slug.clone(),
                destination: Some(link.destination),
                ready: Arc::default(),
            };
            self.links.insert(link.id.to_string(), target.clone());
            self.links.entry(fold(&link.slug)).or_insert(target);
        }
        Ok(())
    }

    /// An alias leads where its original leads, and its clicks are the original's.
    fn add_aliases(&mut self, tx: &mut Tx<'_>, tenant: &TenantId) -> Result<()> {
        let aliases =
            tx.rows(sql::SNAPSHOT_ALIASES, params![tenant], |row| Ok((row.text(0)?, row.text(1)?)))?;
        let mut meant: HashMap<String, Target> = HashMap::new();
        if !aliases.is_empty() {
            let targets = self.codes.values().chain(self.links.values());
            let id = |target: &Target| {
                let link = target.link.as_ref().map(ToString::to_string);
                link.or_else(|| target.code.as_ref().map(ToString::to_string))
            };
            meant.extend(targets.filter_map(|target| id(target).map(|id| (id, target.clone()))));
        }
        for (alias, of) in aliases {
            let Some(original) = meant.get(&of) else { continue };
            let target = Target { value: alias.clone(), ready: Arc::default(), ..original.clone() };
            self.links.entry(fold(&alias)).or_insert_with(|| target.clone());
            let key = fold(&alias);
            if self.codes.get(&key).is_none_or(|known| known.route.tenant == *tenant) {
                self.codes.insert(key, target);
            }
        }
        Ok(())
    }

    fn add_members(&mut self, tx: &mut Tx<'_>, tenant: &TenantId) -> Result<()> {
        let rows = tx.rows(sql::SNAPSHOT_MEMBERS, params![tenant], |row| {
            Ok((row.parse(0)?, (row.parse(1)?, row.parse(2)?)))
        })?;
        for (publisher, link) in rows {
            self.members.entry(publisher).or_default().push(link);
        }
        Ok(())
    }

    fn add_codes(&mut self, tx: &mut Tx<'_>, tenant: &TenantId) -> Result<()> {
        let mut codes = tx.rows(sql::SNAPSHOT_CODES, params![tenant], |row| {
            Ok((code::decode(row)?, row.text(6)? == "paused"))
        })?;
        // A referral code is what a link is made of; a coupon of the same spelling stands behind it.
        codes.sort_by_key(|(code, _)| code.kind != Kind::Referral);
        for (code, paused) in codes {
            let Some(route) = self.route(&code.program).cloned() else { continue };
            let target = Target {
                route,
                partner: code.partner,
                paused,
                ended: false,
                link: None,
                code: Some(code.id),
                value: code.code.clone(),
                destination: None,
                ready: Arc::default(),
            };
            self.codes.entry(fold(&code.code)).or_insert(target);
        }
        Ok(())
    }
}
