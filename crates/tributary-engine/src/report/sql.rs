//! Statements of reports. An order earns when it stands for whoever is credited; clicks are read from their days.

use crate::order::filtered;

// Of the orders that a filter wants, those that earn in its currency. Both stand as plain conditions
// too, because only then their index is used.
macro_rules! earning {
    ($before:expr, $after:literal) => {
        filtered!($before, concat!(" AND o.currency = $11 AND o.earns = 1", $after))
    };
}

macro_rules! grouped {
    ($name:literal, $key:literal) => {
        earning!(
            concat!(
                "/* report.",
                $name,
                " */
    SELECT ",
                $key,
                ", COUNT(*), COUNT(o.source), CAST(SUM(o.base_minor) AS BIGINT),
      CAST(SUM(o.commission_minor) AS BIGINT)
    FROM orders o
    "
            ),
            " GROUP BY 1"
        )
    };
}

pub(super) const FIGURES: &str = grouped!("figures", "o.currency");
pub(super) const BY_PARTNER: &str = grouped!("by_partner", "o.partner_id");
pub(super) const BY_PROGRAM: &str = grouped!("by_program", "o.program_id");
pub(super) const BY_LINK: &str = grouped!("by_link", "o.link_id");
pub(super) const BY_CODE: &str = grouped!("by_code", "o.code_id");
pub(super) const BY_SOURCE: &str = grouped!("by_source", "o.source");
pub(super) const BY_WAY: &str = grouped!("by_way", "o.via");
pub(super) const BY_COUNTRY: &str = grouped!("by_country", "o.country");
pub(super) const BY_REGION: &str = grouped!("by_region", "o.state");
pub(super) const BY_CITY: &str = grouped!("by_city", "o.city");
pub(super) const BY_CUSTOMER: &str =
    grouped!("by_customer", "CASE WHEN o.is_returning = 1 THEN 'returning' ELSE 'new' END");

pub(super) const EARNINGS: &str = earning!(
    "/* report.earnings */
    SELECT o.placed_at, o.base_minor, o.commission_minor, CASE WHEN o.source IS NULL THEN 0 ELSE 1 END
    FROM orders o
    ",
    ""
);

// A product is the store's id of it, or its name where the store gives none.
pub(super) const PRODUCTS: &str = earning!(
    "/* report.products */
    SELECT COALESCE(l.product, l.name), MAX(l.name), COUNT(DISTINCT o.id), CAST(SUM(l.units) AS BIGINT),
      CAST(SUM(l.base_minor) AS BIGINT), CAST(SUM(l.earned_minor) AS BIGINT),
      CAST(SUM(CASE WHEN l.quantity > 0 THEN l.quantity ELSE 0 END) AS BIGINT)
    FROM orders o JOIN order_line l ON l.tenant = o.tenant AND l.order_id = o.id
    ",
    " AND ($18 IS NULL OR COALESCE(l.product, l.name) = $18) GROUP BY 1 ORDER BY 5 DESC, 4 DESC, 1"
);

pub(super) const LINES: &str = earning!(
    "/* report.lines */
    SELECT o.id, l.position, o.number, o.placed_at, COALESCE(l.product, l.name), l.name, l.quantity, l.units,
      l.base_minor, l.earned_minor, o.currency
    FROM orders o JOIN order_line l ON l.tenant = o.tenant AND l.order_id = o.id
    ",
    " AND ($18 IS NULL OR COALESCE(l.product, l.name) = $18)
      AND (o.placed_at, o.id, l.position) < ($29, $30, $31)
    ORDER BY o.placed_at DESC, o.id DESC, l.position DESC LIMIT $32"
);

// Clicks that count, of whole days.
macro_rules! counted {
    ($before:expr, $after:literal) => {
        concat!(
            $before,
            "FROM click_day c
    WHERE c.tenant = $1 AND c.day >= $2 AND c.day < $3 AND c.outcome = 'counted'
      AND ($4 IS NULL OR c.program_id = $4) AND ($5 IS NULL OR c.partner_id = $5)
      AND ($6 IS NULL OR c.link_id = $6 OR ($6 = 'none' AND c.link_id = '') OR ($6 = 'any' AND c.link_id <> ''))
      AND ($7 IS NULL OR c.code_id = $7 OR ($7 = 'none' AND c.code_id = '') OR ($7 = 'any' AND c.code_id <> ''))
      AND ($8 IS NULL OR c.source = $8 OR $8 = 'any')",
            $after
        )
    };
}

