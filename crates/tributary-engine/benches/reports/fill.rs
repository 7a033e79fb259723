//! A shop with a year of clicks and orders, written in bulk past the engine, which then adds all of it up by itself.

use std::fmt::Write as _;
use std::io::Write as _;
use tributary_core::{
    ClickId, CodeId, Currency, LinkId, OrderId, PartnerId, ProgramId, StoreId, TenantId, Timestamp,
};
use tributary_engine::code::{self, Kind, NewCode};
use tributary_engine::db::Tx;
use tributary_engine::error::{Error, Result};
use tributary_engine::link::{self, NewLink};
use tributary_engine::partner::{self, NewPartner};
use tributary_engine::program::{self, NewProgram};
use tributary_engine::store::{self, NewStore};
use tributary_engine::{Engine, access, report};

/// 2026-11-20T15:37:12.345Z: within an hour of a running day.
pub(crate) const NOW: Timestamp = Timestamp::from_ms(1_795_189_032_345);
pub(crate) const CLICKS_PER_ORDER: i64 = 20;
/// The slug of the busiest link.
pub(crate) const BUSIEST: &str = "p0-0";
const YEAR_MS: i64 = 365 * 86_400_000;
const PARTNERS: i64 = 200;
const LINKS: i64 = 400;
const HOSTS: i64 = 40;
const PRODUCTS: i64 = 150;
const CITIES: i64 = 60;
const COUNTRIES: [&str; 6] = ["SE", "US", "DE", "IN", "NO", "BR"];
const BATCH: i64 = 100_000;

const CLICK: [&str; 16] = [
    "tenant",
    "id",
    "seq",
    "program_id",
    "partner_id",
    "link_id",
    "code_id",
    "value",
    "at",
    "traffic",
    "outcome",
    "visitor",
    "device",
    "landing",
    "hash",
    "source",
];
const ORDER: [&str; 33] = [
    "tenant",
    "id",
    "store_id",
    "program_id",
    "external_id",
    "number",
    "status",
    "currency",
    "placed_at",
    "total_minor",
    "base_minor",
    "refunded_minor",
    "provisional",
    "coupons",
    "partner_id",
    "via",
    "nobody",
    "rule_version",
    "commission_minor",
    "platform_minor",
    "payable_at",
    "city",
    "state",
    "country",
    "needs_read",
    "first_heard",
    "updated_at",
    "link_id",
    "code_id",
    "source",
    "is_returning",
    "standing",
    "earns",
];
const LINE: [&str; 10] = [
    "tenant",
    "order_id",
    "position",
    "product",
    "name",
    "quantity",
    "total_minor",
    "base_minor",
    "units",
    "earned_minor",
];

struct Shop {
    tenant: TenantId,
    store: StoreId,
    program: ProgramId,
    partners: Vec<PartnerId>,
    links: Vec<LinkId>,
    codes: Vec<CodeId>,
}

/// What a cell of a row is.
enum Cell {
    Nothing,
    Number(i64),
    Word(String),
}

impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<&str> for Cell {
    fn from(word: &str) -> Self {
        Self::Word(word.to_owned())
    }
}

impl From<String> for Cell {
    fn from(word: String) -> Self {
        Self::Word(word)
    }
}

impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(one: Option<T>) -> Self {
        one.map_or(Self::Nothing, Into::into)
    }
}

/// Fills an empty database; says whether it was.
pub(crate) fn fill(engine: &Engine, place: &str, clicks: i64) -> Result<bool> {
    if !engine.db.read_wait(access::tenants)?.is_empty() {
        return Ok(false);
    }
    let key = *engine.sealer.people_key();
    let shop = engine.db.write_wait(move |tx| made(tx, &key))?;
    let tenant = shop.tenant.clone();
    let written = if place.starts_with("postgres") {
        to_server(&shop, place, clicks)
    } else {
        to_file(&shop, place, clicks)
    };
    written.map_err(|error| Error::Broken(error.to_string()))?;
    engine.db.write_wait(move |tx| report::rebuild_days(tx, &tenant))?;
    Ok(true)
}

fn made(tx: &mut Tx<'_>, key: &[u8; 32]) -> Result<Shop> {
    let now = NOW.plus_ms(-2 * YEAR_MS);
    let currency = Currency::parse("USD").map_err(|error| Error::Broken(error.to_string()))?;
    let tenant = access::create_tenant(tx, "Shop", now)?;
    let new = NewStore {
        name: "Shop".to_owned(),
        url: "https://shop.example/".to_owned(),
        currency,
        timezone: "Europe/Stockholm".to_owned(),
    };
    let store = store::create(tx, &tenant, &new, now)?;
    let new = NewProgram { name: "P".to_owned(), preset: "reftrackr".to_owned(), by: "ada".to_owned() };
    let program = program::create(tx, &tenant, &store, &new, now)?;
    let mut shop =
        Shop { tenant, store, program, partners: Vec::new(), links: Vec::new(), codes: Vec::new() };
    for number in 0..PARTNERS {
        let (name, kind) = (format!("Partner {number}"), "influencer".to_owned());
        let new = NewPartner { name, email: None, kind, by: "ada".to_owned() };
        let id = partner::create(tx, &shop.tenant, &new, key, now)?.id;
        let new = NewCode {
            program: shop.program.clone(),
            partner: id.clone(),
            kind: Kind::Referral,
            code: format!("p{number}"),
        };
        shop.codes.push(code::create(tx, &shop.tenant, &new, now)?.id);
        for place in 0..LINKS / PARTNERS {
            let slug = Some(format!("p{number}-{place}"));
            let destination = "https://shop.example/".to_owned();
            let new = NewLink { program: shop.program.clone(), partner: id.clone(), slug, destination };
            shop.links.push(link::create(tx, &shop.tenant, &new, now)?.id);
        }
        shop.partners.push(id);
    }
    Ok(shop)
}

