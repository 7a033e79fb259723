//! Statements on clicks that are forgotten, and on the parts that they lie in on a server.

pub(super) const LAST: &str = "/* retention.last */
    SELECT number, after_seq, seq, click_hash, forgotten, kept, kept_digest, days, day, until, first_at, made_at
    FROM click_horizon WHERE tenant = $1 ORDER BY number DESC LIMIT 1";

pub(super) const INSERT: &str = "/* retention.insert */
    INSERT INTO click_horizon (tenant, number, hash, after_seq, seq, click_hash, forgotten, kept, kept_digest, days,
      day, until, first_at, made_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";

// What the chain seals of each click, where it came from, and whether an order hangs on it.
pub(super) const NEXT: &str = "/* retention.next */
    SELECT c.seq, c.hash, c.id, c.program_id, c.partner_id, c.link_id, c.code_id, c.value, c.at, c.traffic, c.outcome,
      c.visitor, c.landing, c.refs, c.source,
      CASE WHEN EXISTS (SELECT 1 FROM named_click n WHERE n.tenant = c.tenant AND n.click_id = c.id)
        OR EXISTS (SELECT 1 FROM orders o WHERE o.tenant = c.tenant AND o.visitor = c.visitor)
        OR EXISTS (SELECT 1 FROM orders o WHERE o.tenant = c.tenant AND o.other_visitor = c.visitor) THEN 1 ELSE 0 END
    FROM click c WHERE c.tenant = $1 AND c.seq > $2 ORDER BY c.seq LIMIT $3";

// The sum keeps SQLite from taking the index of times.
pub(super) const FORGET: &str = "/* retention.forget */
    DELETE FROM click AS c WHERE c.tenant = $1 AND c.seq > $2 AND c.seq <= $3 AND c.at + 0 < $4
      AND NOT EXISTS (SELECT 1 FROM named_click n WHERE n.tenant = c.tenant AND n.click_id = c.id)
      AND NOT EXISTS (SELECT 1 FROM orders o WHERE o.tenant = c.tenant AND o.visitor = c.visitor)
      AND NOT EXISTS (SELECT 1 FROM orders o WHERE o.tenant = c.tenant AND o.other_visitor = c.visitor)";

pub(super) const SINCE: &str = "/* retention.since */
    SELECT COALESCE(CAST(SUM(forgotten) AS BIGINT), 0), COALESCE(CAST(SUM(kept) AS BIGINT), 0), COALESCE(MAX(number), 0)
    FROM click_horizon WHERE tenant = $1 AND number > $2";

pub(super) const FIRST: &str = "/* retention.first */
    SELECT first_at FROM click_horizon WHERE tenant = $1 AND number = 1";

pub(super) const RULES: &str = "/* retention.rules */
    SELECT rules FROM rule_version";

pub(super) const NAME: &str = "/* retention.name */
    INSERT INTO named_click (tenant, click_id) VALUES ($1, $2) ON CONFLICT (tenant, click_id) DO NOTHING";

// What is kept of days, less the clicks that are there, before these are counted again on another calendar.
pub(super) const UNCOUNT_DAY: &str = "/* retention.uncount_day */
    INSERT INTO click_day (tenant, day, program_id, partner_id, link_id, code_id, source, outcome, clicks)
    SELECT $1, $4, program_id, COALESCE(partner_id, ''), COALESCE(link_id, ''), COALESCE(code_id, ''), source,
      outcome, -COUNT(*)
    FROM click WHERE tenant = $1 AND at >= $2 AND at < $3 GROUP BY 3, 4, 5, 6, 7, 8
    ON CONFLICT (tenant, day, program_id, partner_id, link_id, code_id, source, outcome)
    DO UPDATE SET clicks = click_day.clicks + excluded.clicks";

pub(super) const FORGET_DAYS: &str = "/* retention.forget_days */
    DELETE FROM click_day WHERE tenant = $1 AND (day >= $2 OR clicks = 0)";

// Whether this role owns the clicks, may make tables beside them, and may remove rows of them.
pub(super) const MAY: &str = "/* retention.may_of_server */
    SELECT CASE WHEN pg_has_role(c.relowner, 'USAGE') AND has_schema_privilege(c.relnamespace, 'CREATE')
        THEN 1 ELSE 0 END,
      CASE WHEN has_table_privilege(c.oid, 'DELETE') THEN 1 ELSE 0 END
    FROM pg_class c WHERE c.oid = to_regclass('click')";

pub(super) const PARTS: &str = "/* retention.parts_of_server */
    SELECT CAST(c.relname AS TEXT),
      CAST(substring(split_part(pg_get_expr(c.relpartbound, c.oid), ' TO ', 2) FROM '[0-9]+') AS BIGINT)
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = to_regclass('click') ORDER BY 1";

pub(super) const ADD_PART: &str = "/* retention.add_part_of_server */
    SELECT tributary_add_click_part($1, $2, $3)";

pub(super) const DROP_PART: &str = "/* retention.drop_part_of_server */
    SELECT tributary_drop_click_part($1)";