macro_rules! clicks_by {
    ($name:literal, $key:literal) => {
        counted!(
            concat!(
                "/* report.",
                $name,
                " */
    SELECT ",
                $key,
                ", CAST(SUM(c.clicks) AS BIGINT) "
            ),
            " GROUP BY 1"
        )
    };
}

pub(super) const CLICKS_BY_DAY: &str = clicks_by!("clicks_by_day", "c.day");
pub(super) const CLICKS_BY_PARTNER: &str = clicks_by!("clicks_by_partner", "c.partner_id");
pub(super) const CLICKS_BY_PROGRAM: &str = clicks_by!("clicks_by_program", "c.program_id");
pub(super) const CLICKS_BY_LINK: &str = clicks_by!("clicks_by_link", "c.link_id");
pub(super) const CLICKS_BY_CODE: &str = clicks_by!("clicks_by_code", "c.code_id");
pub(super) const CLICKS_BY_SOURCE: &str = clicks_by!("clicks_by_source", "c.source");

// What is kept of clicks by one thing alone: far fewer rows.
pub(super) const SUMS_BY_DAY: &str = "/* report.sums_by_day */
    SELECT day, CAST(SUM(clicks) AS BIGINT) FROM click_sum
    WHERE tenant = $1 AND axis = $2 AND day >= $3 AND day < $4 GROUP BY day";

// First its days, from an index that holds no counts, so that clicks which add to a day do not write it; then their counts.
pub(super) const SUMS_OF_KEY: &str = "/* report.sums_of_key */
    SELECT s.day, s.clicks FROM click_sum d CROSS JOIN click_sum s
    WHERE d.tenant = $1 AND d.axis = $2 AND d.key = $5 AND d.day >= $3 AND d.day < $4
      AND s.tenant = $1 AND s.axis = $2 AND s.day = d.day AND s.key = $5";

pub(super) const HOURS_BY_HOUR: &str = "/* report.hours_by_hour */
    SELECT hour, CAST(SUM(clicks) AS BIGINT) FROM click_hour
    WHERE tenant = $1 AND axis = $2 AND hour >= $3 AND hour < $4 GROUP BY hour";

// Hours are few, and no index is kept of the hours of one key: each is looked up by itself.
pub(super) const HOURS_OF_KEY: &str = "/* report.hours_of_key */
    WITH RECURSIVE hours(hour) AS (
      SELECT CAST($3 AS BIGINT) UNION ALL SELECT hour + 1 FROM hours WHERE hour + 1 < $4
    )
    SELECT s.hour, s.clicks FROM hours h CROSS JOIN click_hour s
    WHERE s.tenant = $1 AND s.axis = $2 AND s.hour = h.hour AND s.key = $5";

// The same of a part of an hour or day, from the clicks themselves; what is wished for most narrowly chooses the index.
macro_rules! of_part {
    ($name:literal, $told:literal, $narrow:literal, $group:literal) => {
        concat!(
            "/* report.",
            $name,
            " */
    SELECT ",
            $told,
            " FROM click c
    WHERE c.tenant = $1 AND c.at >= $2 AND c.at < $3 AND c.outcome = 'counted'
      AND ($4 IS NULL OR c.program_id = $4) AND ($5 IS NULL OR c.partner_id = $5)
      AND ($6 IS NULL OR c.link_id = $6 OR ($6 = 'none' AND c.link_id IS NULL) OR ($6 = 'any' AND c.link_id IS NOT NULL))
      AND ($7 IS NULL OR c.code_id = $7 OR ($7 = 'none' AND c.code_id IS NULL) OR ($7 = 'any' AND c.code_id IS NOT NULL))
      AND ($8 IS NULL OR c.source = $8 OR $8 = 'any')",
            $narrow,
            $group
        )
    };
}

