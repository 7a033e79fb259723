//! The rows of the list of links and codes: what each cell says on screen and in a file.

use super::ask::Ask;
use super::handout::{Handout, figures_of};
use crate::lang::{self, msg, number};
use crate::t;
use crate::web::admin::desk::Desk;
use crate::web::admin::export::{self, Cell as FileCell};
use crate::web::admin::partners::brought::{self, ById};
use crate::web::admin::partners::list::short;
use crate::web::admin::partners::{offer, period};
use crate::web::kit::columns::{Choice, Pick};
use crate::web::kit::menu::Item;
use crate::web::kit::table::{Column, Phone};
use crate::web::kit::{Icon, Post, Status};
use crate::web::view::links::list::Cell;
use crate::web::view::partners::list::Figure;
use std::collections::BTreeMap;
use tributary_engine::Error;
use tributary_engine::code::{self, Code, Kind, ShopState};
use tributary_engine::db::Tx;
use tributary_engine::link;
use tributary_engine::report::Axis;

/// A tab of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tab {
    Links,
    Codes,
    Aliases,
    Archived,
}

/// A column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Col {
    word: &'static str,
    label: &'static str,
    holds: Holds,
    phone: Phone,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holds {
    Text,
    Count,
    Money,
    Moment,
}

const fn col(word: &'static str, label: &'static str, holds: Holds, phone: Phone) -> Col {
    Col { word, label, holds, phone }
}

const LINK: Col = col("link", msg("Link"), Holds::Text, Phone::Primary);
const PARTNER: Col = col("partner", msg("Partner"), Holds::Text, Phone::Meta);
const CLICKS: Col = col("clicks", msg("Clicks"), Holds::Count, Phone::Labelled);
const ORDERS: Col = col("orders", msg("Orders"), Holds::Count, Phone::Labelled);
const REVENUE: Col = col("revenue", msg("Revenue"), Holds::Money, Phone::Amount);
const MADE: Col = col("made", msg("Made"), Holds::Moment, Phone::Hide);

const OF_LINKS: [Col; 8] = [
    LINK,
    col("destination", msg("Leads to"), Holds::Text, Phone::Hide),
    PARTNER,
    col("label", msg("Label"), Holds::Text, Phone::Hide),
    CLICKS,
    ORDERS,
    REVENUE,
    MADE,
];
const OF_CODES: [Col; 8] = [
    col("code", msg("Code"), Holds::Text, Phone::Primary),
    PARTNER,
    col("discount", msg("Discount"), Holds::Text, Phone::Meta),
    col("uses", msg("Uses / limit"), Holds::Count, Phone::Labelled),
    col("valid", msg("Valid until"), Holds::Moment, Phone::Hide),
    col("store", msg("In the store"), Holds::Text, Phone::Trail),
    ORDERS,
    REVENUE,
];
const OF_ALIASES: [Col; 6] = [
    col("alias", msg("Alias"), Holds::Text, Phone::Primary),
    col("of", msg("Stands for"), Holds::Text, Phone::Meta),
    PARTNER,
    CLICKS,
    ORDERS,
    MADE,
];
const OF_ARCHIVED: [Col; 6] = [
    col("link", msg("Link or code"), Holds::Text, Phone::Primary),
    PARTNER,
    CLICKS,
    ORDERS,
    REVENUE,
    col("archived", msg("Archived"), Holds::Moment, Phone::Meta),
];

impl Pick for Col {
    fn word(&self) -> &'static str {
        self.word
    }

    fn label(&self) -> &'static str {
        lang::text(self.label)
    }
}

impl Col {
    /// Whether it holds numbers.
    pub(super) const fn is_figure(&self) -> bool {
        matches!(self.holds, Holds::Count | Holds::Money)
    }

    /// The heading of the table.
    pub(super) fn column(&self) -> Column {
        let label = self.label();
        if self.is_figure() { Column::figure(label, self.phone) } else { Column::text(label, self.phone) }
    }

    /// The heading of a file.
    pub(super) fn of_file(&self) -> export::Column {
        let label = self.label();
        match self.holds {
            Holds::Text => export::Column::text(label),
            Holds::Count => export::Column::count(label),
            Holds::Money => export::Column::money(label),
            Holds::Moment => export::Column::instant(label),
        }
    }
}

impl Tab {
    /// All of them, in order.
    pub(super) const ALL: [Self; 4] = [Self::Links, Self::Codes, Self::Aliases, Self::Archived];

