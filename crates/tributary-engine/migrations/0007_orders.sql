-- Orders: a person's word on the commission, and what a person should look at.

-- Why a person declined the commission.
ALTER TABLE orders ADD COLUMN declined TEXT;
-- Why a person should look at it.
ALTER TABLE orders ADD COLUMN review TEXT;
-- A known code that an unknown one on it was probably meant to be, as of when it was last settled.
ALTER TABLE orders ADD COLUMN near_code TEXT;
CREATE INDEX orders_review ON orders (tenant, id) WHERE review IS NOT NULL OR near_code IS NOT NULL;
CREATE INDEX orders_nobody ON orders (tenant, id) WHERE partner_id IS NULL;
CREATE INDEX orders_customer_all ON orders (tenant, store_id, customer, id) WHERE customer IS NOT NULL;

-- What an event is about, so that a page can say what was told of it.
ALTER TABLE event ADD COLUMN object TEXT;
-- sqlite
UPDATE event SET object = json_extract(data, '$.object.id');
-- end
CREATE INDEX event_object ON event (tenant, object, id) WHERE object IS NOT NULL;
