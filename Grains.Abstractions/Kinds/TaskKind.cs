using System.Text.Json.Serialization.Metadata;

namespace Spawner;

/// <summary>
/// The stable wire name of a handler, with the types of its input and its result. A kind lives in an assembly that
/// clients and silos share; the client never sees the handler, and no type name crosses the wire.
/// </summary>
public abstract class TaskKind
{
    /// <summary>Longest accepted name, in characters.</summary>
    public const int MaximumNameLength = 128;

    private protected TaskKind(string name, IReadOnlyList<string>? aliases, bool isDurable)
    {
        IsDurable = isDurable;
        Name = Checked(name);
        Aliases = aliases is null ? [] : [.. aliases.Select(Checked)];
    }

    /// <summary>The name: letters, digits, '.', '-' and '_', at most 128 of them.</summary>
    public string Name { get; }

    /// <summary>Earlier names under which silos still accept this kind.</summary>
    public IReadOnlyList<string> Aliases { get; }

    /// <summary>Whether its tasks are durable unless their spawn says otherwise; see <see cref="SpawnOptions.Durable"/>.</summary>
    public bool IsDurable { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;

    internal static bool IsValidName(string? name) =>
        name is { Length: > 0 and <= MaximumNameLength } && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');

    private static string Checked(string name) =>
        IsValidName(name)
            ? name
            : throw new ArgumentException(
                $"'{name}' is no name for a task kind. Accepted: 1 to {MaximumNameLength} ASCII letters, digits, '.', '-' and '_', for example 'images.resize'.",
                nameof(name));
}

/// <summary>A kind whose handler takes a <typeparamref name="TInput"/> and returns a <typeparamref name="TResult"/>.</summary>
/// <typeparam name="TInput">Type of the input; written and read as JSON.</typeparam>
/// <typeparam name="TResult">Type of the result; written and read as JSON.</typeparam>
public sealed class TaskKind<TInput, TResult> : TaskKind
{
    /// <summary>Names a kind.</summary>
    /// <param name="name">The stable name: 1 to 128 ASCII letters, digits, '.', '-' and '_'.</param>
    /// <param name="inputInfo">Source-generated JSON contract of the input; by default reflection finds it.</param>
    /// <param name="resultInfo">Source-generated JSON contract of the result; by default reflection finds it.</param>
    /// <param name="aliases">Earlier names under which silos still accept this kind.</param>
    /// <param name="durable">Whether its tasks are durable unless their spawn says otherwise.</param>
    /// <exception cref="ArgumentException">A name is not accepted.</exception>
    public TaskKind(
        string name,
        JsonTypeInfo<TInput>? inputInfo = null,
        JsonTypeInfo<TResult>? resultInfo = null,
        IReadOnlyList<string>? aliases = null,
        bool durable = false)
        : base(name, aliases, durable)
    {
        InputInfo = inputInfo ?? JsonContracts.Of<TInput>();
        ResultInfo = resultInfo ?? JsonContracts.Of<TResult>();
    }

    internal JsonTypeInfo<TInput> InputInfo { get; }

    internal JsonTypeInfo<TResult> ResultInfo { get; }
}
