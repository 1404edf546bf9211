using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization.Metadata;

namespace Spawner;

/// <content>What a run leaves behind: output for people, and a checkpoint for the next run.</content>
public partial interface ITaskContext
{
    /// <summary>
    /// Text for whoever looks at the task (<c>TaskHandle.ReadOutputAsync</c>), kept with it. What the handler logs through
    /// <c>ILogger</c> goes there, too, one line for each entry. The last <see cref="SpawnLimits.MaximumOutputBytes"/> are kept;
    /// writing never waits, any thread may write, and what is written after the end of the run is dropped.
    /// </summary>
    TextWriter Output { get; }

    /// <summary>
    /// Leaves a state for the next run of this task, in place of the last one. Of a durable task it returns once the state is
    /// written down; of any other the state is kept in memory, and goes with the task when that moves.
    /// </summary>
    /// <typeparam name="T">Type of the state; written and read as JSON.</typeparam>
    /// <param name="state">The state; at most <see cref="SpawnLimits.MaximumCheckpointBytes"/> of JSON.</param>
    /// <param name="cancellationToken">Gives up waiting; the state may be written down nevertheless.</param>
    /// <exception cref="CheckpointException">It is too large, cannot be written as JSON, or the store does not take it.</exception>
    /// <exception cref="TaskSupersededException">This run is over: another silo has the task, or the task has ended. Return.</exception>
    Task SaveCheckpointAsync<T>(T state, CancellationToken cancellationToken);

    /// <param name="state">The state; at most <see cref="SpawnLimits.MaximumCheckpointBytes"/> of JSON.</param>
    /// <param name="typeInfo">Source-generated JSON contract of the state.</param>
    /// <param name="cancellationToken">Gives up waiting; the state may be written down nevertheless.</param>
    /// <inheritdoc cref="SaveCheckpointAsync{T}(T, CancellationToken)"/>
    Task SaveCheckpointAsync<T>(T state, JsonTypeInfo<T> typeInfo, CancellationToken cancellationToken);

    /// <summary>The state that this run, or the last one that left any, has saved.</summary>
    /// <typeparam name="T">Type of the state.</typeparam>
    /// <param name="state">The state.</param>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="CheckpointException">There is one that cannot be read as this type.</exception>
    bool TryGetCheckpoint<T>([MaybeNullWhen(false)] out T state);

    /// <param name="typeInfo">Source-generated JSON contract of the state.</param>
    /// <param name="state">The state.</param>
    /// <inheritdoc cref="TryGetCheckpoint{T}(out T)"/>
    bool TryGetCheckpoint<T>(JsonTypeInfo<T> typeInfo, [MaybeNullWhen(false)] out T state);
}
