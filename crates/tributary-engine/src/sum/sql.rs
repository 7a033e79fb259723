//! Statements on what orders add up to.

pub(super) const ORDER: &str = "/* sum.order */
    SELECT currency, placed_at, program_id, partner_id, via, link_id, code_id, source, country, state, city,
      is_returning, refunded_minor, CASE WHEN review IS NULL AND near_code IS NULL THEN 0 ELSE 1 END,
      base_minor, commission_minor, earns
    FROM orders WHERE tenant = $1 AND id = $2";

// Not the words of an index: SQLite would rather walk all lines by product than sort the few of one order.
pub(super) const PRODUCTS: &str = "/* sum.products */
    SELECT COALESCE(product, name, ''), CAST(SUM(units) AS BIGINT), CAST(SUM(base_minor) AS BIGINT),
      CAST(SUM(earned_minor) AS BIGINT),
      CAST(SUM(CASE WHEN quantity > 0 THEN quantity ELSE 0 END) AS BIGINT)
    FROM order_line WHERE tenant = $1 AND order_id = $2 GROUP BY 1";

pub(super) const ADD: &str = "/* sum.add */
    INSERT INTO order_sum (tenant, axis, width, place, currency, key, orders, by_click, parts, revenue_minor,
      commission_minor)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
    ON CONFLICT (tenant, axis, width, place, currency, key) DO UPDATE SET
      orders = order_sum.orders + excluded.orders, by_click = order_sum.by_click + excluded.by_click,
      parts = order_sum.parts + excluded.parts,
      revenue_minor = order_sum.revenue_minor + excluded.revenue_minor,
      commission_minor = order_sum.commission_minor + excluded.commission_minor";

pub(super) const FORGET: &str = "/* sum.forget */
    DELETE FROM order_sum WHERE tenant = $1";

pub(super) const ALL_ORDERS: &str = "/* sum.all_orders */
    SELECT id FROM orders WHERE tenant = $1 ORDER BY placed_at, id";

pub(super) const IS_MISSING: &str = "/* sum.is_missing */
    SELECT EXISTS (SELECT 1 FROM orders WHERE tenant = $1)
      AND NOT EXISTS (SELECT 1 FROM order_sum WHERE tenant = $1 AND axis = 'state' AND width = 0)";

// Days before the wide ones, wide ones, days after them, and hours at both ends, in one reading. What was taken back leaves
// rows of nothing.
macro_rules! by_key {
    ($name:literal, $currency:literal, $wanted:literal, $group:literal) => {
        concat!(
            "/* sum.", $name, " */
    SELECT key, CAST(SUM(orders) AS BIGINT), CAST(SUM(by_click) AS BIGINT), CAST(SUM(parts) AS BIGINT),
      CAST(SUM(revenue_minor) AS BIGINT), CAST(SUM(commission_minor) AS BIGINT)", $currency, "
    FROM (",
            by_key!(@piece $wanted, "width = 1 AND place >= $3 AND place < $4"), " UNION ALL",
            by_key!(@piece $wanted, "width = 32 AND place >= $5 AND place < $6"), " UNION ALL",
            by_key!(@piece $wanted, "width = 1 AND place >= $7 AND place < $8"), " UNION ALL",
            by_key!(@piece $wanted, "width = 0 AND place >= $9 AND place < $10"), " UNION ALL",
            by_key!(@piece $wanted, "width = 0 AND place >= $11 AND place < $12"), "
    ) AS pieces GROUP BY ", $group, " HAVING SUM(orders) <> 0"
        )
    };
    (@piece $wanted:literal, $places:literal) => {
        concat!(
            "
      SELECT currency, key, orders, by_click, parts, revenue_minor, commission_minor FROM order_sum
      WHERE tenant = $1 AND axis = $2 AND ", $places, $wanted
        )
    };
}

/// In every currency, each by itself.
pub(super) const BY_KEY: &str = by_key!("by_key", ", currency", "", "currency, key");
/// In one currency.
pub(super) const BY_KEY_IN: &str = by_key!("by_key_in", "", " AND currency = $13", "key");
/// In whichever currency, where no money is asked for.
pub(super) const BY_KEY_ALL: &str = by_key!("by_key_all", "", "", "key");

/// The statements that a macro makes, for the test that prepares every one.
#[cfg(test)]
pub(crate) const MADE: &[&str] = &[BY_KEY, BY_KEY_IN, BY_KEY_ALL];

pub(super) const BY_PLACE: &str = "/* sum.by_place */
    SELECT place, CAST(SUM(orders) AS BIGINT), CAST(SUM(by_click) AS BIGINT), CAST(SUM(parts) AS BIGINT),
      CAST(SUM(revenue_minor) AS BIGINT), CAST(SUM(commission_minor) AS BIGINT)
    FROM order_sum
    WHERE tenant = $1 AND axis = $2 AND width = $3 AND place >= $4 AND place < $5 AND currency = $6
    GROUP BY place";

pub(super) const BY_DAY_OF: &str = "/* sum.by_day_of */
    SELECT place, orders, by_click, parts, revenue_minor, commission_minor
    FROM order_sum
    WHERE tenant = $1 AND axis = $2 AND width = 1 AND place >= $3 AND place < $4 AND currency = $5 AND key = $6";

// Hours are few, and no index is kept of the hours of one key: each is looked up by itself.
pub(super) const BY_HOUR_OF: &str = "/* sum.by_hour_of */
    WITH RECURSIVE hours(hour) AS (
      SELECT CAST($3 AS BIGINT) UNION ALL SELECT hour + 1 FROM hours WHERE hour + 1 < $4
    )
    SELECT s.place, s.orders, s.by_click, s.parts, s.revenue_minor, s.commission_minor
    FROM hours h CROSS JOIN order_sum s
    WHERE s.tenant = $1 AND s.axis = $2 AND s.width = 0 AND s.place = h.hour AND s.currency = $5 AND s.key = $6";
