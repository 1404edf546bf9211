-- Evidence of the torture test: what was done to leases in SQLite.
CREATE TABLE torture_lease
(
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
    number INTEGER NOT NULL,
    silo TEXT NOT NULL,
    had_lease INTEGER,
    has_lease INTEGER NOT NULL,
    until_before INTEGER,
    until INTEGER NOT NULL
);

CREATE TRIGGER torture_register AFTER INSERT ON lease BEGIN
    INSERT INTO torture_lease (number, silo, has_lease, until) VALUES (NEW.number, NEW.silo, NEW.has_lease, NEW.lease_until);
END;

CREATE TRIGGER torture_change AFTER UPDATE ON lease BEGIN
    INSERT INTO torture_lease (number, silo, had_lease, has_lease, until_before, until)
    VALUES (NEW.number, NEW.silo, OLD.has_lease, NEW.has_lease, OLD.lease_until, NEW.lease_until);
END;

INSERT INTO torture_lease (number, silo, has_lease, until) SELECT number, silo, has_lease, lease_until FROM lease ORDER BY number;
