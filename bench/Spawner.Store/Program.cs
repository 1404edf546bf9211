using System.Globalization;
using Spawner.Bench.Store;
using Spawner.Storage.PostgreSql;
using Spawner.Storage.Sqlite;

// What a store does by itself, without silos; see the usage.
switch (args)
{
    case ["postgres", var connection]:
        await using (var bare = new BareGroupCommit(connection))
        {
            await bare.OpenAsync();
            await Rates.MeasureAsync("bare group commit, insert", () => bare.InsertAsync(Rates.Batch()));
        }

        await using (var store = new PostgreSqlTaskStore(connection, TimeProvider.System))
        {
            await Rates.RunAsync(store);
        }

        return 0;
    case ["sqlite", var folder]:
        await using (var store = new SqliteTaskStore(folder, TimeProvider.System))
        {
            await Rates.RunAsync(store);
        }

        return 0;
    case ["full", var connection, var ended, var waiting]:
        await using (var store = new PostgreSqlTaskStore(connection, TimeProvider.System))
        {
            await FullTables.RunAsync(store, new TableSizes(connection), Number(ended), Number(waiting));
        }

        return 0;
    case ["retention", var connection, var minutes]:
        await using (var store = new PostgreSqlTaskStore(connection, TimeProvider.System))
        {
            await Plateau.RunAsync(store, new TableSizes(connection), TimeSpan.FromMinutes(Number(minutes)));
        }

        return 0;
    default:
        await Console.Error.WriteLineAsync(
            """
            Usage: Spawner.Store MEASUREMENT, on a database or a folder that is empty
              postgres CONNECTION              rates of a writer, beside a bare group commit of the same rows
              sqlite FOLDER                    the same in SQLite files
              full CONNECTION ENDED WAITING    the rate before and after so many tasks are there, the sizes, and pages of a listing
              retention CONNECTION MINUTES     sizes while tasks come at full rate and are forgotten half a minute after their end
            """);
        return 2;
}

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
