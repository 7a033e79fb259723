-- The browser as a shop's plugin knows it, of orders that name it beside a click of ours, whose browser has another name.
ALTER TABLE orders ADD COLUMN other_visitor TEXT;
CREATE INDEX orders_other_visitor ON orders (tenant, other_visitor, placed_at) WHERE other_visitor IS NOT NULL;

-- Clicks of either name are what the order hangs on.
-- sqlite
DROP TRIGGER click_stays;
CREATE TRIGGER click_stays BEFORE DELETE ON click
  WHEN NOT EXISTS (SELECT 1 FROM click_horizon h WHERE h.tenant = OLD.tenant AND h.seq >= OLD.seq)
    OR EXISTS (SELECT 1 FROM named_click n WHERE n.tenant = OLD.tenant AND n.click_id = OLD.id)
    OR EXISTS (SELECT 1 FROM orders o WHERE o.tenant = OLD.tenant AND o.visitor = OLD.visitor)
    OR EXISTS (SELECT 1 FROM orders o WHERE o.tenant = OLD.tenant AND o.other_visitor = OLD.visitor)
  BEGIN SELECT RAISE(ABORT, 'clicks are never removed before a horizon, nor those that an order hangs on'); END;
-- end
--pg CREATE OR REPLACE FUNCTION tributary_keep_click() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
--pg   IF EXISTS (SELECT 1 FROM click_horizon h WHERE h.tenant = OLD.tenant AND h.seq >= OLD.seq)
--pg     AND NOT EXISTS (SELECT 1 FROM named_click n WHERE n.tenant = OLD.tenant AND n.click_id = OLD.id)
--pg     AND NOT EXISTS (SELECT 1 FROM orders o WHERE o.tenant = OLD.tenant AND o.visitor = OLD.visitor)
--pg     AND NOT EXISTS (SELECT 1 FROM orders o WHERE o.tenant = OLD.tenant AND o.other_visitor = OLD.visitor)
--pg   THEN RETURN OLD; END IF;
--pg   RAISE EXCEPTION 'clicks are never removed before a horizon, nor those that an order hangs on';
--pg END $$;

-- An order that names a visit beside a click of ours has two names from now on: it is noted anew when the file is opened.
UPDATE orders SET qualified_at = -1
  WHERE visitor IS NOT NULL AND EXISTS (SELECT 1 FROM fact f
    WHERE f.tenant = orders.tenant AND f.store_id = orders.store_id AND f.subject = orders.external_id
      AND f.body LIKE '%"_tributary_visit"%' AND f.body LIKE '%"_tributary_click"%');