/// Numbers that look like chance, the same every time.
fn chance(number: i64, what: i64, sides: i64) -> i64 {
    let mut mixed = number.wrapping_mul(8).wrapping_add(what).wrapping_mul(0x09E3_779B_97F4_A7C1);
    mixed = (mixed ^ (mixed >> 29)).wrapping_mul(0x3F58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 32)).wrapping_mul(0x14D0_49BB_1331_11EB);
    (mixed ^ (mixed >> 31)).rem_euclid(sides)
}

/// The same, small numbers most often.
fn popular(number: i64, what: i64, sides: i64) -> i64 {
    let one = chance(number, what, 100_000);
    one * one / 100_000 * sides / 100_000
}

fn of<T>(all: &[T], place: i64) -> Option<&T> {
    usize::try_from(place).ok().and_then(|place| all.get(place))
}

fn bits(number: i64) -> u128 {
    u128::from(number.unsigned_abs()) + 1
}

fn source(number: i64) -> String {
    let host = popular(number, 1, HOSTS);
    if host == 0 { "direct".to_owned() } else { format!("host{host}.example") }
}

impl Shop {
    fn click(&self, number: i64, at: i64) -> Vec<Cell> {
        let kind = chance(number, 2, 100);
        let place = popular(number, 3, LINKS);
        let (is_known, by_link) = (kind >= 2, kind < 70);
        let partner = of(&self.partners, place * PARTNERS / LINKS).filter(|_| is_known);
        let link = of(&self.links, place).filter(|_| is_known && by_link);
        let code = of(&self.codes, place * PARTNERS / LINKS).filter(|_| is_known && !by_link);
        let outcome = match kind {
            0..2 => "unknown_code",
            2..7 => "not_a_person",
            _ => "counted",
        };
        vec![
            self.tenant.as_str().into(),
            ClickId::from_bits(bits(number)).to_string().into(),
            (number + 1).into(),
            self.program.as_str().into(),
            partner.map(PartnerId::as_str).into(),
            link.map(LinkId::as_str).into(),
            code.map(CodeId::as_str).into(),
            format!("p{place}").into(),
            at.into(),
            "human".into(),
            outcome.into(),
            format!("v{number}").into(),
            "mobile".into(),
            "https://shop.example/".into(),
            "0".into(),
            source(number).into(),
        ]
    }

    fn order(&self, number: i64, at: i64, lines: &mut Vec<Vec<Cell>>) -> Vec<Cell> {
        let (kind, place) = (chance(number, 2, 100), popular(number, 3, LINKS));
        let (by_click, is_credited, earns) = (kind < 60, kind < 80, kind < 77);
        let base = 500 + chance(number, 4, 20_000);
        let commission = if earns { base / 10 } else { 0 };
        let city = popular(number, 5, CITIES);
        let id = OrderId::from_bits(bits(number)).to_string();
        let partner = of(&self.partners, place * PARTNERS / LINKS).filter(|_| is_credited);
        let is_counted = earns && is_credited;
        for position in 0..=chance(number, 6, 2) {
            let product = popular(number, 7 - position, PRODUCTS);
            let quantity = 1 + chance(number, position, 3);
            lines.push(vec![
                self.tenant.as_str().into(),
                id.as_str().into(),
                position.into(),
                format!("product {product}").into(),
                format!("Product {product}").into(),
                quantity.into(),
                base.into(),
                (base / 2).into(),
                if is_counted { quantity } else { 0 }.into(),
                (commission / 2).into(),
            ]);
        }
        vec![
            self.tenant.as_str().into(),
            id.into(),
            self.store.as_str().into(),
            self.program.as_str().into(),
            number.to_string().into(),
            number.to_string().into(),
            if earns || !is_credited { "completed" } else { "cancelled" }.into(),
            if chance(number, 8, 12) == 0 { "EUR" } else { "USD" }.into(),
            at.into(),
            base.into(),
            base.into(),
            if chance(number, 9, 25) == 0 { base / 4 } else { 0 }.into(),
            0.into(),
            "[]".into(),
            partner.map(PartnerId::as_str).into(),
            is_credited.then_some(if by_click { "cookie" } else { "coupon" }).into(),
            (!is_credited).then_some("no_touch").into(),
            1.into(),
            commission.into(),
            0.into(),
            at.into(),
            format!("City {city}").into(),
            "".into(),
            of(&COUNTRIES, city % 6).copied().into(),
            0.into(),
            at.into(),
            at.into(),
            of(&self.links, place).filter(|_| by_click).map(LinkId::as_str).into(),
            of(&self.codes, place * PARTNERS / LINKS)
                .filter(|_| is_credited && !by_click)
                .map(CodeId::as_str)
                .into(),
            by_click.then(|| source(number)).into(),
            i64::from(chance(number, 10, 3) == 0).into(),
            is_credited.then_some("payable").into(),
            i64::from(is_counted).into(),
        ]
    }
}

