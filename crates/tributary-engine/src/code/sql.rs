//! Statements on codes.

pub(super) const INSERT: &str = "/* code.insert */
    INSERT INTO code (tenant, id, program_id, partner_id, kind, code, code_fold, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

pub(super) const LOAD: &str = "/* code.load */
    SELECT id, program_id, partner_id, kind, code, created_at, discount, discount_amount, usage_limit, valid_until,
      shop_state, shop_coupon, shop_uses, shop_trouble, shop_checked_at, archived_at
    FROM code WHERE tenant = $1 AND id = $2";

pub(super) const FIND: &str = "/* code.find */
    SELECT id, program_id, partner_id, kind, code, created_at, discount, discount_amount, usage_limit, valid_until,
      shop_state, shop_coupon, shop_uses, shop_trouble, shop_checked_at, archived_at
    FROM code
    WHERE tenant = $1 AND program_id = $2 AND code_fold = $3";

// What people can mistype: codes and slugs of a program. Not those of customers: there may be a million of them.
pub(super) const WORDS: &str = "/* code.words */
    SELECT c.code FROM code c JOIN partner p ON p.tenant = c.tenant AND p.id = c.partner_id
    WHERE c.tenant = $1 AND c.program_id = $2 AND p.kind <> 'customer'
    UNION SELECT slug FROM link WHERE tenant = $1 AND program_id = $2";

pub(super) const LIST: &str = "/* code.list */
    SELECT id, program_id, partner_id, kind, code, created_at, discount, discount_amount, usage_limit, valid_until,
      shop_state, shop_coupon, shop_uses, shop_trouble, shop_checked_at, archived_at
    FROM code c
    WHERE tenant = $1 AND id < $2 AND ($3 IS NULL OR partner_id = $3)
      AND ($3 IS NOT NULL OR NOT EXISTS (
        SELECT 1 FROM partner p WHERE p.tenant = c.tenant AND p.id = c.partner_id AND p.kind = 'customer'))
    ORDER BY id DESC LIMIT $4";

pub(super) const ALL: &str = "/* code.all */
    SELECT id, program_id, partner_id, kind, code, created_at, discount, discount_amount, usage_limit, valid_until,
      shop_state, shop_coupon, shop_uses, shop_trouble, shop_checked_at, archived_at
    FROM code c WHERE tenant = $1 AND kind = $2 AND ($3 IS NULL OR partner_id = $3)
      AND ($3 IS NOT NULL OR NOT EXISTS (
        SELECT 1 FROM partner p WHERE p.tenant = c.tenant AND p.id = c.partner_id AND p.kind = 'customer'))
    ORDER BY id DESC";

pub(super) const USES: &str = "/* code.uses */
    SELECT code_fold, COUNT(*) FROM order_coupon WHERE tenant = $1 AND store_id = $2 GROUP BY code_fold";

pub(super) const ARCHIVE: &str = "/* code.archive */
    UPDATE code SET archived_at = COALESCE(archived_at, $3) WHERE tenant = $1 AND id = $2";

pub(super) const RESTORE: &str = "/* code.restore */
    UPDATE code SET archived_at = NULL WHERE tenant = $1 AND id = $2";

pub(super) const SET_OFFER: &str = "/* code.set_offer */
    UPDATE code SET discount = $3, discount_amount = $4, usage_limit = $5, valid_until = $6
    WHERE tenant = $1 AND id = $2";

pub(super) const SET_ASKED: &str = "/* code.set_asked */
    UPDATE code SET shop_state = 'asked', shop_trouble = NULL WHERE tenant = $1 AND id = $2";

pub(super) const NOTE_FOUND: &str = "/* code.note_found */
    UPDATE code SET shop_state = 'exists', shop_coupon = $3, shop_uses = $4, shop_trouble = NULL,
      shop_checked_at = $5 WHERE tenant = $1 AND id = $2";

pub(super) const NOTE_MISSING: &str = "/* code.note_missing */
    UPDATE code SET shop_state = 'missing', shop_coupon = NULL, shop_uses = NULL, shop_trouble = NULL,
      shop_checked_at = $3 WHERE tenant = $1 AND id = $2";

pub(super) const NOTE_TROUBLE: &str = "/* code.note_trouble */
    UPDATE code SET shop_state = 'failed', shop_trouble = $3, shop_checked_at = $4
    WHERE tenant = $1 AND id = $2";

pub(super) const INSERT_ALIAS: &str = "/* code.insert_alias */
    INSERT INTO code_alias (tenant, code_id, of_id) VALUES ($1, $2, $3)";

pub(super) const ALIAS_OF: &str = "/* code.alias_of */
    SELECT of_id FROM code_alias WHERE tenant = $1 AND code_id = $2";

pub(super) const ALIASES: &str = "/* code.aliases */
    SELECT code_id, of_id FROM code_alias WHERE tenant = $1";

pub(super) const DELETE_ALIAS: &str = "/* code.delete_alias */
    DELETE FROM code_alias WHERE tenant = $1 AND code_id = $2";

pub(super) const DELETE: &str = "/* code.delete */
    DELETE FROM code WHERE tenant = $1 AND id = $2";

pub(super) const IGNORE: &str = "/* code.ignore */
    INSERT INTO ignored_code (tenant, code_fold, ignored_by, ignored_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (tenant, code_fold) DO NOTHING";

pub(super) const HEED: &str = "/* code.heed */
    DELETE FROM ignored_code WHERE tenant = $1 AND code_fold = $2";