    /// The tab of a word in the address.
    pub(super) fn of(word: &str) -> Self {
        Self::ALL.into_iter().find(|tab| tab.word() == word).unwrap_or(Self::Links)
    }

    /// The word in the address.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Links => "",
            Self::Codes => "codes",
            Self::Aliases => "aliases",
            Self::Archived => "archived",
        }
    }

    /// Its name.
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Links => t!("Links"),
            Self::Codes => t!("Coupon codes"),
            Self::Aliases => t!("Aliases"),
            Self::Archived => t!("Archived"),
        }
    }

    /// Its columns, in the order of a line's cells.
    pub(super) fn columns(self) -> Vec<Col> {
        match self {
            Self::Links => OF_LINKS.to_vec(),
            Self::Codes => OF_CODES.to_vec(),
            Self::Aliases => OF_ALIASES.to_vec(),
            Self::Archived => OF_ARCHIVED.to_vec(),
        }
    }

    /// The columns to choose from; the first leads to the row's page.
    pub(super) fn choice(self) -> Choice<Col> {
        Choice { all: self.columns(), always: 1, usual: self.columns() }
    }

    /// What stands here while there is nothing.
    pub(super) fn nothing(self) -> (String, Option<(String, String)>) {
        let act = |label: &str, href: &str| Some((label.to_owned(), href.to_owned()));
        let (text, action) = match self {
            Self::Links => (
                t!(
                    "Links are made for you when you add a partner. Need another? Create one for any page of your store."
                ),
                act(t!("New link"), "/admin/links/new"),
            ),
            Self::Codes => (
                t!("A coupon credits its partner even without a click."),
                act(t!("Give a code"), "/admin/codes/new"),
            ),
            Self::Aliases => (
                t!(
                    "When people mistype a code, you can make their spelling an alias of it. Live shows such codes."
                ),
                act(t!("Look at Live"), "/admin/live"),
            ),
            Self::Archived => {
                (t!("Nothing is archived. What is archived keeps working and crediting."), None)
            }
        };
        (text.to_owned(), action)
    }
}

/// One row: each cell as the screen and as a file has it.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) id: String,
    pub(super) href: String,
    pub(super) name: String,
    /// Id of whose it is.
    pub(super) partner: String,
    pub(super) cells: Vec<(Cell, FileCell)>,
    archived: bool,
    /// Text that a search looks into.
    found: String,
}

impl Line {
    /// The cells of the columns shown.
    pub(super) fn shown(&self, tab: Tab, shown: &[Col]) -> Vec<&(Cell, FileCell)> {
        let all = tab.columns();
        let place = |col: &Col| all.iter().position(|known| known == col);
        shown.iter().filter_map(|col| self.cells.get(place(col)?)).collect()
    }

    /// Whether a folded text stands in it.
    pub(super) fn matches(&self, text: &str) -> bool {
        text.is_empty() || self.found.contains(text)
    }

    /// What can be done with it.
    pub(super) fn menu(&self, desk: &Desk, back: &str) -> Vec<Item> {
        let to = |what: &str| {
            Post::to(format!("{}/{}/{what}", super::HREF, self.id), desk.csrf()).with("back", back)
        };
        let mut items = vec![Item::link(t!("Open"), &self.href).icon(Icon::Link)];
        items.push(if self.archived {
            Item::post(t!("Bring back"), to("restore")).icon(Icon::Restore)
        } else {
            Item::post(t!("Archive"), to("archive")).icon(Icon::Archive)
        });
        items
    }
}

/// Everything partners hand out, and what it brought.
pub(super) struct Known {
    /// Links and referral codes, newest first.
    links: Vec<Handout>,
    coupons: Vec<Code>,
    /// Id of the alias, and what it stands for.
    aliases: BTreeMap<String, String>,
    names: BTreeMap<String, String>,
    uses: BTreeMap<String, i64>,
    brought: ById,
}

