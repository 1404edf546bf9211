namespace Spawner.Client.PostgreSql;

/// <summary>What a spawn within a transaction cannot do, besides what no spawn can. Pure.</summary>
internal static class TransactionRules
{
    public static IEnumerable<string> Validate(TaskKind kind, SpawnOptions? options)
    {
        if (!(options?.Durable ?? kind.IsDurable))
        {
            yield return $"Tasks of kind '{kind.Name}' are not durable, and only the store takes part in a transaction. Accepted: a durable kind, or Durable = true.";
        }

        if (options?.Key is { OnConflict: KeyConflictAction.Replace } key)
        {
            yield return $"The key '{key.Value}' is to replace its holder, which may wait on a silo that hears nothing of this transaction. Accepted: "
                + $"{nameof(KeyConflictAction.ReturnExisting)}, {nameof(KeyConflictAction.Reject)}.";
        }
    }
}
