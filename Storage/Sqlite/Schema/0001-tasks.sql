-- Durable tasks in SQLite. Ids are 16 bytes that sort by time of submission; times are microseconds since 1970 by this machine's
-- clock. Nobody writes at the same time as another, so that tasks need not be moved when they end.

CREATE TABLE task
(
    id BLOB NOT NULL UNIQUE,
    namespace TEXT NOT NULL,
    submitter TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT,
    tags TEXT,
    key TEXT,
    -- Microseconds.
    key_period INTEGER,
    -- How it may end without letting go of its key: 1 succeeded, 2 otherwise, 3 both.
    key_kept INTEGER,
    settings BLOB,
    input BLOB NOT NULL,
    phase INTEGER NOT NULL,
    run INTEGER NOT NULL,
    owner INTEGER NOT NULL,
    -- Who put it back or ended it: it recognises its own repeated write.
    last_owner INTEGER NOT NULL DEFAULT 0,
    failures INTEGER NOT NULL DEFAULT 0,
    crashes INTEGER NOT NULL DEFAULT 0,
    losses INTEGER NOT NULL DEFAULT 0,
    interruptions INTEGER NOT NULL DEFAULT 0,
    submitted_at INTEGER NOT NULL,
    -- From when on it may be claimed.
    ready_at INTEGER NOT NULL,
    due_at INTEGER,
    -- From when on any silo claims it, while nobody owns it.
    expires_at INTEGER,
    -- When it last lived again after an end.
    revived_at INTEGER,
    started_at INTEGER,
    ended_at INTEGER,
    cancel_requested INTEGER NOT NULL DEFAULT 0,
    progress_fraction REAL,
    progress_message TEXT,
    failure_type TEXT,
    failure_message TEXT,
    failure_stack TEXT,
    checkpoint BLOB,
    result BLOB,
    output_end INTEGER NOT NULL DEFAULT 0,
    output_number INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX task_owner ON task (owner, id) WHERE owner <> 0;
CREATE INDEX task_ready ON task (kind, ready_at, id) WHERE owner = 0 AND phase < 2;
CREATE INDEX task_expiry ON task (expires_at, id) WHERE owner = 0 AND phase < 2 AND expires_at IS NOT NULL;

-- Filters of a listing that match few tasks; those that match many find a page by the ids.
CREATE INDEX task_kind ON task (kind, id);
CREATE INDEX task_unsuccessful ON task (phase, id) WHERE phase > 3;
CREATE INDEX task_key ON task (key, id) WHERE key IS NOT NULL;

-- Retention asks for the oldest ends of a phase.
CREATE INDEX task_ended ON task (phase, ended_at) WHERE ended_at IS NOT NULL;

-- The task that took a key last. Whether it still holds it is seen from the task, so that ending one writes nothing here.
CREATE TABLE taken_key
(
    namespace TEXT NOT NULL,
    key TEXT NOT NULL,
    task BLOB NOT NULL,
    held_until INTEGER,
    PRIMARY KEY (namespace, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX taken_key_until ON taken_key (held_until) WHERE held_until IS NOT NULL;

CREATE TABLE output
(
    task BLOB NOT NULL,
    starts_at INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (task, starts_at)
) STRICT;

-- How many tasks there are in each phase, as the writers have counted.
CREATE TABLE tally
(
    namespace TEXT NOT NULL,
    phase INTEGER NOT NULL,
    tasks INTEGER NOT NULL,
    PRIMARY KEY (namespace, phase)
) STRICT, WITHOUT ROWID;

-- Names of the owners; their leases are in the other file.
CREATE TABLE owner (number INTEGER PRIMARY KEY, silo TEXT NOT NULL, name TEXT NOT NULL) STRICT;

CREATE TABLE paused_kind (kind TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
