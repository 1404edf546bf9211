using Npgsql;

namespace Spawner.Client.PostgreSql.Tests;

/// <summary>A user of a database's server, without any right, as long as it is needed.</summary>
internal sealed class DatabaseUser : IAsyncDisposable
{
    private readonly NpgsqlDataSource database;

    private DatabaseUser(NpgsqlDataSource database, string name)
    {
        this.database = database;
        Name = $"{name}_{Guid.NewGuid():N}";
        ConnectionString = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = Name, Password = Name, Pooling = false }.ConnectionString;
    }

    public string Name { get; }

    public string ConnectionString { get; }

    public static async Task<DatabaseUser> CreateAsync(NpgsqlDataSource database, string name)
    {
        var user = new DatabaseUser(database, name);
        await user.ExecuteAsync($"CREATE ROLE {user.Name} LOGIN PASSWORD '{user.Name}'");
        return user;
    }

    public async ValueTask DisposeAsync() => await ExecuteAsync($"DROP OWNED BY {Name}; DROP ROLE {Name}");

    private async Task ExecuteAsync(string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
