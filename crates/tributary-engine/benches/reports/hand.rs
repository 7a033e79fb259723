//! The best statements that a hand writes over the sums that the engine keeps: one reading of days, hours and what is left
//! within an hour, without a filter that might have been wished for.

use tributary_engine::db::{Tx, Value};
use tributary_engine::error::Result;

// What orders come to: days before the wide sums, wide sums, days after them, hours at both ends, orders at both ends.
macro_rules! orders {
    ($name:literal, $select:literal, $key:literal, $raw:literal, $currency:literal, $earns:literal, $one:literal, $raw_one:literal, $end:literal) => {
        concat!(
            "/* hand.", $name, " */ SELECT ", $select,
            ", CAST(SUM(orders) AS BIGINT), CAST(SUM(by_click) AS BIGINT), CAST(SUM(revenue) AS BIGINT),
              CAST(SUM(commission) AS BIGINT) FROM (",
            orders!(@sums $key, $currency, $one, "1", "$4", "$5"), " UNION ALL ",
            orders!(@sums $key, $currency, $one, "32", "$6", "$7"), " UNION ALL ",
            orders!(@sums $key, $currency, $one, "1", "$8", "$9"), " UNION ALL ",
            orders!(@sums $key, $currency, $one, "0", "$10", "$11"), " UNION ALL ",
            orders!(@sums $key, $currency, $one, "0", "$12", "$13"), " UNION ALL ",
            orders!(@rows $raw, $currency, $earns, $raw_one, "$14", "$15"), " UNION ALL ",
            orders!(@rows $raw, $currency, $earns, $raw_one, "$16", "$17"), ") AS told ", $end
        )
    };
    (@sums $key:literal, $currency:literal, $one:literal, $width:literal, $from:literal, $to:literal) => {
        concat!(
            "SELECT ", $key, " AS key, orders, by_click, revenue_minor AS revenue, commission_minor AS commission
             FROM order_sum WHERE tenant = $1 AND axis = $2 AND ", $currency, " AND width = ", $width,
            " AND place >= ", $from, " AND place < ", $to, $one
        )
    };
    (@rows $raw:literal, $currency:literal, $earns:literal, $one:literal, $from:literal, $to:literal) => {
        concat!(
            "SELECT ", $raw, ", 1, CASE WHEN source IS NULL THEN 0 ELSE 1 END,
               CASE WHEN earns = 1 THEN base_minor ELSE 0 END, commission_minor
             FROM orders WHERE tenant = $1 AND ", $currency, " AND placed_at >= ", $from, " AND placed_at < ", $to,
            $earns, $one
        )
    };
}

macro_rules! earning {
    ($name:literal, $select:literal, $key:literal, $raw:literal, $end:literal) => {
        orders!($name, $select, $key, $raw, "currency = $3", " AND earns = 1", "", "", $end)
    };
}

// The same of one key: its hours are looked up one by one, for which no index is needed.
macro_rules! of_partner {
    ($name:literal, $key:literal, $raw:literal) => {
        concat!(
            "/* hand.", $name, " */ SELECT '', CAST(SUM(orders) AS BIGINT), CAST(SUM(by_click) AS BIGINT),
              CAST(SUM(revenue) AS BIGINT), CAST(SUM(commission) AS BIGINT) FROM (",
            orders!(@sums $key, "currency = $3", " AND key = $18", "1", "$4", "$5"), " UNION ALL ",
            orders!(@sums $key, "currency = $3", " AND key = $18", "32", "$6", "$7"), " UNION ALL ",
            orders!(@sums $key, "currency = $3", " AND key = $18", "1", "$8", "$9"), " UNION ALL ",
            of_partner!(@hours $key, "$10", "$11"), " UNION ALL ", of_partner!(@hours $key, "$12", "$13"),
            " UNION ALL ", of_partner!(@rows $raw, "$14", "$15"), " UNION ALL ", of_partner!(@rows $raw, "$16", "$17"),
            ") AS told GROUP BY key"
        )
    };
    (@hours $key:literal, $from:literal, $to:literal) => {
        concat!(
            "SELECT ", $key, " AS key, orders, by_click, revenue_minor, commission_minor FROM (
               WITH RECURSIVE h(hour) AS (
                 SELECT CAST(", $from, " AS BIGINT) UNION ALL SELECT hour + 1 FROM h WHERE hour + 1 < ", $to, ")
               SELECT hour FROM h) AS hours CROSS JOIN order_sum
             WHERE tenant = $1 AND axis = $2 AND currency = $3 AND order_sum.key = $18 AND width = 0 AND place = hour
               AND hour < ", $to
        )
    };
    (@rows $raw:literal, $from:literal, $to:literal) => {
        orders!(@rows $raw, "currency = $3", " AND earns = 1", " AND partner_id = $18", $from, $to)
    };
}

// What clicks come to: days, hours at both ends, clicks at both ends.
macro_rules! clicks {
    ($name:literal, $outcome:literal, $select:literal, $key:literal, $hour:literal, $raw:literal, $end:literal) => {
        concat!(
            "/* hand.", $name, " */ SELECT ", $select, ", CAST(SUM(clicks) AS BIGINT) FROM (
             SELECT ", $key, " AS key, clicks FROM click_sum
             WHERE tenant = $1 AND axis = $2 AND day >= $3 AND day < $4 UNION ALL
             SELECT ", $hour, ", clicks FROM click_hour
             WHERE tenant = $1 AND axis = $2 AND hour >= $5 AND hour < $6 UNION ALL
             SELECT ", $hour, ", clicks FROM click_hour
             WHERE tenant = $1 AND axis = $2 AND hour >= $7 AND hour < $8 UNION ALL ",
            clicks!(@rows $outcome, $raw, "$9", "$10"), " UNION ALL ", clicks!(@rows $outcome, $raw, "$11", "$12"),
            ") AS told ", $end
        )
    };
    (@rows $outcome:literal, $raw:literal, $from:literal, $to:literal) => {
        concat!(
            "SELECT ", $raw, ", 1 FROM click WHERE tenant = $1 AND outcome = '", $outcome, "' AND at >= ", $from,
            " AND at < ", $to
        )
    };
}

// The same of one key: days by the index of its days, hours looked up one by one.
macro_rules! clicks_of {
    ($name:literal, $one:literal) => {
        concat!(
            "/* hand.", $name, " */ SELECT '', CAST(SUM(clicks) AS BIGINT) FROM (
             SELECT s.clicks FROM click_sum d CROSS JOIN click_sum s
             WHERE d.tenant = $1 AND d.axis = $2 AND d.key = $13 AND d.day >= $3 AND d.day < $4
               AND s.tenant = $1 AND s.axis = $2 AND s.day = d.day AND s.key = $13 UNION ALL ",
            clicks_of!(@hours "$5", "$6"), " UNION ALL ", clicks_of!(@hours "$7", "$8"), " UNION ALL ",
            clicks_of!(@rows $one, "$9", "$10"), " UNION ALL ", clicks_of!(@rows $one, "$11", "$12"), ") AS told"
        )
    };
    (@hours $from:literal, $to:literal) => {
        concat!(
            "SELECT clicks FROM (
               WITH RECURSIVE h(hour) AS (
                 SELECT CAST(", $from, " AS BIGINT) UNION ALL SELECT hour + 1 FROM h WHERE hour + 1 < ", $to, ")
               SELECT hour AS place FROM h) AS hours CROSS JOIN click_hour
             WHERE tenant = $1 AND axis = $2 AND key = $13 AND hour = place AND place < ", $to
        )
    };
    (@rows $one:literal, $from:literal, $to:literal) => {
        concat!(
            "SELECT 1 FROM click WHERE tenant = $1 AND outcome = 'counted' AND at >= ", $from, " AND at < ", $to, $one
        )
    };
}

