namespace Spawner.Storage.PostgreSql;

/// <content>What only a store knows of.</content>
internal readonly partial struct Statement
{
    public Statement With(OwnerNumber owner) => With(owner.Value);
}
