-- Orders that stand for whoever is credited, also where the rate is nothing. Figures counted only those for which something was due.
ALTER TABLE orders ADD COLUMN earns INTEGER NOT NULL DEFAULT 0;
UPDATE orders SET earns = 1 WHERE commission_minor + platform_minor > 0;
DROP INDEX orders_earning;
CREATE INDEX orders_earning
  ON orders (tenant, currency, placed_at, partner_id, source, base_minor, commission_minor, platform_minor)
  WHERE earns = 1;
-- Whatever was credited for nothing is noted anew when the file is opened.
UPDATE orders SET qualified_at = -1
  WHERE partner_id IS NOT NULL AND standing IN ('pending', 'approved') AND commission_minor + platform_minor = 0;
