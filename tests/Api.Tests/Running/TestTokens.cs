using System.Collections.Concurrent;
using Spawner.Api.Access;

namespace Spawner.Api.Tests.Running;

/// <summary>Tokens that a test gives out.</summary>
internal sealed class TestTokens : ITokenSource
{
    private readonly ConcurrentDictionary<string, SpawnerCredential> _known = new();

    public string Give(string name, SpawnerRoles roles, string taskNamespace = "default", params string[] scopes)
    {
        var token = KeyText.Create();
        _known[token] = new SpawnerCredential(name, taskNamespace, roles, scopes.ToHashSet());
        return token;
    }

    public ValueTask<SpawnerCredential?> FindAsync(string token, CancellationToken cancellationToken) => ValueTask.FromResult(_known.GetValueOrDefault(token));
}
