using Spawner.Grains.Execution;
using Spawner.Grains.Notes;
using Spawner.Grains.Storage;

namespace Spawner.Grains.Intake;

/// <content>What tasks have written: it is where they are, or were at their end; of durable ones the store has it, too.</content>
internal sealed partial class TaskLocator
{
    /// <returns>The part, which is empty if nothing came in time; <see langword="null"/> if the task's home lives and does not know it.</returns>
    public async Task<TaskOutputPart?> ReadOutputAsync(TaskId id, long from, TimeSpan wait)
    {
        from = Math.Max(0, from);
        wait = TimeSpan.FromTicks(Math.Clamp(wait.Ticks, 0, OutputReader.MaximumWait.Ticks));
        var isHomeDead = id.Home is { } home && await members.IsDeadAsync(home);
        return await AskSilosForOutputAsync(id, from, wait, isHomeDead)
            ?? await ReadFromStoreAsync(id, from, wait)
            ?? (isHomeDead ? OutputParts.Nothing(from, isLast: true) : null);
    }

    private Task<TaskOutputPart?> AskSilosForOutputAsync(TaskId id, long from, TimeSpan wait, bool isHomeDead) =>
        id.Home is { } home && !isHomeDead
            ? peers.Of(home).ReadOutputAsync(id, from, wait, forward: true)
            : AskEveryoneForOutputAsync(id, from, wait);

    private async Task<TaskOutputPart?> AskEveryoneForOutputAsync(TaskId id, long from, TimeSpan wait)
    {
        var answers = await Task.WhenAll(members.Live.Select(silo => peers.Of(silo).ReadOutputAsync(id, from, wait, forward: false)));
        return Array.Find(answers, answer => answer is not null);
    }

    /// <summary>No silo knows it: it has ended long ago, or is on its way to another silo.</summary>
    private async Task<TaskOutputPart?> ReadFromStoreAsync(TaskId id, long from, TimeSpan wait)
    {
        if (await storedOutput.FindAsync(id.Unique) is not { } task)
        {
            return null;
        }

        if (OwnerOf(task) is { } owner && await peers.Of(owner).ReadOutputAsync(id, from, wait, forward: false) is { } answer)
        {
            return answer;
        }

        var part = await storedOutput.ReadAsync(id.Unique, from, task.Phase.IsTerminal());
        if (part is { IsEmpty: true, IsLast: false })
        {
            await outputs.PauseAsync(wait);
        }

        return part;
    }
}
