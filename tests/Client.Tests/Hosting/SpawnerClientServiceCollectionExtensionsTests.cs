using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Spawner.Client.Hosting;

namespace Spawner.Client.Tests.Hosting;

public sealed class SpawnerClientServiceCollectionExtensionsTests
{
    [Fact]
    public void AddSpawnerClient_WhenTheSectionIsGiven_BindsItAndThenConfigures()
    {
        using var services = CreateServices(
            new() { ["Spawner:Client:Namespace"] = "reports", ["Spawner:Client:AttemptTimeout"] = "00:00:05" },
            o => o.MaximumOutstandingBatches = 7);

        var options = services.GetRequiredService<IOptions<SpawnerClientOptions>>().Value;

        Assert.Equal(("reports", TimeSpan.FromSeconds(5), 7), (options.Namespace, options.AttemptTimeout, options.MaximumOutstandingBatches));
    }

    [Fact]
    public void AddSpawnerClient_WhenOptionsAreInvalid_ReportsEveryProblem()
    {
        using var services = CreateServices(new() { ["Spawner:Client:Namespace"] = "no spaces", ["Spawner:Client:MaximumOutstandingBatches"] = "65" });

        var failure = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<SpawnerClientOptions>>().Value);

        Assert.Contains("Namespace", failure.Message, StringComparison.Ordinal);
        Assert.Contains("MaximumOutstandingBatches", failure.Message, StringComparison.Ordinal);
    }

    private static ServiceProvider CreateServices(Dictionary<string, string?> settings, Action<SpawnerClientOptions>? configure = null) =>
        new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .AddSpawnerClient(configure)
            .BuildServiceProvider();
}
