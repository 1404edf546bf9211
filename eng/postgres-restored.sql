-- Once, after a database with durable tasks was restored from a backup, and before the first silo uses it:
--     psql --set=ON_ERROR_STOP=1 --file=eng/postgres-restored.sql DATABASE
-- The tasks go on with the silos that start then.

BEGIN;

-- None of the silos that the backup knows owns anything any more.
UPDATE spawner.owner SET has_lease = false;

-- Those that registered after it was taken are not in it: their numbers must not be given again.
SELECT setval(pg_get_serial_sequence('spawner.owner', 'number'), (SELECT coalesce(max(number), 0) FROM spawner.owner) + 1000000);

COMMIT;
