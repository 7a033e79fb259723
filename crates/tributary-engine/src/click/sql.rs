//! Statements on clicks.

pub(super) const INSERT: &str = "/* click.insert */
    INSERT INTO click (tenant, id, seq, program_id, partner_id, link_id, code_id, value, at, traffic, outcome,
      visitor, device, ip_hash, user_agent, referrer, landing, refused, hash, source, refs)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)";

pub(super) const LOAD: &str = "/* click.load */
    SELECT id, program_id, partner_id, link_id, code_id, value, at, traffic, outcome, visitor, device, ip_hash,
      user_agent, referrer, landing, refused, refs
    FROM click WHERE tenant = $1 AND id = $2";

pub(super) const OF_VISITOR: &str = "/* click.of_visitor */
    SELECT id, program_id, partner_id, link_id, code_id, value, at, traffic, outcome, visitor, device, ip_hash,
      user_agent, referrer, landing, refused, refs
    FROM click WHERE tenant = $1 AND program_id = $2 AND visitor = $3 AND at <= $4
    ORDER BY at DESC, id DESC LIMIT $5";

pub(super) const LIST: &str = "/* click.list */
    SELECT id, program_id, partner_id, link_id, code_id, value, at, traffic, outcome, visitor, device, ip_hash,
      user_agent, referrer, landing, refused, refs, seq
    FROM click WHERE tenant = $1 AND seq < $2 AND ($3 IS NULL OR partner_id = $3)
    ORDER BY seq DESC LIMIT $4";

pub(super) const UNKNOWN_CODES: &str = "/* click.unknown_codes */
    SELECT value, COUNT(*) FROM click
    WHERE tenant = $1 AND at >= $2 AND at < $3 AND outcome = 'unknown_code' AND traffic IN ('human', 'suspect')
      AND value <> ''
    GROUP BY value";

pub(super) const IGNORED: &str = "/* click.ignored */
    SELECT code_fold FROM ignored_code WHERE tenant = $1";

pub(super) const SNAPSHOT_ALIASES: &str = "/* click.snapshot_aliases */
    SELECT c.code, a.of_id FROM code_alias a JOIN code c ON c.tenant = a.tenant AND c.id = a.code_id
    JOIN partner p ON p.tenant = c.tenant AND p.id = c.partner_id
    WHERE a.tenant = $1 AND p.kind <> 'customer' ORDER BY c.id";

pub(super) const ORIGIN: &str = "/* click.origin */
    SELECT link_id, code_id, source FROM click WHERE tenant = $1 AND id = $2";

pub(super) const COUNTED_IN: &str = "/* click.counted_in */
    SELECT timezone FROM click_zone WHERE tenant = $1";

pub(super) const HOME_ZONE: &str = "/* click.home_zone */
    SELECT timezone FROM store WHERE tenant = $1 ORDER BY id LIMIT 1";

pub(super) const COUNT_IN: &str = "/* click.count_in */
    INSERT INTO click_zone (tenant, timezone) VALUES ($1, $2)
    ON CONFLICT (tenant) DO UPDATE SET timezone = excluded.timezone";

pub(super) const COUNT: &str = "/* click.count */
    INSERT INTO click_day (tenant, day, program_id, partner_id, link_id, code_id, source, outcome, clicks)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    ON CONFLICT (tenant, day, program_id, partner_id, link_id, code_id, source, outcome)
    DO UPDATE SET clicks = click_day.clicks + excluded.clicks";

pub(super) const ADD_SUM: &str = "/* click.add_sum */
    INSERT INTO click_sum (tenant, axis, day, key, clicks) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (tenant, axis, day, key) DO UPDATE SET clicks = click_sum.clicks + excluded.clicks";

pub(super) const ADD_HOUR: &str = "/* click.add_hour */
    INSERT INTO click_hour (tenant, axis, hour, key, clicks) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (tenant, axis, hour, key) DO UPDATE SET clicks = click_hour.clicks + excluded.clicks";

pub(super) const HOURS_ARE_MISSING: &str = "/* click.hours_are_missing */
    SELECT EXISTS (SELECT 1 FROM click_sum WHERE tenant = $1)
      AND NOT EXISTS (SELECT 1 FROM click_hour WHERE tenant = $1)";

pub(super) const FORGET_HOURS: &str = "/* click.forget_hours */
    DELETE FROM click_hour WHERE tenant = $1 AND hour >= $2";

pub(super) const FORGET_UNKNOWN: &str = "/* click.forget_unknown */
    DELETE FROM click_sum WHERE tenant = $1 AND axis = $2";

pub(super) const SUMS: &str = "/* click.sums */
    SELECT key, CAST(SUM(clicks) AS BIGINT) FROM (
      SELECT key, clicks FROM click_sum WHERE tenant = $1 AND axis = $2 AND day >= $3 AND day < $4 UNION ALL
      SELECT key, clicks FROM click_hour WHERE tenant = $1 AND axis = $2 AND hour >= $5 AND hour < $6 UNION ALL
      SELECT key, clicks FROM click_hour WHERE tenant = $1 AND axis = $2 AND hour >= $7 AND hour < $8
    ) AS parts GROUP BY key";

