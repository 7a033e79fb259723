//! A link to hand out, be it a tracking link or a referral code, and the numbers of either.

use crate::lang::number;
use crate::web::admin::desk::Desk;
use crate::web::admin::filter::Ask;
use crate::web::admin::period::Period;
use crate::web::view::partners::list::Figure;
use tributary_core::{CodeId, LinkId, PartnerId, TenantId, Timestamp};
use tributary_engine::Error;
use tributary_engine::code::{self, Code, Kind};
use tributary_engine::db::Tx;
use tributary_engine::link::{self, Link};
use tributary_engine::report::Figures;

/// A link as partners hand it out.
#[derive(Debug, Clone)]
pub(super) struct Handout {
    /// Id of the link or code.
    pub(super) id: String,
    /// `link` or `code`, as addresses of orders name it.
    pub(super) name: &'static str,
    pub(super) partner: PartnerId,
    /// Path on this server: `/t/sara`.
    pub(super) path: String,
    /// Where it leads; nothing for the shop's front page.
    pub(super) destination: Option<String>,
    pub(super) label: String,
    pub(super) created_at: Timestamp,
    pub(super) archived_at: Option<Timestamp>,
}

impl From<Link> for Handout {
    fn from(link: Link) -> Self {
        Self {
            id: link.id.to_string(),
            name: "link",
            partner: link.partner,
            path: format!("/t/{}", link.slug),
            destination: Some(link.destination),
            label: link.label,
            created_at: link.created_at,
            archived_at: link.archived_at,
        }
    }
}

impl From<Code> for Handout {
    fn from(code: Code) -> Self {
        Self {
            id: code.id.to_string(),
            name: "code",
            partner: code.partner,
            path: format!("/r/{}", code.code),
            destination: None,
            label: String::new(),
            created_at: code.created_at,
            archived_at: code.archived_at,
        }
    }
}

impl Handout {
    /// The whole address to share.
    pub(super) fn url(&self, desk: &Desk) -> String {
        format!("{}{}", desk.me.base_url, self.path)
    }
}

/// The link or referral code with an id.
pub(super) fn load(tx: &mut Tx<'_>, tenant: &TenantId, id: &str) -> Result<Handout, Error> {
    if let Ok(link) = LinkId::parse(id) {
        return Ok(link::load(tx, tenant, &link)?.into());
    }
    let code = CodeId::parse(id).map_err(|_| Error::NotFound("link"))?;
    let code = code::load(tx, tenant, &code)?;
    if code.kind == Kind::Referral { Ok(code.into()) } else { Err(Error::NotFound("link")) }
}

/// Clicks, orders and revenue of a link or code, each with the rows it is made of.
pub(in crate::web::admin) fn figures_of(
    desk: &Desk,
    period: Period,
    (name, id): (&str, &str),
    brought: &Figures,
) -> Vec<Figure> {
    let of = Ask::of(period).with(name, id);
    let earning = of.with("earns", "1").with("currency", desk.store.currency.code()).href("/admin/orders");
    let figure = |text: String, href: &str| Figure { text, href: Some(href.to_owned()) };
    vec![
        figure(number::count(brought.clicks), &of.href("/admin/clicks")),
        figure(number::count(brought.orders), &earning),
        figure(desk.amount(brought.revenue_minor).text, &earning),
    ]
}
