//! Statements on claims.

pub(super) const INSERT: &str = "/* claim.insert */
    INSERT INTO claim (tenant, id, program_id, partner_id, number, bought_at, amount_minor, currency, click_id, note,
      state, same, language, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'open', $11, $12, $13)
    ON CONFLICT (tenant, partner_id, same) DO NOTHING";

pub(super) const SAME: &str = "/* claim.same */
    SELECT id FROM claim WHERE tenant = $1 AND partner_id = $2 AND same = $3";

pub(super) const OPEN_OF: &str = "/* claim.open_of */
    SELECT COUNT(*) FROM claim WHERE tenant = $1 AND partner_id = $2 AND state = 'open'";

pub(super) const SINCE_OF: &str = "/* claim.since_of */
    SELECT COUNT(*) FROM claim WHERE tenant = $1 AND partner_id = $2 AND created_at > $3";

pub(super) const COUNT_OPEN: &str = "/* claim.count_open */
    SELECT COUNT(*) FROM claim WHERE tenant = $1 AND state = 'open' AND asked = 0
      AND ($2 IS NULL OR program_id = $2)";

pub(super) const LOAD: &str = "/* claim.load */
    SELECT tenant, id, program_id, partner_id, number, bought_at, amount_minor, currency, click_id, note,
      CASE WHEN state = 'open' AND asked = 1 THEN 'asked' ELSE state END, answer, order_id, judged_by, judged_at,
      created_at, language
    FROM claim WHERE tenant = $1 AND id = $2";

pub(super) const LIST: &str = "/* claim.list */
    SELECT tenant, id, program_id, partner_id, number, bought_at, amount_minor, currency, click_id, note,
      CASE WHEN state = 'open' AND asked = 1 THEN 'asked' ELSE state END, answer, order_id, judged_by, judged_at,
      created_at, language
    FROM claim WHERE tenant = $1 AND id < $3
      AND ($2 IS NULL OR CASE WHEN state = 'open' AND asked = 1 THEN 'asked' ELSE state END = $2)
      AND ($5 IS NULL OR program_id = $5)
    ORDER BY id DESC LIMIT $4";

pub(super) const LIST_OF: &str = "/* claim.list_of */
    SELECT tenant, id, program_id, partner_id, number, bought_at, amount_minor, currency, click_id, note,
      CASE WHEN state = 'open' AND asked = 1 THEN 'asked' ELSE state END, answer, order_id, judged_by, judged_at,
      created_at, language
    FROM claim WHERE tenant = $1 AND partner_id = $2 AND id < $3 ORDER BY id DESC LIMIT $4";

pub(super) const JUDGE: &str = "/* claim.judge */
    UPDATE claim SET state = $3, answer = $4, order_id = $5, judged_by = $6, judged_at = $7, asked = 0
    WHERE tenant = $1 AND id = $2 AND state = 'open'";

pub(super) const WAITS: &str = "/* claim.waits */
    UPDATE claim SET asked = $3 WHERE tenant = $1 AND id = $2 AND state = 'open'";

pub(super) const SAY: &str = "/* claim.say */
    INSERT INTO claim_word (tenant, claim_id, place, side, said_by, text, at)
    SELECT $1, $2, COALESCE(MAX(place), 0) + 1, $3, $4, $5, CAST($6 AS BIGINT) FROM claim_word WHERE tenant = $1 AND claim_id = $2";

pub(super) const WORDS: &str = "/* claim.words */
    SELECT side, said_by, text, at FROM claim_word WHERE tenant = $1 AND claim_id = $2 ORDER BY place";

// The number is what finds it: in the order of ids all orders of the tenant would be walked.
pub(super) const BY_NUMBER: &str = "/* claim.by_number */
    SELECT id FROM orders WHERE tenant = $1 AND program_id = $2 AND number = $3 ORDER BY id || '' LIMIT $4";

// Of what somebody paid they remember the total, or what the goods cost.
pub(super) const BY_AMOUNT: &str = "/* claim.by_amount */
    SELECT id FROM orders WHERE tenant = $1 AND program_id = $2 AND placed_at >= $3 AND placed_at <= $4
      AND (total_minor = $5 OR base_minor = $5) AND currency = $6 ORDER BY id LIMIT $7";

pub(super) const CLICKS: &str = "/* claim.clicks */
    SELECT id, at, outcome FROM click WHERE tenant = $1 AND partner_id = $2 AND program_id = $3 AND at >= $4 AND at <= $5
    ORDER BY at DESC LIMIT $6";

pub(super) const CLICK: &str = "/* claim.click */
    SELECT id, at, outcome FROM click WHERE tenant = $1 AND partner_id = $2 AND program_id = $3 AND id = $4";
