//! Statements on applications.

pub(super) const INSERT: &str = "/* application.insert */
    INSERT INTO application (tenant, id, program_id, at, name, email, email_fold, country, site, promotes,
      language, status)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'waiting')";

pub(super) const WAITING_OF: &str = "/* application.waiting_of */
    SELECT id FROM application
    WHERE tenant = $1 AND program_id = $2 AND email_fold = $3 AND status = 'waiting'";

pub(super) const LOAD: &str = "/* application.load */
    SELECT id, program_id, at, name, email, country, site, promotes, language, status, judged_at, judged_by,
      reason, partner_id
    FROM application WHERE tenant = $1 AND id = $2";

pub(super) const LIST: &str = "/* application.list */
    SELECT id, program_id, at, name, email, country, site, promotes, language, status, judged_at, judged_by,
      reason, partner_id
    FROM application WHERE tenant = $1 AND ($2 IS NULL OR status = $2) AND id < $3
      AND ($5 IS NULL OR program_id = $5) ORDER BY id DESC LIMIT $4";

pub(super) const COUNT: &str = "/* application.count */
    SELECT COUNT(*) FROM application WHERE tenant = $1 AND status = $2 AND ($3 IS NULL OR program_id = $3)";

pub(super) const JUDGE: &str = "/* application.judge */
    UPDATE application SET status = $3, judged_at = $4, judged_by = $5, reason = $6, partner_id = $7
    WHERE tenant = $1 AND id = $2 AND status = 'waiting'";

pub(super) const PARTNER_OF: &str = "/* application.partner_of */
    SELECT id FROM partner WHERE tenant = $1 AND LOWER(email) = $2 ORDER BY id LIMIT 1";
