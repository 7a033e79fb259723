//! Statements on orders and their facts.

pub(super) const FACT_BY_KEY: &str = "/* order.fact_by_key */
    SELECT id FROM fact WHERE tenant = $1 AND store_id = $2 AND subject = $3 AND key = $4";

pub(super) const INSERT_FACT: &str = "/* order.insert_fact */
    INSERT INTO fact (tenant, id, seq, store_id, subject, key, body, source, received_at, hash)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

// With `seq` alone SQLite would rather walk all facts in their order than sort the few of one order.
pub(super) const FACTS_OF: &str = "/* order.facts_of */
    SELECT id, seq, received_at, body FROM fact
    WHERE tenant = $1 AND store_id = $2 AND subject = $3 ORDER BY +seq";

pub(super) const SOURCES_OF: &str = "/* order.sources_of */
    SELECT source FROM fact WHERE tenant = $1 AND store_id = $2 AND subject = $3 ORDER BY +seq";

pub(super) const MENTIONING: &str = "/* order.mentioning */
    SELECT DISTINCT subject FROM fact WHERE tenant = $1 AND store_id = $2 AND body LIKE $3";

pub(super) const ALL_KEYS: &str = "/* order.all_keys */
    SELECT store_id, subject FROM fact WHERE tenant = $1 GROUP BY store_id, subject ORDER BY MIN(seq)";

pub(super) const TIES: &str = "/* order.ties */
    SELECT id, placed_at, visitor, customer, unverified, customer_id, qualified_at, other_visitor FROM orders WHERE tenant = $1 AND store_id = $2 AND external_id = $3";

pub(super) const LATER_OF_VISITOR: &str = "/* order.later_of_visitor */
    SELECT external_id FROM orders
    WHERE tenant = $1 AND store_id = $2 AND visitor = $3 AND external_id <> $5
      AND (placed_at > $4 OR (placed_at = $4 AND external_id > $5))
    UNION ALL
    SELECT external_id FROM orders
    WHERE tenant = $1 AND store_id = $2 AND other_visitor = $3 AND external_id <> $5
      AND (placed_at > $4 OR (placed_at = $4 AND external_id > $5))";

pub(super) const NEWEST_PLACED: &str = "/* order.newest_placed */
    SELECT placed_at FROM orders WHERE tenant = $1 ORDER BY placed_at DESC LIMIT 1";

pub(super) const OF_BROWSER_SINCE: &str = "/* order.of_browser_since */
    SELECT store_id, external_id FROM orders WHERE tenant = $1 AND visitor = $2 AND placed_at >= $3
    UNION ALL
    SELECT store_id, external_id FROM orders WHERE tenant = $1 AND other_visitor = $2 AND placed_at >= $3";

pub(super) const LATER_OF_CUSTOMER: &str = "/* order.later_of_customer */
    SELECT external_id FROM orders
    WHERE tenant = $1 AND store_id = $2 AND customer = $3 AND external_id <> $5
      AND (placed_at > $4 OR (placed_at = $4 AND external_id > $5))";

pub(super) const HAS_LEADS: &str = "/* order.has_leads */
    SELECT 1 FROM lead WHERE tenant = $1 AND store_id = $2 LIMIT 1";

pub(super) const LEADS_OF: &str = "/* order.leads_of */
    SELECT external_id FROM lead
    WHERE tenant = $1 AND store_id = $2 AND customer = $3 AND placed_at <= $4 AND external_id <> $5
    ORDER BY placed_at DESC, external_id LIMIT $6";

pub(super) const STORE_OF_LEAD: &str = "/* order.store_of_lead */
    SELECT store_id FROM lead WHERE tenant = $1 AND customer = $2 ORDER BY placed_at DESC, store_id LIMIT 1";

pub(super) const OF_KIND: &str = "/* order.of_kind */
    SELECT id FROM orders WHERE tenant = $1 AND kind = $2 AND id IN (
      SELECT id FROM orders WHERE tenant = $1 AND external_id = $3
      UNION ALL SELECT id FROM orders WHERE tenant = $1 AND number = $3)
    ORDER BY id DESC LIMIT 1";

pub(super) const UPSERT_LEAD: &str = "/* order.upsert_lead */
    INSERT INTO lead (tenant, store_id, customer, external_id, placed_at) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (tenant, store_id, customer, external_id) DO UPDATE SET placed_at = excluded.placed_at";

