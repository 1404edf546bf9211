namespace Spawner.Cli.Api.Documents;

/// <summary>Why the server refused (RFC 9457).</summary>
internal sealed record Problem
{
    private const string Prefix = "urn:spawner:problem:";

    public string? Type { get; init; }

    public string? Title { get; init; }

    public int? Status { get; init; }

    public string? Detail { get; init; }

    public IReadOnlyList<string>? Errors { get; init; }

    public double? RetryAfterSeconds { get; init; }

    /// <summary>The last word of <see cref="Type"/>.</summary>
    public string Name() => Type is not null && Type.StartsWith(Prefix, StringComparison.Ordinal) ? Type[Prefix.Length..] : "";

    /// <summary>Whether the server only had no room for it now, and has done nothing.</summary>
    public bool IsBusy() => Name() is "cluster-busy" or "too-many-requests";

    /// <summary>What is wrong, for people: all errors of the request, a line each.</summary>
    public string Text()
    {
        var head = Detail ?? Title ?? (Status is { } status ? $"The server answered {status}." : "The server refused.");
        var errors = Errors?.Where(error => error != head).ToList() ?? [];
        return errors.Count == 0 ? head : string.Join("\n  ", [head, .. errors]);
    }
}
