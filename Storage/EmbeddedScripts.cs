using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Spawner.Storage;

/// <summary>One step of a schema.</summary>
/// <param name="Number">1, 2, …: the version that the schema has after it.</param>
/// <param name="Text">Its statements.</param>
internal sealed record SchemaScript(int Number, string Text)
{
    /// <summary>Tells whether a script is still the one that was applied.</summary>
    public string Checksum { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text)));
}

/// <summary>The scripts in this assembly: resources named <c>folder/0001-what.sql</c>.</summary>
internal static class EmbeddedScripts
{
    public static IReadOnlyList<SchemaScript> Of(string folder) =>
    [
        .. typeof(EmbeddedScripts).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(folder + "/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => new SchemaScript(int.Parse(name.AsSpan(folder.Length + 1, 4), CultureInfo.InvariantCulture), Read(name))),
    ];

    private static string Read(string name)
    {
        using var reader = new StreamReader(typeof(EmbeddedScripts).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