pub(super) const LATER_OF_LEAD: &str = "/* order.later_of_lead */
    SELECT external_id FROM orders
    WHERE tenant = $1 AND store_id = $2 AND customer_id = $3 AND placed_at >= $4 AND external_id <> $5";

pub(super) const WITH_COUPON: &str = "/* order.with_coupon */
    SELECT o.external_id FROM order_coupon c JOIN orders o ON o.tenant = c.tenant AND o.id = c.order_id
    WHERE c.tenant = $1 AND c.store_id = $2 AND c.code_fold = $3";

pub(super) const MATURED: &str = "/* order.matured */
    SELECT tenant, store_id, external_id FROM orders WHERE matures_at <= $1 ORDER BY matures_at LIMIT $2";

pub(super) const TO_READ: &str = "/* order.to_read */
    SELECT external_id FROM orders
    WHERE tenant = $1 AND store_id = $2 AND status <> 'deleted' AND external_id NOT LIKE 'tributary-test-%' AND (placed_at >= $3 OR needs_read = 1)
    ORDER BY placed_at";

pub(super) const NEWEST_CLICK: &str = "/* order.newest_click */
    SELECT id FROM click WHERE tenant = $1 AND program_id = $2 AND outcome = 'counted' AND partner_id IS NOT NULL
    ORDER BY at DESC LIMIT 1";

pub(super) const TRIALS: &str = "/* order.trials */
    SELECT COUNT(*) FROM orders WHERE tenant = $1 AND store_id = $2 AND external_id LIKE $3";

pub(super) const NEEDS_READ: &str = "/* order.needs_read */
    SELECT needs_read FROM orders WHERE tenant = $1 AND store_id = $2 AND external_id = $3";

pub(super) const FORGET_READING: &str = "/* order.forget_reading */
    UPDATE orders SET needs_read = 0 WHERE tenant = $1 AND store_id = $2 AND external_id = $3";

// Leads, and what only browsers told, use up no clicks and make nobody a customer. Equal moments are told apart by the id, so that of two orders exactly one is the earlier.
pub(super) const EARLIER_OF_VISITOR: &str = "/* order.earlier_of_visitor */
    SELECT placed_at FROM orders
    WHERE tenant = $1 AND store_id = $2 AND visitor = $3 AND external_id <> $5 AND kind = 'order' AND unverified = 0
      AND (placed_at < $4 OR (placed_at = $4 AND external_id < $5))
    UNION ALL
    SELECT placed_at FROM orders
    WHERE tenant = $1 AND store_id = $2 AND other_visitor = $3 AND external_id <> $5 AND kind = 'order' AND unverified = 0
      AND (placed_at < $4 OR (placed_at = $4 AND external_id < $5))";

// One that makes the customer a returning one, and all whose customer this order makes one.
pub(super) const OTHERS_OF_CUSTOMER: &str = "/* order.others_of_customer */
    SELECT external_id, 0 FROM (
      SELECT external_id FROM orders
      WHERE tenant = $1 AND store_id = $2 AND customer = $3 AND external_id <> $5 AND kind = 'order' AND unverified = 0
        AND (placed_at < $4 OR (placed_at = $4 AND external_id < $5)) LIMIT 1) earlier
    UNION ALL
    SELECT external_id, 1 FROM orders
    WHERE tenant = $1 AND store_id = $2 AND customer = $3 AND external_id <> $5
      AND (placed_at > $4 OR (placed_at = $4 AND external_id > $5))";

pub(super) const UPSERT: &str = "/* order.upsert */
    INSERT INTO orders (tenant, id, store_id, program_id, external_id, number, status, currency, placed_at,
      total_minor, base_minor, refunded_minor, provisional, coupons, partner_id, via, nobody, rule_version,
      standing, commission_minor, platform_minor, payable_at, matures_at, visitor, customer, customer_hint,
      city, state, country, needs_read, first_heard, updated_at, link_id, code_id, source, is_returning,
      declined, review, near_code, kind, event, unverified, customer_id, qualified_at, earns, other_visitor)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,
      $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46)
    ON CONFLICT (tenant, store_id, external_id) DO UPDATE SET
      number = excluded.number, status = excluded.status, currency = excluded.currency,
      placed_at = excluded.placed_at, total_minor = excluded.total_minor, base_minor = excluded.base_minor,
      refunded_minor = excluded.refunded_minor, provisional = excluded.provisional,
      coupons = excluded.coupons, partner_id = excluded.partner_id, via = excluded.via,
      nobody = excluded.nobody, rule_version = excluded.rule_version, standing = excluded.standing,
      commission_minor = excluded.commission_minor, platform_minor = excluded.platform_minor,
      payable_at = excluded.payable_at, matures_at = excluded.matures_at, visitor = excluded.visitor,
      customer = excluded.customer, customer_hint = excluded.customer_hint, city = excluded.city,
      state = excluded.state, country = excluded.country, needs_read = excluded.needs_read,
      first_heard = excluded.first_heard, updated_at = excluded.updated_at, link_id = excluded.link_id,
      code_id = excluded.code_id, source = excluded.source, is_returning = excluded.is_returning,
      declined = excluded.declined, review = excluded.review, near_code = excluded.near_code,
      kind = excluded.kind, event = excluded.event, unverified = excluded.unverified, customer_id = excluded.customer_id,
      qualified_at = excluded.qualified_at, earns = excluded.earns, other_visitor = excluded.other_visitor";