// Names stand beside the clicks, of which there are some wherever there are orders.
pub(crate) const FIGURES: &str = earning!("figures", "key", "''", "''", "GROUP BY key");
pub(crate) const SERIES: &str = earning!("series", "''", "place", "0", "GROUP BY key");
pub(crate) const BY_PARTNER: &str =
    earning!("by_partner", "key", "key", "COALESCE(partner_id, '')", "GROUP BY key");
pub(crate) const BY_LINK: &str = earning!("by_link", "key", "key", "COALESCE(link_id, '')", "GROUP BY key");
pub(crate) const BY_SOURCE: &str =
    earning!("by_source", "key", "key", "COALESCE(source, '')", "GROUP BY key");
pub(crate) const BY_WAY: &str = earning!("by_way", "key", "key", "COALESCE(via, '')", "GROUP BY key");
pub(crate) const BY_COUNTRY: &str = earning!("by_country", "key", "key", "country", "GROUP BY key");
pub(crate) const STANDINGS: &str = orders!(
    "standings",
    "key",
    "key",
    "(CASE WHEN partner_id IS NULL THEN '0' ELSE '1' END) || (CASE WHEN refunded_minor > 0 THEN '1' ELSE '0' END)",
    "$3 <> ''",
    "",
    "",
    "",
    "GROUP BY key"
);
pub(crate) const OF_PARTNER: &str = of_partner!("of_partner", "''", "''");
pub(crate) const SERIES_OF_PARTNER: &str = of_partner!("series_of_partner", "place", "0");

