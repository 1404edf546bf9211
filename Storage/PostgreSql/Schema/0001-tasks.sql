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
    started_at timestamptz,
    output_end bigint NOT NULL DEFAULT 0,
    run integer NOT NULL,
    failures integer NOT NULL DEFAULT 0,
    crashes integer NOT NULL DEFAULT 0,
    losses integer NOT NULL DEFAULT 0,
    interruptions integer NOT NULL DEFAULT 0,
    -- Number of the last piece of output of this run.
    output_number integer NOT NULL DEFAULT 0,
    phase smallint NOT NULL,
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
CREATE UNIQUE INDEX live_key ON spawner.live (namespace, key) WHERE key IS NOT NULL;

-- Tasks that have ended, partitioned by the time in their ids; the partitions are made ahead, day by day.
CREATE TABLE spawner.history
(
    id uuid NOT NULL,
    ended_by bigint NOT NULL,
    submitted_at timestamptz NOT NULL,
    due_at timestamptz,
    started_at timestamptz,
    ended_at timestamptz NOT NULL,
    output_end bigint NOT NULL,
    run integer NOT NULL,
    failures integer NOT NULL,
    crashes integer NOT NULL,
    losses integer NOT NULL,
    interruptions integer NOT NULL,
    phase smallint NOT NULL,
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

-- Filters of a listing that match few tasks; those that match many find a page by the primary key.
CREATE INDEX history_kind ON spawner.history (kind, id);
CREATE INDEX history_unsuccessful ON spawner.history (phase, id) WHERE phase <> 3;
CREATE INDEX history_key ON spawner.history (key, id) WHERE key IS NOT NULL;
CREATE INDEX history_tags ON spawner.history USING gin (tags jsonb_path_ops) WHERE tags IS NOT NULL;

-- Tasks are kept in the order in which they end, and silos have rising numbers: a summary of each stretch of the table is enough to
-- find the tasks of a silo and the oldest ends, and costs the writers nothing.
CREATE INDEX history_ends ON spawner.history USING brin (ended_at, ended_by) WITH (pages_per_range = 32, autosummarize = on);
CREATE INDEX history_unsuccessful_ends ON spawner.history (phase, ended_at) WHERE phase <> 3;

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
