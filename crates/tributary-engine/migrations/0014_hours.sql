-- What pages add up, per hour of the tenant's calendar too: running days, charts by the hour and ragged ends of spans
-- read whole hours instead of every click and order. Hours are counted when the file is opened.

-- Clicks that count, by one thing alone, as `click_sum` has them per day. `hour` is the day by 32 and the hours of it that
-- were over.
CREATE TABLE click_hour (
  tenant TEXT NOT NULL,
  axis TEXT NOT NULL,
  hour INTEGER NOT NULL,
  key TEXT NOT NULL,
  clicks INTEGER NOT NULL,
  PRIMARY KEY (tenant, axis, hour, key)
) STRICT, WITHOUT ROWID;

-- The days of one key. Without how many clicks they have, so that a click which adds to a day writes nothing here.
CREATE INDEX click_sum_key ON click_sum (tenant, axis, key, day);

-- In `order_sum` hours have the width 0, and `place` is counted in the same way.
