//! Statements on events.

pub(super) const INSERT: &str = "/* event.insert */
    INSERT INTO event (tenant, id, type, at, data, object) VALUES ($1, $2, $3, $4, $5, $6)";

pub(super) const ABOUT: &str = "/* event.about */
    SELECT v.id, v.type, v.at, v.data, t.test_of FROM event v LEFT JOIN tenant t ON t.id = v.tenant
    WHERE v.tenant = $1 AND v.object = $2 ORDER BY v.id LIMIT $3";

pub(super) const LOAD: &str = "/* event.load */
    SELECT v.id, v.type, v.at, v.data, t.test_of FROM event v LEFT JOIN tenant t ON t.id = v.tenant
    WHERE v.tenant = $1 AND v.id = $2";

pub(super) const OF_KIND: &str = "/* event.of_kind */
    SELECT v.id, v.type, v.at, v.data, t.test_of FROM event v LEFT JOIN tenant t ON t.id = v.tenant
    WHERE v.tenant = $1 AND v.id < $2 AND v.type = $4 ORDER BY v.id DESC LIMIT $3";

/// What happened, without the samples that somebody sent.
pub(super) const LIST: &str = "/* event.list */
    SELECT v.id, v.type, v.at, v.data, t.test_of FROM event v LEFT JOIN tenant t ON t.id = v.tenant
    WHERE v.tenant = $1 AND v.id < $2 AND (v.object IS NULL OR v.object <> 'sample') ORDER BY v.id DESC LIMIT $3";
