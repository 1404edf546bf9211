namespace Spawner.Tests;

/// <summary>What a silo says when it takes tasks (its ready file).</summary>
public sealed record SiloReady(string Name, string SiloAddress, int SiloPort, int GatewayPort, Uri HttpUrl, int Pid);
