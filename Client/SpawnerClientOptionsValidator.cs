using Microsoft.Extensions.Options;

namespace Spawner.Client;

/// <summary>Holds the options against the ranges that their properties state; reports every problem at once.</summary>
[OptionsValidator]
internal sealed partial class SpawnerClientOptionsValidator : IValidateOptions<SpawnerClientOptions>;
