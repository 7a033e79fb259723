-- Conventions: money is minor units, time is Unix milliseconds UTC, ids and JSON are text, a bool is
-- 0 or 1. Every key starts with the tenant. Facts, clicks, rules and the ledger only grow.

CREATE TABLE tenant (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

-- Who may do what -------------------------------------------------------------------------------

CREATE TABLE users (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  email TEXT NOT NULL,
  email_fold TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  role TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (tenant, id)
) STRICT;
CREATE UNIQUE INDEX users_email ON users (email_fold);

CREATE TABLE session (
  token_hash TEXT NOT NULL PRIMARY KEY,
  tenant TEXT NOT NULL,
  user_id TEXT NOT NULL,
  csrf TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL
) STRICT;

CREATE TABLE setup_link (
  token_hash TEXT NOT NULL PRIMARY KEY,
  ends_at INTEGER NOT NULL
) STRICT;

CREATE TABLE api_key (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  scopes TEXT NOT NULL,
  secret_hash TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  revoked_at INTEGER,
  PRIMARY KEY (tenant, id)
) STRICT;
CREATE UNIQUE INDEX api_key_secret ON api_key (secret_hash);

CREATE TABLE idempotency (
  tenant TEXT NOT NULL,
  key_id TEXT NOT NULL,
  key TEXT NOT NULL,
  request_hash TEXT NOT NULL,
  status INTEGER,
  body TEXT,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (tenant, key_id, key)
) STRICT;

-- Stores, programs, partners --------------------------------------------------------------------

CREATE TABLE store (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  url TEXT NOT NULL,
  currency TEXT NOT NULL,
  timezone TEXT NOT NULL,
  rest_sealed TEXT,
  read_until INTEGER,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (tenant, id)
) STRICT;
CREATE UNIQUE INDEX store_id ON store (id);

CREATE TABLE store_secret (
  tenant TEXT NOT NULL,
  store_id TEXT NOT NULL,
  id TEXT NOT NULL,
  sealed TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (tenant, store_id, id)
) STRICT;

CREATE TABLE program (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  store_id TEXT NOT NULL,
  name TEXT NOT NULL,
  preset TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (tenant, id)
) STRICT;
-- One program judges a store's orders.
CREATE UNIQUE INDEX program_store ON program (tenant, store_id);

CREATE TABLE rule_version (
  tenant TEXT NOT NULL,
  program_id TEXT NOT NULL,
  number INTEGER NOT NULL,
  since INTEGER NOT NULL,
  rules TEXT NOT NULL,
  changed_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (tenant, program_id, number)
) STRICT;

CREATE TABLE partner (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  email TEXT,
  email_key TEXT,
  kind TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (tenant, id)
) STRICT;

CREATE TABLE partner_status (
  tenant TEXT NOT NULL,
  partner_id TEXT NOT NULL,
  number INTEGER NOT NULL,
  status TEXT NOT NULL,
  since INTEGER NOT NULL,
  changed_by TEXT NOT NULL,
  PRIMARY KEY (tenant, partner_id, number)
) STRICT;

CREATE TABLE code (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  program_id TEXT NOT NULL,
  partner_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  code TEXT NOT NULL,
  code_fold TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (tenant, id)
) STRICT;
-- A code is never given to anybody else, so the index has no "where active".
CREATE UNIQUE INDEX code_once ON code (tenant, program_id, kind, code_fold);
CREATE INDEX code_partner ON code (tenant, partner_id);

CREATE TABLE link (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  program_id TEXT NOT NULL,
  partner_id TEXT NOT NULL,
  slug TEXT NOT NULL,
  slug_fold TEXT NOT NULL,
  destination TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (tenant, id)
) STRICT;
CREATE UNIQUE INDEX link_slug ON link (slug_fold);
CREATE INDEX link_partner ON link (tenant, partner_id);

-- Facts -----------------------------------------------------------------------------------------

CREATE TABLE chain_head (
  tenant TEXT NOT NULL,
  chain TEXT NOT NULL,
  seq INTEGER NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (tenant, chain)
) STRICT;

CREATE TABLE delivery (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  store_id TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  topic TEXT,
  content_type TEXT,
  delivery_id TEXT,
  body BLOB NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('received', 'applied', 'duplicate', 'waiting', 'rejected')),
  reason TEXT,
  subject TEXT,
  settled_at INTEGER,
  PRIMARY KEY (tenant, id)
) STRICT;
CREATE INDEX delivery_open ON delivery (state, tenant, id) WHERE state = 'received';
CREATE INDEX delivery_subject ON delivery (tenant, store_id, subject, id);