// What each thing alone comes to, of what is counted per day.
pub(super) const ADD_SUMS: &str = "/* click.add_sums */
    INSERT INTO click_sum (tenant, axis, day, key, clicks)
    SELECT tenant, 'program', day, program_id, CAST(SUM(clicks) AS BIGINT) FROM click_day
    WHERE tenant = $1 AND outcome = 'counted' GROUP BY 1, 3, 4 UNION ALL
    SELECT tenant, 'partner', day, partner_id, CAST(SUM(clicks) AS BIGINT) FROM click_day
    WHERE tenant = $1 AND outcome = 'counted' GROUP BY 1, 3, 4 UNION ALL
    SELECT tenant, 'link', day, link_id, CAST(SUM(clicks) AS BIGINT) FROM click_day
    WHERE tenant = $1 AND outcome = 'counted' GROUP BY 1, 3, 4 UNION ALL
    SELECT tenant, 'code', day, code_id, CAST(SUM(clicks) AS BIGINT) FROM click_day
    WHERE tenant = $1 AND outcome = 'counted' GROUP BY 1, 3, 4 UNION ALL
    SELECT tenant, 'source', day, source, CAST(SUM(clicks) AS BIGINT) FROM click_day
    WHERE tenant = $1 AND outcome = 'counted' GROUP BY 1, 3, 4";

pub(super) const FORGET_SUMS: &str = "/* click.forget_sums */
    DELETE FROM click_sum WHERE tenant = $1";

pub(super) const NEXT: &str = "/* click.next */
    SELECT MIN(at) FROM click WHERE tenant = $1 AND at >= $2";

// What is told apart of a day's clicks, with how many hours of it were over; the last place holds what is left.
pub(super) const KINDS: &str = "/* click.kinds */
    SELECT CASE WHEN (at - $2) / 3600000 < 31 THEN (at - $2) / 3600000 ELSE 31 END, program_id,
      COALESCE(partner_id, ''), COALESCE(link_id, ''), COALESCE(code_id, ''), source, outcome,
      CASE WHEN outcome = 'unknown_code' AND traffic IN ('human', 'suspect') THEN value ELSE '' END, COUNT(*)
    FROM click WHERE tenant = $1 AND at >= $2 AND at < $3 GROUP BY 1, 2, 3, 4, 5, 6, 7, 8";

pub(super) const PUT_DAY: &str = "/* click.put_day */
    INSERT INTO click_day (tenant, day, program_id, partner_id, link_id, code_id, source, outcome, clicks)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

pub(super) const PUT_SUM: &str = "/* click.put_sum */
    INSERT INTO click_sum (tenant, axis, day, key, clicks) VALUES ($1, $2, $3, $4, $5)";

pub(super) const PUT_HOUR: &str = "/* click.put_hour */
    INSERT INTO click_hour (tenant, axis, hour, key, clicks) VALUES ($1, $2, $3, $4, $5)";

pub(super) const SALT: &str = "/* click.salt */
    SELECT salt FROM ip_salt WHERE day = $1";

pub(super) const INSERT_SALT: &str = "/* click.insert_salt */
    INSERT INTO ip_salt (day, salt) VALUES ($1, $2) ON CONFLICT (day) DO NOTHING";

pub(super) const FORGET_SALTS: &str = "/* click.forget_salts */
    DELETE FROM ip_salt WHERE day < $1";

pub(super) const SNAPSHOT_LINKS: &str = "/* click.snapshot_links */
    SELECT l.id, l.program_id, l.partner_id, l.slug, l.destination, l.created_at, s.status,
      CASE WHEN EXISTS (SELECT 1 FROM membership m WHERE m.tenant = l.tenant AND m.link_id = l.id AND m.state <> 'active')
        THEN 1 ELSE 0 END
    FROM link l JOIN partner_status s ON s.tenant = l.tenant AND s.partner_id = l.partner_id
    WHERE l.tenant = $1
      AND s.number = (SELECT MAX(number) FROM partner_status t WHERE t.tenant = s.tenant AND t.partner_id = s.partner_id)";

// Codes of customers are looked up when somebody comes by one: there may be a million of them.
pub(super) const SNAPSHOT_CODES: &str = "/* click.snapshot_codes */
    SELECT c.id, c.program_id, c.partner_id, c.kind, c.code, c.created_at, s.status
    FROM code c JOIN partner_status s ON s.tenant = c.tenant AND s.partner_id = c.partner_id
    JOIN partner p ON p.tenant = c.tenant AND p.id = c.partner_id
    WHERE c.tenant = $1 AND p.kind <> 'customer'
      AND s.number = (SELECT MAX(number) FROM partner_status t WHERE t.tenant = s.tenant AND t.partner_id = s.partner_id)
    ORDER BY c.id";

