//! Statements on publishers, who they are, how they sign in, and which programs they are in.

pub(super) const INSERT: &str = "/* publisher.insert */
    INSERT INTO publisher (id, name, email, email_fold, site, created_at) VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (email_fold) DO NOTHING";

pub(super) const CHANGE: &str = "/* publisher.change */
    UPDATE publisher SET name = $2, site = $3 WHERE id = $1";

pub(super) const BY_EMAIL: &str = "/* publisher.by_email */
    SELECT id, name, email, site, created_at FROM publisher WHERE email_fold = $1";

pub(super) const LOAD: &str = "/* publisher.load */
    SELECT id, name, email, site, created_at FROM publisher WHERE id = $1";

pub(super) const INSERT_LINK: &str = "/* publisher.insert_link */
    INSERT INTO publisher_link (token_hash, publisher_id, ends_at) VALUES ($1, $2, $3)";

pub(super) const LINK: &str = "/* publisher.link */
    SELECT publisher_id FROM publisher_link WHERE token_hash = $1 AND ends_at > $2";

pub(super) const USE_LINK: &str = "/* publisher.use_link */
    DELETE FROM publisher_link WHERE token_hash = $1 OR ends_at <= $2";

pub(super) const INSERT_SESSION: &str = "/* publisher.insert_session */
    INSERT INTO publisher_session (token_hash, publisher_id, csrf, created_at, ends_at) VALUES ($1, $2, $3, $4, $5)";

pub(super) const FORGET_SESSIONS: &str = "/* publisher.forget_sessions */
    DELETE FROM publisher_session WHERE ends_at < $1";

pub(super) const SESSION: &str = "/* publisher.session */
    SELECT publisher_id, csrf FROM publisher_session WHERE token_hash = $1 AND ends_at > $2";

pub(super) const END_SESSION: &str = "/* publisher.end_session */
    DELETE FROM publisher_session WHERE token_hash = $1";

pub(super) const INSERT_KEY: &str = "/* publisher.insert_key */
    INSERT INTO publisher_key (id, publisher_id, name, secret_hash, created_at) VALUES ($1, $2, $3, $4, $5)";

pub(super) const COUNT_KEYS: &str = "/* publisher.count_keys */
    SELECT COUNT(*) FROM publisher_key WHERE publisher_id = $1 AND revoked_at IS NULL";

pub(super) const KEY_BY_SECRET: &str = "/* publisher.key_by_secret */
    SELECT id, publisher_id, name, created_at, revoked_at, used_at FROM publisher_key WHERE secret_hash = $1";

pub(super) const LIST_KEYS: &str = "/* publisher.list_keys */
    SELECT id, publisher_id, name, created_at, revoked_at, used_at FROM publisher_key
    WHERE publisher_id = $1 ORDER BY id DESC";

pub(super) const REVOKE_KEY: &str = "/* publisher.revoke_key */
    UPDATE publisher_key SET revoked_at = $3 WHERE publisher_id = $1 AND id = $2 AND revoked_at IS NULL";

pub(super) const KEY_USED: &str = "/* publisher.key_used */
    UPDATE publisher_key SET used_at = $2 WHERE id = $1";

pub(super) const ASK: &str = "/* publisher.ask */
    INSERT INTO membership (tenant, id, program_id, publisher_id, state, asked_at) VALUES ($1, $2, $3, $4, 'asked', $5)
    ON CONFLICT (tenant, program_id, publisher_id) DO NOTHING";

pub(super) const ASK_AGAIN: &str = "/* publisher.ask_again */
    UPDATE membership SET state = 'asked', asked_at = $4, judged_at = NULL, judged_by = NULL, reason = NULL
    WHERE tenant = $1 AND program_id = $2 AND publisher_id = $3 AND state IN ('declined', 'ended')";

pub(super) const ACTIVATE: &str = "/* publisher.activate */
    UPDATE membership SET state = 'active', partner_id = $3, link_id = $4, judged_at = $5, judged_by = $6, reason = NULL
    WHERE tenant = $1 AND id = $2";

pub(super) const CLOSE: &str = "/* publisher.close */
    UPDATE membership SET state = $4, judged_at = $5, judged_by = $6, reason = $7
    WHERE tenant = $1 AND id = $2 AND state = $3";

pub(super) const PARTNER_FOR: &str = "/* publisher.partner_for */
    SELECT partner_id FROM membership
    WHERE tenant = $1 AND publisher_id = $2 AND partner_id IS NOT NULL ORDER BY id LIMIT 1";

pub(super) const MEMBERSHIP: &str = "/* publisher.load_membership */
    SELECT tenant, id, program_id, publisher_id, partner_id, link_id, state, asked_at, judged_at, judged_by, reason
    FROM membership WHERE tenant = $1 AND id = $2";

pub(super) const OWN_MEMBERSHIP: &str = "/* publisher.load_own_membership */
    SELECT tenant, id, program_id, publisher_id, partner_id, link_id, state, asked_at, judged_at, judged_by, reason
    FROM membership WHERE publisher_id = $1 AND id = $2";

pub(super) const OF_PROGRAM: &str = "/* publisher.membership_of_program */
    SELECT tenant, id, program_id, publisher_id, partner_id, link_id, state, asked_at, judged_at, judged_by, reason
    FROM membership WHERE tenant = $1 AND program_id = $2 AND publisher_id = $3";

pub(super) const MEMBERSHIPS_OF: &str = "/* publisher.memberships */
    SELECT tenant, id, program_id, publisher_id, partner_id, link_id, state, asked_at, judged_at, judged_by, reason
    FROM membership WHERE publisher_id = $1 ORDER BY id DESC";

pub(super) const MEMBERSHIPS_OF_PARTNER: &str = "/* publisher.memberships_of_partner */
    SELECT tenant, id, program_id, publisher_id, partner_id, link_id, state, asked_at, judged_at, judged_by, reason
    FROM membership WHERE tenant = $1 AND partner_id = $2
    ORDER BY CASE WHEN state = 'active' THEN 0 ELSE 1 END, id DESC";

pub(super) const LIST: &str = "/* publisher.list_memberships */
    SELECT m.tenant, m.id, m.program_id, m.publisher_id, m.partner_id, m.link_id, m.state, m.asked_at, m.judged_at,
      m.judged_by, m.reason, p.id, p.name, p.email, p.site, p.created_at
    FROM membership m JOIN publisher p ON p.id = m.publisher_id
    WHERE m.tenant = $1 AND m.id < $2 AND ($3 IS NULL OR m.program_id = $3) AND ($4 IS NULL OR m.state = $4)
    ORDER BY m.id DESC LIMIT $5";

pub(super) const COUNTS: &str = "/* publisher.count_memberships */
    SELECT state, COUNT(*) FROM membership WHERE tenant = $1 AND ($2 IS NULL OR program_id = $2) GROUP BY state";

// What each order asks: they name no table that an order writes to, so that they are asked once for all that share a commit.
pub(super) const PROGRAMS_WITH_MEMBERS: &str = "/* publisher.programs_with_members */
    SELECT DISTINCT program_id FROM membership WHERE tenant = $1 AND partner_id IS NOT NULL";

pub(super) const IS_MEMBER: &str = "/* publisher.is_member */
    SELECT 1 FROM membership WHERE tenant = $1 AND partner_id = $2 AND program_id = $3";
