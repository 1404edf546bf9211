-- Membership of Spawner clusters in PostgreSQL, version 1 (SchemaInstaller.Version).
-- Names of tables, columns, query keys and parameters are Orleans' contract. A cluster's version row counts the changes
-- of its members: a write names the version it has read, and is refused when another came first. Each conditional write is
-- one statement, thus atomic: the version row is its lock, and who waited for it finds that the version no longer matches.

CREATE TABLE IF NOT EXISTS SpawnerClusteringSchema (Version integer PRIMARY KEY);

CREATE TABLE IF NOT EXISTS OrleansQuery
(
    QueryKey text PRIMARY KEY,
    QueryText text NOT NULL
);

CREATE TABLE IF NOT EXISTS OrleansMembershipVersionTable
(
    DeploymentId text PRIMARY KEY,
    Timestamp timestamptz NOT NULL DEFAULT now(),
    Version integer NOT NULL DEFAULT 0
);

CREATE TABLE IF NOT EXISTS OrleansMembershipTable
(
    DeploymentId text NOT NULL REFERENCES OrleansMembershipVersionTable,
    Address text NOT NULL,
    Port integer NOT NULL,
    Generation integer NOT NULL,
    SiloName text NOT NULL,
    HostName text NOT NULL,
    Status integer NOT NULL,
    ProxyPort integer,
    SuspectTimes text,
    StartTime timestamptz NOT NULL,
    IAmAliveTime timestamptz NOT NULL,
    PRIMARY KEY (DeploymentId, Address, Port, Generation)
);

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES
('InsertMembershipVersionKey', $query$
    WITH inserted AS (
        INSERT INTO OrleansMembershipVersionTable (DeploymentId) VALUES (@DeploymentId)
        ON CONFLICT DO NOTHING
        RETURNING 1)
    SELECT count(*) FROM inserted
$query$),
('InsertMembershipKey', $query$
    WITH advanced AS (
        UPDATE OrleansMembershipVersionTable
        SET Version = Version + 1, Timestamp = now()
        WHERE DeploymentId = @DeploymentId AND Version = @Version
            AND NOT EXISTS (
                SELECT 1 FROM OrleansMembershipTable
                WHERE DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation)
        RETURNING DeploymentId),
    inserted AS (
        INSERT INTO OrleansMembershipTable
            (DeploymentId, Address, Port, Generation, SiloName, HostName, Status, ProxyPort, StartTime, IAmAliveTime)
        SELECT DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime
        FROM advanced
        RETURNING 1)
    SELECT count(*) FROM inserted
$query$),
-- A silo that suspects another writes what it read: a sign of life that came in between must not be undone.
('UpdateMembershipKey', $query$
    WITH advanced AS (
        UPDATE OrleansMembershipVersionTable
        SET Version = Version + 1, Timestamp = now()
        WHERE DeploymentId = @DeploymentId AND Version = @Version
            AND EXISTS (
                SELECT 1 FROM OrleansMembershipTable
                WHERE DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation)
        RETURNING DeploymentId),
    updated AS (
        UPDATE OrleansMembershipTable member
        SET Status = @Status, SuspectTimes = @SuspectTimes, IAmAliveTime = greatest(member.IAmAliveTime, @IAmAliveTime)
        FROM advanced
        WHERE member.DeploymentId = advanced.DeploymentId
            AND member.Address = @Address AND member.Port = @Port AND member.Generation = @Generation
        RETURNING 1)
    SELECT count(*) FROM updated
$query$),
-- A sign of life is no change of membership: no version.
('UpdateIAmAlivetimeKey', $query$
    UPDATE OrleansMembershipTable
    SET IAmAliveTime = @IAmAliveTime
    WHERE DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation
$query$),
-- Both reads return the version even when there is no member: then one row without a member.
('MembershipReadRowKey', $query$
    SELECT member.Address, member.Port, member.Generation, member.SiloName, member.HostName, member.Status, member.ProxyPort,
        member.SuspectTimes, member.StartTime, member.IAmAliveTime, cluster.Version
    FROM OrleansMembershipVersionTable cluster
    LEFT JOIN OrleansMembershipTable member ON member.DeploymentId = cluster.DeploymentId
        AND member.Address = @Address AND member.Port = @Port AND member.Generation = @Generation
    WHERE cluster.DeploymentId = @DeploymentId
$query$),
('MembershipReadAllKey', $query$
    SELECT member.Address, member.Port, member.Generation, member.SiloName, member.HostName, member.Status, member.ProxyPort,
        member.SuspectTimes, member.StartTime, member.IAmAliveTime, cluster.Version
    FROM OrleansMembershipVersionTable cluster
    LEFT JOIN OrleansMembershipTable member ON member.DeploymentId = cluster.DeploymentId
    WHERE cluster.DeploymentId = @DeploymentId
$query$),
('GatewaysQueryKey', $query$
    SELECT Address, ProxyPort, Generation
    FROM OrleansMembershipTable
    WHERE DeploymentId = @DeploymentId AND Status = @Status AND ProxyPort > 0
$query$),
('DeleteMembershipTableEntriesKey', $query$
    DELETE FROM OrleansMembershipTable WHERE DeploymentId = @DeploymentId;
    DELETE FROM OrleansMembershipVersionTable WHERE DeploymentId = @DeploymentId
$query$),
-- Orleans reads the entries, picks dead ones (6) that changed last before its bound, and deletes each unless it changed since.
('CleanupDefunctSiloEntryKey', $query$
    DELETE FROM OrleansMembershipTable
    WHERE DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation
        AND Status = 6 AND StartTime = @StartTime AND IAmAliveTime = @IAmAliveTime
        AND coalesce(SuspectTimes, '') = coalesce(@SuspectTimes, '')
$query$),
-- Required, and used only where the query above is unknown.
('CleanupDefunctSiloEntriesKey', $query$
    DELETE FROM OrleansMembershipTable
    WHERE DeploymentId = @DeploymentId AND Status = 6 AND StartTime < @IAmAliveTime AND IAmAliveTime < @IAmAliveTime
$query$)
ON CONFLICT (QueryKey) DO UPDATE SET QueryText = excluded.QueryText;
