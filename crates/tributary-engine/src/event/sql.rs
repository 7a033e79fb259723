//! Statements on events.

pub(super) const INSERT: &str = "/* event.insert */
    INSERT INTO event (tenant, id, type, at, data, object) VALUES ($1, $2, $3, $4, $5, $6)";

pub(super) const ABOUT: &str = "/* event.about */
    SELECT id, type, at, data FROM event WHERE tenant = $1 AND object = $2 ORDER BY id LIMIT $3";

pub(super) const LIST: &str = "/* event.list */
    SELECT id, type, at, data FROM event WHERE tenant = $1 AND id < $2 ORDER BY id DESC LIMIT $3";
