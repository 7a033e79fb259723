//! Statements on the audit log.

pub(super) const INSERT: &str = "/* audit.insert */
    INSERT INTO audit (tenant, id, seq, at, actor_kind, actor, actor_name, action, object_kind, object, object_name,
      before, after, hash)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";

pub(super) const LIST: &str = "/* audit.list */
    SELECT id, at, actor_kind, actor, actor_name, action, object_kind, object, object_name, before, after
    FROM audit
    WHERE tenant = $1 AND seq < $2
      AND ($3 IS NULL OR actor = $3)
      AND ($4 IS NULL OR action = $4)
      AND ($5 IS NULL OR object_kind = $5)
      AND ($6 IS NULL OR object = $6)
      AND ($7 IS NULL OR at >= $7)
      AND ($8 IS NULL OR at < $8)
    ORDER BY seq DESC LIMIT $9";

pub(super) const SEQ_OF: &str = "/* audit.seq_of */
    SELECT seq FROM audit WHERE tenant = $1 AND id = $2";

pub(super) const COUNT: &str = "/* audit.count */
    SELECT COUNT(*) FROM audit
    WHERE tenant = $1
      AND ($2 IS NULL OR actor = $2)
      AND ($3 IS NULL OR action = $3)
      AND ($4 IS NULL OR object_kind = $4)
      AND ($5 IS NULL OR object = $5)
      AND ($6 IS NULL OR at >= $6)
      AND ($7 IS NULL OR at < $7)";

pub(super) const ACTORS: &str = "/* audit.actors */
    SELECT actor_kind, actor, MAX(actor_name) FROM audit WHERE tenant = $1 GROUP BY actor_kind, actor
    ORDER BY actor_kind DESC, MAX(actor_name) LIMIT 200";

pub(super) const ACTIONS: &str = "/* audit.actions */
    SELECT DISTINCT action FROM audit WHERE tenant = $1 ORDER BY action";

pub(super) const LAST_OBJECT: &str = "/* audit.last_object */
    SELECT object FROM audit WHERE tenant = $1 AND action = $2 ORDER BY seq DESC LIMIT 1";
