using System.Security.Cryptography;
using Microsoft.Extensions.Hosting;

namespace Spawner.Api.Access;

/// <summary>The one token of the token file, if there is one: whoever can read that file administers the cluster.</summary>
internal sealed partial class LocalTokenSource(IOptions<SpawnerApiOptions> options, ILogger<LocalTokenSource> logger) : ITokenSource, IHostedService
{
    public const string Name = "local";

    private readonly SpawnerCredential _credential =
        new(Name, options.Value.TokenNamespace, SpawnerRoles.Admin, new HashSet<string> { SpawnerScopes.ReadPayload, SpawnerScopes.AllNamespaces });

    private volatile byte[]? _hash;

    public ValueTask<SpawnerCredential?> FindAsync(string token, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_hash is { } hash && CryptographicOperations.FixedTimeEquals(KeyText.HashOf(token), hash) ? _credential : null);

    /// <exception cref="OptionsValidationException">The file cannot be read or made.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.TokenFile is { } path)
        {
            var (token, isNew) = ReadOrCreate(path);
            _hash = KeyText.HashOf(token);
            LogToken(path);
            if (isNew)
            {
                // Not logged: logs are kept, and go to collectors.
                Console.WriteLine($"API token, made for {path} and shown this once: {token}");
            }
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static (string Token, bool IsNew) ReadOrCreate(string path)
    {
        try
        {
            return TokenFile.ReadOrCreate(path);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new OptionsValidationException(
                nameof(SpawnerApiOptions.TokenFile),
                typeof(SpawnerApiOptions),
                [$"{SpawnerApiOptions.SectionName}:{nameof(SpawnerApiOptions.TokenFile)}: found '{path}'. Accepted: a file that this user alone may read, or a folder to make it in ({refused.Message})."]);
        }
    }

    [LoggerMessage(LogLevel.Information, "The API takes the token in {TokenFile}")]
    private partial void LogToken(string tokenFile);
}
