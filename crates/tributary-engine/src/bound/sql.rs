//! Statements on orders by the code to which their customers are bound.

pub(super) const BY_CODE: &str = "/* bound.by_code */
    SELECT COALESCE(b.code_fold, ''), COALESCE(MAX(b.code), ''), o.currency, COUNT(*),
      COUNT(DISTINCT COALESCE(o.buyer, o.customer, o.id)), CAST(SUM(o.total_minor) AS BIGINT),
      CAST(SUM(o.refunded_minor) AS BIGINT), CAST(SUM(o.base_minor) AS BIGINT)
    FROM (
      SELECT o.id, o.customer, o.currency, o.total_minor, o.refunded_minor, o.base_minor, o.placed_at,
        COALESCE(
          (SELECT c.id FROM customer c
            WHERE c.tenant = o.tenant AND c.store_id = o.store_id AND c.external_id = o.customer_id),
          (SELECT a.customer_id FROM customer_email a
            WHERE a.tenant = o.tenant AND a.store_id = o.store_id AND a.email_key = o.customer
              AND (a.number = 1 OR a.since <= o.placed_at) ORDER BY a.since, a.customer_id LIMIT 1)) AS buyer
      FROM orders o
      WHERE o.tenant = $1 AND o.store_id = $2 AND o.placed_at >= $3 AND o.placed_at < $4 AND o.kind = 'order'
        AND o.unverified = 0 AND o.status <> 'checkout-draft' AND ($7 IS NULL OR o.status = $7)) o
    LEFT JOIN binding b ON b.tenant = $1 AND b.customer_id = o.buyer
      AND (($5 = 0 AND b.since <= o.placed_at + 999 AND (b.until IS NULL OR b.until > o.placed_at + 999))
        OR ($5 = 1 AND b.until IS NULL))
    WHERE ($6 IS NULL OR COALESCE(b.code_fold, '') = $6)
      AND ($8 = 0 OR EXISTS (
        SELECT 1 FROM order_coupon k WHERE k.tenant = $1 AND k.order_id = o.id AND k.code_fold = b.code_fold))
    GROUP BY COALESCE(b.code_fold, ''), o.currency";

pub(super) const BEHIND: &str = "/* bound.behind */
    SELECT o.id, o.number, o.placed_at, o.status, o.coupons, o.total_minor, o.refunded_minor, o.currency, o.customer_hint
    FROM (
      SELECT o.id, o.number, o.placed_at, o.status, o.coupons, o.total_minor, o.refunded_minor, o.currency,
        o.customer_hint,
        COALESCE(
          (SELECT c.id FROM customer c
            WHERE c.tenant = o.tenant AND c.store_id = o.store_id AND c.external_id = o.customer_id),
          (SELECT a.customer_id FROM customer_email a
            WHERE a.tenant = o.tenant AND a.store_id = o.store_id AND a.email_key = o.customer
              AND (a.number = 1 OR a.since <= o.placed_at) ORDER BY a.since, a.customer_id LIMIT 1)) AS buyer
      FROM orders o
      WHERE o.tenant = $1 AND o.store_id = $2 AND o.placed_at >= $3 AND o.placed_at < $4 AND o.kind = 'order'
        AND o.unverified = 0 AND o.status <> 'checkout-draft' AND ($7 IS NULL OR o.status = $7)) o
    LEFT JOIN binding b ON b.tenant = $1 AND b.customer_id = o.buyer
      AND (($5 = 0 AND b.since <= o.placed_at + 999 AND (b.until IS NULL OR b.until > o.placed_at + 999))
        OR ($5 = 1 AND b.until IS NULL))
    WHERE ($6 IS NULL OR COALESCE(b.code_fold, '') = $6)
      AND ($8 = 0 OR EXISTS (
        SELECT 1 FROM order_coupon k WHERE k.tenant = $1 AND k.order_id = o.id AND k.code_fold = b.code_fold))
    ORDER BY o.placed_at DESC, o.id DESC LIMIT $9";

pub(super) const CUSTOMERS: &str = "/* bound.customers */
    SELECT code_fold, MAX(code), COUNT(DISTINCT customer_id) FROM binding
    WHERE tenant = $1 AND store_id = $2
      AND (($5 = 0 AND since < $4 AND (until IS NULL OR until > $3)) OR ($5 = 1 AND until IS NULL))
    GROUP BY code_fold";

pub(super) const UNBOUND: &str = "/* bound.unbound */
    SELECT COUNT(*) FROM customer c
    WHERE c.tenant = $1 AND c.store_id = $2 AND c.created_at < $4 AND NOT EXISTS (
      SELECT 1 FROM binding b WHERE b.tenant = c.tenant AND b.customer_id = c.id
        AND (($5 = 0 AND b.since < $4 AND (b.until IS NULL OR b.until > $3)) OR ($5 = 1 AND b.until IS NULL)))";

pub(super) const PUT_DOMAIN: &str = "/* bound.put_domain */
    INSERT INTO referrer_domain (tenant, store_id, domain, code, added_by, created_at, changed_at)
    VALUES ($1, $2, $3, $4, $5, $6, $6)
    ON CONFLICT (tenant, store_id, domain) DO UPDATE
      SET code = excluded.code, added_by = excluded.added_by, changed_at = excluded.changed_at";

pub(super) const DROP_DOMAIN: &str = "/* bound.drop_domain */
    DELETE FROM referrer_domain WHERE tenant = $1 AND store_id = $2 AND domain = $3";

pub(super) const DOMAINS: &str = "/* bound.domains */
    SELECT domain, code, added_by, created_at, changed_at FROM referrer_domain
    WHERE tenant = $1 AND store_id = $2 ORDER BY domain";

pub(super) const DOMAIN: &str = "/* bound.domain */
    SELECT domain, code, added_by, created_at, changed_at FROM referrer_domain
    WHERE tenant = $1 AND store_id = $2 AND domain = $3";

pub(super) const OTHER_DOMAINS: &str = "/* bound.other_domains */
    SELECT COUNT(*) FROM referrer_domain WHERE tenant = $1 AND store_id = $2 AND domain <> $3";
