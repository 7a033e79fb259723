//! Statements that only verify needs. They read text as it stands, because it may be damaged.

pub(super) const FACTS: &str = "/* verify.facts */
    SELECT seq, hash, id, store_id, subject, key, body, source, received_at FROM fact
    WHERE tenant = $1 ORDER BY seq";

pub(super) const CUSTOMER_FACTS: &str = "/* verify.customer_facts */
    SELECT seq, hash, id, store_id, customer_id, natural_key, body, source, received_at FROM customer_fact
    WHERE tenant = $1 ORDER BY seq";

pub(super) const CLICKS: &str = "/* verify.clicks */
    SELECT seq, hash, id, program_id, partner_id, link_id, code_id, value, at, traffic, outcome, visitor, landing,
      refs
    FROM click WHERE tenant = $1 ORDER BY seq";

pub(super) const HORIZONS: &str = "/* verify.horizons */
    SELECT number, hash, after_seq, seq, click_hash, forgotten, kept, kept_digest, days, day, until, first_at, made_at
    FROM click_horizon WHERE tenant = $1 ORDER BY number";

pub(super) const TRANSACTIONS: &str = "/* verify.transactions */
    SELECT seq, hash, id, program_id, order_id, cause, cause_id, rule_version, effective_at, booked_at
    FROM ledger_transaction WHERE tenant = $1 ORDER BY seq";

pub(super) const AUDIT: &str = "/* verify.audit */
    SELECT seq, hash, id, at, actor_kind, actor, actor_name, action, object, object_name,
      before, after
    FROM audit WHERE tenant = $1 ORDER BY seq";

pub(super) const POSTINGS: &str = "/* verify.postings */
    SELECT transaction_id, position, order_id, account, side, amount_minor, currency
    FROM posting WHERE tenant = $1 ORDER BY transaction_id, position";

pub(super) const BALANCES: &str = "/* verify.balances */
    SELECT account, currency, minor FROM balance WHERE tenant = $1 AND minor <> 0";

pub(super) const WALLETS: &str = "/* verify.wallets */
    SELECT customer_id, currency, pending_minor, available_minor, held_minor, debt_minor FROM wallet WHERE tenant = $1";

pub(super) const PAYOUTS: &str = "/* verify.payouts */
    SELECT y.id, y.batch_id, y.payee_id, y.currency, y.amount_minor, y.state, COALESCE(b.stage, 'missing')
    FROM payout y LEFT JOIN payout_batch b ON b.tenant = y.tenant AND b.id = y.batch_id
    WHERE y.tenant = $1 ORDER BY y.id";

pub(super) const GRANTS: &str = "/* verify.grants */
    SELECT program_id, currency, seq, before_minor, amount_minor FROM reward_grant
    WHERE tenant = $1 ORDER BY program_id, currency, seq";

pub(super) const REWARDS: &str = "/* verify.rewards */
    SELECT position, program_id, friend_id, customer_id, level, currency, granted_minor, minor, reason, available_at
    FROM reward WHERE tenant = $1 AND order_id = $2 ORDER BY position";

pub(super) const FACT_IDS: &str = "/* verify.fact_ids */
    SELECT id FROM fact WHERE tenant = $1";

pub(super) const SUBJECTS: &str = "/* verify.subjects */
    SELECT store_id, subject FROM fact WHERE tenant = $1 GROUP BY store_id, subject ORDER BY MIN(seq)";

pub(super) const SHOWN: &str = "/* verify.shown */
    SELECT store_id, external_id FROM orders WHERE tenant = $1";

pub(super) const ROW: &str = "/* verify.row */
    SELECT program_id, number, status, currency, placed_at, total_minor, base_minor, refunded_minor, provisional,
      coupons, partner_id, via, nobody, rule_version, commission_minor, platform_minor, payable_at, visitor,
      customer, customer_hint, city, state, country, first_heard, link_id, code_id, source, is_returning,
      declined, review, kind, event, unverified, customer_id, qualified_at, earns, standing, matures_at
    FROM orders WHERE tenant = $1 AND store_id = $2 AND external_id = $3";