pub(crate) const CLICKS: &str = clicks!("clicks", "counted", "key", "''", "''", "''", "GROUP BY key");
pub(crate) const CLICK_SERIES: &str =
    clicks!("click_series", "counted", "''", "day", "hour", "0", "GROUP BY key");
pub(crate) const CLICKS_BY_PARTNER: &str = clicks!(
    "clicks_by_partner",
    "counted",
    "MAX(name)",
    "key",
    "key",
    "COALESCE(partner_id, '')",
    "LEFT JOIN partner ON tenant = $1 AND id = key GROUP BY key"
);
pub(crate) const CLICKS_BY_LINK: &str = clicks!(
    "clicks_by_link",
    "counted",
    "MAX(slug)",
    "key",
    "key",
    "COALESCE(link_id, '')",
    "LEFT JOIN link ON tenant = $1 AND id = key GROUP BY key"
);
pub(crate) const CLICKS_BY_SOURCE: &str =
    clicks!("clicks_by_source", "counted", "key", "key", "key", "source", "GROUP BY key");
pub(crate) const UNKNOWN: &str = clicks!(
    "unknown",
    "unknown_code",
    "key",
    "key",
    "key",
    "value",
    "GROUP BY key ORDER BY 2 DESC LIMIT 200"
);
pub(crate) const CLICKS_OF_LINK: &str = clicks_of!("clicks_of_link", " AND link_id = $13");
pub(crate) const CLICKS_OF_PARTNER: &str = clicks_of!("clicks_of_partner", " AND partner_id = $13");

// By place, product and partner of all credited orders no hours are kept: what is left of days is read row by row.
pub(crate) const BY_CITY: &str =
    earning!("by_city", "key", "key", "country || state || city", "GROUP BY key");
pub(crate) const REFUNDS: &str = "/* hand.refunds */ SELECT key, CAST(SUM(orders) AS BIGINT), CAST(SUM(parts) AS BIGINT) FROM (
    SELECT key, orders, parts FROM order_sum WHERE tenant = $1 AND axis = 'credit' AND width = 1 AND place >= $2 AND place < $3
    UNION ALL SELECT key, orders, parts FROM order_sum WHERE tenant = $1 AND axis = 'credit' AND width = 32 AND place >= $4 AND place < $5
    UNION ALL SELECT key, orders, parts FROM order_sum WHERE tenant = $1 AND axis = 'credit' AND width = 1 AND place >= $6 AND place < $7
    UNION ALL SELECT partner_id, 1, CASE WHEN refunded_minor > 0 THEN 1 ELSE 0 END FROM orders
      WHERE tenant = $1 AND placed_at >= $8 AND placed_at < $9 AND partner_id IS NOT NULL
    UNION ALL SELECT partner_id, 1, CASE WHEN refunded_minor > 0 THEN 1 ELSE 0 END FROM orders
      WHERE tenant = $1 AND placed_at >= $10 AND placed_at < $11 AND partner_id IS NOT NULL) AS told GROUP BY key";
