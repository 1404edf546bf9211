-- Leases of the silos of one machine, in a file of their own: a silo that is stopped while it writes about tasks does not keep
-- the others from renewing theirs. A lease that has ended never comes back: only one with has_lease = 1 is renewed.

CREATE TABLE lease
(
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    silo TEXT NOT NULL,
    name TEXT NOT NULL,
    has_lease INTEGER NOT NULL DEFAULT 1,
    lease_until INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX lease_silo ON lease (silo) WHERE has_lease = 1;
