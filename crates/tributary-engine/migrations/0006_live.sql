-- The live feed. A click has its place in it already, its `seq`; what is no click stands behind the newest click of
-- its moment, numbered as it is written. So clicks cost no second row, no place is taken twice, and none is filled
-- later: whoever has read up to a place has missed nothing before it.
CREATE TABLE happening (
  tenant TEXT NOT NULL,
  after_click INTEGER NOT NULL,
  place INTEGER NOT NULL,
  kind TEXT NOT NULL,
  event_id TEXT NOT NULL,
  order_id TEXT NOT NULL,
  partner_id TEXT,
  PRIMARY KEY (tenant, after_click, place)
) STRICT;

-- A further spelling of a code or of a link's slug: the code row is the alias, `of_id` what it stands for.
CREATE TABLE code_alias (
  tenant TEXT NOT NULL,
  code_id TEXT NOT NULL,
  of_id TEXT NOT NULL,
  PRIMARY KEY (tenant, code_id)
) STRICT;

-- Unknown codes that nobody wants to be asked about again.
CREATE TABLE ignored_code (
  tenant TEXT NOT NULL,
  code_fold TEXT NOT NULL,
  ignored_by TEXT NOT NULL,
  ignored_at INTEGER NOT NULL,
  PRIMARY KEY (tenant, code_fold)
) STRICT;

-- Unknown codes are few among many clicks, and are asked for by day.
CREATE INDEX click_unknown ON click (tenant, at, value) WHERE outcome = 'unknown_code';