/// Without their names, which ours reads, too: a hand would keep them beside its page.
pub(crate) const PRODUCTS: &str = "/* hand.products */ SELECT key, CAST(SUM(orders) AS BIGINT) AS orders, CAST(SUM(units) AS BIGINT) AS units, CAST(SUM(pieces) AS BIGINT) AS pieces, CAST(SUM(revenue) AS BIGINT) AS revenue,
      CAST(SUM(commission) AS BIGINT) AS commission FROM (
    SELECT key, orders, parts AS units, 0 AS pieces, revenue_minor AS revenue, commission_minor AS commission FROM order_sum
      WHERE tenant = $1 AND axis = 'product' AND currency = $2 AND width = 1 AND place >= $3 AND place < $4
    UNION ALL SELECT key, orders, parts, 0, revenue_minor, commission_minor FROM order_sum
      WHERE tenant = $1 AND axis = 'product' AND currency = $2 AND width = 32 AND place >= $5 AND place < $6
    UNION ALL SELECT key, orders, parts, 0, revenue_minor, commission_minor FROM order_sum
      WHERE tenant = $1 AND axis = 'product' AND currency = $2 AND width = 1 AND place >= $7 AND place < $8
    UNION ALL SELECT key, 0, 0, parts, 0, 0 FROM order_sum
      WHERE tenant = $1 AND axis = 'ordered' AND currency = $2 AND width = 1 AND place >= $3 AND place < $4
    UNION ALL SELECT key, 0, 0, parts, 0, 0 FROM order_sum
      WHERE tenant = $1 AND axis = 'ordered' AND currency = $2 AND width = 32 AND place >= $5 AND place < $6
    UNION ALL SELECT key, 0, 0, parts, 0, 0 FROM order_sum
      WHERE tenant = $1 AND axis = 'ordered' AND currency = $2 AND width = 1 AND place >= $7 AND place < $8
    UNION ALL SELECT COALESCE(l.product, l.name), COUNT(DISTINCT o.id), CAST(SUM(l.units) AS BIGINT),
        CAST(SUM(l.quantity) AS BIGINT), CAST(SUM(l.base_minor) AS BIGINT), CAST(SUM(l.earned_minor) AS BIGINT)
      FROM orders o JOIN order_line l ON l.tenant = o.tenant AND l.order_id = o.id
      WHERE o.tenant = $1 AND o.currency = $2 AND o.earns = 1
        AND ((o.placed_at >= $9 AND o.placed_at < $10) OR (o.placed_at >= $11 AND o.placed_at < $12)) GROUP BY 1
    ) AS told GROUP BY key";
pub(crate) const SOURCES_OF_PARTNER: &str = "/* hand.sources_of_partner */
    SELECT source, COUNT(*), COUNT(source), CAST(SUM(base_minor) AS BIGINT), CAST(SUM(commission_minor) AS BIGINT)
    FROM orders WHERE tenant = $1 AND partner_id = $2 AND placed_at >= $3 AND placed_at < $4 AND currency = $5
      AND earns = 1 GROUP BY source";
pub(crate) const CLICK_SOURCES_OF_PARTNER: &str = "/* hand.click_sources_of_partner */
    SELECT source, CAST(SUM(clicks) AS BIGINT) FROM (
    SELECT source, clicks FROM click_day
      WHERE tenant = $1 AND partner_id = $2 AND day >= $3 AND day < $4 AND outcome = 'counted'
    UNION ALL SELECT source, 1 FROM click
      WHERE tenant = $1 AND partner_id = $2 AND at >= $5 AND at < $6 AND outcome = 'counted'
    UNION ALL SELECT source, 1 FROM click
      WHERE tenant = $1 AND partner_id = $2 AND at >= $7 AND at < $8 AND outcome = 'counted') AS told GROUP BY source";

/// The sum of all numbers that a statement answers; what stands first is a text.
pub(crate) fn sum(
    tx: &mut Tx<'_>,
    statement: &'static str,
    params: &[Value<'_>],
    numbers: usize,
) -> Result<i64> {
    let rows = tx.rows(statement, params, |row| {
        let mut sum = 0;
        for at in 1..=numbers {
            sum += row.opt_int(at)?.unwrap_or_default();
        }
        Ok((row.raw(0)?, sum))
    })?;
    Ok(std::hint::black_box(rows).iter().map(|(_, sum)| sum).sum())
}
