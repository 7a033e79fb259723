-- What people keep of lists, how keys are used, and what searches read.

CREATE TABLE saved_view (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  screen TEXT NOT NULL,
  user_id TEXT NOT NULL,
  shared INTEGER NOT NULL,
  name TEXT NOT NULL,
  query TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  removed_at INTEGER,
  PRIMARY KEY (tenant, id)
) STRICT;
CREATE INDEX saved_view_screen ON saved_view (tenant, screen, id);

ALTER TABLE api_key ADD COLUMN used_at INTEGER;

-- The language of people who have chosen none.
ALTER TABLE store ADD COLUMN language TEXT;

CREATE INDEX orders_external ON orders (tenant, external_id);
CREATE INDEX orders_buyer ON orders (tenant, customer, placed_at) WHERE customer IS NOT NULL;
CREATE INDEX orders_browser ON orders (tenant, visitor, placed_at) WHERE visitor IS NOT NULL;
CREATE INDEX order_coupon_code ON order_coupon (tenant, code_fold, order_id);
CREATE INDEX code_text ON code (tenant, code_fold);