pub(super) const UNDERIVED: &str = "/* order.underived */
    SELECT 1 FROM orders WHERE tenant = $1 AND qualified_at = -1 LIMIT 1";

pub(super) const UNDERIVED_KEYS: &str = "/* order.underived_keys */
    SELECT store_id, external_id FROM orders WHERE tenant = $1 AND qualified_at = -1";

pub(super) const SET_QUALIFIED: &str = "/* order.set_qualified */
    UPDATE orders SET qualified_at = $4 WHERE tenant = $1 AND store_id = $2 AND external_id = $3";

pub(super) const DERIVED: &str = "/* order.derived */
    UPDATE orders SET qualified_at = NULL WHERE tenant = $1 AND qualified_at = -1";

pub(super) const CLEAR_COUPONS: &str = "/* order.clear_coupons */
    DELETE FROM order_coupon WHERE tenant = $1 AND order_id = $2";

pub(super) const INSERT_COUPON: &str = "/* order.insert_coupon */
    INSERT INTO order_coupon (tenant, store_id, code_fold, order_id) VALUES ($1, $2, $3, $4)
    ON CONFLICT (tenant, store_id, code_fold, order_id) DO NOTHING";

pub(super) const CLEAR_LINES: &str = "/* order.clear_lines */
    DELETE FROM order_line WHERE tenant = $1 AND order_id = $2";

pub(super) const INSERT_LINE: &str = "/* order.insert_line */
    INSERT INTO order_line (tenant, order_id, position, product, name, quantity, total_minor, base_minor,
      units, earned_minor)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

pub(super) const LINES: &str = "/* order.lines */
    SELECT product, name, quantity, total_minor, base_minor, units, earned_minor FROM order_line
    WHERE tenant = $1 AND order_id = $2 ORDER BY position";

// The same conditions in lists, sums and reports, so that a figure equals the rows behind it. The
// period always stands as a plain range, because only then an index is used for it.
macro_rules! filtered {
    ($before:expr, $after:expr) => {
        concat!(
            $before,
            "WHERE o.tenant = $1
      AND ($2 IS NULL OR o.store_id = $2) AND ($3 IS NULL OR o.external_id = $3)
      AND ($4 IS NULL OR o.status = $4) AND ($5 IS NULL OR o.partner_id = $5)
      AND ($6 IS NULL OR ($6 = 1 AND o.partner_id IS NOT NULL) OR ($6 = 0 AND o.partner_id IS NULL))
      AND ($7 IS NULL OR ($7 = 1 AND o.refunded_minor > 0) OR ($7 = 0 AND o.refunded_minor = 0))
      AND o.placed_at >= $8 AND o.placed_at < $9
      AND ($10 IS NULL OR o.earns = $10)
      AND ($11 IS NULL OR o.currency = $11) AND ($12 IS NULL OR o.via = $12)
      AND ($13 IS NULL OR o.standing = $13) AND ($14 IS NULL OR o.program_id = $14)
      AND ($15 IS NULL OR o.link_id = $15 OR ($15 = 'none' AND o.link_id IS NULL)
        OR ($15 = 'any' AND o.link_id IS NOT NULL))
      AND ($16 IS NULL OR o.code_id = $16 OR ($16 = 'none' AND o.code_id IS NULL)
        OR ($16 = 'any' AND o.code_id IS NOT NULL))
      AND ($17 IS NULL OR o.source = $17 OR ($17 = 'none' AND o.source IS NULL)
        OR ($17 = 'any' AND o.source IS NOT NULL))
      AND ($18 IS NULL OR o.id IN (SELECT f.order_id FROM order_line f
        WHERE f.tenant = $1 AND COALESCE(f.product, f.name) = $18))
      AND ($19 IS NULL OR o.country = $19) AND ($20 IS NULL OR o.state = $20)
      AND ($21 IS NULL OR o.city = $21) AND ($22 IS NULL OR o.is_returning = $22)
      AND ($23 IS NULL OR o.nobody = $23) AND ($24 IS NULL OR o.total_minor >= $24)
      AND ($25 IS NULL OR o.total_minor <= $25)
      AND ($26 IS NULL OR LOWER(o.number) LIKE $26 ESCAPE '!' OR LOWER(o.external_id) LIKE $26 ESCAPE '!'
        OR LOWER(o.customer_hint) LIKE $26 ESCAPE '!')
      AND ($27 IS NULL OR o.customer = $27)
      AND ($28 IS NULL OR ($28 = 1 AND (o.review IS NOT NULL OR o.near_code IS NOT NULL))
        OR ($28 = 0 AND o.review IS NULL AND o.near_code IS NULL))",
            $after
        )
    };
}
pub(crate) use filtered;

