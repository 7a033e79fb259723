-- Rewards for customers who tell their friends: which of a friend's orders counts first, what it earned, and what was granted in all.

-- When an order first reached a status in which a friend's order earns. -1: from before this step, and still to be derived.
ALTER TABLE orders ADD COLUMN qualified_at INTEGER DEFAULT -1;
CREATE INDEX orders_underived ON orders (tenant) WHERE qualified_at = -1;
CREATE INDEX orders_account ON orders (tenant, store_id, customer_id, qualified_at) WHERE customer_id IS NOT NULL;

-- What an order earns whom, as it was last decided. `reason` says why a customer of the chain gets none of it.
CREATE TABLE reward (
  tenant TEXT NOT NULL,
  order_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  program_id TEXT NOT NULL,
  friend_id TEXT NOT NULL,
  customer_id TEXT NOT NULL,
  level INTEGER NOT NULL,
  currency TEXT NOT NULL,
  granted_minor INTEGER NOT NULL,
  minor INTEGER NOT NULL,
  reason TEXT,
  available_at INTEGER NOT NULL,
  PRIMARY KEY (tenant, order_id, position)
) STRICT;
CREATE INDEX reward_customer ON reward (tenant, customer_id, order_id);
CREATE INDEX reward_friend ON reward (tenant, friend_id);

-- What was granted, in the order in which it first became due: what the budget of a program is held against. An order has more than
-- one row only where it came to earn more. `before_minor` is what the program had granted until then.
CREATE TABLE reward_grant (
  tenant TEXT NOT NULL,
  program_id TEXT NOT NULL,
  currency TEXT NOT NULL,
  seq INTEGER NOT NULL,
  store_id TEXT NOT NULL,
  external_id TEXT NOT NULL,
  amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
  before_minor INTEGER NOT NULL,
  granted_at INTEGER NOT NULL,
  PRIMARY KEY (tenant, program_id, currency, seq)
) STRICT;
CREATE UNIQUE INDEX reward_grant_order ON reward_grant (tenant, store_id, external_id, program_id, currency, seq);

CREATE TRIGGER reward_grant_keeps BEFORE UPDATE ON reward_grant BEGIN SELECT RAISE(ABORT, 'grants are never changed'); END;
CREATE TRIGGER reward_grant_stays BEFORE DELETE ON reward_grant BEGIN SELECT RAISE(ABORT, 'grants are never removed'); END;
