namespace Spawner.Grains.Storage;

/// <summary>What a <see cref="MemoryTaskStore"/> keeps of one owner.</summary>
internal sealed class MemoryOwner(OwnerNumber number, string silo, string name)
{
    public OwnerNumber Number { get; } = number;

    public string Silo { get; } = silo;

    public string Name { get; } = name;

    public DateTimeOffset LeaseUntil { get; set; }

    public TaskOwner At(DateTimeOffset now) => new(Number, Silo, Name, LeaseUntil - now);

    public bool HasLease(DateTimeOffset now) => LeaseUntil > now;
}
