//! The columns of the list of partners: what each says on screen and in a file, what its number opens, how it sorts.

use super::brought::{conversion_bps, per_click_minor, refund_bps};
use super::list::Line;
use crate::lang::{self, msg, number};
use crate::t;
use crate::web::admin::desk::Desk;
use crate::web::admin::export;
use crate::web::admin::filter::Ask;
use crate::web::admin::period::Period;
use crate::web::kit::columns::{Choice, Pick};
use crate::web::kit::table::{Column, Phone};
use crate::web::view::partners::list::{Cell, Figure};
use tributary_engine::partner::Refunds;
use tributary_engine::report::Figures;

/// A column after the partner's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Col {
    Group,
    Status,
    Joined,
    Clicks,
    Orders,
    Conversion,
    Revenue,
    Commission,
    Owed,
    PerClick,
    Refunds,
    Last,
    Code,
}

/// Column, word in the address, heading, and whether it is shown when nobody chose.
const COLUMNS: [(Col, &str, &str, bool); 13] = [
    (Col::Group, "group", msg("Group"), false),
    (Col::Status, "status", msg("Status"), false),
    (Col::Joined, "joined", msg("Joined"), false),
    (Col::Clicks, "clicks", msg("Clicks"), true),
    (Col::Orders, "orders", msg("Orders"), true),
    (Col::Conversion, "conversion", msg("Conversion"), true),
    (Col::Revenue, "revenue", msg("Revenue"), true),
    (Col::Commission, "commission", msg("Commission"), true),
    (Col::Owed, "owed", msg("Owed now"), true),
    (Col::PerClick, "epc", msg("Per click"), false),
    (Col::Refunds, "refunds", msg("Refund rate"), false),
    (Col::Last, "last", msg("Last activity"), false),
    (Col::Code, "code", msg("Code"), true),
];

impl Pick for Col {
    fn word(&self) -> &'static str {
        COLUMNS.iter().find(|(col, ..)| col == self).map_or("", |(_, word, ..)| word)
    }

    fn label(&self) -> &'static str {
        lang::text(COLUMNS.iter().find(|(col, ..)| col == self).map_or("", |(_, _, label, _)| label))
    }
}

impl Col {
    /// The columns to choose from; the name stands before them.
    pub(super) fn choice() -> Choice<Self> {
        let usual = COLUMNS.iter().filter(|(.., usual)| *usual);
        Choice {
            all: COLUMNS.iter().map(|(col, ..)| *col).collect(),
            always: 0,
            usual: usual.map(|(col, ..)| *col).collect(),
        }
    }

    /// The column with a word in the address.
    pub(super) fn parse(word: &str) -> Option<Self> {
        COLUMNS.iter().find(|(_, known, ..)| *known == word).map(|(col, ..)| *col)
    }

    /// Whether it holds numbers.
    const fn is_figure(self) -> bool {
        !matches!(self, Self::Group | Self::Status | Self::Joined | Self::Last | Self::Code)
    }

    /// The heading of a table.
    pub(super) fn column(self) -> Column {
        let phone = match self {
            Self::Orders | Self::Clicks => Phone::Labelled,
            Self::Owed => Phone::Amount,
            Self::Code => Phone::Meta,
            Self::Status => Phone::Trail,
            _ => Phone::Hide,
        };
        if self.is_figure() { Column::figure(self.label(), phone) } else { Column::text(self.label(), phone) }
    }

    /// The heading of a file.
    pub(super) fn of_file(self) -> export::Column {
        match self {
            Self::Clicks | Self::Orders => export::Column::count(self.label()),
            Self::Revenue | Self::Commission | Self::Owed | Self::PerClick => {
                export::Column::money(self.label())
            }
            Self::Conversion | Self::Refunds => export::Column::percent(self.label()),
            Self::Joined | Self::Last => export::Column::instant(self.label()),
            Self::Group | Self::Status | Self::Code => export::Column::text(self.label()),
        }
    }

    /// By what rows are sorted: a number, then a text.
    pub(super) fn rank(self, line: &Line) -> (i64, String) {
        let (figures, partner) = (&line.figures, &line.partner);
        let number = match self {
            Self::Joined => partner.created_at.ms(),
            Self::Clicks => figures.clicks,
            Self::Orders => figures.orders,
            Self::Conversion => conversion_bps(figures).unwrap_or(-1),
            Self::Revenue => figures.revenue_minor,
            Self::Commission => figures.commission_minor,
            Self::Owed => line.owed_minor,
            Self::PerClick => per_click_minor(figures).unwrap_or(-1),
            Self::Refunds => refund_bps(line.refunds).unwrap_or(-1),
            Self::Last => line.last.map_or(i64::MIN, |at| at.ms()),
            Self::Group | Self::Status | Self::Code => 0,
        };
        let text = match self {
            Self::Group => partner.group.to_lowercase(),
            Self::Status => line.state().unwrap_or_default().to_owned(),
            Self::Code => line.coupon.clone().unwrap_or_default().to_lowercase(),
            _ => String::new(),
        };
        (number, text)
    }
}