macro_rules! listed {
    ($name:literal, $after:literal) => {
        filtered!(
            concat!(
                "/* order.",
                $name,
                " */
    SELECT o.id, o.store_id, o.program_id, o.external_id, o.number, o.status, o.currency, o.placed_at,
      o.total_minor, o.base_minor, o.refunded_minor, o.provisional, o.coupons, o.partner_id, p.name, o.via,
      o.nobody, o.rule_version, o.standing, o.commission_minor, o.platform_minor, o.payable_at,
      o.customer_hint, o.city, o.state, o.country, o.updated_at, o.link_id, o.code_id, o.source, o.is_returning,
      o.declined, o.review, o.near_code, (SELECT CAST(SUM(l.quantity) AS BIGINT) FROM order_line l WHERE l.tenant = o.tenant AND l.order_id = o.id),
      o.kind, o.event, o.unverified
    FROM orders o LEFT JOIN partner p ON p.tenant = o.tenant AND p.id = o.partner_id
    "
            ),
            $after
        )
    };
}

pub(super) const LIST: &str = listed!("list", " AND o.id < $29 ORDER BY o.id DESC LIMIT $30");

pub(super) const LIST_BY_PLACED: &str =
    listed!("list_by_placed", " AND (o.placed_at, o.id) > ($29, $30) ORDER BY o.placed_at, o.id LIMIT $31");

pub(super) const LIST_BY_PLACED_DOWN: &str = listed!(
    "list_by_placed_down",
    " AND (o.placed_at, o.id) < ($29, $30) ORDER BY o.placed_at DESC, o.id DESC LIMIT $31"
);

pub(super) const LIST_BY_TOTAL: &str = listed!(
    "list_by_total",
    " AND (o.total_minor, o.id) > ($29, $30) ORDER BY o.total_minor, o.id LIMIT $31"
);

pub(super) const LIST_BY_TOTAL_DOWN: &str = listed!(
    "list_by_total_down",
    " AND (o.total_minor, o.id) < ($29, $30) ORDER BY o.total_minor DESC, o.id DESC LIMIT $31"
);

pub(super) const LIST_BY_COMMISSION: &str = listed!(
    "list_by_commission",
    " AND (o.commission_minor, o.id) > ($29, $30) ORDER BY o.commission_minor, o.id LIMIT $31"
);

pub(super) const LIST_BY_COMMISSION_DOWN: &str = listed!(
    "list_by_commission_down",
    " AND (o.commission_minor, o.id) < ($29, $30) ORDER BY o.commission_minor DESC, o.id DESC LIMIT $31"
);

// How orders stand, in the letters of `sum::state`: credited, with refunds, to be looked at, earning.
macro_rules! states {
    ($name:literal, $narrow:literal) => {
        filtered!(
            concat!(
                "/* order.",
                $name,
                " */
    SELECT o.currency,
      CASE WHEN o.partner_id IS NOT NULL THEN '1' ELSE '0' END
        || CASE WHEN o.refunded_minor > 0 THEN '1' ELSE '0' END
        || CASE WHEN o.review IS NOT NULL OR o.near_code IS NOT NULL THEN '1' ELSE '0' END
        || CASE WHEN o.earns = 1 THEN '1' ELSE '0' END,
      COUNT(*),
      CAST(SUM(CASE WHEN o.earns = 1 THEN o.base_minor ELSE 0 END) AS BIGINT),
      CAST(SUM(o.commission_minor) AS BIGINT)
    FROM orders o
    "
            ),
            concat!($narrow, " GROUP BY 1, 2")
        )
    };
}

