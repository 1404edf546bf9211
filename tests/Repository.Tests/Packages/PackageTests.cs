using System.Xml.Linq;
using Spawner.Repository.Tests.Processes;

namespace Spawner.Repository.Tests.Packages;

[Collection(Builds.Name)]
public sealed class PackageTests(PackedLibraries packed) : IClassFixture<PackedLibraries>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Packages => [.. PackedLibraries.Projects.Values];

    [Fact]
    public void Pack_OfTheLibraries_MakesAPackageAndSymbolsOfEach() => Assert.Equal(
        PackedLibraries.Projects.Values.SelectMany(id => new[] { $"{id}.{packed.Version}.nupkg", $"{id}.{packed.Version}.snupkg" }).Order(StringComparer.Ordinal),
        packed.Files.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Packages))]
    public async Task Package_OfALibrary_SaysWhatItIs(string package)
    {
        var (entries, metadata) = await packed.ReadAsync(package, Cancel);

        Assert.Equal(package, Value(metadata, "id"));
        Assert.InRange(Value(metadata, "description")!.Length, 40, 300);
        Assert.NotEqual("Package Description", Value(metadata, "description"));
        Assert.Equal("Spawner contributors", Value(metadata, "authors"));
        Assert.Equal(("expression", "MIT"), ((string?)Element(metadata, "license")!.Attribute("type"), Value(metadata, "license")));
        Assert.Equal("README.md", Value(metadata, "readme"));
        Assert.Equal(
            ["README.md", $"lib/net10.0/{package}.dll", $"lib/net10.0/{package}.xml"],
            entries.Where(entry => entry == "README.md" || entry.StartsWith("lib/", StringComparison.Ordinal)).Order(StringComparer.Ordinal));

        // Wherever the repository is kept, its packages are the same.
        Assert.Null(Element(metadata, "repository")?.Attribute("url"));
        Assert.Null(Element(metadata, "projectUrl"));
    }

    [Theory]
    [InlineData("Spawner.Grains.Abstractions")]
    [InlineData("Spawner.Clustering")]
    [InlineData("Spawner.Grains", "Spawner.Grains.Abstractions")]
    [InlineData("Spawner.Client", "Spawner.Clustering", "Spawner.Grains.Abstractions")]
    [InlineData("Spawner.Api", "Spawner.Client")]
    [InlineData("Spawner.Client.PostgreSql", "Spawner.Client")]
    public async Task Package_OfALibrary_NeedsTheLibrariesBelowItAndNoTools(string package, params string[] expected)
    {
        var (_, metadata) = await packed.ReadAsync(package, Cancel);
        var needs = metadata.Descendants().Where(element => element.Name.LocalName == "dependency").ToList();

        var own = needs.Where(need => IdOf(need).StartsWith("Spawner.", StringComparison.Ordinal)).ToList();

        Assert.Equal(expected, own.Select(IdOf).Order(StringComparer.Ordinal));
        Assert.All(own, need => Assert.Equal(packed.Version, (string?)need.Attribute("version")));
        Assert.DoesNotContain(needs, need => IdOf(need).Contains("CodeAnalysis", StringComparison.Ordinal));

        // Orleans' code generator is for those who define serialisable types: they reference Microsoft.Orleans.Sdk themselves.
        Assert.All(
            needs.Where(need => IdOf(need).StartsWith("Microsoft.Orleans.", StringComparison.Ordinal)),
            need => Assert.Contains("Analyzers", (string?)need.Attribute("exclude"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Consumer_ThatReferencesThePackagesOnly_BuildsWithoutAWarningAndRunsATask()
    {
        // A cache of its own, so that the machine's never sees these versions; what is in that one is not fetched again.
        var cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

        await DotNetCommand.RunAsync(
            packed.Consumer,
            ["build", "--output", "out", $"-p:SpawnerVersion={packed.Version}", $"-p:RestoreFallbackFolders={cache}"],
            [new("NUGET_PACKAGES", Path.Combine(packed.Consumer, "cache"))]);
        var printed = await DotNetCommand.RunAsync(packed.Consumer, [Path.Combine("out", "Consumer.dll")]);

        Assert.Equal("result: dekcap", printed.Trim());
    }

    private static string IdOf(XElement dependency) => (string)dependency.Attribute("id")!;

    private static string? Value(XElement metadata, string name) => Element(metadata, name)?.Value;

    private static XElement? Element(XElement metadata, string name) => metadata.Elements().SingleOrDefault(element => element.Name.LocalName == name);
}
