using System.Reflection;

namespace Spawner.Cli;

/// <summary>The version of this command.</summary>
internal static class CommandVersion
{
    /// <summary>Without what the build adds to tell sources.</summary>
    public static string Number { get; } =
        (typeof(CommandVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0").Split('+')[0];
}
