-- Clicks that come late: they are on the disk of the node that answered them before they are here.

-- The key that click ids are sealed with, for transactions that meet an id whose click is not here yet. It is derived
-- from the key file and gives nothing of it away.
CREATE TABLE click_key (
  one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
  key BLOB NOT NULL
) STRICT;

-- Orders that name such a click. When it comes they are settled once more, and the row goes.
CREATE TABLE awaited_click (
  tenant TEXT NOT NULL,
  click_id TEXT NOT NULL,
  store_id TEXT NOT NULL,
  external_id TEXT NOT NULL,
  PRIMARY KEY (tenant, click_id, store_id, external_id)
) STRICT, WITHOUT ROWID;

-- Grouped as it is asked for: with the order alone, SQLite would rather walk all postings by account than sort a few.
DROP INDEX posting_order;
CREATE INDEX posting_order ON posting (tenant, order_id, account, currency);

-- How deliveries ended is counted on every overview.
CREATE INDEX delivery_end ON delivery (tenant, state, reason);

-- An order's own codes, which are written anew each time it is settled: without it those of all orders were looked at.
CREATE INDEX order_coupon_order ON order_coupon (tenant, order_id, code_fold, store_id);
