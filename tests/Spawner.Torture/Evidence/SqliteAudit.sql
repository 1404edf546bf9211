-- Evidence of the torture test: what was done to tasks in SQLite, written by the same transactions.
CREATE TABLE torture_audit
(
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
    what TEXT NOT NULL,
    id BLOB NOT NULL,
    owner_before INTEGER,
    owner INTEGER,
    run_before INTEGER,
    run INTEGER,
    losses_before INTEGER,
    losses INTEGER,
    phase INTEGER
);

CREATE TRIGGER torture_insert AFTER INSERT ON task BEGIN
    INSERT INTO torture_audit (what, id, owner, run, losses, phase) VALUES ('insert', NEW.id, NEW.owner, NEW.run, NEW.losses, NEW.phase);
END;

CREATE TRIGGER torture_change AFTER UPDATE ON task
WHEN OLD.phase < 3 AND NEW.phase < 3 AND (OLD.owner <> NEW.owner OR OLD.run <> NEW.run OR OLD.phase <> NEW.phase) BEGIN
    INSERT INTO torture_audit (what, id, owner_before, owner, run_before, run, losses_before, losses, phase)
    VALUES ('update', NEW.id, OLD.owner, NEW.owner, OLD.run, NEW.run, OLD.losses, NEW.losses, NEW.phase);
END;

CREATE TRIGGER torture_end AFTER UPDATE ON task WHEN OLD.phase < 3 AND NEW.phase >= 3 BEGIN
    INSERT INTO torture_audit (what, id, owner, run, losses, phase)
    VALUES ('end', NEW.id, CASE WHEN OLD.owner = 0 THEN 0 ELSE NEW.last_owner END, NEW.run, NEW.losses, NEW.phase);
END;

CREATE TRIGGER torture_rewrite AFTER UPDATE ON task WHEN OLD.phase >= 3 AND (NEW.phase <> OLD.phase OR NEW.run <> OLD.run) BEGIN
    INSERT INTO torture_audit (what, id, run_before, run, phase) VALUES ('rewrite', NEW.id, OLD.run, NEW.run, NEW.phase);
END;

CREATE TRIGGER torture_forget AFTER DELETE ON task BEGIN
    INSERT INTO torture_audit (what, id, owner_before, run_before, phase) VALUES ('forget', OLD.id, OLD.owner, OLD.run, OLD.phase);
END;