impl Known {
    pub(super) fn read(
        tx: &mut Tx<'_>,
        desk: &Desk,
        (ask, partners): (&Ask, &[(String, String)]),
    ) -> Result<Self, Error> {
        let tenant = desk.tenant();
        let span = period::whole(ask.period(), &desk.clock);
        let mut brought = brought::by(tx, desk, (Axis::Link, span))?;
        brought.extend(brought::by(tx, desk, (Axis::Code, span))?);
        let mut codes = |kind| -> Result<Vec<Code>, Error> {
            let all = code::all(tx, tenant, kind, None)?.into_iter();
            Ok(all.filter(|code| desk.shows(&code.program)).collect())
        };
        let (referrals, coupons) = (codes(Kind::Referral)?, codes(Kind::Coupon)?);
        let links = link::all(tx, tenant, None)?.into_iter().filter(|link| desk.shows(&link.program));
        let mut links: Vec<Handout> = links.map(Handout::from).collect();
        links.extend(referrals.into_iter().map(Handout::from));
        links.sort_by_key(|link| std::cmp::Reverse(link.created_at));
        let aliases = code::aliases(tx, tenant)?.into_iter().map(|(id, of)| (id.to_string(), of));
        Ok(Self {
            coupons,
            aliases: aliases.collect(),
            names: partners.iter().cloned().collect(),
            uses: code::uses(tx, tenant, &desk.store.id)?,
            brought,
            links,
        })
    }

    fn is_on(&self, tab: Tab, id: &str, archived: bool) -> bool {
        match tab {
            Tab::Archived => archived,
            Tab::Aliases => !archived && self.aliases.contains_key(id),
            Tab::Links | Tab::Codes => !archived && !self.aliases.contains_key(id),
        }
    }

    fn links_on(&self, tab: Tab) -> impl Iterator<Item = &Handout> {
        let wanted = tab != Tab::Codes;
        self.links.iter().filter(move |link| wanted && self.is_on(tab, &link.id, link.archived_at.is_some()))
    }

    fn coupons_on(&self, tab: Tab) -> impl Iterator<Item = &Code> {
        let wanted = tab != Tab::Links;
        let on = move |code: &&Code| self.is_on(tab, code.id.as_str(), code.archived_at.is_some());
        self.coupons.iter().filter(move |code| wanted && on(code))
    }

    /// How many rows a tab has.
    pub(super) fn count(&self, tab: Tab) -> usize {
        self.links_on(tab).count() + self.coupons_on(tab).count()
    }

    /// What something is called.
    pub(super) fn name_of(&self, id: &str) -> Option<String> {
        let link = self.links.iter().find(|link| link.id == id).map(|link| link.path.clone());
        let coupon = || self.coupons.iter().find(|code| code.id.as_str() == id);
        link.or_else(|| coupon().map(|code| code.code.clone()))
    }

    /// The rows of a tab.
    pub(super) fn lines(&self, desk: &Desk, ask: &Ask, tab: Tab) -> Vec<Line> {
        let links = self.links_on(tab).map(|link| self.of_link(desk, ask, (tab, link)));
        let coupons = self.coupons_on(tab).map(|code| self.of_coupon(desk, ask, (tab, code)));
        links.chain(coupons).collect()
    }

    fn of_link(&self, desk: &Desk, ask: &Ask, (tab, link): (Tab, &Handout)) -> Line {
        let url = link.url(desk);
        let href = format!("{}/{}", super::HREF, link.id);
        let destination = link.destination.clone().unwrap_or_else(|| desk.store.url.clone());
        let handed = (Cell::Handed(href.clone(), short(&url).to_owned(), url.clone()), FileCell::text(&url));
        let figures = self.figures(desk, ask, (link.name, &link.id));
        let made = moment(desk, link.created_at);
        let partner = self.partner(link.partner.as_str());
        let cells = match tab {
            Tab::Aliases => vec![handed, self.stands_for(&link.id), partner, figures.0, figures.1, made],
            Tab::Archived => {
                let at = link.archived_at.map(|at| moment(desk, at));
                vec![handed, partner, figures.0, figures.1, figures.2, at.unwrap_or(nothing())]
            }
            Tab::Links | Tab::Codes => vec![
                handed,
                (Cell::Code(short(&destination).to_owned()), FileCell::text(&destination)),
                partner,
                (Cell::Text(link.label.clone()), FileCell::text(&link.label)),
                figures.0,
                figures.1,
                figures.2,
                made,
            ],
        };
        let found = format!("{url} {destination} {}", link.label).to_lowercase();
        self.line(
            (&link.id, link.partner.as_str()),
            (href, short(&url)),
            (cells, link.archived_at.is_some()),
            &found,
        )
    }

