-- People: roles and how each likes the screens, one-time links, what was done by whom, mail to send.

ALTER TABLE users ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN language TEXT;
ALTER TABLE users ADD COLUMN theme TEXT NOT NULL DEFAULT 'auto' CHECK (theme IN ('auto', 'light', 'dark'));
ALTER TABLE users ADD COLUMN density TEXT NOT NULL DEFAULT 'comfortable' CHECK (density IN ('comfortable', 'compact'));
ALTER TABLE users ADD COLUMN shortcuts INTEGER NOT NULL DEFAULT 1;
-- Somebody invited has no password and has not joined yet; somebody removed keeps the row, for the record.
ALTER TABLE users ADD COLUMN invited_by TEXT;
ALTER TABLE users ADD COLUMN joined_at INTEGER;
ALTER TABLE users ADD COLUMN disabled_at INTEGER;
ALTER TABLE users ADD COLUMN seen_at INTEGER;
UPDATE users SET joined_at = created_at;

-- There is always somebody who may do everything: whoever writes to the database.
-- sqlite
CREATE TRIGGER owner_keeps BEFORE UPDATE OF role, disabled_at, joined_at ON users
WHEN OLD.role = 'owner' AND OLD.joined_at IS NOT NULL AND OLD.disabled_at IS NULL
  AND (NEW.role <> 'owner' OR NEW.joined_at IS NULL OR NEW.disabled_at IS NOT NULL)
  AND NOT EXISTS (SELECT 1 FROM users WHERE tenant = OLD.tenant AND id <> OLD.id AND role = 'owner'
    AND joined_at IS NOT NULL AND disabled_at IS NULL)
BEGIN SELECT RAISE(ABORT, 'the last owner stays'); END;
CREATE TRIGGER owner_stays BEFORE DELETE ON users
WHEN OLD.role = 'owner' AND OLD.joined_at IS NOT NULL AND OLD.disabled_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM users WHERE tenant = OLD.tenant AND id <> OLD.id AND role = 'owner'
    AND joined_at IS NOT NULL AND disabled_at IS NULL)
BEGIN SELECT RAISE(ABORT, 'the last owner stays'); END;
-- end
--pg CREATE FUNCTION tributary_owner_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
--pg   IF OLD.role = 'owner' AND OLD.joined_at IS NOT NULL AND OLD.disabled_at IS NULL
--pg     AND NOT EXISTS (SELECT 1 FROM users WHERE tenant = OLD.tenant AND id <> OLD.id AND role = 'owner'
--pg       AND joined_at IS NOT NULL AND disabled_at IS NULL)
--pg   THEN RAISE EXCEPTION 'the last owner stays'; END IF;
--pg   IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
--pg   RETURN NEW;
--pg END $$;
--pg CREATE TRIGGER owner_keeps BEFORE UPDATE OF role, disabled_at, joined_at ON users FOR EACH ROW
--pg   WHEN (NEW.role <> 'owner' OR NEW.joined_at IS NULL OR NEW.disabled_at IS NOT NULL)
--pg   EXECUTE FUNCTION tributary_owner_stays();
--pg CREATE TRIGGER owner_stays BEFORE DELETE ON users FOR EACH ROW EXECUTE FUNCTION tributary_owner_stays();

-- What the browser said it is, so that people recognise their own.
ALTER TABLE session ADD COLUMN agent TEXT NOT NULL DEFAULT '';
CREATE INDEX "session_user" ON session (tenant, user_id);

-- A link that works once: an invitation, or signing in. Only the hash of its token is here.
CREATE TABLE token (
  token_hash TEXT NOT NULL PRIMARY KEY,
  tenant TEXT NOT NULL,
  purpose TEXT NOT NULL CHECK (purpose IN ('invite', 'sign_in')),
  user_id TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  used_at INTEGER
) STRICT;
CREATE INDEX token_user ON token (tenant, user_id, purpose);

-- Who did what.
CREATE TABLE audit (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  at INTEGER NOT NULL,
  actor_kind TEXT NOT NULL CHECK (actor_kind IN ('user', 'key', 'partner', 'guest', 'system')),
  actor TEXT NOT NULL,
  actor_name TEXT NOT NULL,
  action TEXT NOT NULL,
  object_kind TEXT NOT NULL,
  object TEXT NOT NULL,
  object_name TEXT NOT NULL,
  before TEXT,
  after TEXT,
  hash TEXT NOT NULL,
  PRIMARY KEY (tenant, id)
) STRICT;
CREATE UNIQUE INDEX audit_seq ON audit (tenant, seq);
CREATE INDEX audit_object ON audit (tenant, object, seq);
CREATE INDEX audit_actor ON audit (tenant, actor, seq);
CREATE INDEX audit_action ON audit (tenant, action, seq);
CREATE INDEX audit_time ON audit (tenant, at);
CREATE TRIGGER audit_keeps BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is never changed'); END;
CREATE TRIGGER audit_stays BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is never shortened'); END;

-- Mail to send. The text may hold a one-time link, so it is sealed, and forgotten once it is of no use.
CREATE TABLE mail (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  recipient TEXT NOT NULL,
  subject TEXT NOT NULL,
  language TEXT NOT NULL,
  sealed TEXT,
  state TEXT NOT NULL CHECK (state IN ('queued', 'sent', 'failed')),
  attempts INTEGER NOT NULL,
  trouble TEXT,
  created_at INTEGER NOT NULL,
  useful_until INTEGER,
  settled_at INTEGER,
  PRIMARY KEY (tenant, id)
) STRICT;
CREATE INDEX mail_open ON mail (state, tenant, id) WHERE state = 'queued';
