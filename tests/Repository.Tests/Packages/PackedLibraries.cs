using System.IO.Compression;
using System.Security.Cryptography;
using System.Xml.Linq;
using Spawner.Repository.Tests.Processes;
using Spawner.Tests;

namespace Spawner.Repository.Tests.Packages;

/// <summary>The libraries as packages, under a version of their own, in a temporary folder with a program that uses them.</summary>
public sealed class PackedLibraries : IAsyncLifetime
{
    /// <summary>Projects that are packed, and what their packages are called.</summary>
    public static readonly IReadOnlyDictionary<string, string> Projects = new Dictionary<string, string>
    {
        ["Api"] = "Spawner.Api",
        ["Client"] = "Spawner.Client",
        ["Client.PostgreSql"] = "Spawner.Client.PostgreSql",
        ["Clustering"] = "Spawner.Clustering",
        ["Grains"] = "Spawner.Grains",
        ["Grains.Abstractions"] = "Spawner.Grains.Abstractions",
    };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("spawner-packages-");

    public string Version { get; } = $"1.0.0-test.{RandomNumberGenerator.GetHexString(8, lowercase: true)}";

    /// <summary>The program's folder; the packages are in a folder below it.</summary>
    public string Consumer => _folder.FullName;

    /// <summary>Configuration of this test, in which the libraries are built already.</summary>
    public static string Configuration { get; } = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    private string Packed => Path.Combine(Consumer, "packed");

    public async ValueTask InitializeAsync()
    {
        foreach (var file in Directory.GetFiles(BuiltHost.Source("tests/Repository.Tests/Packages/Consumer")))
        {
            File.Copy(file, Path.Combine(Consumer, Path.GetFileName(file)));
        }

        foreach (var project in Projects.Keys)
        {
            await DotNetCommand.RunAsync(
                BuiltHost.Source(project),
                ["pack", "--no-build", "--configuration", Configuration, "--output", Packed, $"-p:PackageVersion={Version}"]);
        }
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>Files that were packed.</summary>
    public IEnumerable<string> Files => Directory.GetFiles(Packed).Select(file => Path.GetFileName(file)!);

    /// <summary>What is in a package, and what it says of itself.</summary>
    public async Task<(IReadOnlyList<string> Entries, XElement Metadata)> ReadAsync(string package, CancellationToken cancellationToken)
    {
        await using var archive = await ZipFile.OpenReadAsync(Path.Combine(Packed, $"{package}.{Version}.nupkg"), cancellationToken);
        await using var manifest = await archive.GetEntry($"{package}.nuspec")!.OpenAsync(cancellationToken);
        var document = await XDocument.LoadAsync(manifest, LoadOptions.None, cancellationToken);
        return ([.. archive.Entries.Select(entry => entry.FullName)], document.Root!.Elements().Single(element => element.Name.LocalName == "metadata"));
    }
}
