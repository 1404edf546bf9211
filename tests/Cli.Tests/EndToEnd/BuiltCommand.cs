using System.Reflection;

namespace Spawner.Cli.Tests.EndToEnd;

/// <summary>The command as it was built.</summary>
internal static class BuiltCommand
{
    public static string Path { get; } =
        typeof(BuiltCommand).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "CommandPath").Value!;
}