pub(super) const SNAPSHOT_MEMBERS: &str = "/* click.snapshot_members */
    SELECT publisher_id, program_id, link_id FROM membership WHERE tenant = $1 AND link_id IS NOT NULL ORDER BY id";

pub(super) const TENANTS: &str = "/* click.tenants */
    SELECT id FROM tenant ORDER BY CASE WHEN test_of IS NULL THEN 0 ELSE 1 END, id";

pub(super) const COUNTED: &str = "/* click.counted */
    SELECT id, program_id, partner_id, link_id, code_id, value, at, traffic, outcome, visitor, device, ip_hash,
      user_agent, referrer, landing, refused, refs, seq
    FROM click WHERE tenant = $1 AND at >= $2 AND at < $3 AND outcome = 'counted'
      AND (at < $4 OR (at = $4 AND seq < $5)) AND ($6 IS NULL OR source = $6) AND ($7 IS NULL OR program_id = $7)
      AND ($8 IS NULL OR partner_id = $8) AND ($9 IS NULL OR link_id = $9) AND ($10 IS NULL OR code_id = $10)
    ORDER BY at DESC, seq DESC LIMIT $11";

pub(super) const COUNTED_OF_PARTNER: &str = "/* click.counted_of_partner */
    SELECT id, program_id, partner_id, link_id, code_id, value, at, traffic, outcome, visitor, device, ip_hash,
      user_agent, referrer, landing, refused, refs, seq
    FROM click WHERE tenant = $1 AND at >= $2 AND at < $3 AND outcome = 'counted' AND partner_id = $8
      AND (at < $4 OR (at = $4 AND seq < $5)) AND ($6 IS NULL OR source = $6) AND ($7 IS NULL OR program_id = $7)
      AND ($8 IS NULL OR partner_id = $8) AND ($9 IS NULL OR link_id = $9) AND ($10 IS NULL OR code_id = $10)
    ORDER BY at DESC, seq DESC LIMIT $11";

pub(super) const COUNTED_OF_LINK: &str = "/* click.counted_of_link */
    SELECT id, program_id, partner_id, link_id, code_id, value, at, traffic, outcome, visitor, device, ip_hash,
      user_agent, referrer, landing, refused, refs, seq
    FROM click WHERE tenant = $1 AND at >= $2 AND at < $3 AND outcome = 'counted' AND link_id = $9
      AND (at < $4 OR (at = $4 AND seq < $5)) AND ($6 IS NULL OR source = $6) AND ($7 IS NULL OR program_id = $7)
      AND ($8 IS NULL OR partner_id = $8) AND ($9 IS NULL OR link_id = $9) AND ($10 IS NULL OR code_id = $10)
    ORDER BY at DESC, seq DESC LIMIT $11";

pub(super) const COUNTED_OF_CODE: &str = "/* click.counted_of_code */
    SELECT id, program_id, partner_id, link_id, code_id, value, at, traffic, outcome, visitor, device, ip_hash,
      user_agent, referrer, landing, refused, refs, seq
    FROM click WHERE tenant = $1 AND at >= $2 AND at < $3 AND outcome = 'counted' AND code_id = $10
      AND (at < $4 OR (at = $4 AND seq < $5)) AND ($6 IS NULL OR source = $6) AND ($7 IS NULL OR program_id = $7)
      AND ($8 IS NULL OR partner_id = $8) AND ($9 IS NULL OR link_id = $9) AND ($10 IS NULL OR code_id = $10)
    ORDER BY at DESC, seq DESC LIMIT $11";

pub(super) const LINKS_ENDING: &str = "/* click.links_ending */
    SELECT id, program_id, partner_id, slug FROM link WHERE tenant = $1 AND id LIKE $2";

pub(super) const CODES_ENDING: &str = "/* click.codes_ending */
    SELECT id, program_id, partner_id, code FROM code WHERE tenant = $1 AND id LIKE $2";

pub(super) const KNOWN: &str = "/* click.known */
    SELECT 1 FROM click WHERE tenant = $1 AND id = $2";

pub(super) const AWAIT: &str = "/* click.await */
    INSERT INTO awaited_click (tenant, click_id, store_id, external_id) VALUES ($1, $2, $3, $4)
    ON CONFLICT (tenant, click_id, store_id, external_id) DO NOTHING";

pub(super) const COME: &str = "/* click.come */
    SELECT a.click_id, a.store_id, a.external_id FROM awaited_click a
    JOIN click c ON c.tenant = a.tenant AND c.id = a.click_id WHERE a.tenant = $1";

pub(super) const AWAIT_NO_MORE: &str = "/* click.await_no_more */
    DELETE FROM awaited_click WHERE tenant = $1 AND click_id = $2";
