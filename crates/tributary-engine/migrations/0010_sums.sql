-- What pages add up, kept per day beside what it is made of, so that no page reads all clicks or all orders.

-- Clicks that count, by each thing that figures are told apart by: `program`, `partner`, `link`, `code`, `source`. The
-- empty key stands for none. It takes the place of the totals by partner.
DROP TABLE click_total;
CREATE TABLE click_sum (
  tenant TEXT NOT NULL,
  axis TEXT NOT NULL,
  day INTEGER NOT NULL,
  key TEXT NOT NULL,
  clicks INTEGER NOT NULL,
  PRIMARY KEY (tenant, axis, day, key)
) STRICT, WITHOUT ROWID;
INSERT INTO click_sum (tenant, axis, day, key, clicks)
  SELECT tenant, 'program', day, program_id, SUM(clicks) FROM click_day WHERE outcome = 'counted' GROUP BY 1, 3, 4
  UNION ALL
  SELECT tenant, 'partner', day, partner_id, SUM(clicks) FROM click_day WHERE outcome = 'counted' GROUP BY 1, 3, 4
  UNION ALL
  SELECT tenant, 'link', day, link_id, SUM(clicks) FROM click_day WHERE outcome = 'counted' GROUP BY 1, 3, 4
  UNION ALL
  SELECT tenant, 'code', day, code_id, SUM(clicks) FROM click_day WHERE outcome = 'counted' GROUP BY 1, 3, 4
  UNION ALL
  SELECT tenant, 'source', day, source, SUM(clicks) FROM click_day WHERE outcome = 'counted' GROUP BY 1, 3, 4;

-- Orders by each such thing, per day (`width` 1, `place` the day) and per 32 days (`width` 32, `place` the day by 32).
-- Orders that earn, but for the axes `state` and `credit`, which hold all and all that are credited. `parts` are pieces
-- sold on the axis `product`, and orders with refunds on the axis `credit`. It is derived when the file is opened.
CREATE TABLE order_sum (
  tenant TEXT NOT NULL,
  axis TEXT NOT NULL,
  width INTEGER NOT NULL,
  place INTEGER NOT NULL,
  currency TEXT NOT NULL,
  key TEXT NOT NULL,
  orders INTEGER NOT NULL,
  by_click INTEGER NOT NULL,
  parts INTEGER NOT NULL,
  revenue_minor INTEGER NOT NULL,
  commission_minor INTEGER NOT NULL,
  PRIMARY KEY (tenant, axis, width, place, currency, key)
) STRICT, WITHOUT ROWID;
-- The days of one key. It holds all that is read of them, else the database would rather read all keys' days.
CREATE INDEX order_sum_day ON order_sum
  (tenant, axis, key, currency, place, orders, by_click, parts, revenue_minor, commission_minor) WHERE width = 1;

-- Lists of one link's or one code's orders.
CREATE INDEX orders_link ON orders (tenant, link_id, placed_at) WHERE link_id IS NOT NULL;
CREATE INDEX orders_code ON orders (tenant, code_id, placed_at) WHERE code_id IS NOT NULL;

-- A product is the store's id of it, or its name where the store gives none.
DROP INDEX order_line_product;
CREATE INDEX order_line_sold ON order_line (tenant, COALESCE(product, name), name);
