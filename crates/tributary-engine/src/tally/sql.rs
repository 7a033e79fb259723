//! Statements that sum up what partners, links and codes brought.

pub(super) const ORDERS_BY_PARTNER: &str = "/* tally.orders_by_partner */
    SELECT partner_id,
      CAST(SUM(CASE WHEN currency = $4 AND commission_minor + platform_minor > 0 THEN 1 ELSE 0 END) AS INTEGER),
      CAST(SUM(CASE WHEN currency = $4 AND commission_minor + platform_minor > 0 THEN base_minor ELSE 0 END) AS INTEGER),
      CAST(SUM(CASE WHEN currency = $4 AND commission_minor + platform_minor > 0 THEN commission_minor ELSE 0 END) AS INTEGER),
      COUNT(*),
      CAST(SUM(CASE WHEN refunded_minor > 0 THEN 1 ELSE 0 END) AS INTEGER)
    FROM orders WHERE tenant = $1 AND placed_at >= $2 AND placed_at < $3 AND partner_id IS NOT NULL
    GROUP BY partner_id";

pub(super) const CLICKS_BY_PARTNER: &str = "/* tally.clicks_by_partner */
    SELECT partner_id, CAST(SUM(clicks) AS INTEGER) FROM click_day
    WHERE tenant = $1 AND day >= $2 AND day <= $3 AND outcome = 'counted' AND partner_id <> '' GROUP BY partner_id";

pub(super) const ORDERS_BY_LINK: &str = "/* tally.orders_by_link */
    SELECT link_id,
      CAST(SUM(CASE WHEN currency = $4 AND commission_minor + platform_minor > 0 THEN 1 ELSE 0 END) AS INTEGER),
      CAST(SUM(CASE WHEN currency = $4 AND commission_minor + platform_minor > 0 THEN base_minor ELSE 0 END) AS INTEGER),
      CAST(SUM(CASE WHEN currency = $4 AND commission_minor + platform_minor > 0 THEN commission_minor ELSE 0 END) AS INTEGER),
      COUNT(*),
      CAST(SUM(CASE WHEN refunded_minor > 0 THEN 1 ELSE 0 END) AS INTEGER)
    FROM orders WHERE tenant = $1 AND placed_at >= $2 AND placed_at < $3 AND partner_id IS NOT NULL AND link_id IS NOT NULL
    GROUP BY link_id";

pub(super) const CLICKS_BY_LINK: &str = "/* tally.clicks_by_link */
    SELECT link_id, CAST(SUM(clicks) AS INTEGER) FROM click_day
    WHERE tenant = $1 AND day >= $2 AND day <= $3 AND outcome = 'counted' AND link_id <> '' GROUP BY link_id";

pub(super) const ORDERS_BY_CODE: &str = "/* tally.orders_by_code */
    SELECT code_id,
      CAST(SUM(CASE WHEN currency = $4 AND commission_minor + platform_minor > 0 THEN 1 ELSE 0 END) AS INTEGER),
      CAST(SUM(CASE WHEN currency = $4 AND commission_minor + platform_minor > 0 THEN base_minor ELSE 0 END) AS INTEGER),
      CAST(SUM(CASE WHEN currency = $4 AND commission_minor + platform_minor > 0 THEN commission_minor ELSE 0 END) AS INTEGER),
      COUNT(*),
      CAST(SUM(CASE WHEN refunded_minor > 0 THEN 1 ELSE 0 END) AS INTEGER)
    FROM orders WHERE tenant = $1 AND placed_at >= $2 AND placed_at < $3 AND partner_id IS NOT NULL AND code_id IS NOT NULL
    GROUP BY code_id";

pub(super) const CLICKS_BY_CODE: &str = "/* tally.clicks_by_code */
    SELECT code_id, CAST(SUM(clicks) AS INTEGER) FROM click_day
    WHERE tenant = $1 AND day >= $2 AND day <= $3 AND outcome = 'counted' AND code_id <> '' GROUP BY code_id";

// The newest of each is one step in an index; nothing is scanned.
pub(super) const LAST_ACTIVE: &str = "/* tally.last_active */
    SELECT p.id, MAX(
      COALESCE((SELECT MAX(c.at) FROM click c WHERE c.tenant = p.tenant AND c.partner_id = p.id), -1),
      COALESCE((SELECT MAX(o.placed_at) FROM orders o WHERE o.tenant = p.tenant AND o.partner_id = p.id), -1))
    FROM partner p WHERE p.tenant = $1";

pub(super) const EARNED_BY: &str = "/* tally.earned_by */
    SELECT placed_at, base_minor FROM orders
    WHERE tenant = $1 AND partner_id = $2 AND placed_at >= $3 AND placed_at < $4 AND currency = $5
      AND commission_minor + platform_minor > 0 ORDER BY placed_at";