CREATE TABLE click (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  program_id TEXT NOT NULL,
  partner_id TEXT,
  link_id TEXT,
  code_id TEXT,
  value TEXT NOT NULL,
  at INTEGER NOT NULL,
  traffic TEXT NOT NULL,
  outcome TEXT NOT NULL,
  visitor TEXT NOT NULL,
  device TEXT NOT NULL,
  ip_hash TEXT,
  user_agent TEXT,
  referrer TEXT,
  landing TEXT NOT NULL,
  refused TEXT,
  hash TEXT NOT NULL,
  PRIMARY KEY (tenant, id)
) STRICT;
CREATE UNIQUE INDEX click_seq ON click (tenant, seq);
CREATE INDEX click_visitor ON click (tenant, program_id, visitor, at);
CREATE INDEX click_time ON click (tenant, at);
CREATE INDEX click_partner ON click (tenant, partner_id, at);

CREATE TABLE ip_salt (
  day INTEGER NOT NULL PRIMARY KEY,
  salt BLOB NOT NULL
) STRICT;

CREATE TABLE fact (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  store_id TEXT NOT NULL,
  subject TEXT NOT NULL,
  key TEXT NOT NULL,
  body TEXT NOT NULL,
  source TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (tenant, id)
) STRICT;
CREATE UNIQUE INDEX fact_seq ON fact (tenant, seq);
CREATE UNIQUE INDEX fact_once ON fact (tenant, store_id, subject, key);

-- Orders: what the facts add up to. Everything here can be derived again. --------------------------

CREATE TABLE orders (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  store_id TEXT NOT NULL,
  program_id TEXT NOT NULL,
  external_id TEXT NOT NULL,
  number TEXT NOT NULL,
  status TEXT NOT NULL,
  currency TEXT NOT NULL,
  placed_at INTEGER NOT NULL,
  total_minor INTEGER NOT NULL,
  base_minor INTEGER NOT NULL,
  refunded_minor INTEGER NOT NULL,
  provisional INTEGER NOT NULL,
  coupons TEXT NOT NULL,
  partner_id TEXT,
  via TEXT,
  nobody TEXT,
  rule_version INTEGER NOT NULL,
  standing TEXT,
  commission_minor INTEGER NOT NULL,
  platform_minor INTEGER NOT NULL,
  payable_at INTEGER NOT NULL,
  matures_at INTEGER,
  visitor TEXT,
  customer TEXT,
  customer_hint TEXT,
  city TEXT NOT NULL,
  state TEXT NOT NULL,
  country TEXT NOT NULL,
  needs_read INTEGER NOT NULL,
  first_heard INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (tenant, id)
) STRICT;
CREATE UNIQUE INDEX orders_once ON orders (tenant, store_id, external_id);
CREATE INDEX orders_placed ON orders (tenant, placed_at);
CREATE INDEX orders_partner ON orders (tenant, partner_id, placed_at);
CREATE INDEX orders_visitor ON orders (tenant, store_id, visitor, placed_at) WHERE visitor IS NOT NULL;
CREATE INDEX orders_customer ON orders (tenant, store_id, customer, placed_at) WHERE customer IS NOT NULL;
CREATE INDEX orders_matures ON orders (matures_at) WHERE matures_at IS NOT NULL;
CREATE INDEX orders_number ON orders (tenant, number);

