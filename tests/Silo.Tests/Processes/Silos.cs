using Spawner.Tests;

namespace Spawner.Silo.Tests.Processes;

/// <summary>The program under test.</summary>
internal static class Silos
{
    public static string Dll { get; } = BuiltHost.Find("Silo", "Silo");

    public static Dictionary<string, string?> Settings(params (string Key, string? Value)[] settings) =>
        settings.ToDictionary(setting => setting.Key, setting => setting.Value);
}
