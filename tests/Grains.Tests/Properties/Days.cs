using CsCheck;

namespace Spawner.Grains.Tests.Properties;

/// <summary>What happens to a cluster.</summary>
internal enum Deed
{
    Spawn,
    EndHandler,
    LetGo,
    Relocate,
    Publish,
    Deliver,
    DeliverMove,
    HearOfMembers,
    Drain,
    Resume,
    Leave,
    Join,
    PassTime,

    // From here on faults.
    LoseMessage,
    DoubleMessage,
    Kill,
    PassLongTime,
}

/// <summary>One of them, and a number from which it draws its details.</summary>
internal readonly record struct Step(Deed Deed, int Number)
{
    public override string ToString() => $"{Deed}({Number})";
}

/// <summary>What may happen to a cluster, one after another.</summary>
internal static class Days
{
    /// <summary>Without faults.</summary>
    public static Gen<Step[]> Calm { get; } = Before(Deed.LoseMessage);

    /// <summary>With all of them.</summary>
    public static Gen<Step[]> Rough { get; } = Before(Deed.PassLongTime + 1);

    public static string Print(Step[] day) => string.Join(' ', day);

    private static Gen<Step[]> Before(Deed end)
    {
        // Much is spawned, delivered and handed over for each silo that goes or comes.
        (int, Deed)[] all =
        [
            (6, Deed.Spawn), (8, Deed.EndHandler), (2, Deed.LetGo), (16, Deed.Relocate), (4, Deed.Publish), (20, Deed.Deliver), (20, Deed.DeliverMove), (2, Deed.HearOfMembers),
            (8, Deed.Drain), (12, Deed.Resume), (1, Deed.Leave), (2, Deed.Join), (4, Deed.PassTime),
            (3, Deed.LoseMessage), (3, Deed.DoubleMessage), (2, Deed.Kill), (1, Deed.PassLongTime),
        ];
        return Gen.Select(
            Gen.Frequency([.. all.Where(deed => deed.Item2 < end).Select(deed => (deed.Item1, Gen.Const(deed.Item2)))]),
            Gen.Int[0, 9999],
            (deed, number) => new Step(deed, number)).Array[20, 200];
    }
}
