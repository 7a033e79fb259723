//! Statements of the overview. An order earns when something is due for it.

pub(super) const ORDER_TOTALS: &str = "/* report.order_totals */
    SELECT
      COALESCE(CAST(SUM(CASE WHEN currency = $4 AND commission_minor + platform_minor > 0 THEN base_minor ELSE 0 END) AS INTEGER), 0),
      COALESCE(CAST(SUM(CASE WHEN currency = $4 AND commission_minor + platform_minor > 0 THEN 1 ELSE 0 END) AS INTEGER), 0),
      COALESCE(CAST(SUM(CASE WHEN currency = $4 THEN commission_minor + platform_minor ELSE 0 END) AS INTEGER), 0),
      COUNT(*),
      COALESCE(CAST(SUM(CASE WHEN currency <> $4 THEN 1 ELSE 0 END) AS INTEGER), 0)
    FROM orders WHERE tenant = $1 AND placed_at >= $2 AND placed_at < $3";

pub(super) const CLICKS: &str = "/* report.clicks */
    SELECT COUNT(*) FROM click WHERE tenant = $1 AND at >= $2 AND at < $3 AND outcome = 'counted'";

pub(super) const CLICK_TIMES: &str = "/* report.click_times */
    SELECT at FROM click WHERE tenant = $1 AND at >= $2 AND at < $3 AND outcome = 'counted' ORDER BY at";

pub(super) const OWED: &str = "/* report.owed */
    SELECT COALESCE(CAST(SUM(minor) AS INTEGER), 0) FROM balance
    WHERE tenant = $1 AND currency = $2 AND account LIKE 'partner:%'";

pub(super) const PARTNERS: &str = "/* report.partners */
    SELECT o.partner_id, p.name, CAST(SUM(o.base_minor) AS INTEGER), COUNT(*), CAST(SUM(o.commission_minor) AS INTEGER)
    FROM orders o JOIN partner p ON p.tenant = o.tenant AND p.id = o.partner_id
    WHERE o.tenant = $1 AND o.placed_at >= $2 AND o.placed_at < $3 AND o.currency = $4
      AND o.commission_minor + o.platform_minor > 0
    GROUP BY o.partner_id, p.name ORDER BY 3 DESC, p.name";

pub(super) const CLICKS_BY_PARTNER: &str = "/* report.clicks_by_partner */
    SELECT partner_id, COUNT(*) FROM click
    WHERE tenant = $1 AND at >= $2 AND at < $3 AND outcome = 'counted' AND partner_id IS NOT NULL
    GROUP BY partner_id";

pub(super) const WAYS: &str = "/* report.ways */
    SELECT via, COUNT(*), CAST(SUM(base_minor) AS INTEGER) FROM orders
    WHERE tenant = $1 AND placed_at >= $2 AND placed_at < $3 AND currency = $4 AND via IS NOT NULL
      AND commission_minor + platform_minor > 0
    GROUP BY via ORDER BY 3 DESC";

pub(super) const EARNINGS: &str = "/* report.earnings */
    SELECT placed_at, base_minor, commission_minor + platform_minor FROM orders
    WHERE tenant = $1 AND placed_at >= $2 AND placed_at < $3 AND currency = $4
      AND commission_minor + platform_minor > 0
    ORDER BY placed_at";
