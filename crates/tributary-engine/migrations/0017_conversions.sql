-- Conversions: types of events that stores name by their ids, leads beside orders, and what only browsers told.

-- Which program an event type is of. What it earns stands in the versions of the program's rules.
CREATE TABLE event_type (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  program_id TEXT NOT NULL,
  PRIMARY KEY (tenant, id)
) STRICT;

-- A lead is an order of another kind: it has no amount. `event` is what its store named; `customer_id` is the store's own id
-- of who bought, which later orders of theirs carry too.
ALTER TABLE orders ADD COLUMN kind TEXT NOT NULL DEFAULT 'order';
ALTER TABLE orders ADD COLUMN event TEXT;
ALTER TABLE orders ADD COLUMN unverified INTEGER NOT NULL DEFAULT 0;
ALTER TABLE orders ADD COLUMN customer_id TEXT;
-- sqlite
UPDATE orders SET customer_id = (
  SELECT json_extract(f.body, '$.order.customer.external_id') FROM fact f
  WHERE f.tenant = orders.tenant AND f.store_id = orders.store_id AND f.subject = orders.external_id
    AND json_extract(f.body, '$.fact') = 'stated' ORDER BY f.seq DESC LIMIT 1);
-- end
--pg UPDATE orders SET customer_id = (
--pg   SELECT CAST(f.body AS JSONB) #>> '{order,customer,external_id}' FROM fact f
--pg   WHERE f.tenant = orders.tenant AND f.store_id = orders.store_id AND f.subject = orders.external_id
--pg     AND CAST(f.body AS JSONB) ->> 'fact' = 'stated' ORDER BY f.seq DESC LIMIT 1);
CREATE INDEX orders_lead ON orders (tenant, id) WHERE kind = 'lead';

-- Whose leads there are, apart from the orders: a store without any is not asked about them for each order.
CREATE TABLE lead (
  tenant TEXT NOT NULL,
  store_id TEXT NOT NULL,
  customer TEXT NOT NULL,
  external_id TEXT NOT NULL,
  placed_at INTEGER NOT NULL,
  PRIMARY KEY (tenant, store_id, customer, external_id)
) STRICT;
