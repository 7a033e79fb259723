//! Statements on the live feed. Each reads a range of an index; none scans.

pub(super) const NEXT_PLACE: &str = "/* live.next_place */
    SELECT COALESCE(MAX(place), 0) + 1 FROM happening WHERE tenant = $1 AND after_click = $2";

pub(super) const INSERT: &str = "/* live.insert */
    INSERT INTO happening (tenant, after_click, place, kind, event_id, order_id, partner_id)
    VALUES ($1, $2, $3, $4, $5, $6, $7)";

pub(super) const LAST: &str = "/* live.last */
    SELECT after_click, place FROM happening WHERE tenant = $1 ORDER BY after_click DESC, place DESC LIMIT 1";

pub(super) const CLICKS_AFTER: &str = "/* live.clicks_after */
    SELECT c.id, c.program_id, c.partner_id, c.link_id, c.code_id, c.value, c.at, c.traffic, c.outcome, c.visitor,
      c.device, c.ip_hash, c.user_agent, c.referrer, c.landing, c.refused, c.refs, c.seq, p.name,
      NOT EXISTS (SELECT 1 FROM click e WHERE e.tenant = c.tenant AND e.program_id = c.program_id
        AND e.visitor = c.visitor AND e.at <= c.at AND e.seq < c.seq),
      EXISTS (SELECT 1 FROM click e WHERE e.tenant = c.tenant AND e.program_id = c.program_id
        AND e.visitor = c.visitor AND e.at > c.at - $7 AND e.at <= c.at AND e.seq < c.seq AND e.value = c.value)
    FROM click c LEFT JOIN partner p ON p.tenant = c.tenant AND p.id = c.partner_id
    WHERE c.tenant = $1 AND c.seq > $2
      AND ($3 IS NULL OR c.partner_id = $3) AND ($8 IS NULL OR c.program_id = $8)
      AND ($4 = 1 OR c.traffic IN ('human', 'suspect'))
      AND ($5 IS NULL OR c.outcome = $5)
    ORDER BY c.seq LIMIT $6";

pub(super) const CLICKS_BEFORE: &str = "/* live.clicks_before */
    SELECT c.id, c.program_id, c.partner_id, c.link_id, c.code_id, c.value, c.at, c.traffic, c.outcome, c.visitor,
      c.device, c.ip_hash, c.user_agent, c.referrer, c.landing, c.refused, c.refs, c.seq, p.name,
      NOT EXISTS (SELECT 1 FROM click e WHERE e.tenant = c.tenant AND e.program_id = c.program_id
        AND e.visitor = c.visitor AND e.at <= c.at AND e.seq < c.seq),
      EXISTS (SELECT 1 FROM click e WHERE e.tenant = c.tenant AND e.program_id = c.program_id
        AND e.visitor = c.visitor AND e.at > c.at - $7 AND e.at <= c.at AND e.seq < c.seq AND e.value = c.value)
    FROM click c LEFT JOIN partner p ON p.tenant = c.tenant AND p.id = c.partner_id
    WHERE c.tenant = $1 AND c.seq < $2 AND c.seq > $8
      AND ($3 IS NULL OR c.partner_id = $3) AND ($9 IS NULL OR c.program_id = $9)
      AND ($4 = 1 OR c.traffic IN ('human', 'suspect'))
      AND ($5 IS NULL OR c.outcome = $5)
    ORDER BY c.seq DESC LIMIT $6";

pub(super) const TOLD_AFTER: &str = "/* live.told_after */
    SELECT h.after_click, h.place, h.kind, h.partner_id, p.name, e.at, e.data, o.id, o.number, o.city, o.country
    FROM happening h
    JOIN event e ON e.tenant = h.tenant AND e.id = h.event_id
    JOIN orders o ON o.tenant = h.tenant AND o.id = h.order_id
    LEFT JOIN partner p ON p.tenant = h.tenant AND p.id = h.partner_id
    WHERE h.tenant = $1 AND (h.after_click, h.place) > ($2, $3)
      AND ($4 IS NULL OR h.partner_id = $4) AND ($7 IS NULL OR o.program_id = $7)
      AND ($5 IS NULL OR (CASE WHEN h.kind = 'order.refunded' THEN 1 ELSE 0 END) = $5)
    ORDER BY h.after_click, h.place LIMIT $6";

pub(super) const TOLD_BEFORE: &str = "/* live.told_before */
    SELECT h.after_click, h.place, h.kind, h.partner_id, p.name, e.at, e.data, o.id, o.number, o.city, o.country
    FROM (SELECT * FROM happening WHERE tenant = $1 AND (after_click, place) < ($2, $3)
      ORDER BY after_click DESC, place DESC LIMIT $7) h
    JOIN event e ON e.tenant = h.tenant AND e.id = h.event_id
    JOIN orders o ON o.tenant = h.tenant AND o.id = h.order_id
    LEFT JOIN partner p ON p.tenant = h.tenant AND p.id = h.partner_id
    WHERE ($4 IS NULL OR h.partner_id = $4) AND ($8 IS NULL OR o.program_id = $8)
      AND ($5 IS NULL OR (CASE WHEN h.kind = 'order.refunded' THEN 1 ELSE 0 END) = $5)
    ORDER BY h.after_click DESC, h.place DESC LIMIT $6";

pub(super) const MINUTES: &str = "/* live.minutes */
    SELECT (at - $2) / 60000, COUNT(*) FROM click
    WHERE tenant = $1 AND at >= $2 AND at < $3 AND outcome <> 'not_a_person' AND ($4 IS NULL OR program_id = $4)
    GROUP BY 1 ORDER BY 1";

pub(super) const VISITORS: &str = "/* live.visitors */
    SELECT COUNT(DISTINCT visitor) FROM click
    WHERE tenant = $1 AND at >= $2 AND traffic IN ('human', 'suspect') AND partner_id IS NOT NULL
      AND ($3 IS NULL OR program_id = $3)";
