using Spawner.Client;

namespace Spawner.Cli.Running;

/// <summary>A job that the demo can spread over silos.</summary>
/// <typeparam name="TAnswer">What it finds out.</typeparam>
internal interface IDemoJob<TAnswer>
{
    /// <summary>Its kind, which the silos must offer before the work starts.</summary>
    TaskKind Kind { get; }

    /// <summary>Looks at what there is to do, before any silo is started.</summary>
    /// <exception cref="CommandException">There is nothing to work on.</exception>
    void Prepare();

    /// <summary>Runs a little work on every silo, so that what is measured afterwards is work and not compilation.</summary>
    Task WarmUpAsync(ISpawnerClient client, CancellationToken cancellationToken);

    /// <summary>Spawns the work in pieces and puts their results together.</summary>
    /// <param name="spawner">Spawns the pieces and follows them to their end.</param>
    /// <param name="pieces">About how many pieces to make.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<TAnswer> RunAsync(PieceSpawner spawner, int pieces, CancellationToken cancellationToken);
}
