using Spawner.Silo.Configuration;
using Spawner.Tests;

namespace Spawner.Silo.Tests.Configuration;

public class ConfigurationDocumentTests
{
    [Fact]
    public async Task Document_HasARowForEverySetting()
    {
        var document = await File.ReadAllTextAsync(BuiltHost.Source("docs/configuration.md"), TestContext.Current.CancellationToken);
        var missing = ConfigurationHostBuilderExtensions.Sections
            .SelectMany(section => section.Options.GetProperties().Select(property => $"`{section.Path}:{property.Name}"))
            .Where(key => !document.Contains(key, StringComparison.Ordinal));

        Assert.Empty(missing);
    }
}
