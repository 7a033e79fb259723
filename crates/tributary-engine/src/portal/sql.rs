//! Statements on partners who sign in.

pub(super) const INSERT_LINK: &str = "/* portal.insert_link */
    INSERT INTO partner_link (token_hash, tenant, partner_id, ends_at) VALUES ($1, $2, $3, $4)";

pub(super) const LINK: &str = "/* portal.link */
    SELECT tenant, partner_id FROM partner_link WHERE token_hash = $1 AND ends_at > $2";

pub(super) const USE_LINK: &str = "/* portal.use_link */
    DELETE FROM partner_link WHERE token_hash = $1 OR ends_at <= $2";

pub(super) const INSERT_SESSION: &str = "/* portal.insert_session */
    INSERT INTO partner_session (token_hash, tenant, partner_id, csrf, created_at, seen_at, ends_at)
    VALUES ($1, $2, $3, $4, $5, $5, $6)";

pub(super) const FORGET_SESSIONS: &str = "/* portal.forget_sessions */
    DELETE FROM partner_session WHERE ends_at < $1";

pub(super) const SESSION: &str = "/* portal.session */
    SELECT tenant, partner_id, csrf FROM partner_session WHERE token_hash = $1 AND ends_at > $2";

pub(super) const END_SESSION: &str = "/* portal.end_session */
    DELETE FROM partner_session WHERE token_hash = $1";

// Of their orders only the newest are looked at: whoever brings orders has a code or a link, but for those given by hand.
pub(super) const PROGRAMS: &str = "/* portal.programs */
    SELECT program_id FROM code WHERE tenant = $1 AND partner_id = $2
    UNION SELECT program_id FROM link WHERE tenant = $1 AND partner_id = $2
    UNION SELECT program_id FROM membership WHERE tenant = $1 AND partner_id = $2 AND state = 'active'
    UNION SELECT program_id FROM application WHERE tenant = $1 AND partner_id = $2 AND status = 'approved'
    UNION SELECT program_id FROM (
      SELECT program_id FROM orders WHERE tenant = $1 AND partner_id = $2 ORDER BY placed_at DESC LIMIT 500) newest";

pub(super) const BY_EMAIL: &str = "/* portal.by_email */
    SELECT tenant, id, name, email FROM partner WHERE LOWER(email) = $1
    ORDER BY (SELECT COUNT(*) FROM tenant t WHERE t.id = partner.tenant AND t.test_of IS NOT NULL), id LIMIT 1";
