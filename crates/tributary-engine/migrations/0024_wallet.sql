-- Store credit that is spent and that ends, and coupons for friends.

-- When somebody has to look whether credit of this wallet has ended: each change says now, and whoever has looked says when the next
-- of it ends. Nothing: never, as far as is known.
ALTER TABLE wallet ADD COLUMN look_at INTEGER;
CREATE INDEX wallet_look ON wallet (look_at) WHERE look_at IS NOT NULL;

-- Store credit set aside for a purchase: held until it is captured, in part or whole, or given back. `reference` is what the caller
-- calls it; a caller who asks twice gets the same.
CREATE TABLE reservation (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  store_id TEXT NOT NULL,
  customer_id TEXT NOT NULL,
  reference TEXT NOT NULL,
  order_external_id TEXT,
  currency TEXT NOT NULL,
  amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
  captured_minor INTEGER NOT NULL CHECK (captured_minor >= 0 AND captured_minor <= amount_minor),
  state TEXT NOT NULL CHECK (state IN ('held', 'captured', 'released', 'expired')),
  made_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  settled_at INTEGER,
  PRIMARY KEY (tenant, id)
) STRICT;
CREATE UNIQUE INDEX reservation_reference ON reservation (tenant, store_id, reference);
CREATE INDEX reservation_customer ON reservation (tenant, customer_id, id);
CREATE INDEX reservation_ends ON reservation (expires_at) WHERE state = 'held';

-- Store credit that a person gave or took, and why.
CREATE TABLE wallet_adjustment (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  store_id TEXT NOT NULL,
  customer_id TEXT NOT NULL,
  reference TEXT,
  currency TEXT NOT NULL,
  amount_minor INTEGER NOT NULL CHECK (amount_minor <> 0),
  reason TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  PRIMARY KEY (tenant, id)
) STRICT;
CREATE UNIQUE INDEX wallet_adjustment_reference ON wallet_adjustment (tenant, store_id, reference)
  WHERE reference IS NOT NULL;

-- A friend's welcome coupon: one per friend. Its code stays readable, because the shop and the mail about it need it.
CREATE TABLE welcome_coupon (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  store_id TEXT NOT NULL,
  program_id TEXT NOT NULL,
  customer_id TEXT NOT NULL,
  sponsor_id TEXT NOT NULL,
  code TEXT NOT NULL,
  code_fold TEXT NOT NULL,
  discount TEXT NOT NULL CHECK (discount IN ('fixed', 'percent')),
  amount INTEGER NOT NULL CHECK (amount > 0),
  currency TEXT NOT NULL,
  minimum_minor INTEGER,
  created_at INTEGER NOT NULL,
  expires_at INTEGER,
  void_at INTEGER,
  shop_state TEXT NOT NULL DEFAULT 'asked',
  shop_coupon TEXT,
  shop_trouble TEXT,
  shop_checked_at INTEGER,
  PRIMARY KEY (tenant, id)
) STRICT;
CREATE UNIQUE INDEX welcome_coupon_code ON welcome_coupon (tenant, store_id, code_fold);
CREATE UNIQUE INDEX welcome_coupon_customer ON welcome_coupon (tenant, customer_id);
CREATE INDEX welcome_coupon_sponsor ON welcome_coupon (tenant, sponsor_id, id);

-- What an order that carries a welcome coupon makes of it: it uses it, or breaks its conditions, each named. For lists and for telling
-- what changed; why is derived anew each time.
CREATE TABLE welcome_use (
  tenant TEXT NOT NULL,
  store_id TEXT NOT NULL,
  order_external_id TEXT NOT NULL,
  coupon_id TEXT NOT NULL,
  redeemed INTEGER NOT NULL,
  broken TEXT NOT NULL,
  PRIMARY KEY (tenant, store_id, order_external_id, coupon_id)
) STRICT;
-- A coupon is used once, whatever happens at once.
CREATE UNIQUE INDEX welcome_use_one ON welcome_use (tenant, coupon_id) WHERE redeemed = 1;
