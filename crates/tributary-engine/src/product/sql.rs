//! Statements on products and their readings.

pub(super) const ANY: &str = "/* product.any */
    SELECT 1 FROM product WHERE tenant = $1 LIMIT 1";

pub(super) const CATEGORIES_OF: &str = "/* product.categories_of */
    SELECT categories FROM product WHERE tenant = $1 AND external_id = $2 AND store_id = $3";

pub(super) const KNOWN: &str = "/* product.known */
    SELECT id, seen_by, told_at, digest, removed_at FROM product
    WHERE tenant = $1 AND external_id = $2 AND store_id = $3";

pub(super) const PUT: &str = "/* product.put */
    INSERT INTO product (tenant, id, store_id, external_id, name, description, url, sku, words, currency, price_minor,
      regular_minor, stock, images, categories, variants, digest, told_at, seen_by, synced_at, created_at, updated_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $20, $20)
    ON CONFLICT (tenant, id) DO UPDATE SET name = excluded.name, description = excluded.description, url = excluded.url,
      sku = excluded.sku, words = excluded.words, currency = excluded.currency, price_minor = excluded.price_minor,
      regular_minor = excluded.regular_minor, stock = excluded.stock, images = excluded.images,
      categories = excluded.categories, variants = excluded.variants, digest = excluded.digest, told_at = excluded.told_at,
      seen_by = excluded.seen_by, synced_at = excluded.synced_at, updated_at = excluded.updated_at, removed_at = NULL";

pub(super) const SEEN: &str = "/* product.seen */
    UPDATE product SET seen_by = $3, synced_at = $4, told_at = COALESCE($5, told_at) WHERE tenant = $1 AND id = $2";

pub(super) const STILL_THERE: &str = "/* product.still_there */
    UPDATE product SET seen_by = $4, synced_at = $5 WHERE tenant = $1 AND external_id = $2 AND store_id = $3";

pub(super) const FILE: &str = "/* product.file */
    INSERT INTO product_category (tenant, product_id, external_id, name) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";

pub(super) const UNFILE: &str = "/* product.unfile */
    DELETE FROM product_category WHERE tenant = $1 AND product_id = $2";

pub(super) const REMOVE: &str = "/* product.remove */
    UPDATE product SET removed_at = $4, updated_at = $4
    WHERE tenant = $1 AND external_id = $2 AND store_id = $3 AND removed_at IS NULL";

/// Clocks of two servers differ, so what this reading saw itself is never hidden, whatever the time.
pub(super) const HIDE_UNSEEN: &str = "/* product.hide_unseen */
    UPDATE product SET removed_at = $5, updated_at = $5
    WHERE tenant = $1 AND store_id = $2 AND removed_at IS NULL AND seen_by <> $3 AND synced_at < $4";

pub(super) const LIST: &str = "/* product.list */
    SELECT p.id, p.store_id, p.external_id, p.name, p.description, p.url, p.sku, p.currency, p.price_minor, p.regular_minor,
      p.stock, p.images, p.categories, p.variants, p.told_at, p.synced_at, p.updated_at, p.removed_at
    FROM product p
    WHERE p.tenant = $1 AND p.id < $2 AND ($4 IS NULL OR p.store_id = $4)
      AND ($5 IS NULL OR p.words LIKE $5 ESCAPE '!' OR p.external_id = $6)
      AND ($7 IS NULL OR EXISTS (SELECT 1 FROM product_category c
        WHERE c.tenant = p.tenant AND c.product_id = p.id AND c.external_id = $7))
      AND ($8 IS NULL OR p.stock = $8) AND ($9 IS NULL OR p.updated_at >= $9)
      AND ($10 = 1) = (p.removed_at IS NOT NULL)
    ORDER BY p.id DESC LIMIT $3";

pub(super) const LOAD: &str = "/* product.load */
    SELECT id, store_id, external_id, name, description, url, sku, currency, price_minor, regular_minor, stock, images,
      categories, variants, told_at, synced_at, updated_at, removed_at
    FROM product WHERE tenant = $1 AND id = $2";

pub(super) const COUNTS: &str = "/* product.counts */
    SELECT COUNT(*) - COUNT(removed_at), COUNT(removed_at) FROM product WHERE tenant = $1 AND ($2 IS NULL OR store_id = $2)";

