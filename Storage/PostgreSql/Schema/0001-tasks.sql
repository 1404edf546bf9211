-- Durable tasks in PostgreSQL. Times are this server's clock; ids are made by clients and sort by time of submission.

-- Silo incarnations. Whoever writes about its tasks holds its row FOR KEY SHARE until it has committed. Ending a lease changes
-- has_lease, which a unique index covers, and so waits for those writes and shuts out later ones; renewing changes no such
-- column and waits for nobody.
CREATE TABLE spawner.owner
(
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    silo text NOT NULL,
    name text NOT NULL,
    has_lease boolean NOT NULL DEFAULT true,
    lease_until timestamptz NOT NULL,
    -- Its lease has ended, and no task is its any more.
    is_cleared boolean NOT NULL DEFAULT false,
    UNIQUE (number, has_lease)
) WITH (fillfactor = 50);

CREATE UNIQUE INDEX owner_silo ON spawner.owner (silo) WHERE has_lease;
CREATE INDEX owner_open ON spawner.owner (number) WHERE NOT is_cleared;

-- Tasks that have not ended.
CREATE TABLE spawner.live
(
    id uuid PRIMARY KEY,
    owner bigint NOT NULL,
    -- Who put it back: it recognises its own repeated write.
    last_owner bigint NOT NULL DEFAULT 0,
    submitted_at timestamptz NOT NULL,
    -- From when on it may be claimed.
    ready_at timestamptz NOT NULL,
    -- From when on any silo claims it, while nobody owns it.
    expires_at timestamptz,
    -- When it last lived again after an end.
    revived_at timestamptz,
    started_at timestamptz,
    key_period interval,
    output_end bigint NOT NULL DEFAULT 0,
    run integer NOT NULL,
    failures integer NOT NULL DEFAULT 0,
    crashes integer NOT NULL DEFAULT 0,
    losses integer NOT NULL DEFAULT 0,
    interruptions integer NOT NULL DEFAULT 0,
    -- Number of the last piece of output of this run.
    output_number integer NOT NULL DEFAULT 0,
    phase smallint NOT NULL,
    -- How it may end without letting go of its key: 1 succeeded, 2 otherwise, 3 both.
    key_kept smallint,
    -- Whether it was to wait for ready_at.
    is_delayed boolean NOT NULL,
    cancel_requested boolean NOT NULL DEFAULT false,
    namespace text NOT NULL,
    submitter text NOT NULL,
    kind text NOT NULL,
    name text,
    key text,
    tags jsonb,
    progress_fraction double precision,
    progress_message text,
    failure_type text,
    failure_message text,
    failure_stack text,
    settings bytea,
    input bytea NOT NULL,
    checkpoint bytea
) WITH (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.1, autovacuum_vacuum_cost_delay = 0);

-- Compressing payloads costs more time than the room is worth.
ALTER TABLE spawner.live
    ALTER COLUMN settings SET STORAGE EXTERNAL,
    ALTER COLUMN input SET STORAGE EXTERNAL,
    ALTER COLUMN checkpoint SET STORAGE EXTERNAL;

CREATE INDEX live_owner ON spawner.live (owner, id) WHERE owner <> 0;
CREATE INDEX live_ready ON spawner.live (kind, ready_at, id) WHERE owner = 0;
CREATE INDEX live_expiry ON spawner.live (expires_at, id) WHERE owner = 0 AND expires_at IS NOT NULL;
CREATE INDEX live_key ON spawner.live (key, id) WHERE key IS NOT NULL;

-- Tasks that have ended, partitioned by the time in their ids; the partitions are made ahead, day by day.
CREATE TABLE spawner.history
(
    id uuid NOT NULL,
    ended_by bigint NOT NULL,
    submitted_at timestamptz NOT NULL,
    due_at timestamptz,
    started_at timestamptz,
    ended_at timestamptz NOT NULL,
    key_period interval,
    output_end bigint NOT NULL,
    run integer NOT NULL,
    failures integer NOT NULL,
    crashes integer NOT NULL,
    losses integer NOT NULL,
    interruptions integer NOT NULL,
    phase smallint NOT NULL,
    key_kept smallint,
    cancel_requested boolean NOT NULL,
    namespace text NOT NULL,
    submitter text NOT NULL,
    kind text NOT NULL,
    name text,
    key text,
    tags jsonb,
    progress_fraction double precision,
    progress_message text,
    failure_type text,
    failure_message text,
    failure_stack text,
    settings bytea,
    input bytea NOT NULL,
    checkpoint bytea,
    result bytea,
    PRIMARY KEY (id)
) PARTITION BY RANGE (id);

ALTER TABLE spawner.history
    ALTER COLUMN settings SET STORAGE EXTERNAL,
    ALTER COLUMN input SET STORAGE EXTERNAL,
    ALTER COLUMN checkpoint SET STORAGE EXTERNAL,
    ALTER COLUMN result SET STORAGE EXTERNAL;

CREATE TABLE spawner.history_other PARTITION OF spawner.history DEFAULT;

-- Retention goes through the days in the order of their ids, which says nothing of the time here.
CREATE INDEX history_other_ends ON spawner.history_other (phase, ended_at);

-- Filters of a listing that match few tasks; those that match many find a page by the primary key.
CREATE INDEX history_kind ON spawner.history (kind, id);
CREATE INDEX history_unsuccessful ON spawner.history (phase, id) WHERE phase <> 3;
CREATE INDEX history_key ON spawner.history (key, id) WHERE key IS NOT NULL;
CREATE INDEX history_tags ON spawner.history USING gin (tags jsonb_path_ops) WHERE tags IS NOT NULL;