pub(super) const COUPONS: &str = "/* verify.coupons */
    SELECT code_fold FROM order_coupon WHERE tenant = $1 AND store_id || '' = $2 AND order_id = $3 ORDER BY code_fold";

pub(super) const LINES: &str = "/* verify.lines */
    SELECT position, product, name, quantity, total_minor, base_minor, units, earned_minor FROM order_line
    WHERE tenant = $1 AND order_id = $2 ORDER BY position";

pub(super) const RESERVATIONS: &str = "/* verify.reservations */
    SELECT id, currency, amount_minor, captured_minor, state FROM reservation WHERE tenant = $1 ORDER BY id";

pub(super) const ADJUSTMENTS: &str = "/* verify.adjustments */
    SELECT id, currency, amount_minor FROM wallet_adjustment WHERE tenant = $1 ORDER BY id";

pub(super) const ADDRESSLESS: &str = "/* verify.addressless */
    SELECT c.id FROM customer c WHERE c.tenant = $1 AND c.email_key IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM customer_email a WHERE a.tenant = c.tenant AND a.customer_id = c.id AND a.email_key = c.email_key)";

pub(super) const USES_ALONE: &str = "/* verify.uses_alone */
    SELECT u.coupon_id, u.order_external_id FROM welcome_use u WHERE u.tenant = $1 AND NOT EXISTS (
      SELECT 1 FROM orders o WHERE o.tenant = u.tenant AND o.store_id = u.store_id AND o.external_id = u.order_external_id)";

pub(super) const USES: &str = "/* verify.uses */
    SELECT coupon_id, redeemed, broken FROM welcome_use
    WHERE tenant = $1 AND store_id = $2 AND order_external_id = $3 ORDER BY coupon_id";

pub(super) const OTHER_TENANTS: &str = "/* verify.other_tenants */
    SELECT tenant FROM fact UNION SELECT tenant FROM click UNION SELECT tenant FROM ledger_transaction
    UNION SELECT tenant FROM posting UNION SELECT tenant FROM balance UNION SELECT tenant FROM orders
    UNION SELECT tenant FROM chain_head UNION SELECT tenant FROM audit UNION SELECT tenant FROM click_horizon
    UNION SELECT tenant FROM payout UNION SELECT tenant FROM payout_batch UNION SELECT tenant FROM platform_operator
    UNION SELECT tenant FROM customer UNION SELECT tenant FROM customer_fact UNION SELECT tenant FROM customer_email
    UNION SELECT tenant FROM binding UNION SELECT tenant FROM binding_refused UNION SELECT tenant FROM wallet
    UNION SELECT tenant FROM reward UNION SELECT tenant FROM reward_grant UNION SELECT tenant FROM reservation
    UNION SELECT tenant FROM wallet_adjustment UNION SELECT tenant FROM welcome_coupon
    UNION SELECT tenant FROM welcome_use UNION SELECT tenant FROM referrer_domain UNION SELECT tenant FROM invitation
    UNION SELECT tenant FROM unwanted_mail UNION SELECT tenant FROM letter_sent UNION SELECT tenant FROM letter_text
    UNION SELECT tenant FROM letter_off UNION SELECT tenant FROM customer_secret
    UNION SELECT tenant FROM reward_question
    EXCEPT SELECT id FROM tenant";

// Both ways round: what was clicked and not so counted, and what was counted and not so clicked.
pub(super) const DAY_DIFFERS: &str = "/* verify.day_differs */
    WITH made AS (
      SELECT program_id, COALESCE(partner_id, '') AS partner_id, COALESCE(link_id, '') AS link_id,
        COALESCE(code_id, '') AS code_id, source, outcome, COUNT(*) AS clicks
      FROM click WHERE tenant = $1 AND at >= $2 AND at < $3 GROUP BY 1, 2, 3, 4, 5, 6
    ), counted AS (
      SELECT program_id, partner_id, link_id, code_id, source, outcome, clicks
      FROM click_day WHERE tenant = $1 AND day = $4
    )
    SELECT (SELECT COUNT(*) FROM (SELECT * FROM made EXCEPT SELECT * FROM counted) AS missing)
      + (SELECT COUNT(*) FROM (SELECT * FROM counted EXCEPT SELECT * FROM made) AS extra)";

