//! Statements on all brands of a server. None reads anything of a customer.

pub(super) const BRANDS: &str = "/* platform.brands */
    SELECT t.id, t.name, t.created_at, (SELECT COUNT(*) FROM store s WHERE s.tenant = t.id)
    FROM tenant t WHERE t.test_of IS NULL ORDER BY t.id";

pub(super) const BRAND: &str = "/* platform.brand */
    SELECT t.id, t.name, t.created_at, (SELECT COUNT(*) FROM store s WHERE s.tenant = t.id)
    FROM tenant t WHERE t.test_of IS NULL AND t.id = $1";

pub(super) const EARNED: &str = "/* platform.earned */
    SELECT COUNT(*), CAST(COALESCE(SUM(base_minor), 0) AS BIGINT),
      CAST(COALESCE(SUM(commission_minor + platform_minor), 0) AS BIGINT), CAST(COALESCE(SUM(platform_minor), 0) AS BIGINT)
    FROM orders WHERE tenant = $1 AND currency = $2 AND placed_at >= $3 AND placed_at < $4 AND earns = 1";

pub(super) const PAID: &str = "/* platform.paid */
    SELECT currency, CAST(SUM(amount_minor) AS BIGINT) FROM payout
    WHERE tenant = $1 AND payee_id LIKE 'prg%' AND state = 'paid' AND settled_at >= $2 AND settled_at < $3
    GROUP BY currency";

pub(super) const BALANCES: &str = "/* platform.balances */
    SELECT account, currency, minor FROM balance WHERE tenant = $1 AND account LIKE 'platform:%'";