pub(super) const STATES: &str = states!("states", "");
pub(super) const STATES_OF_PARTNER: &str = states!("states_of_partner", " AND o.partner_id = $5");
pub(super) const STATES_OF_LINK: &str = states!("states_of_link", " AND o.link_id = $15");
pub(super) const STATES_OF_CODE: &str = states!("states_of_code", " AND o.code_id = $16");

/// The statements that a macro makes, for the test that prepares every one.
#[cfg(test)]
pub(crate) const MADE: &[&str] = &[
    LIST,
    LIST_BY_PLACED,
    LIST_BY_PLACED_DOWN,
    LIST_BY_TOTAL,
    LIST_BY_TOTAL_DOWN,
    LIST_BY_COMMISSION,
    LIST_BY_COMMISSION_DOWN,
    STATES,
    STATES_OF_PARTNER,
    STATES_OF_LINK,
    STATES_OF_CODE,
];

pub(super) const LOAD: &str = "/* order.load */
    SELECT o.id, o.store_id, o.program_id, o.external_id, o.number, o.status, o.currency, o.placed_at,
      o.total_minor, o.base_minor, o.refunded_minor, o.provisional, o.coupons, o.partner_id, p.name, o.via,
      o.nobody, o.rule_version, o.standing, o.commission_minor, o.platform_minor, o.payable_at,
      o.customer_hint, o.city, o.state, o.country, o.updated_at, o.link_id, o.code_id, o.source, o.is_returning,
      o.declined, o.review, o.near_code, (SELECT CAST(SUM(l.quantity) AS BIGINT) FROM order_line l WHERE l.tenant = o.tenant AND l.order_id = o.id),
      o.kind, o.event, o.unverified
    FROM orders o LEFT JOIN partner p ON p.tenant = o.tenant AND p.id = o.partner_id
    WHERE o.tenant = $1 AND o.id = $2";

pub(super) const LEADS: &str = "/* order.leads */
    SELECT o.id, o.store_id, o.program_id, o.external_id, o.number, o.status, o.currency, o.placed_at,
      o.total_minor, o.base_minor, o.refunded_minor, o.provisional, o.coupons, o.partner_id, p.name, o.via,
      o.nobody, o.rule_version, o.standing, o.commission_minor, o.platform_minor, o.payable_at,
      o.customer_hint, o.city, o.state, o.country, o.updated_at, o.link_id, o.code_id, o.source, o.is_returning,
      o.declined, o.review, o.near_code, CAST(NULL AS BIGINT), o.kind, o.event, o.unverified
    FROM orders o LEFT JOIN partner p ON p.tenant = o.tenant AND p.id = o.partner_id
    WHERE o.tenant = $1 AND o.kind = 'lead' AND ($2 IS NULL OR o.store_id = $2)
      AND ($3 IS NULL OR o.external_id LIKE $3 ESCAPE '!') AND o.id < $4
    ORDER BY o.id DESC LIMIT $5";

// With OR the database would walk all orders, newest first, until one fits.
pub(super) const FIND: &str = "/* order.find */
    SELECT o.id, o.store_id, o.program_id, o.external_id, o.number, o.status, o.currency, o.placed_at,
      o.total_minor, o.base_minor, o.refunded_minor, o.provisional, o.coupons, o.partner_id, p.name, o.via,
      o.nobody, o.rule_version, o.standing, o.commission_minor, o.platform_minor, o.payable_at,
      o.customer_hint, o.city, o.state, o.country, o.updated_at, o.link_id, o.code_id, o.source, o.is_returning,
      o.declined, o.review, o.near_code, (SELECT CAST(SUM(l.quantity) AS BIGINT) FROM order_line l WHERE l.tenant = o.tenant AND l.order_id = o.id),
      o.kind, o.event, o.unverified
    FROM orders o LEFT JOIN partner p ON p.tenant = o.tenant AND p.id = o.partner_id
    WHERE o.tenant = $1 AND o.id IN (
      SELECT id FROM orders WHERE tenant = $1 AND number = $2
      UNION ALL SELECT id FROM orders WHERE tenant = $1 AND external_id = $2)
    ORDER BY CASE WHEN o.store_id = $3 THEN 0 ELSE 1 END, o.id DESC LIMIT 1";