macro_rules! count_of_part {
    ($name:literal, $narrow:literal) => {
        of_part!($name, "COUNT(*)", $narrow, "")
    };
}

macro_rules! kinds_of_part {
    ($name:literal, $narrow:literal) => {
        of_part!(
            $name,
            "c.program_id, COALESCE(c.partner_id, ''), COALESCE(c.link_id, ''), COALESCE(c.code_id, ''), c.source,
      COUNT(*)",
            $narrow,
            " GROUP BY 1, 2, 3, 4, 5"
        )
    };
}

/// How many, and how many of each kind, with no wish that an index knows, of a partner, link, code or source.
pub(super) const CLICKS_OF_PART: [[&str; 2]; 5] = [
    [count_of_part!("count_of_part", ""), kinds_of_part!("kinds_of_part", "")],
    [
        count_of_part!("count_of_part_of_partner", " AND c.partner_id = $5"),
        kinds_of_part!("kinds_of_part_of_partner", " AND c.partner_id = $5"),
    ],
    [
        count_of_part!("count_of_part_of_link", " AND c.link_id = $6"),
        kinds_of_part!("kinds_of_part_of_link", " AND c.link_id = $6"),
    ],
    [
        count_of_part!("count_of_part_of_code", " AND c.code_id = $7"),
        kinds_of_part!("kinds_of_part_of_code", " AND c.code_id = $7"),
    ],
    [
        count_of_part!("count_of_part_of_source", " AND c.source = $8"),
        kinds_of_part!("kinds_of_part_of_source", " AND c.source = $8"),
    ],
];

// One click after another, newest first; what is wished for most narrowly chooses the index.
macro_rules! visits {
    ($name:literal, $narrow:literal) => {
        concat!(
            "/* report.",
            $name,
            " */
    SELECT c.id, c.at, c.partner_id, p.name, c.link_id, c.code_id, c.value, c.device, c.source, c.outcome
    FROM click c LEFT JOIN partner p ON p.tenant = c.tenant AND p.id = c.partner_id
    WHERE c.tenant = $1 AND c.at >= $2 AND c.at < $3
      AND ($4 IS NULL OR c.program_id = $4) AND ($5 IS NULL OR c.partner_id = $5)
      AND ($6 IS NULL OR c.link_id = $6 OR ($6 = 'none' AND c.link_id IS NULL) OR ($6 = 'any' AND c.link_id IS NOT NULL))
      AND ($7 IS NULL OR c.code_id = $7 OR ($7 = 'none' AND c.code_id IS NULL) OR ($7 = 'any' AND c.code_id IS NOT NULL))
      AND ($8 IS NULL OR c.source = $8 OR $8 = 'any') AND ($9 IS NULL OR c.outcome = $9)
      AND (c.at, c.id) < ($10, $11)",
            $narrow,
            " ORDER BY c.at DESC, c.id DESC LIMIT $12"
        )
    };
}

pub(super) const VISITS: &str = visits!("visits", "");
pub(super) const VISITS_OF_PARTNER: &str = visits!("visits_of_partner", " AND c.partner_id = $5");
pub(super) const VISITS_OF_LINK: &str = visits!("visits_of_link", " AND c.link_id = $6");
pub(super) const VISITS_OF_CODE: &str = visits!("visits_of_code", " AND c.code_id = $7");
pub(super) const VISITS_OF_SOURCE: &str = visits!("visits_of_source", " AND c.source = $8");

pub(super) const BEGINNING: &str = "/* report.beginning */
    SELECT COALESCE((SELECT first_at FROM click_horizon WHERE tenant = $1 AND number = 1),
      (SELECT MIN(at) FROM click WHERE tenant = $1)), (SELECT MIN(placed_at) FROM orders WHERE tenant = $1)";

pub(super) const OWED: &str = "/* report.owed */
    SELECT COALESCE(CAST(SUM(minor) AS BIGINT), 0) FROM balance
    WHERE tenant = $1 AND currency = $2 AND account LIKE 'partner:%'";

