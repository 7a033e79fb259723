-- Shops that are connected by one press, and what their plugins tell.

-- A key of a connection is good for one store.
ALTER TABLE api_key ADD COLUMN store_id TEXT;

-- What a plugin shows to get its key: good once, and for minutes. The challenge is the hash of what only that plugin knows.
CREATE TABLE connect_code (
  token_hash TEXT NOT NULL PRIMARY KEY,
  tenant TEXT NOT NULL,
  store_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  platform TEXT NOT NULL,
  challenge TEXT NOT NULL,
  ends_at INTEGER NOT NULL,
  used_at INTEGER
) STRICT;

-- The plugin that a store is connected by: its key, what it signs with, and what it last said of the shop.
CREATE TABLE connection (
  tenant TEXT NOT NULL,
  store_id TEXT NOT NULL,
  platform TEXT NOT NULL,
  key_id TEXT,
  secret_id TEXT NOT NULL,
  connected_at INTEGER NOT NULL,
  tested_at INTEGER,
  shop TEXT,
  PRIMARY KEY (tenant, store_id)
) STRICT;

-- The click of a visit, by what the shop calls the visit, with the answer that it was given: told again, it is the same.
CREATE TABLE visit_click (
  tenant TEXT NOT NULL,
  store_id TEXT NOT NULL,
  external_id TEXT NOT NULL,
  click_id TEXT NOT NULL,
  answer TEXT NOT NULL,
  told_at INTEGER NOT NULL,
  PRIMARY KEY (tenant, store_id, external_id)
) STRICT;
CREATE INDEX visit_click_told ON visit_click (tenant, told_at);
