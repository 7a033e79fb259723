//! A row as what it says: each cell under the field that its column holds, read and judged by itself.

use super::field::Kind;
use super::plan::{Options, Part, System};
use super::value::{self, Wrong};
use crate::code;
use crate::partner;
use jiff::tz::TimeZone;
use tributary_core::order::Status;
use tributary_core::{Currency, Timestamp};

/// What a row is read with.
#[derive(Debug, Clone)]
pub(super) struct Reading<'a> {
    pub(super) system: System,
    pub(super) options: &'a Options,
    pub(super) zone: &'a TimeZone,
}

/// What is wrong: the field, and what to do.
pub(super) type Fault = (&'static str, Wrong);

/// The cells of a row by their fields.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cells<'a> {
    pub(super) part: &'a Part,
    pub(super) cells: &'a [String],
}

impl<'a> Cells<'a> {
    /// What stands under a field; nothing where it is blank.
    pub(super) fn get(&self, field: &str) -> Option<&'a str> {
        let cell = self.cells.get(*self.part.mapping.get(field)?)?.trim();
        // What databases write where nothing stands.
        (!cell.is_empty() && cell != "NULL" && cell != "\\N").then_some(cell)
    }

    fn short(&self, field: &'static str, chars_max: usize) -> Result<Option<String>, Fault> {
        let Some(text) = self.get(field) else { return Ok(None) };
        if text.chars().count() > chars_max {
            return Err((field, "This is too long: shorten it."));
        }
        if text.chars().any(|c| c.is_control() && c != '\n') {
            return Err((field, "Leave out control characters."));
        }
        Ok(Some(text.to_owned()))
    }
}

/// A partner as a row has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PartnerRecord {
    pub(super) name: String,
    pub(super) email: Option<String>,
    pub(super) kind: Option<String>,
    pub(super) paused: Option<bool>,
    pub(super) group: Option<String>,
    pub(super) place: Option<String>,
    pub(super) note: Option<String>,
    /// Kind and text of each.
    pub(super) codes: Vec<(code::Kind, String)>,
    pub(super) external_id: Option<String>,
}

const STATUSES: [(&str, &[&str]); 3] = [
    ("active", &["approved", "enabled", "accepted", "1", "yes"]),
    ("paused", &["inactive", "disabled", "pending", "suspended", "0", "no"]),
    ("rejected", &["declined", "banned", "deleted"]),
];

/// Reads a partner.
pub(super) fn partner(reading: &Reading<'_>, cells: Cells<'_>) -> Result<PartnerRecord, Fault> {
    let email = cells.short("email", 254)?;
    if email.as_deref().is_some_and(|email| !partner::plausible_email(email)) {
        return Err(("email", "Use an address such as sara@example.com, or leave it out."));
    }
    let external_id = cells.short("external_id", 200)?;
    let status = match cells.get("status") {
        None => None,
        Some(text) => Some(value::word(text, &STATUSES).ok_or(("status", "Use active or paused."))?),
    };
    if status == Some("rejected") {
        return Err(("status", "This partner was turned down where they come from: they are left out."));
    }
    let kind = match cells.get("kind") {
        None => None,
        Some(text) => {
            let kinds = partner::KINDS.iter().filter(|kind| **kind != partner::REFERRER);
            let known = kinds.copied().find(|kind| kind.eq_ignore_ascii_case(text));
            Some(known.ok_or(("kind", "Use influencer, affiliate or publisher."))?.to_owned())
        }
    };
    Ok(PartnerRecord {
        name: name(reading, cells, (email.as_deref(), external_id.as_deref()))?,
        email,
        kind,
        paused: status.map(|status| status == "paused"),
        group: cells.short("group", 100)?,
        place: cells.short("place", 100)?,
        note: cells.short("note", 4000)?,
        codes: codes(reading, cells, external_id.as_deref())?,
        external_id,
    })
}

/// Systems that keep names elsewhere leave them out; then the address or their own number has to do.
fn name(
    reading: &Reading<'_>,
    cells: Cells<'_>,
    (email, id): (Option<&str>, Option<&str>),
) -> Result<String, Fault> {
    if let Some(name) =
        cells.short("name", 200).map_err(|_| ("name", "Give a name of 1 to 200 characters."))?
    {
        return Ok(name);
    }
    let unnamed = reading.system == System::AffiliateWp || !cells.part.mapping.contains_key("name");
    let local = email.and_then(|email| email.split('@').next());
    match (unnamed, local, id) {
        (true, Some(local), _) => Ok(local.to_owned()),
        (true, None, Some(id)) => Ok(format!("Affiliate {id}")),
        _ => Err(("name", "Give a name of 1 to 200 characters.")),
    }
}

