namespace Spawner.Storage.Sqlite;

/// <summary>Brings the schema of a file to the version that this assembly knows; the file's write lock lets one process do so at a time.</summary>
internal static class SqliteSchema
{
    public static Task InstallAsync(SqliteFile file, string scripts, string location, CancellationToken cancellationToken) => file.WriteAsync(
        "make the tables of tasks",
        session =>
        {
            session.Run("CREATE TABLE IF NOT EXISTS schema_version (number INTEGER PRIMARY KEY, checksum TEXT NOT NULL) STRICT");
            var applied = session
                .Query("SELECT number, checksum FROM schema_version", row => KeyValuePair.Create(row.GetInt32(0), row.GetString(1)))
                .ToDictionary();
            foreach (var script in SchemaCheck.Missing(EmbeddedScripts.Of(scripts), applied, location))
            {
                session.Run(script.Text);
                session.Execute("INSERT INTO schema_version (number, checksum) VALUES (?1, ?2)", script.Number, script.Checksum);
            }

            return true;
        },
        cancellationToken);
}
