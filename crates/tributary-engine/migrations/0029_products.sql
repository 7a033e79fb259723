-- Products as stores have them: for partners' links, for rules that speak of products and categories, for names in reports. The
-- store stays their owner. What a whole reading no longer finds is kept and hidden, so that old orders keep its name.

-- `digest` is of all that the store tells, so that a reading that finds nothing new writes little; `seen_by` is the reading that saw
-- it last. Images, variants and categories are JSON lists; categories stand in a table of their own besides, to be asked by.
CREATE TABLE product (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  store_id TEXT NOT NULL,
  external_id TEXT NOT NULL,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  url TEXT NOT NULL,
  sku TEXT NOT NULL,
  words TEXT NOT NULL,
  currency TEXT NOT NULL,
  price_minor INTEGER,
  regular_minor INTEGER,
  stock TEXT NOT NULL CHECK (stock IN ('in_stock', 'out_of_stock', 'on_backorder')),
  images TEXT NOT NULL,
  categories TEXT NOT NULL,
  variants TEXT NOT NULL,
  digest TEXT NOT NULL,
  told_at INTEGER,
  seen_by TEXT NOT NULL,
  synced_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  removed_at INTEGER,
  PRIMARY KEY (tenant, id)
) STRICT;
CREATE UNIQUE INDEX product_external ON product (tenant, external_id, store_id);

CREATE TABLE product_category (
  tenant TEXT NOT NULL,
  product_id TEXT NOT NULL,
  external_id TEXT NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (tenant, product_id, external_id)
) STRICT;
CREATE INDEX product_category_of ON product_category (tenant, external_id, product_id);

-- One reading of a store's products, of all or of what changed. `after` is the cursor of whoever reads: with it a reading that was
-- killed goes on. `source` is who reads: the store tells by `api`, or this server reads it (`read`); each has one whole reading at
-- a time.
CREATE TABLE product_sync (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  store_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('full', 'incremental')),
  source TEXT NOT NULL CHECK (source IN ('api', 'read')),
  state TEXT NOT NULL CHECK (state IN ('running', 'done', 'cancelled', 'failed')),
  total INTEGER,
  done INTEGER NOT NULL,
  skipped INTEGER NOT NULL,
  removed INTEGER NOT NULL,
  after TEXT,
  since INTEGER,
  trouble TEXT,
  started_at INTEGER NOT NULL,
  heard_at INTEGER NOT NULL,
  ended_at INTEGER,
  PRIMARY KEY (tenant, id)
) STRICT;
CREATE INDEX product_sync_store ON product_sync (tenant, store_id, id);
CREATE UNIQUE INDEX product_sync_running ON product_sync (tenant, store_id, source)
  WHERE state = 'running' AND kind = 'full';

-- What a reading could not take, and why.
CREATE TABLE product_skip (
  tenant TEXT NOT NULL,
  sync_id TEXT NOT NULL,
  external_id TEXT NOT NULL,
  field TEXT NOT NULL,
  detail TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (tenant, sync_id, external_id)
) STRICT;
