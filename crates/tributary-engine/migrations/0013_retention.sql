-- Clicks that may be forgotten. What an order hangs on stays, figures stay, and the chain goes on behind a horizon.

-- Clicks that facts about orders name, whether or not an order was won by them.
CREATE TABLE named_click (
  tenant TEXT NOT NULL,
  click_id TEXT NOT NULL,
  PRIMARY KEY (tenant, click_id)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER named_click_keeps BEFORE UPDATE ON named_click BEGIN SELECT RAISE(ABORT, 'a named click is never changed'); END;
CREATE TRIGGER named_click_stays BEFORE DELETE ON named_click BEGIN SELECT RAISE(ABORT, 'a named click is never removed'); END;
-- sqlite
INSERT INTO named_click (tenant, click_id)
  SELECT DISTINCT f.tenant,
    CASE WHEN instr(t.value, '.') > 0 THEN substr(t.value, 1, instr(t.value, '.') - 1) ELSE t.value END
  FROM fact f, json_tree(CASE WHEN json_valid(f.body) THEN f.body ELSE 'null' END) t
  WHERE f.body LIKE '%clk_%' AND t.key = 'click' AND t.value LIKE 'clk_%';
-- end
--pg INSERT INTO named_click (tenant, click_id)
--pg   SELECT DISTINCT f.tenant, found[1]
--pg   FROM fact f, regexp_matches(f.body, '"click":"(clk_[0-9a-z]+)', 'g') AS found WHERE f.body LIKE '%clk_%';

-- What was forgotten: the clicks behind `after_seq` up to `seq`, all but `kept`, and what is left of them. `click_hash` is
-- the chain's at `seq`, where `verify` goes on; `kept_digest` is over the rows that stayed; `days` is what all clicks that
-- were ever forgotten counted in their days, as a sum (retention/tally.rs), and none of them was of a day from `day` on.
CREATE TABLE click_horizon (
  tenant TEXT NOT NULL,
  number INTEGER NOT NULL,
  hash TEXT NOT NULL,
  after_seq INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  click_hash TEXT NOT NULL,
  forgotten INTEGER NOT NULL,
  kept INTEGER NOT NULL,
  kept_digest TEXT NOT NULL,
  days TEXT NOT NULL,
  day INTEGER NOT NULL,
  until INTEGER NOT NULL,
  first_at INTEGER NOT NULL,
  made_at INTEGER NOT NULL,
  PRIMARY KEY (tenant, number)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX click_horizon_seq ON click_horizon (tenant, seq);
CREATE TRIGGER click_horizon_keeps BEFORE UPDATE ON click_horizon BEGIN SELECT RAISE(ABORT, 'a horizon is never changed'); END;
CREATE TRIGGER click_horizon_stays BEFORE DELETE ON click_horizon BEGIN SELECT RAISE(ABORT, 'a horizon is never removed'); END;

-- A click goes only behind a horizon, and never one that an order hangs on.
-- sqlite
DROP TRIGGER click_stays;
CREATE TRIGGER click_stays BEFORE DELETE ON click
  WHEN NOT EXISTS (SELECT 1 FROM click_horizon h WHERE h.tenant = OLD.tenant AND h.seq >= OLD.seq)
    OR EXISTS (SELECT 1 FROM named_click n WHERE n.tenant = OLD.tenant AND n.click_id = OLD.id)
    OR EXISTS (SELECT 1 FROM orders o WHERE o.tenant = OLD.tenant AND o.visitor = OLD.visitor)
  BEGIN SELECT RAISE(ABORT, 'clicks are never removed before a horizon, nor those that an order hangs on'); END;
-- end
--pg CREATE FUNCTION tributary_keep_click() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
--pg   IF EXISTS (SELECT 1 FROM click_horizon h WHERE h.tenant = OLD.tenant AND h.seq >= OLD.seq)
--pg     AND NOT EXISTS (SELECT 1 FROM named_click n WHERE n.tenant = OLD.tenant AND n.click_id = OLD.id)
--pg     AND NOT EXISTS (SELECT 1 FROM orders o WHERE o.tenant = OLD.tenant AND o.visitor = OLD.visitor)
--pg   THEN RETURN OLD; END IF;
--pg   RAISE EXCEPTION 'clicks are never removed before a horizon, nor those that an order hangs on';
--pg END $$;

-- On a server a part per month. By `at`, not by `id`: ids from before 0012 are of chance alone, and figures ask for spans
-- of time. A part has its own unique indexes on (tenant, id) and (tenant, seq). An id says its moment, so a doubled click
-- meets itself in its part; of places, the head of the chain gives each once, and `verify` walks them. What no part is
-- made for goes to `click_rest`, so no click is ever refused.
--pg ALTER TABLE click RENAME TO click_before;
--pg ALTER INDEX click_pkey RENAME TO click_before_pkey;
--pg ALTER INDEX click_seq RENAME TO click_before_seq;
--pg ALTER INDEX click_visitor RENAME TO click_before_visitor;
--pg ALTER INDEX click_time RENAME TO click_before_time;
--pg ALTER INDEX click_partner RENAME TO click_before_partner;
--pg ALTER INDEX click_link RENAME TO click_before_link;
--pg ALTER INDEX click_code RENAME TO click_before_code;
--pg ALTER INDEX click_source RENAME TO click_before_source;
--pg ALTER INDEX click_unknown RENAME TO click_before_unknown;
--pg DROP TRIGGER click_keeps ON click_before;
--pg DROP TRIGGER click_stays ON click_before;
--pg CREATE TABLE click (LIKE click_before INCLUDING DEFAULTS) PARTITION BY RANGE (at);
--pg CREATE INDEX click_visitor ON click (tenant, program_id, visitor, at);
--pg CREATE INDEX click_time ON click (tenant, at, outcome);
--pg CREATE INDEX click_partner ON click (tenant, partner_id, at);
--pg CREATE INDEX click_link ON click (tenant, link_id, at) WHERE link_id IS NOT NULL;
--pg CREATE INDEX click_code ON click (tenant, code_id, at) WHERE code_id IS NOT NULL;
--pg CREATE INDEX click_source ON click (tenant, source, at);
--pg CREATE INDEX click_unknown ON click (tenant, at, value) WHERE outcome = 'unknown_code';

-- A new part, by name and span; what the rest has of the span goes into it, unless that is too much to be moved at once.
-- Says how many parts were made.
--pg CREATE FUNCTION tributary_add_click_part(part TEXT, low BIGINT, high BIGINT) RETURNS BIGINT LANGUAGE plpgsql
--pg   SET lock_timeout = '2s' AS $$ DECLARE found BIGINT; BEGIN
--pg   IF to_regclass(part) IS NOT NULL THEN RETURN 0; END IF;
--pg   SELECT COUNT(*) INTO found FROM (SELECT 1 FROM click_rest r WHERE r.at >= low AND r.at < high LIMIT 10001) AS few;
--pg   IF found > 10000 THEN RETURN 0; END IF;
--pg   EXECUTE format('CREATE TABLE %I (LIKE click INCLUDING DEFAULTS)', part);
--pg   EXECUTE format('ALTER TABLE %I ADD PRIMARY KEY (tenant, id)', part);
--pg   EXECUTE format('CREATE UNIQUE INDEX %I ON %I (tenant, seq)', part || '_seq', part);
--pg   IF found > 0 THEN
--pg     ALTER TABLE click_rest DISABLE TRIGGER USER;
--pg     EXECUTE format('WITH moved AS (DELETE FROM click_rest r WHERE r.at >= $1 AND r.at < $2 RETURNING *)
--pg       INSERT INTO %I SELECT * FROM moved', part) USING low, high;
--pg     ALTER TABLE click_rest ENABLE TRIGGER USER;
--pg   END IF;
--pg   EXECUTE format('ALTER TABLE click ATTACH PARTITION %I FOR VALUES FROM (%s) TO (%s)', part, low, high);
--pg   EXECUTE format('CREATE TRIGGER click_stays_whole BEFORE TRUNCATE ON %I FOR EACH STATEMENT
--pg     EXECUTE FUNCTION tributary_refuse(%L)', part, 'clicks are never removed');
--pg   RETURN 1;
--pg EXCEPTION WHEN invalid_object_definition THEN RETURN 0; -- another part has the span
--pg END $$;

-- Drops a part of which only kept clicks are left; they go to the rest. -1: something in it is not behind a horizon yet.
--pg CREATE FUNCTION tributary_drop_click_part(part TEXT) RETURNS BIGINT LANGUAGE plpgsql
--pg   SET lock_timeout = '2s' AS $$ DECLARE late BIGINT; kept BIGINT; BEGIN
--pg   EXECUTE format('SELECT COUNT(*) FROM %I p WHERE p.seq >
--pg     COALESCE((SELECT MAX(h.seq) FROM click_horizon h WHERE h.tenant = p.tenant), 0)', part) INTO late;
--pg   IF late > 0 THEN RETURN -1; END IF;
--pg   EXECUTE format('ALTER TABLE click DETACH PARTITION %I', part);
--pg   EXECUTE format('INSERT INTO click SELECT * FROM %I', part);
--pg   GET DIAGNOSTICS kept = ROW_COUNT;
--pg   EXECUTE format('DROP TABLE %I', part);
--pg   RETURN kept;
--pg END $$;

-- Takes from a role what it could do to parts past the table itself.
--pg CREATE FUNCTION tributary_close_click_parts(role TEXT) RETURNS BIGINT LANGUAGE plpgsql AS $$
--pg   DECLARE part REGCLASS; closed BIGINT := 0; BEGIN
--pg   FOR part IN SELECT i.inhrelid FROM pg_inherits i WHERE i.inhparent = to_regclass('click') LOOP
--pg     EXECUTE format('REVOKE ALL ON %s FROM %I', part, role);
--pg     closed := closed + 1;
--pg   END LOOP;
--pg   RETURN closed;
--pg END $$;

-- The rest, and what was there: a part that ends with this month. Clicks from the time after that had a wrong clock.
--pg CREATE TABLE click_rest (LIKE click INCLUDING DEFAULTS, PRIMARY KEY (tenant, id));
--pg CREATE UNIQUE INDEX click_rest_seq ON click_rest (tenant, seq);
--pg ALTER TABLE click ATTACH PARTITION click_rest DEFAULT;
--pg DO $$ DECLARE until BIGINT := CAST(EXTRACT(EPOCH FROM
--pg     date_trunc('month', clock_timestamp() AT TIME ZONE 'UTC') + INTERVAL '1 month') AS BIGINT) * 1000; BEGIN
--pg   IF NOT EXISTS (SELECT 1 FROM click_before) THEN
--pg     DROP TABLE click_before;
--pg   ELSE
--pg     INSERT INTO click_rest SELECT * FROM click_before b WHERE b.at >= until;
--pg     ALTER TABLE click_before DISABLE TRIGGER USER;
--pg     DELETE FROM click_before b WHERE b.at >= until;
--pg     ALTER TABLE click_before ENABLE TRIGGER USER;
--pg     EXECUTE format('ALTER TABLE click ATTACH PARTITION click_before FOR VALUES FROM (MINVALUE) TO (%s)', until);
--pg   END IF;
--pg END $$;
--pg CREATE TRIGGER click_keeps BEFORE UPDATE ON click
--pg   FOR EACH ROW EXECUTE FUNCTION tributary_refuse('clicks are never changed');
--pg CREATE TRIGGER click_stays BEFORE DELETE ON click
--pg   FOR EACH ROW EXECUTE FUNCTION tributary_keep_click();
--pg CREATE TRIGGER click_stays_whole BEFORE TRUNCATE ON click
--pg   FOR EACH STATEMENT EXECUTE FUNCTION tributary_refuse('clicks are never removed');
--pg CREATE TRIGGER click_stays_whole BEFORE TRUNCATE ON click_rest
--pg   FOR EACH STATEMENT EXECUTE FUNCTION tributary_refuse('clicks are never removed');