    fn of_coupon(&self, desk: &Desk, ask: &Ask, (tab, code): (Tab, &Code)) -> Line {
        let href = format!("/admin/codes/{}", code.id);
        let handed =
            (Cell::Handed(href.clone(), code.code.clone(), code.code.clone()), FileCell::text(&code.code));
        let figures = self.figures(desk, ask, ("code", code.id.as_str()));
        let partner = self.partner(code.partner.as_str());
        let cells = match tab {
            Tab::Aliases => {
                let of = self.stands_for(code.id.as_str());
                vec![handed, of, partner, figures.0, figures.1, moment(desk, code.created_at)]
            }
            Tab::Archived => {
                let at = code.archived_at.map(|at| moment(desk, at));
                vec![handed, partner, figures.0, figures.1, figures.2, at.unwrap_or(nothing())]
            }
            Tab::Links | Tab::Codes => {
                let discount = offer::words(code.offer.discount, desk.store.currency).unwrap_or_default();
                vec![
                    handed,
                    partner,
                    (Cell::Text(discount.clone()), FileCell::text(discount)),
                    self.uses(code),
                    code.offer.valid_until.map_or_else(nothing, |at| moment(desk, at)),
                    in_shop(desk, code),
                    figures.1,
                    figures.2,
                ]
            }
        };
        let found = code.code.to_lowercase();
        let whose = (code.id.as_str(), code.partner.as_str());
        self.line(whose, (href, &code.code), (cells, code.archived_at.is_some()), &found)
    }

    fn line(
        &self,
        (id, partner): (&str, &str),
        (href, name): (String, &str),
        (cells, archived): (Vec<(Cell, FileCell)>, bool),
        found: &str,
    ) -> Line {
        let whose = self.names.get(partner).map(|name| name.to_lowercase()).unwrap_or_default();
        Line {
            id: id.to_owned(),
            href,
            name: name.to_owned(),
            partner: partner.to_owned(),
            cells,
            archived,
            found: format!("{found} {whose}"),
        }
    }

    fn partner(&self, id: &str) -> (Cell, FileCell) {
        let name = self.names.get(id).cloned().unwrap_or_default();
        (Cell::Named(name.clone(), format!("/admin/partners/{id}")), FileCell::text(name))
    }

    fn stands_for(&self, id: &str) -> (Cell, FileCell) {
        let of = self.aliases.get(id).and_then(|of| self.name_of(of)).unwrap_or_default();
        (Cell::Code(of.clone()), FileCell::text(of))
    }

    fn figures(&self, desk: &Desk, ask: &Ask, (name, id): (&str, &str)) -> Three {
        let brought = self.brought.get(id).copied().unwrap_or_default();
        let mut figures = figures_of(desk, ask.period(), (name, id), &brought).into_iter().map(Cell::Figure);
        let mut next = || figures.next().unwrap_or(Cell::Text(String::new()));
        (
            (next(), FileCell::Count(brought.clicks)),
            (next(), FileCell::Count(brought.orders)),
            (next(), FileCell::Money(brought.revenue_minor, desk.store.currency)),
        )
    }

    /// How many orders carry it, each once, and how often it may be used.
    fn uses(&self, code: &Code) -> (Cell, FileCell) {
        let uses = self.uses.get(&code::fold(&code.code)).copied().unwrap_or_default();
        let text = match code.offer.usage_limit {
            Some(limit) => format!("{} / {}", number::count(uses), number::count(limit)),
            None => number::count(uses),
        };
        (Cell::Figure(Figure { text, href: None }), FileCell::Count(uses))
    }
}

type Three = ((Cell, FileCell), (Cell, FileCell), (Cell, FileCell));

fn moment(desk: &Desk, at: tributary_core::Timestamp) -> (Cell, FileCell) {
    (Cell::When(Some(desk.clock.stamp(at))), FileCell::At(at))
}

const fn nothing() -> (Cell, FileCell) {
    (Cell::When(None), FileCell::Empty)
}

/// How a coupon stands in the shop, and what to press about it.
fn in_shop(desk: &Desk, code: &Code) -> (Cell, FileCell) {
    let to = |what: &str| Post::to(format!("/admin/codes/{}/{what}", code.id), desk.csrf());
    let make = || Some((t!("Create in store").to_owned(), to("make").with("back", "list")));
    let (status, word, act) = match code.in_shop.state {
        ShopState::Exists => (Status::Approved, t!("In the store"), None),
        ShopState::Missing => (Status::Declined, t!("Missing"), make()),
        ShopState::Asked => (Status::Pending, t!("Asking…"), None),
        ShopState::Failed => (Status::Review, t!("Trouble"), make()),
        ShopState::Unchecked => (Status::Info, t!("Not checked"), None),
    };
    (Cell::InShop(status, word.to_owned(), act.filter(|_| desk.store.readable)), FileCell::text(word))
}
