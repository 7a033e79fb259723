//! Statements on letters.

pub(super) const NOTE_SENT: &str = "/* letter.note_sent */
    INSERT INTO letter_sent (tenant, customer_id, about, kind, at) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (tenant, customer_id, about) DO NOTHING";

pub(super) const TEXT: &str = "/* letter.text */
    SELECT subject, body FROM letter_text WHERE tenant = $1 AND kind = $2 AND language = $3";

pub(super) const TEXTS: &str = "/* letter.texts */
    SELECT kind, language FROM letter_text WHERE tenant = $1 ORDER BY kind, language";

pub(super) const SET_TEXT: &str = "/* letter.set_text */
    INSERT INTO letter_text (tenant, kind, language, subject, body, changed_at) VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (tenant, kind, language) DO UPDATE SET subject = excluded.subject, body = excluded.body,
      changed_at = excluded.changed_at";

pub(super) const DROP_TEXT: &str = "/* letter.drop_text */
    DELETE FROM letter_text WHERE tenant = $1 AND kind = $2 AND language = $3";

pub(super) const OFF: &str = "/* letter.off */
    SELECT kind FROM letter_off WHERE tenant = $1 ORDER BY kind";

pub(super) const SWITCH_OFF: &str = "/* letter.switch_off */
    INSERT INTO letter_off (tenant, kind) VALUES ($1, $2) ON CONFLICT (tenant, kind) DO NOTHING";

pub(super) const SWITCH_ON: &str = "/* letter.switch_on */
    DELETE FROM letter_off WHERE tenant = $1 AND kind = $2";

pub(super) const TRANSACTION: &str = "/* letter.transaction */
    SELECT p.account, p.currency, p.side, p.amount_minor, t.cause, t.order_id, t.effective_at
    FROM ledger_transaction t JOIN posting p ON p.tenant = t.tenant AND p.transaction_id = t.id
    WHERE t.tenant = $1 AND t.id = $2 ORDER BY p.position";

pub(super) const ORDER_STATE: &str = "/* letter.order_state */
    SELECT status, refunded_minor FROM orders WHERE tenant = $1 AND id = $2";

pub(super) const IS_SENT: &str = "/* letter.is_sent */
    SELECT COUNT(*) FROM letter_sent WHERE tenant = $1 AND customer_id = $2 AND about = $3";

/// Whoever refers friends and can be written to.
pub(super) const REFERRERS: &str = "/* letter.referrers */
    SELECT id FROM customer WHERE tenant = $1 AND store_id = $2 AND partner_id IS NOT NULL AND email IS NOT NULL
      AND id > $3 ORDER BY id LIMIT $4";

pub(super) const FORGET_SENT: &str = "/* letter.forget_sent */
    DELETE FROM letter_sent WHERE tenant = $1 AND customer_id = $2 AND about = $3";
