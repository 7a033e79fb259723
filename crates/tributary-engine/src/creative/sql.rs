//! Statements on creatives.

pub(super) const INSERT: &str = "/* creative.insert */
    INSERT INTO creative (tenant, id, program_id, kind, title, body, language, url, product_id, shown, place, file, media,
      width, height, bytes, created_at, updated_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $17)";

pub(super) const KEEP: &str = "/* creative.keep */
    INSERT INTO creative_file (tenant, creative_id, data) VALUES ($1, $2, $3)";

pub(super) const COUNT: &str = "/* creative.count */
    SELECT COUNT(*) FROM creative WHERE tenant = $1 AND program_id = $2 AND archived_at IS NULL";

pub(super) const SHOWN: &str = "/* creative.shown */
    SELECT COUNT(*) FROM creative WHERE tenant = $1 AND program_id = $2 AND archived_at IS NULL AND shown = 1";

pub(super) const LAST: &str = "/* creative.last */
    SELECT COALESCE(MAX(place), 0) FROM creative WHERE tenant = $1 AND program_id = $2 AND archived_at IS NULL";

pub(super) const LOAD: &str = "/* creative.load */
    SELECT tenant, id, program_id, kind, title, body, language, url, product_id, shown, place, file, media, width, height,
      bytes, created_at, updated_at, archived_at
    FROM creative WHERE tenant = $1 AND id = $2";

pub(super) const LIST: &str = "/* creative.list */
    SELECT tenant, id, program_id, kind, title, body, language, url, product_id, shown, place, file, media, width, height,
      bytes, created_at, updated_at, archived_at
    FROM creative WHERE tenant = $1 AND id < $2 ORDER BY id DESC LIMIT $3";

pub(super) const OF_PROGRAM: &str = "/* creative.of_program */
    SELECT tenant, id, program_id, kind, title, body, language, url, product_id, shown, place, file, media, width, height,
      bytes, created_at, updated_at, archived_at
    FROM creative WHERE tenant = $1 AND program_id = $2 AND archived_at IS NULL ORDER BY place, id";

pub(super) const CHANGE: &str = "/* creative.change */
    UPDATE creative SET title = $3, body = $4, language = $5, url = $6, product_id = $7, shown = $8, place = $9,
      updated_at = $10
    WHERE tenant = $1 AND id = $2 AND archived_at IS NULL";

pub(super) const ARCHIVE: &str = "/* creative.archive */
    UPDATE creative SET archived_at = $3, updated_at = $3 WHERE tenant = $1 AND id = $2 AND archived_at IS NULL";

pub(super) const FORGET: &str = "/* creative.forget */
    DELETE FROM creative_file WHERE tenant = $1 AND creative_id = $2";

pub(super) const SERVED: &str = "/* creative.served */
    SELECT c.title, c.media, f.data FROM creative c
    JOIN creative_file f ON f.tenant = c.tenant AND f.creative_id = c.id
    WHERE c.file = $1 AND c.archived_at IS NULL";
