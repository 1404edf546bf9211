namespace Spawner.Silo.Configuration;

/// <summary>A section of the configuration and the options that are bound from it.</summary>
internal sealed record SettingsSection(string Path, Type Options);
