//! Statements on invitations.

pub(super) const INSERT: &str = "/* invitation.insert */
    INSERT INTO invitation (tenant, id, store_id, customer_id, sealed, address_key, hint, language, message, withheld, day,
      created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
    ON CONFLICT (tenant, customer_id, address_key) DO NOTHING";

pub(super) const OF_DAY: &str = "/* invitation.of_day */
    SELECT COUNT(*) FROM invitation WHERE tenant = $1 AND customer_id = $2 AND day = $3";

pub(super) const LOAD: &str = "/* invitation.load */
    SELECT id, customer_id, hint, language, message, created_at, nudged_at, sealed, withheld FROM invitation
    WHERE tenant = $1 AND id = $2";

pub(super) const OF_CUSTOMER: &str = "/* invitation.of_customer */
    SELECT id, customer_id, hint, language, message, created_at, nudged_at, sealed, withheld FROM invitation
    WHERE tenant = $1 AND customer_id = $2 ORDER BY id DESC LIMIT $3";

pub(super) const COUNT: &str = "/* invitation.count */
    SELECT COUNT(*) FROM invitation WHERE tenant = $1 AND customer_id = $2";

pub(super) const NUDGE: &str = "/* invitation.nudge */
    UPDATE invitation SET nudged_at = $3
    WHERE tenant = $1 AND id = $2 AND COALESCE(nudged_at, created_at) <= $4 AND created_at > $5";

pub(super) const STOP: &str = "/* invitation.stop */
    INSERT INTO unwanted_mail (tenant, address_key, scope, at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (tenant, address_key, scope) DO NOTHING";

pub(super) const IS_STOPPED: &str = "/* invitation.is_stopped */
    SELECT COUNT(*) FROM unwanted_mail WHERE tenant = $1 AND address_key = $2 AND scope = $3";

pub(super) const SEALED: &str = "/* invitation.sealed */
    SELECT sealed FROM invitation WHERE tenant = $1 AND address_key = $2 AND sealed IS NOT NULL";

// By a customer, and to a customer: neither what they wrote nor their address stays.
pub(super) const FORGET_WORDS: &str = "/* invitation.forget_words */
    UPDATE invitation SET message = '' WHERE tenant = $1 AND customer_id = $2";

pub(super) const FORGET_PERSON: &str = "/* invitation.forget_person */
    UPDATE invitation SET sealed = NULL, hint = '', withheld = COALESCE(withheld, 'unwanted')
    WHERE tenant = $1 AND address_key IN (
      SELECT a.email_key FROM customer_email a WHERE a.tenant = $1 AND a.customer_id = $2)";

pub(super) const FORGET_ADDRESS: &str = "/* invitation.forget_address */
    UPDATE invitation SET sealed = NULL, withheld = 'unwanted' WHERE tenant = $1 AND address_key = $2";