-- Tasks are kept in the order in which they end, and silos have rising numbers: a summary of each stretch of the table is enough to
-- find the tasks of a silo and the oldest ends, and costs the writers nothing.
CREATE INDEX history_ends ON spawner.history USING brin (ended_at, ended_by) WITH (pages_per_range = 32, autosummarize = on);
CREATE INDEX history_unsuccessful_ends ON spawner.history (phase, ended_at) WHERE phase <> 3;

-- The task that took a key last. Whether it still holds it is seen from the task, so that ending one writes nothing here.
CREATE TABLE spawner.taken_key
(
    task uuid NOT NULL,
    held_until timestamptz,
    namespace text NOT NULL,
    key text NOT NULL,
    PRIMARY KEY (namespace, key)
) WITH (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 0);

CREATE INDEX taken_key_until ON spawner.taken_key (held_until) WHERE held_until IS NOT NULL;

-- What tasks have written.
CREATE TABLE spawner.output
(
    task uuid NOT NULL,
    starts_at bigint NOT NULL,
    bytes bytea NOT NULL,
    PRIMARY KEY (task, starts_at)
);

ALTER TABLE spawner.output ALTER COLUMN bytes SET STORAGE EXTERNAL;

-- Changes of the number of tasks in a phase: their sum is the count. Whoever changes a phase adds a row, so that writers never
-- wait for each other; now and then many rows become one.
CREATE TABLE spawner.tally
(
    tasks bigint NOT NULL,
    phase smallint NOT NULL,
    namespace text NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0.1, autovacuum_vacuum_cost_delay = 0);

CREATE TABLE spawner.paused_kind (kind text PRIMARY KEY);

-- Keeps a lease from being ended until the transaction is over, or refuses the transaction.
CREATE FUNCTION spawner.hold_lease(wanted bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM spawner.owner WHERE number = wanted AND has_lease AND lease_until > clock_timestamp() FOR KEY SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the lease of owner % has ended', wanted USING ERRCODE = 'SPL01';
    END IF;
END $$;

-- Gives a key to a task, unless another one holds it: former is that one, or the task itself if it was the last to take it.
-- Whoever takes several keys does so in their order. Of the tasks that are inserted together none takes a key from another. With
-- replaces the other one is cancelled, unless it is started, or somebody changes it at this moment; what has ended just loses it.
-- The transaction of a guest, a program that is no silo, may last: silos do not wait for one that has the key, and do not get it.
CREATE FUNCTION spawner.take_key(
    taker uuid, together uuid[], wanted_namespace text, wanted_key text, until timestamptz, replaces boolean, is_guest boolean,
    OUT is_taken boolean, OUT former uuid, OUT cancelled uuid)
LANGUAGE plpgsql AS $$
DECLARE
    former_until timestamptz;
    guests bigint := hashtextextended(wanted_namespace || ' ' || wanted_key, 0);
BEGIN
    IF is_guest THEN
        PERFORM pg_advisory_xact_lock(guests);
    ELSIF pg_try_advisory_lock_shared(guests) THEN
        PERFORM pg_advisory_unlock_shared(guests);
    ELSE
        is_taken := false;
        RETURN;
    END IF;

    LOOP
        INSERT INTO spawner.taken_key (namespace, key, task, held_until) VALUES (wanted_namespace, wanted_key, taker, until)
        ON CONFLICT DO NOTHING;
        IF FOUND THEN
            is_taken := true;
            RETURN;
        END IF;
        SELECT k.task, k.held_until INTO former, former_until FROM spawner.taken_key k
        WHERE k.namespace = wanted_namespace AND k.key = wanted_key FOR UPDATE;
        EXIT WHEN FOUND;
    END LOOP;

    IF former = taker THEN
        is_taken := false;
        RETURN;
    END IF;

    is_taken := coalesce(former_until <= clock_timestamp(), false) OR NOT (
        former = ANY (together)
        OR EXISTS (SELECT FROM spawner.live l WHERE l.id = former)
        OR EXISTS (SELECT FROM spawner.history h WHERE h.id = former AND h.key_kept & CASE h.phase WHEN 3 THEN 1 ELSE 2 END <> 0));
    IF NOT is_taken AND replaces AND NOT former = ANY (together) THEN
        WITH waiting AS MATERIALIZED (
            SELECT l.id, l.owner FROM spawner.live l WHERE l.id = former AND l.phase < 2 FOR UPDATE SKIP LOCKED),
        gone AS (DELETE FROM spawner.live l USING waiting w WHERE l.id = w.id RETURNING l.*),
        kept AS (
            INSERT INTO spawner.history (
                id, ended_by, submitted_at, due_at, ended_at, key_period, output_end, run, failures, crashes, losses, interruptions, phase,
                key_kept, cancel_requested, namespace, submitter, kind, name, key, tags, progress_fraction, progress_message,
                failure_type, failure_message, failure_stack, settings, input, checkpoint)
            SELECT
                id, owner, submitted_at, CASE WHEN is_delayed THEN ready_at END, statement_timestamp(),
                key_period, output_end, run, failures, crashes, losses, interruptions, 5,
                key_kept, cancel_requested, namespace, submitter, kind, name, key, tags, progress_fraction, progress_message,
                failure_type, failure_message, failure_stack, settings, input, checkpoint
            FROM gone),
        counted AS (
            INSERT INTO spawner.tally (tasks, phase, namespace)
            SELECT -1, phase, namespace FROM gone UNION ALL SELECT 1, 5, namespace FROM gone)
        SELECT w.id INTO cancelled FROM waiting w;
        is_taken := NOT EXISTS (SELECT FROM spawner.live l WHERE l.id = former);
    END IF;

    IF is_taken THEN
        UPDATE spawner.taken_key k SET task = taker, held_until = until WHERE k.namespace = wanted_namespace AND k.key = wanted_key;
    END IF;
END $$;