CREATE TABLE order_coupon (
  tenant TEXT NOT NULL,
  store_id TEXT NOT NULL,
  code_fold TEXT NOT NULL,
  order_id TEXT NOT NULL,
  PRIMARY KEY (tenant, store_id, code_fold, order_id)
) STRICT;

CREATE TABLE order_line (
  tenant TEXT NOT NULL,
  order_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  product TEXT,
  name TEXT NOT NULL,
  quantity INTEGER NOT NULL,
  total_minor INTEGER NOT NULL,
  base_minor INTEGER NOT NULL,
  PRIMARY KEY (tenant, order_id, position)
) STRICT;

-- Ledger ----------------------------------------------------------------------------------------

CREATE TABLE ledger_transaction (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  program_id TEXT NOT NULL,
  order_id TEXT NOT NULL,
  cause TEXT NOT NULL,
  cause_id TEXT NOT NULL,
  rule_version INTEGER NOT NULL,
  effective_at INTEGER NOT NULL,
  booked_at INTEGER NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (tenant, id)
) STRICT;
CREATE UNIQUE INDEX ledger_transaction_seq ON ledger_transaction (tenant, seq);
CREATE INDEX ledger_transaction_order ON ledger_transaction (tenant, order_id, seq);

CREATE TABLE posting (
  tenant TEXT NOT NULL,
  transaction_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  order_id TEXT NOT NULL,
  account TEXT NOT NULL,
  side TEXT NOT NULL CHECK (side IN ('debit', 'credit')),
  amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
  currency TEXT NOT NULL,
  PRIMARY KEY (tenant, transaction_id, position)
) STRICT;
CREATE INDEX posting_order ON posting (tenant, order_id);
CREATE INDEX posting_account ON posting (tenant, account, currency);

-- Kept per partner only: one row for the whole platform would be written by every order.
CREATE TABLE balance (
  tenant TEXT NOT NULL,
  account TEXT NOT NULL,
  currency TEXT NOT NULL,
  minor INTEGER NOT NULL,
  PRIMARY KEY (tenant, account, currency)
) STRICT;

-- Told to the outside, and work to do ---------------------------------------------------------------

CREATE TABLE event (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  type TEXT NOT NULL,
  at INTEGER NOT NULL,
  data TEXT NOT NULL,
  PRIMARY KEY (tenant, id)
) STRICT;

CREATE TABLE job (
  tenant TEXT NOT NULL,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  due_at INTEGER NOT NULL,
  lease_until INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  trouble TEXT,
  PRIMARY KEY (tenant, kind, subject)
) STRICT;
CREATE INDEX job_due ON job (kind, due_at);

-- What only grows ----------------------------------------------------------------------------------

CREATE TRIGGER fact_keeps BEFORE UPDATE ON fact BEGIN SELECT RAISE(ABORT, 'facts are never changed'); END;
CREATE TRIGGER fact_stays BEFORE DELETE ON fact BEGIN SELECT RAISE(ABORT, 'facts are never removed'); END;
CREATE TRIGGER click_keeps BEFORE UPDATE ON click BEGIN SELECT RAISE(ABORT, 'clicks are never changed'); END;
CREATE TRIGGER click_stays BEFORE DELETE ON click BEGIN SELECT RAISE(ABORT, 'clicks are never removed'); END;
CREATE TRIGGER rule_keeps BEFORE UPDATE ON rule_version BEGIN SELECT RAISE(ABORT, 'a rule version is never changed'); END;
CREATE TRIGGER rule_stays BEFORE DELETE ON rule_version BEGIN SELECT RAISE(ABORT, 'a rule version is never removed'); END;
CREATE TRIGGER transaction_keeps BEFORE UPDATE ON ledger_transaction BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER transaction_stays BEFORE DELETE ON ledger_transaction BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER posting_keeps BEFORE UPDATE ON posting BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;
CREATE TRIGGER posting_stays BEFORE DELETE ON posting BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;
