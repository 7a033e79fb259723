//! Statements of the search. Each reads an index, or the partners, who are few; each stops early.

// As people read it, as the shop names it. A UNION would make the database walk all orders in the order of their ids.
pub(super) const ORDERS: &str = "/* search.orders */
    SELECT o.id, o.number, o.placed_at, o.total_minor, o.currency, p.name, o.store_id
    FROM orders o LEFT JOIN partner p ON p.tenant = o.tenant AND p.id = o.partner_id
    WHERE o.tenant = $1 AND o.id IN (
      SELECT id FROM orders WHERE tenant = $1 AND number = $2
      UNION ALL SELECT id FROM orders WHERE tenant = $1 AND external_id = $2)
    ORDER BY o.id DESC LIMIT $3";

pub(super) const ORDER: &str = "/* search.order */
    SELECT o.id, o.number, o.placed_at, o.total_minor, o.currency, p.name, o.store_id
    FROM orders o LEFT JOIN partner p ON p.tenant = o.tenant AND p.id = o.partner_id
    WHERE o.tenant = $1 AND o.id = $2";

pub(super) const ORDERS_STARTING: &str = "/* search.orders_starting */
    SELECT o.id, o.number, o.placed_at, o.total_minor, o.currency, p.name, o.store_id
    FROM orders o LEFT JOIN partner p ON p.tenant = o.tenant AND p.id = o.partner_id
    WHERE o.tenant = $1 AND o.number > $2 AND o.number < $3 ORDER BY o.number LIMIT $4";

pub(super) const ORDERS_OF_CUSTOMER: &str = "/* search.orders_of_customer */
    SELECT o.id, o.number, o.placed_at, o.total_minor, o.currency, p.name, o.store_id
    FROM orders o LEFT JOIN partner p ON p.tenant = o.tenant AND p.id = o.partner_id
    WHERE o.tenant = $1 AND o.customer = $2 ORDER BY o.placed_at DESC LIMIT $3";

pub(super) const ORDERS_WITH_CODE: &str = "/* search.orders_with_code */
    SELECT o.id, o.number, o.placed_at, o.total_minor, o.currency, p.name, o.store_id
    FROM order_coupon c JOIN orders o ON o.tenant = c.tenant AND o.id = c.order_id
    LEFT JOIN partner p ON p.tenant = o.tenant AND p.id = o.partner_id
    WHERE c.tenant = $1 AND c.code_fold = $2 ORDER BY c.order_id DESC LIMIT $3";

pub(super) const ORDERS_OF_VISITOR: &str = "/* search.orders_of_visitor */
    SELECT o.id, o.number, o.placed_at, o.total_minor, o.currency, p.name, o.store_id
    FROM (SELECT id FROM orders WHERE tenant = $1 AND visitor = $2
      UNION ALL SELECT id FROM orders WHERE tenant = $1 AND other_visitor = $2) v
    CROSS JOIN orders o LEFT JOIN partner p ON p.tenant = o.tenant AND p.id = o.partner_id
    WHERE o.tenant = $1 AND o.id = v.id ORDER BY o.placed_at DESC LIMIT $3";

// Both databases fold only ASCII here, so the text comes in three spellings, their ASCII letters small.
pub(super) const PARTNERS: &str = "/* search.partners */
    SELECT id, name, email FROM partner
    WHERE tenant = $1 AND kind <> 'customer' AND (id = $2 OR LOWER(name) LIKE $3 ESCAPE '!' OR LOWER(name) LIKE $4 ESCAPE '!'
      OR LOWER(name) LIKE $5 ESCAPE '!' OR LOWER(email) LIKE $3 ESCAPE '!')
    ORDER BY archived_at IS NOT NULL, LOWER(name) LIKE $6 ESCAPE '!' DESC, name, id LIMIT $7";

pub(super) const CODES: &str = "/* search.codes */
    SELECT c.id, c.code, c.kind, p.id, p.name
    FROM code c JOIN partner p ON p.tenant = c.tenant AND p.id = c.partner_id
    WHERE c.tenant = $1 AND p.kind <> 'customer' AND c.code_fold >= $2 AND c.code_fold < $3
    ORDER BY c.code_fold, c.kind LIMIT $4";

// The index on slugs is the whole server's: they are unique across tenants.
pub(super) const LINKS: &str = "/* search.links */
    SELECT l.id, l.slug, l.destination, p.id, p.name
    FROM link l JOIN partner p ON p.tenant = l.tenant AND p.id = l.partner_id
    WHERE l.tenant = $1 AND l.slug_fold >= $2 AND l.slug_fold < $3 ORDER BY l.slug_fold LIMIT $4";

pub(super) const CLICK: &str = "/* search.click */
    SELECT c.id, c.value, c.at, p.name FROM click c
    LEFT JOIN partner p ON p.tenant = c.tenant AND p.id = c.partner_id
    WHERE c.tenant = $1 AND c.id = $2";