fn codes(
    reading: &Reading<'_>,
    cells: Cells<'_>,
    id: Option<&str>,
) -> Result<Vec<(code::Kind, String)>, Fault> {
    let mut codes = Vec::new();
    let foreign = reading.system == System::AffiliateWp;
    let referral = cells.short("code", 100).map_err(|_| ("code", "Give a code of 1 to 100 characters."))?;
    match referral {
        Some(text) if code::fits_url(&text) => codes.push((code::Kind::Referral, text)),
        Some(_) if !foreign => {
            return Err(("code", "A referral code stands in a link: use letters, digits, - _ and . only."));
        }
        _ => {}
    }
    // Its links name the affiliate by number, and those out there should go on leading somewhere.
    codes.extend(
        id.filter(|id| foreign && code::fits_url(id)).map(|id| (code::Kind::Referral, id.to_owned())),
    );
    let coupon = cells.short("coupon", 100).map_err(|_| ("coupon", "Give a code of 1 to 100 characters."))?;
    codes.extend(coupon.map(|text| (code::Kind::Coupon, text)));
    Ok(codes)
}

/// A code as a row has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CodeRecord {
    pub(super) code: String,
    pub(super) kind: code::Kind,
    pub(super) partner: String,
}

/// Reads a code.
pub(super) fn code(cells: Cells<'_>) -> Result<CodeRecord, Fault> {
    let text = cells.short("code", 100).map_err(|_| ("code", "Give a code of 1 to 100 characters."))?;
    let text = text.ok_or(("code", "Give a code of 1 to 100 characters."))?;
    let kind = match cells.get("kind") {
        None => code::Kind::Coupon,
        Some(kind) => {
            let known =
                [("referral", &["link", "ref", "slug"][..]), ("coupon", &["discount", "voucher"][..])];
            let word = value::word(kind, &known).ok_or(("kind", "Use referral or coupon."))?;
            code::Kind::parse(word).ok_or(("kind", "Use referral or coupon."))?
        }
    };
    if kind == code::Kind::Referral && !code::fits_url(&text) {
        return Err(("code", "A referral code stands in a link: use letters, digits, - _ and . only."));
    }
    let partner = cells.short("partner", 254)?.ok_or(("partner", "Say whose code it is."))?;
    Ok(CodeRecord { code: text, kind, partner })
}

/// An order's first row as it has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OrderRecord {
    pub(super) order: String,
    pub(super) number: Option<String>,
    pub(super) status: Status,
    pub(super) currency: Currency,
    pub(super) placed_at: Timestamp,
    pub(super) placed_step_ms: i64,
    pub(super) updated_at: Option<Timestamp>,
    pub(super) total_minor: Option<i64>,
    pub(super) shipping_minor: i64,
    pub(super) tax_minor: i64,
    pub(super) refunded_minor: i64,
    pub(super) partner: Option<String>,
    pub(super) coupons: Vec<String>,
    pub(super) email: Option<String>,
    pub(super) place: [String; 3],
    pub(super) note: Option<String>,
    pub(super) commission: Option<i64>,
    /// Whether it is settled where it comes from, paid or turned down, if that is told.
    pub(super) settled: Option<bool>,
}

/// One line as a row has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LineRecord {
    pub(super) name: String,
    pub(super) total_minor: Option<i64>,
    pub(super) quantity: i64,
    pub(super) product: Option<String>,
    pub(super) sku: Option<String>,
    pub(super) category: Option<String>,
}

const SETTLED: [(&str, &[&str]); 4] = [
    ("paid", &["settled", "completed"]),
    ("unpaid", &["approved", "due", "accepted"]),
    ("pending", &["draft", "hold", "onhold"]),
    ("rejected", &["declined", "failed", "cancelled", "canceled", "refunded"]),
];

/// The order's id as the row has it.
pub(super) fn order_id(cells: Cells<'_>) -> Option<String> {
    let own = || cells.get("external_id").map(|id| format!("referral-{id}"));
    cells.get("order").map(str::to_owned).or_else(own)
}