// Names of 32 things at a time, see names.rs.
macro_rules! names {
    ($name:literal, $columns:literal) => {
        concat!(
            "/* report.",
            $name,
            " */
    SELECT ",
            $columns,
            " WHERE tenant = $1 AND id IN (
      $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
      $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33)"
        )
    };
}

// Those who stand for customers have no name here, nor have their codes: reports of partners leave them out.
pub(super) const PARTNER_NAMES: &str = names!(
    "partner_names",
    "id, name FROM (SELECT tenant, id, name FROM partner WHERE kind <> 'customer') p"
);
pub(super) const PROGRAM_NAMES: &str = names!("program_names", "id, name FROM program");
pub(super) const LINK_NAMES: &str = names!("link_names", "id, slug FROM link");
pub(super) const CODE_NAMES: &str = names!(
    "code_names",
    "id, code FROM (SELECT c.tenant, c.id, c.code FROM code c
      JOIN partner p ON p.tenant = c.tenant AND p.id = c.partner_id WHERE p.kind <> 'customer') k"
);

// What stores call their products now, and where they file them; two stores may have the same id for different ones, so a program
// says of which store they are.
pub(super) const SYNCED_NAMES: &str = names!(
    "synced_names",
    "id, name FROM (SELECT s.tenant, s.external_id AS id, s.name FROM product s
      WHERE $34 IS NULL OR s.store_id = (SELECT g.store_id FROM program g WHERE g.tenant = s.tenant AND g.id = $34)) p"
);
pub(super) const SYNCED_CATEGORIES: &str = names!(
    "synced_categories",
    "id, categories FROM (SELECT s.tenant, s.external_id AS id, s.categories FROM product s
      WHERE $34 IS NULL OR s.store_id = (SELECT g.store_id FROM program g WHERE g.tenant = s.tenant AND g.id = $34)) p"
);

// The greatest name of each is the last of its index.
pub(super) const PRODUCT_NAMES: &str = "/* report.product_names */
    SELECT k.column1, (SELECT MAX(name) FROM order_line WHERE tenant = $1 AND COALESCE(product, name) = k.column1)
    FROM (VALUES
        ($2), ($3), ($4), ($5), ($6), ($7), ($8), ($9), ($10), ($11), ($12), ($13), ($14), ($15), ($16),
        ($17), ($18), ($19), ($20), ($21), ($22), ($23), ($24), ($25), ($26), ($27), ($28), ($29), ($30),
        ($31), ($32), ($33)) AS k";

/// The statements that a macro makes, for the test that prepares every one.
#[cfg(test)]
pub(crate) const MADE: &[&str] = &[
    FIGURES,
    BY_PARTNER,
    BY_PROGRAM,
    BY_LINK,
    BY_CODE,
    BY_SOURCE,
    BY_WAY,
    BY_COUNTRY,
    BY_REGION,
    BY_CITY,
    BY_CUSTOMER,
    EARNINGS,
    PRODUCTS,
    LINES,
    CLICKS_BY_DAY,
    CLICKS_BY_PARTNER,
    CLICKS_BY_PROGRAM,
    CLICKS_BY_LINK,
    CLICKS_BY_CODE,
    CLICKS_BY_SOURCE,
    PARTNER_NAMES,
    PROGRAM_NAMES,
    LINK_NAMES,
    CODE_NAMES,
    SYNCED_NAMES,
    SYNCED_CATEGORIES,
    CLICKS_OF_PART[0][0],
    CLICKS_OF_PART[0][1],
    CLICKS_OF_PART[1][0],
    CLICKS_OF_PART[1][1],
    CLICKS_OF_PART[2][0],
    CLICKS_OF_PART[2][1],
    CLICKS_OF_PART[3][0],
    CLICKS_OF_PART[3][1],
    CLICKS_OF_PART[4][0],
    CLICKS_OF_PART[4][1],
    VISITS,
    VISITS_OF_PARTNER,
    VISITS_OF_LINK,
    VISITS_OF_CODE,
    VISITS_OF_SOURCE,
];
