-- Figures: clicks counted per local day, and what lists and reports ask of orders.
-- Whatever a plain statement cannot tell (days, the winning click) is derived when the file is opened.

-- Where a click came from: the referring host without `www.`, or `direct`.
ALTER TABLE click ADD COLUMN source TEXT NOT NULL DEFAULT 'direct';
-- sqlite
DROP TRIGGER click_keeps;
UPDATE click SET source = lower(substr(referrer, instr(referrer, '://') + 3))
  WHERE referrer IS NOT NULL AND instr(referrer, '://') > 0;
UPDATE click SET source = substr(source, 1, instr(source, '/') - 1) WHERE instr(source, '/') > 0;
UPDATE click SET source = substr(source, 1, instr(source, '?') - 1) WHERE instr(source, '?') > 0;
UPDATE click SET source = substr(source, 1, instr(source, '#') - 1) WHERE instr(source, '#') > 0;
UPDATE click SET source = substr(source, instr(source, '@') + 1) WHERE instr(source, '@') > 0;
UPDATE click SET source = substr(source, 1, instr(source, ':') - 1) WHERE instr(source, ':') > 0;
UPDATE click SET source = substr(source, 5) WHERE source LIKE 'www.%';
UPDATE click SET source = 'direct' WHERE source = '';
CREATE TRIGGER click_keeps BEFORE UPDATE ON click BEGIN SELECT RAISE(ABORT, 'clicks are never changed'); END;
-- end

DROP INDEX click_time;
CREATE INDEX click_time ON click (tenant, at, outcome);
CREATE INDEX click_link ON click (tenant, link_id, at) WHERE link_id IS NOT NULL;
CREATE INDEX click_code ON click (tenant, code_id, at) WHERE code_id IS NOT NULL;
CREATE INDEX click_source ON click (tenant, source, at);

-- Clicks per local day, written together with each click. Empty texts stand for none.
CREATE TABLE click_day (
  tenant TEXT NOT NULL,
  day INTEGER NOT NULL,
  program_id TEXT NOT NULL,
  partner_id TEXT NOT NULL,
  link_id TEXT NOT NULL,
  code_id TEXT NOT NULL,
  source TEXT NOT NULL,
  outcome TEXT NOT NULL,
  clicks INTEGER NOT NULL,
  PRIMARY KEY (tenant, day, program_id, partner_id, link_id, code_id, source, outcome)
) STRICT, WITHOUT ROWID;
CREATE INDEX click_day_partner ON click_day (tenant, partner_id, day);

-- The same by partner alone: what a year of figures reads.
CREATE TABLE click_total (
  tenant TEXT NOT NULL,
  day INTEGER NOT NULL,
  program_id TEXT NOT NULL,
  partner_id TEXT NOT NULL,
  outcome TEXT NOT NULL,
  clicks INTEGER NOT NULL,
  PRIMARY KEY (tenant, day, program_id, partner_id, outcome)
) STRICT, WITHOUT ROWID;

-- In which time zone a tenant's days were counted.
CREATE TABLE click_zone (
  tenant TEXT NOT NULL PRIMARY KEY,
  timezone TEXT NOT NULL
) STRICT;

-- By what an order was won, and whether its customer had ordered before.
ALTER TABLE orders ADD COLUMN link_id TEXT;
ALTER TABLE orders ADD COLUMN code_id TEXT;
ALTER TABLE orders ADD COLUMN source TEXT;
ALTER TABLE orders ADD COLUMN is_returning INTEGER NOT NULL DEFAULT 0;
CREATE INDEX orders_earning
  ON orders (tenant, currency, placed_at, partner_id, source, base_minor, commission_minor, platform_minor)
  WHERE commission_minor + platform_minor > 0;

-- What each line sold after refunds, and its part of what the order earns.
ALTER TABLE order_line ADD COLUMN units INTEGER NOT NULL DEFAULT 0;
ALTER TABLE order_line ADD COLUMN earned_minor INTEGER NOT NULL DEFAULT 0;
CREATE INDEX order_line_product ON order_line (tenant, product);
