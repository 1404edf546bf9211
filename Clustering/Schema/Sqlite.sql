-- Membership of Spawner clusters in SQLite, version 1 (SchemaInstaller.Version).
-- Names of tables, columns, query keys and parameters are Orleans' contract. A cluster's version row counts the changes
-- of its members: a write names the version it has read, and is refused when another came first. Each conditional write
-- takes the file's write lock before it reads anything, so nothing comes between its two statements; changes() in the second
-- tells what the first one did.
-- Times are text in a form that sorts by time.

CREATE TABLE IF NOT EXISTS SpawnerClusteringSchema (Version INTEGER PRIMARY KEY) STRICT;

CREATE TABLE IF NOT EXISTS OrleansQuery
(
    QueryKey TEXT PRIMARY KEY NOT NULL,
    QueryText TEXT NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS OrleansMembershipVersionTable
(
    DeploymentId TEXT PRIMARY KEY NOT NULL,
    Version INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE IF NOT EXISTS OrleansMembershipTable
(
    DeploymentId TEXT NOT NULL,
    Address TEXT NOT NULL,
    Port INTEGER NOT NULL,
    Generation INTEGER NOT NULL,
    SiloName TEXT NOT NULL,
    HostName TEXT NOT NULL,
    Status INTEGER NOT NULL,
    ProxyPort INTEGER,
    SuspectTimes TEXT,
    StartTime TEXT NOT NULL,
    IAmAliveTime TEXT NOT NULL,
    PRIMARY KEY (DeploymentId, Address, Port, Generation)
) STRICT;

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES
('InsertMembershipVersionKey', '
    BEGIN IMMEDIATE;
    INSERT INTO OrleansMembershipVersionTable (DeploymentId) VALUES (@DeploymentId)
    ON CONFLICT DO NOTHING;
    SELECT changes();
    COMMIT
'),
('InsertMembershipKey', '
    BEGIN IMMEDIATE;
    INSERT INTO OrleansMembershipTable
        (DeploymentId, Address, Port, Generation, SiloName, HostName, Status, ProxyPort, StartTime, IAmAliveTime)
    SELECT DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime
    FROM OrleansMembershipVersionTable
    WHERE DeploymentId = @DeploymentId AND Version = @Version
    ON CONFLICT DO NOTHING;
    UPDATE OrleansMembershipVersionTable
    SET Version = Version + 1
    WHERE changes() > 0 AND DeploymentId = @DeploymentId AND Version = @Version;
    SELECT changes();
    COMMIT
'),
-- A silo that suspects another writes what it read: a sign of life that came in between must not be undone.
('UpdateMembershipKey', '
    BEGIN IMMEDIATE;
    UPDATE OrleansMembershipTable
    SET Status = @Status, SuspectTimes = @SuspectTimes, IAmAliveTime = max(IAmAliveTime, @IAmAliveTime)
    WHERE DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation
        AND EXISTS (
            SELECT 1 FROM OrleansMembershipVersionTable
            WHERE DeploymentId = @DeploymentId AND Version = @Version);
    UPDATE OrleansMembershipVersionTable
    SET Version = Version + 1
    WHERE changes() > 0 AND DeploymentId = @DeploymentId AND Version = @Version;
    SELECT changes();
    COMMIT
'),
-- A sign of life is no change of membership: no version.
('UpdateIAmAlivetimeKey', '
    UPDATE OrleansMembershipTable
    SET IAmAliveTime = @IAmAliveTime
    WHERE DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation
'),
-- Both reads return the version even when there is no member: then one row without a member.
('MembershipReadRowKey', '
    SELECT member.Address, member.Port, member.Generation, member.SiloName, member.HostName, member.Status, member.ProxyPort,
        member.SuspectTimes, member.StartTime, member.IAmAliveTime, cluster.Version
    FROM OrleansMembershipVersionTable cluster
    LEFT JOIN OrleansMembershipTable member ON member.DeploymentId = cluster.DeploymentId
        AND member.Address = @Address AND member.Port = @Port AND member.Generation = @Generation
    WHERE cluster.DeploymentId = @DeploymentId
'),
('MembershipReadAllKey', '
    SELECT member.Address, member.Port, member.Generation, member.SiloName, member.HostName, member.Status, member.ProxyPort,
        member.SuspectTimes, member.StartTime, member.IAmAliveTime, cluster.Version
    FROM OrleansMembershipVersionTable cluster
    LEFT JOIN OrleansMembershipTable member ON member.DeploymentId = cluster.DeploymentId
    WHERE cluster.DeploymentId = @DeploymentId
'),
('GatewaysQueryKey', '
    SELECT Address, ProxyPort, Generation
    FROM OrleansMembershipTable
    WHERE DeploymentId = @DeploymentId AND Status = @Status AND ProxyPort > 0
'),
('DeleteMembershipTableEntriesKey', '
    BEGIN IMMEDIATE;
    DELETE FROM OrleansMembershipTable WHERE DeploymentId = @DeploymentId;
    DELETE FROM OrleansMembershipVersionTable WHERE DeploymentId = @DeploymentId;
    COMMIT
'),
-- Orleans reads the entries, picks dead ones (6) that changed last before its bound, and deletes each unless it changed since.
('CleanupDefunctSiloEntryKey', '
    DELETE FROM OrleansMembershipTable
    WHERE DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation
        AND Status = 6 AND StartTime = @StartTime AND IAmAliveTime = @IAmAliveTime
        AND coalesce(SuspectTimes, '''') = coalesce(@SuspectTimes, '''')
'),
-- Required, and used only where the query above is unknown.
('CleanupDefunctSiloEntriesKey', '
    DELETE FROM OrleansMembershipTable
    WHERE DeploymentId = @DeploymentId AND Status = 6 AND StartTime < @IAmAliveTime AND IAmAliveTime < @IAmAliveTime
')
ON CONFLICT (QueryKey) DO UPDATE SET QueryText = excluded.QueryText;