type Hand<T> = std::result::Result<T, Box<dyn std::error::Error>>;
/// Puts rows of a table down.
type Put<'a> = &'a mut dyn FnMut(&str, &[&str], Vec<Vec<Cell>>) -> Hand<()>;

fn each_batch(shop: &Shop, clicks: i64, put: Put<'_>) -> Hand<()> {
    let at = |number: i64, of: i64| NOW.ms() - YEAR_MS + YEAR_MS * number / of;
    for from in (0..clicks).step_by(usize::try_from(BATCH)?) {
        let numbers = from..(from + BATCH).min(clicks);
        put("click", &CLICK, numbers.map(|number| shop.click(number, at(number, clicks))).collect())?;
    }
    let orders = clicks / CLICKS_PER_ORDER;
    for from in (0..orders).step_by(usize::try_from(BATCH)?) {
        let mut lines = Vec::new();
        let numbers = from..(from + BATCH).min(orders);
        let rows = numbers.map(|number| shop.order(number, at(number, orders), &mut lines)).collect();
        put("orders", &ORDER, rows)?;
        put("order_line", &LINE, lines)?;
    }
    Ok(())
}

/// Indexes are made after the rows: that sorts once, where each row would look for its place.
fn to_file(shop: &Shop, folder: &str, clicks: i64) -> Hand<()> {
    let db = rusqlite::Connection::open(std::path::Path::new(folder).join("tributary.db"))?;
    db.execute_batch(
        "PRAGMA synchronous = OFF; PRAGMA cache_size = -400000; PRAGMA wal_autocheckpoint = 50000",
    )?;
    let indexes: Vec<(String, String)> = db
        .prepare("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ('click', 'orders', 'order_line')")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<std::result::Result<_, _>>()?;
    for (name, _) in &indexes {
        db.execute_batch(&format!("DROP INDEX {name}"))?;
    }
    each_batch(shop, clicks, &mut |table, columns, rows| {
        db.execute_batch("BEGIN IMMEDIATE")?;
        let places = vec!["?"; columns.len()].join(", ");
        let insert = format!("INSERT INTO {table} ({}) VALUES ({places})", columns.join(", "));
        let mut statement = db.prepare_cached(&insert)?;
        for row in rows {
            for (at, cell) in row.into_iter().enumerate() {
                match cell {
                    Cell::Nothing => statement.raw_bind_parameter(at + 1, rusqlite::types::Null)?,
                    Cell::Number(number) => statement.raw_bind_parameter(at + 1, number)?,
                    Cell::Word(word) => statement.raw_bind_parameter(at + 1, word)?,
                }
            }
            statement.raw_execute()?;
        }
        Ok(db.execute_batch("COMMIT")?)
    })?;
    for (_, create) in &indexes {
        db.execute_batch(create)?;
    }
    Ok(db.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")?)
}

fn to_server(shop: &Shop, url: &str, clicks: i64) -> Hand<()> {
    let mut db = postgres::Client::connect(url, postgres::NoTls)?;
    let known = db.query(
        "SELECT indexname::text, indexdef FROM pg_indexes WHERE tablename IN ('click', 'orders', 'order_line')
           AND indexname NOT LIKE '%_pkey'",
        &[],
    )?;
    let indexes: Vec<(String, String)> = known.iter().map(|row| (row.get(0), row.get(1))).collect();
    for (name, _) in &indexes {
        db.batch_execute(&format!("DROP INDEX {name}"))?;
    }
    each_batch(shop, clicks, &mut |table, columns, rows| {
        let mut text = String::new();
        for row in rows {
            for (at, cell) in row.into_iter().enumerate() {
                text.push_str(if at == 0 { "" } else { "\t" });
                match cell {
                    Cell::Nothing => text.push_str("\\N"),
                    Cell::Number(number) => write!(text, "{number}")?,
                    Cell::Word(word) => text.push_str(&word),
                }
            }
            text.push('\n');
        }
        let mut copy = db.copy_in(&format!("COPY {table} ({}) FROM STDIN", columns.join(", ")))?;
        copy.write_all(text.as_bytes())?;
        copy.finish()?;
        Ok(())
    })?;
    for (_, create) in &indexes {
        db.batch_execute(create)?;
    }
    Ok(db.batch_execute("ANALYZE")?)
}
