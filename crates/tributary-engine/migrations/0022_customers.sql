-- Customers: people who buy at a store, who sent them, and the store credit they have.

-- One person at one store. `external_id` is the store's own id of the account; a guest has only an address. The address itself is kept
-- where mails to the customer need it, and is what goes when they want to be forgotten.
CREATE TABLE customer (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  store_id TEXT NOT NULL,
  external_id TEXT,
  email TEXT,
  email_key TEXT,
  email_hint TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL DEFAULT '',
  login TEXT NOT NULL DEFAULT '',
  language TEXT NOT NULL DEFAULT '',
  registered_at INTEGER,
  partner_id TEXT,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (tenant, id)
) STRICT;
CREATE UNIQUE INDEX customer_account ON customer (tenant, store_id, external_id) WHERE external_id IS NOT NULL;
CREATE UNIQUE INDEX customer_partner ON customer (tenant, partner_id) WHERE partner_id IS NOT NULL;
CREATE INDEX customer_address ON customer (tenant, store_id, email_key) WHERE email_key IS NOT NULL;
-- A guest has nothing but the address, so that is what there can be one of.
CREATE UNIQUE INDEX customer_guest ON customer (tenant, store_id, email_key) WHERE external_id IS NULL;

-- What was told of customers: sign-ups, codes they typed, whom a person bound them to. Only appended, and chained.
CREATE TABLE customer_fact (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  store_id TEXT NOT NULL,
  customer_id TEXT NOT NULL,
  natural_key TEXT NOT NULL,
  body TEXT NOT NULL,
  source TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (tenant, id)
) STRICT;
CREATE UNIQUE INDEX customer_fact_seq ON customer_fact (tenant, seq);
CREATE UNIQUE INDEX customer_fact_once ON customer_fact (tenant, customer_id, natural_key);

-- Whose a customer is, from one moment until another. `sponsor_id` is the customer who sent them, `partner_id` a partner whose code it
-- was; a code that nobody has binds, too. At any moment there is one at most.
CREATE TABLE binding (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  store_id TEXT NOT NULL,
  customer_id TEXT NOT NULL,
  code TEXT NOT NULL DEFAULT '',
  code_fold TEXT NOT NULL DEFAULT '',
  sponsor_id TEXT,
  partner_id TEXT,
  click_id TEXT,
  via TEXT NOT NULL,
  since INTEGER NOT NULL,
  until INTEGER,
  bound_by TEXT NOT NULL,
  PRIMARY KEY (tenant, id)
) STRICT;
CREATE UNIQUE INDEX binding_one ON binding (tenant, customer_id) WHERE until IS NULL;
CREATE INDEX binding_customer ON binding (tenant, customer_id, since);
CREATE INDEX binding_sponsor ON binding (tenant, sponsor_id, since) WHERE sponsor_id IS NOT NULL;
CREATE INDEX binding_code ON binding (tenant, store_id, code_fold, since);

-- A customer's store credit per currency: what the postings on their accounts add up to. What can be spent is never below zero, whoever
-- spends at once; what was taken back after it was spent is a debt, and stands apart.
CREATE TABLE wallet (
  tenant TEXT NOT NULL,
  customer_id TEXT NOT NULL,
  currency TEXT NOT NULL,
  pending_minor INTEGER NOT NULL,
  available_minor INTEGER NOT NULL CHECK (available_minor >= 0),
  held_minor INTEGER NOT NULL CHECK (held_minor >= 0),
  debt_minor INTEGER NOT NULL CHECK (debt_minor <= 0),
  PRIMARY KEY (tenant, customer_id, currency)
) STRICT;

CREATE TRIGGER customer_fact_keeps BEFORE UPDATE ON customer_fact BEGIN SELECT RAISE(ABORT, 'facts are never changed'); END;
CREATE TRIGGER customer_fact_stays BEFORE DELETE ON customer_fact BEGIN SELECT RAISE(ABORT, 'facts are never removed'); END;
