using System.Globalization;
using Spawner.Torture.Breaks;

namespace Spawner.Torture.Running;

/// <summary>The command line of a run.</summary>
internal sealed record Arguments
{
    public const string Help =
        "usage: Spawner.Torture [--profile smoke|standard|long] [--seed N] [--store postgres|sqlite] [--break RULE] | --break-all [--seed N] | --list-breaks";

    public required TortureSettings Settings { get; init; }

    public required int Seed { get; init; }

    public bool ListsBreaks { get; init; }

    public bool BreaksAll { get; init; }

    /// <exception cref="ArgumentException">Something is not accepted.</exception>
    public static Arguments Parse(string[] args)
    {
        var (profile, seed, seeded, store, all, list) = ("smoke", 1, (Break?)null, "postgres", false, false);
        var left = new Queue<string>(args);
        while (left.TryDequeue(out var option))
        {
            switch (option)
            {
                case "--profile":
                    profile = Value(option, left);
                    break;
                case "--seed":
                    seed = int.TryParse(Value(option, left), CultureInfo.InvariantCulture, out var number)
                        ? number
                        : throw new ArgumentException($"--seed is no number. Accepted: a whole number. {Help}");
                    break;
                case "--store":
                    store = Value(option, left);
                    break;
                case "--break":
                    seeded = Break.Find(Value(option, left));
                    break;
                case "--break-all":
                    all = true;
                    break;
                case "--list-breaks":
                    list = true;
                    break;
                default:
                    throw new ArgumentException($"'{option}' is not known. {Help}");
            }
        }

        if (store is not ("postgres" or "sqlite") || (store == "sqlite" && (seeded is not null || all)))
        {
            throw new ArgumentException($"--store {store} is not accepted. Accepted: postgres, and without a seeded bug sqlite. {Help}");
        }

        var settings = seeded is null ? Profiles.Find(profile, seed, isSqlite: store == "sqlite") : Profiles.For(seeded, seed);
        return new Arguments { Settings = settings, Seed = seed, BreaksAll = all, ListsBreaks = list };
    }

    private static string Value(string option, Queue<string> left) =>
        left.TryDequeue(out var value) ? value : throw new ArgumentException($"{option} needs a value. {Help}");
}
