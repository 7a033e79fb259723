-- What an owner notes about partners, links and codes. Archived things are hidden from lists; they keep
-- resolving and crediting, because links live on in posts that nobody can change.

ALTER TABLE partner ADD COLUMN group_name TEXT NOT NULL DEFAULT '';
ALTER TABLE partner ADD COLUMN place TEXT NOT NULL DEFAULT '';
ALTER TABLE partner ADD COLUMN note TEXT NOT NULL DEFAULT '';
ALTER TABLE partner ADD COLUMN invited_at INTEGER;
ALTER TABLE partner ADD COLUMN archived_at INTEGER;

-- Own purchases are told by the addresses a partner had when the order was placed.
CREATE TABLE partner_address (
  tenant TEXT NOT NULL,
  partner_id TEXT NOT NULL,
  email_key TEXT NOT NULL,
  since INTEGER NOT NULL,
  PRIMARY KEY (tenant, partner_id, email_key)
) STRICT;
INSERT INTO partner_address (tenant, partner_id, email_key, since)
  SELECT tenant, id, email_key, -9223372036854775808 FROM partner WHERE email_key IS NOT NULL;

ALTER TABLE link ADD COLUMN label TEXT NOT NULL DEFAULT '';
ALTER TABLE link ADD COLUMN archived_at INTEGER;

-- A percentage is basis points, a fixed discount minor units of the store's currency.
ALTER TABLE code ADD COLUMN discount TEXT CHECK (discount IN ('percent', 'fixed'));
ALTER TABLE code ADD COLUMN discount_amount INTEGER;
ALTER TABLE code ADD COLUMN usage_limit INTEGER;
ALTER TABLE code ADD COLUMN valid_until INTEGER;
ALTER TABLE code ADD COLUMN archived_at INTEGER;

-- What the shop says about a coupon of ours; work on it is a job.
ALTER TABLE code ADD COLUMN shop_state TEXT NOT NULL DEFAULT 'unchecked'
  CHECK (shop_state IN ('unchecked', 'asked', 'exists', 'missing', 'failed'));
ALTER TABLE code ADD COLUMN shop_coupon TEXT;
ALTER TABLE code ADD COLUMN shop_uses INTEGER;
ALTER TABLE code ADD COLUMN shop_trouble TEXT;
ALTER TABLE code ADD COLUMN shop_checked_at INTEGER;