// What forgotten clicks left of the days before a horizon's, together with those that are still there.
pub(super) const DAYS_BEFORE: &str = "/* verify.days_before */
    SELECT day, program_id, partner_id, link_id, code_id, source, outcome, clicks FROM click_day
    WHERE tenant = $1 AND day < $2";

pub(super) const DAY_MADE: &str = "/* verify.day_made */
    SELECT program_id, COALESCE(partner_id, ''), COALESCE(link_id, ''), COALESCE(code_id, ''), source, outcome, COUNT(*)
    FROM click WHERE tenant = $1 AND at >= $2 AND at < $3 GROUP BY 1, 2, 3, 4, 5, 6";

pub(super) const SUMS_DIFFER: &str = "/* verify.sums_differ */
    WITH counted AS (
      SELECT 'program' AS axis, day, program_id AS key, CAST(SUM(clicks) AS BIGINT) AS clicks FROM click_day
      WHERE tenant = $1 AND outcome = 'counted' GROUP BY 1, 2, 3 UNION ALL
      SELECT 'partner' AS axis, day, partner_id AS key, CAST(SUM(clicks) AS BIGINT) AS clicks FROM click_day
      WHERE tenant = $1 AND outcome = 'counted' GROUP BY 1, 2, 3 UNION ALL
      SELECT 'link' AS axis, day, link_id AS key, CAST(SUM(clicks) AS BIGINT) AS clicks FROM click_day
      WHERE tenant = $1 AND outcome = 'counted' GROUP BY 1, 2, 3 UNION ALL
      SELECT 'code' AS axis, day, code_id AS key, CAST(SUM(clicks) AS BIGINT) AS clicks FROM click_day
      WHERE tenant = $1 AND outcome = 'counted' GROUP BY 1, 2, 3 UNION ALL
      SELECT 'source' AS axis, day, source AS key, CAST(SUM(clicks) AS BIGINT) AS clicks FROM click_day
      WHERE tenant = $1 AND outcome = 'counted' GROUP BY 1, 2, 3
    ), kept AS (
      SELECT axis, day, key, clicks FROM click_sum WHERE tenant = $1 AND axis <> 'unknown'
    )
    SELECT (SELECT COUNT(*) FROM (SELECT * FROM counted EXCEPT SELECT * FROM kept) AS missing)
      + (SELECT COUNT(*) FROM (SELECT * FROM kept EXCEPT SELECT * FROM counted) AS extra)";

pub(super) const NEXT_ORDER: &str = "/* verify.next_order */
    SELECT MIN(placed_at) FROM orders WHERE tenant = $1 AND placed_at >= $2";

pub(super) const ORDERS_PLACED: &str = "/* verify.orders_placed */
    SELECT id FROM orders WHERE tenant = $1 AND placed_at >= $2 AND placed_at < $3";

pub(super) const ORDER_SUMS: &str = "/* verify.order_sums */
    SELECT axis, place, currency, key, orders, by_click, parts, revenue_minor, commission_minor FROM order_sum
    WHERE tenant = $1 AND axis = $2 AND width = $3 AND place >= $4 AND place < $5";

pub(super) const ORDER_DAYS: &str = "/* verify.order_days */
    SELECT DISTINCT axis, place FROM order_sum
    WHERE tenant = $1 AND width = 1 AND (orders <> 0 OR by_click <> 0 OR parts <> 0 OR revenue_minor <> 0
      OR commission_minor <> 0)";

