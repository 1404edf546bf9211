namespace Spawner.Cli.Contexts;

/// <summary>Which cluster a command talks to, and as whom.</summary>
/// <param name="Servers">Its servers.</param>
/// <param name="ServersFrom">What named them.</param>
/// <param name="Token">Tells who asks; <see langword="null"/> for nobody.</param>
/// <param name="TokenFrom">Where the token comes from.</param>
internal sealed record Target(IReadOnlyList<Uri> Servers, string ServersFrom, string? Token, string TokenFrom);

/// <summary>What the user said of the target.</summary>
/// <param name="Urls">The option <c>--url</c>, as often as it was given.</param>
/// <param name="Token">The option <c>--token</c>.</param>
/// <param name="Context">The option <c>--context</c>.</param>
internal sealed record TargetWishes(IReadOnlyList<string> Urls, string? Token, string? Context);