/// What a list's numbers are of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame<'a> {
    pub(super) desk: &'a Desk,
    pub(super) period: Period,
}

impl Frame<'_> {
    /// The orders of the period, for a number to open.
    fn orders(&self, partner: &str) -> Ask {
        Ask::of(self.period).with("partner", partner)
    }

    /// Those that make up revenue and commission.
    pub(super) fn earning(&self, partner: &str) -> String {
        let currency = self.desk.store.currency.code();
        self.orders(partner).with("earns", "1").with("currency", currency).href("/admin/orders")
    }

    /// Those of them that a click won.
    pub(super) fn by_click(&self, partner: &str) -> String {
        let currency = self.desk.store.currency.code();
        let earning = self.orders(partner).with("earns", "1").with("currency", currency);
        earning.with("source", "any").href("/admin/orders")
    }

    /// Those with refunds.
    fn refunded(&self, partner: &str) -> String {
        self.orders(partner).with("tab", "refunded").href("/admin/orders")
    }

    /// The clicks.
    pub(super) fn clicks(&self, partner: &str) -> String {
        self.orders(partner).href("/admin/clicks")
    }

    /// What a column says of a partner.
    pub(super) fn cell(&self, col: Col, line: &Line) -> Cell {
        match col {
            Col::Group => Cell::Text(line.partner.group.clone()),
            Col::Status => Cell::State(line.state().unwrap_or(t!("Active")).to_owned()),
            Col::Joined => Cell::When(Some(self.desk.clock.stamp(line.partner.created_at))),
            Col::Last => Cell::When(line.last.map(|at| self.desk.clock.stamp(at))),
            Col::Code => Cell::Code(line.coupon.clone()),
            Col::Owed => Cell::Figure(Figure {
                text: self.desk.amount(line.owed_minor).text,
                href: Some(format!("/admin/partners/{}?tab=earnings", line.partner.id)),
            }),
            _ => Cell::Figure(self.figure(col, (&line.figures, line.refunds), line.partner.id.as_str())),
        }
    }

    /// A number of one partner, or of all when `partner` is empty.
    pub(super) fn figure(&self, col: Col, (figures, refunds): (&Figures, Refunds), partner: &str) -> Figure {
        let share = |bps: Option<i64>| bps.map_or_else(dash, number::share);
        let money = |minor: i64| self.desk.amount(minor).text;
        let (text, href) = match col {
            Col::Clicks => (number::count(figures.clicks), self.clicks(partner)),
            Col::Orders => (number::count(figures.orders), self.earning(partner)),
            Col::Conversion => (share(conversion_bps(figures)), self.by_click(partner)),
            Col::Revenue => (money(figures.revenue_minor), self.earning(partner)),
            Col::Commission => (money(figures.commission_minor), self.earning(partner)),
            Col::PerClick => (per_click_minor(figures).map_or_else(dash, money), self.earning(partner)),
            Col::Refunds => (share(refund_bps(refunds)), self.refunded(partner)),
            _ => return Figure::default(),
        };
        Figure { href: Some(href), text }
    }

    /// What a column says of a partner in a file.
    pub(super) fn of_file(&self, col: Col, line: &Line) -> export::Cell {
        use export::Cell as C;
        let money = |minor: i64| C::Money(minor, self.desk.store.currency);
        let (figures, partner) = (&line.figures, &line.partner);
        match col {
            Col::Group => C::text(&partner.group),
            Col::Status => C::text(line.state().unwrap_or(t!("Active"))),
            Col::Joined => C::At(partner.created_at),
            Col::Clicks => C::Count(figures.clicks),
            Col::Orders => C::Count(figures.orders),
            Col::Conversion => conversion_bps(figures).map_or(C::Empty, C::Percent),
            Col::Revenue => money(figures.revenue_minor),
            Col::Commission => money(figures.commission_minor),
            Col::Owed => money(line.owed_minor),
            Col::PerClick => per_click_minor(figures).map_or(C::Empty, money),
            Col::Refunds => refund_bps(line.refunds).map_or(C::Empty, C::Percent),
            Col::Last => line.last.map_or(C::Empty, C::At),
            Col::Code => C::text(line.coupon.clone().unwrap_or_default()),
        }
    }
}

fn dash() -> String {
    "–".to_owned()
}