// Days before 1970 are negative, and division is towards zero.
pub(super) const WIDE_DIFFER: &str = "/* verify.wide_differ */
    WITH days AS (
      SELECT axis, (place - ((place % $2) + $2) % $2) / $2 AS wide, currency, key, SUM(orders) AS orders,
        SUM(by_click) AS by_click, SUM(parts) AS parts, SUM(revenue_minor) AS revenue,
        SUM(commission_minor) AS commission
      FROM order_sum WHERE tenant = $1 AND width = 1 GROUP BY 1, 2, 3, 4
    ), wide AS (
      SELECT axis, place, currency, key, orders, by_click, parts, revenue_minor, commission_minor
      FROM order_sum WHERE tenant = $1 AND width = $2
    )
    SELECT (SELECT COUNT(*) FROM (SELECT * FROM days EXCEPT SELECT * FROM wide) AS missing)
      + (SELECT COUNT(*) FROM (SELECT * FROM wide EXCEPT SELECT * FROM days) AS extra)";

// Of the axes that have hours of a day at all.
pub(super) const ORDER_HOURS_DIFFER: &str = "/* verify.order_hours_differ */
    WITH hours AS (
      SELECT axis, (place - ((place % $2) + $2) % $2) / $2 AS day, currency, key, SUM(orders) AS orders,
        SUM(by_click) AS by_click, SUM(parts) AS parts, SUM(revenue_minor) AS revenue,
        SUM(commission_minor) AS commission
      FROM order_sum WHERE tenant = $1 AND width = 0 GROUP BY 1, 2, 3, 4
    ), days AS (
      SELECT axis, place, currency, key, orders, by_click, parts, revenue_minor, commission_minor
      FROM order_sum WHERE tenant = $1 AND width = 1 AND axis IN (SELECT DISTINCT axis FROM hours)
    )
    SELECT (SELECT COUNT(*) FROM (SELECT * FROM hours EXCEPT SELECT * FROM days) AS extra)
      + (SELECT COUNT(*) FROM (SELECT * FROM days EXCEPT SELECT * FROM hours) AS missing)";

pub(super) const CLICK_HOURS: &str = "/* verify.click_hours */
    SELECT axis, hour, key, clicks FROM click_hour WHERE tenant = $1 AND axis = $2 AND hour >= $3 AND hour < $4";

// Hours before 1970 are negative, and division is towards zero.
pub(super) const HOURS_DIFFER: &str = "/* verify.hours_differ */
    WITH hours AS (
      SELECT axis, (hour - ((hour % $2) + $2) % $2) / $2 AS day, key, CAST(SUM(clicks) AS BIGINT) AS clicks
      FROM click_hour WHERE tenant = $1 AND hour >= $3 GROUP BY 1, 2, 3
    ), days AS (
      SELECT axis, day, key, clicks FROM click_sum WHERE tenant = $1 AND day >= $4
    )
    SELECT (SELECT COUNT(*) FROM (SELECT * FROM hours EXCEPT SELECT * FROM days) AS extra)
      + (SELECT COUNT(*) FROM (SELECT * FROM days EXCEPT SELECT * FROM hours) AS missing)";

pub(super) const DAYS: &str = "/* verify.days */
    SELECT DISTINCT day FROM click_day WHERE tenant = $1 ORDER BY day";

pub(super) const HOME_DIFFERS: &str = "/* verify.home_differs */
    SELECT 1 FROM click_zone z WHERE z.tenant = $1
      AND z.timezone <> (SELECT timezone FROM store s WHERE s.tenant = $1 ORDER BY s.id LIMIT 1)";

pub(super) const CONVERSIONS_ALONE: &str = "/* verify.conversions_alone */
    SELECT c.order_id FROM conversion c WHERE c.tenant = $1 AND NOT EXISTS (
      SELECT 1 FROM orders o WHERE o.tenant = c.tenant AND o.id = c.order_id)";

pub(super) const PLACES_BEHIND: &str = "/* verify.places_behind */
    SELECT h.seq FROM place_head h WHERE h.tenant = $1
      AND h.seq < (SELECT COALESCE(MAX(c.seq), 0) FROM conversion c WHERE c.tenant = $1)";