pub(super) const CATEGORIES: &str = "/* product.categories */
    SELECT c.external_id, MAX(c.name), COUNT(*) FROM product_category c
    JOIN product p ON p.tenant = c.tenant AND p.id = c.product_id
    WHERE c.tenant = $1 AND p.removed_at IS NULL AND ($3 IS NULL OR p.store_id = $3) GROUP BY c.external_id ORDER BY 2, 1 LIMIT $2";

pub(super) const BRIEF: &str = "/* product.brief */
    SELECT external_id, name FROM product WHERE tenant = $1 AND removed_at IS NULL ORDER BY id DESC LIMIT $2";

pub(super) const BEGIN: &str = "/* product.begin */
    INSERT INTO product_sync (tenant, id, store_id, kind, source, state, total, since, done, skipped, removed,
      started_at, heard_at)
    VALUES ($1, $2, $3, $4, $5, 'running', $6, $7, 0, 0, 0, $8, $8) ON CONFLICT DO NOTHING";

pub(super) const ABANDON: &str = "/* product.abandon */
    UPDATE product_sync SET state = 'failed', ended_at = $5, trouble = 'Nobody went on with it for a day.'
    WHERE tenant = $1 AND store_id = $2 AND source = $3 AND kind = 'full' AND state = 'running' AND heard_at < $4";

pub(super) const RUNNING: &str = "/* product.running */
    SELECT id, store_id, kind, source, state, total, done, skipped, removed, after, since, trouble, started_at, heard_at,
      ended_at
    FROM product_sync WHERE tenant = $1 AND store_id = $2 AND source = $3 AND kind = 'full' AND state = 'running'";

pub(super) const SYNC: &str = "/* product.sync */
    SELECT id, store_id, kind, source, state, total, done, skipped, removed, after, since, trouble, started_at, heard_at,
      ended_at
    FROM product_sync WHERE tenant = $1 AND id = $2";

pub(super) const NEWEST: &str = "/* product.newest */
    SELECT id, store_id, kind, source, state, total, done, skipped, removed, after, since, trouble, started_at, heard_at,
      ended_at
    FROM product_sync WHERE tenant = $1 AND store_id = $2 ORDER BY id DESC LIMIT $3";

pub(super) const LAST_FULL: &str = "/* product.last_full */
    SELECT id, store_id, kind, source, state, total, done, skipped, removed, after, since, trouble, started_at, heard_at,
      ended_at
    FROM product_sync WHERE tenant = $1 AND store_id = $2 AND kind = 'full' AND state = 'done' ORDER BY id DESC LIMIT 1";

pub(super) const WENT_ON: &str = "/* product.went_on */
    UPDATE product_sync SET done = done + $3, skipped = $4, after = COALESCE($5, after), total = COALESCE($6, total),
      trouble = NULL, heard_at = $7
    WHERE tenant = $1 AND id = $2";

pub(super) const END: &str = "/* product.end */
    UPDATE product_sync SET state = $3, removed = $4, trouble = $5, ended_at = $6, heard_at = $6
    WHERE tenant = $1 AND id = $2";

pub(super) const TROUBLE: &str = "/* product.trouble */
    UPDATE product_sync SET trouble = $3, heard_at = $4 WHERE tenant = $1 AND id = $2 AND state = 'running'";

pub(super) const SKIP: &str = "/* product.skip */
    INSERT INTO product_skip (tenant, sync_id, external_id, field, detail, at) VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (tenant, sync_id, external_id) DO UPDATE SET field = excluded.field, detail = excluded.detail,
      at = excluded.at";

pub(super) const UNSKIP: &str = "/* product.unskip */
    DELETE FROM product_skip WHERE tenant = $1 AND sync_id = $2 AND external_id = $3";

pub(super) const SKIPPED: &str = "/* product.skipped */
    SELECT COUNT(*) FROM product_skip WHERE tenant = $1 AND sync_id = $2";

pub(super) const SKIPS: &str = "/* product.skips */
    SELECT external_id, field, detail FROM product_skip WHERE tenant = $1 AND sync_id = $2 ORDER BY external_id LIMIT $3";
