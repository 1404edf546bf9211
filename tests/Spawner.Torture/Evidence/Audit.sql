-- Evidence of the torture test: what was done to the tables of tasks, written by the same transactions.
CREATE SCHEMA torture;

CREATE TABLE torture.audit
(
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    what text NOT NULL,
    id uuid NOT NULL,
    owner_before bigint,
    owner bigint,
    run_before integer,
    run integer,
    losses_before integer,
    losses integer,
    phase_before smallint,
    phase smallint,
    -- Whether the owner before, and the owner, had a lease then.
    leased_before boolean,
    leased boolean
);

CREATE TABLE torture.lease
(
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    number bigint NOT NULL,
    silo text NOT NULL,
    had_lease boolean,
    has_lease boolean NOT NULL,
    until_before timestamptz,
    until timestamptz NOT NULL
);

CREATE FUNCTION torture.leased(wanted bigint) RETURNS boolean LANGUAGE sql VOLATILE AS
    $$ SELECT has_lease FROM spawner.owner WHERE number = wanted $$;

CREATE FUNCTION torture.on_live() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO torture.audit (what, id, owner, run, losses, phase, leased)
        VALUES ('insert', NEW.id, NEW.owner, NEW.run, NEW.losses, NEW.phase, torture.leased(NEW.owner));
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO torture.audit (what, id, owner_before, run_before, losses_before, phase_before, leased_before)
        VALUES ('delete', OLD.id, OLD.owner, OLD.run, OLD.losses, OLD.phase, torture.leased(OLD.owner));
    ELSE
        INSERT INTO torture.audit (what, id, owner_before, owner, run_before, run, losses_before, losses, phase_before, phase, leased_before, leased)
        VALUES ('update', NEW.id, OLD.owner, NEW.owner, OLD.run, NEW.run, OLD.losses, NEW.losses, OLD.phase, NEW.phase,
            torture.leased(OLD.owner), torture.leased(NEW.owner));
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION torture.on_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO torture.audit (what, id, owner, run, losses, phase, leased)
        VALUES ('end', NEW.id, NEW.ended_by, NEW.run, NEW.losses, NEW.phase, torture.leased(NEW.ended_by));
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO torture.audit (what, id, owner_before, run_before, phase_before) VALUES ('forget', OLD.id, OLD.ended_by, OLD.run, OLD.phase);
    ELSE
        INSERT INTO torture.audit (what, id, owner_before, owner, run_before, run, phase_before, phase)
        VALUES ('rewrite', NEW.id, OLD.ended_by, NEW.ended_by, OLD.run, NEW.run, OLD.phase, NEW.phase);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION torture.on_owner() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO torture.lease (number, silo, has_lease, until) VALUES (NEW.number, NEW.silo, NEW.has_lease, NEW.lease_until);
    ELSE
        INSERT INTO torture.lease (number, silo, had_lease, has_lease, until_before, until)
        VALUES (NEW.number, NEW.silo, OLD.has_lease, NEW.has_lease, OLD.lease_until, NEW.lease_until);
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER torture_live AFTER INSERT OR DELETE ON spawner.live FOR EACH ROW EXECUTE FUNCTION torture.on_live();
CREATE TRIGGER torture_live_change AFTER UPDATE ON spawner.live FOR EACH ROW
    WHEN (OLD.owner <> NEW.owner OR OLD.run <> NEW.run OR OLD.phase <> NEW.phase) EXECUTE FUNCTION torture.on_live();
CREATE TRIGGER torture_history AFTER INSERT OR DELETE ON spawner.history FOR EACH ROW EXECUTE FUNCTION torture.on_history();
CREATE TRIGGER torture_history_change AFTER UPDATE ON spawner.history FOR EACH ROW
    WHEN (OLD.phase <> NEW.phase OR OLD.run <> NEW.run OR OLD.ended_by <> NEW.ended_by) EXECUTE FUNCTION torture.on_history();
CREATE TRIGGER torture_owner AFTER INSERT OR UPDATE ON spawner.owner FOR EACH ROW EXECUTE FUNCTION torture.on_owner();

INSERT INTO torture.lease (number, silo, has_lease, until) SELECT number, silo, has_lease, lease_until FROM spawner.owner ORDER BY number;