/// Reads an order.
pub(super) fn order(reading: &Reading<'_>, cells: Cells<'_>) -> Result<OrderRecord, Fault> {
    let order = order_id(cells).ok_or(("order", "Give the order's number."))?;
    if order.chars().count() > 200 || order.chars().any(char::is_control) {
        return Err(("order", "This is too long: shorten it."));
    }
    let currency = match cells.get("currency") {
        None => reading.options.currency,
        Some(code) => {
            Currency::parse(code).map_err(|_| ("currency", "Use a currency's three letters, such as SEK."))?
        }
    };
    let minor = |field: &'static str| match cells.get(field) {
        None => Ok(None),
        Some(text) => value::amount(text, currency).map(Some).map_err(|wrong| (field, wrong)),
    };
    let at = |field: &'static str| match cells.get(field) {
        None => Ok(None),
        Some(text) => {
            let read = value::moment(text, reading.zone, reading.options.dates);
            read.map(Some).map_err(|wrong| (field, wrong))
        }
    };
    let (placed_at, placed_step_ms) = at("placed_at")?.ok_or(("placed_at", "Say when it was placed."))?;
    let word = match cells.get("commission_status") {
        None => None,
        Some(text) => {
            let known = value::word(text, &SETTLED);
            Some(known.ok_or(("commission_status", "Use paid, unpaid, pending or rejected."))?)
        }
    };
    let coupons = cells.short("coupon", 1000)?.unwrap_or_default();
    Ok(OrderRecord {
        order,
        number: cells.short("number", 300)?,
        status: status(cells, word)?,
        currency,
        placed_at,
        placed_step_ms,
        updated_at: at("updated_at")?.map(|(at, _)| at).filter(|at| *at >= placed_at),
        total_minor: minor("total")?,
        shipping_minor: minor("shipping")?.unwrap_or(0),
        tax_minor: minor("tax")?.unwrap_or(0),
        refunded_minor: minor("refunded")?.unwrap_or(0),
        partner: cells.short("partner", 254)?.filter(|text| text != "0"),
        coupons: coupons
            .split([',', ';', '|'])
            .map(str::trim)
            .filter(|c| !c.is_empty())
            .map(str::to_owned)
            .collect(),
        email: cells.short("email", 320)?,
        place: [
            cells.short("city", 100)?.unwrap_or_default(),
            cells.short("state", 100)?.unwrap_or_default(),
            cells.short("country", 100)?.unwrap_or_default(),
        ],
        note: cells.short("note", 2000)?,
        commission: minor("commission")?,
        settled: word.map(|word| word == "paid" || word == "rejected"),
    })
}

/// The order's status; where only the commission's is told, what that says of the order.
fn status(cells: Cells<'_>, commission: Option<&str>) -> Result<Status, Fault> {
    let told = cells.short("status", 50)?;
    Ok(match (told, commission) {
        (Some(text), _) => Status::parse(&text),
        (None, Some("rejected")) => Status::Cancelled,
        (None, Some("pending")) => Status::Pending,
        (None, _) => Status::Completed,
    })
}

/// Reads a line of an order.
pub(super) fn line(cells: Cells<'_>, currency: Currency) -> Result<LineRecord, Fault> {
    let total_minor = match cells.get("line_total") {
        None => None,
        Some(text) => Some(value::amount(text, currency).map_err(|wrong| ("line_total", wrong))?),
    };
    let quantity = match cells.get("quantity") {
        None => 1,
        Some(text) => {
            let whole = text.split(['.', ',']).next().unwrap_or_default();
            let read = whole.parse::<i64>().ok().filter(|pieces| (0..=1_000_000_000).contains(pieces));
            read.ok_or(("quantity", "Write a whole number."))?
        }
    };
    Ok(LineRecord {
        name: cells.short("line_name", 500)?.unwrap_or_default(),
        total_minor,
        quantity,
        product: cells.short("product", 200)?.filter(|id| id != "0"),
        sku: cells.short("sku", 200)?,
        category: cells.short("category", 200)?,
    })
}

/// Whether the rows of a table are lines of orders: then several of them may have the same order.
pub(super) fn has_lines(part: &Part) -> bool {
    part.kind == Kind::Orders && part.mapping.contains_key("line_total")
}
