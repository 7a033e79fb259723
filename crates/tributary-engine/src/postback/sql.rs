//! Statements on sources of postbacks.

pub(super) const INSERT: &str = "/* postback.insert */
    INSERT INTO postback_source (tenant, id, store_id, name, dialect, unit, currency, event, mapping, secret, state,
      created_at, updated_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'active', $11, $11)";

pub(super) const LOAD: &str = "/* postback.load */
    SELECT tenant, id, store_id, name, dialect, unit, currency, event, mapping, state, created_at, updated_at
    FROM postback_source WHERE id = $1";

pub(super) const LIST: &str = "/* postback.list */
    SELECT tenant, id, store_id, name, dialect, unit, currency, event, mapping, state, created_at, updated_at
    FROM postback_source WHERE tenant = $1 AND id < $2 ORDER BY id DESC LIMIT $3";

pub(super) const COUNT: &str = "/* postback.count */
    SELECT COUNT(*) FROM postback_source WHERE tenant = $1 AND state <> 'archived'";

pub(super) const CHANGE: &str = "/* postback.change */
    UPDATE postback_source SET name = $3, unit = $4, currency = $5, event = $6, mapping = $7, state = $8, updated_at = $9
    WHERE tenant = $1 AND id = $2";

pub(super) const SECRET: &str = "/* postback.secret */
    SELECT secret FROM postback_source WHERE tenant = $1 AND id = $2";

pub(super) const RENEW: &str = "/* postback.renew */
    UPDATE postback_source SET secret = $3, updated_at = $4 WHERE tenant = $1 AND id = $2";
