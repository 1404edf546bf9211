using Spawner.Storage.Tests.Histories;

namespace Spawner.Storage.Tests.Faults;

/// <summary>A store that several silos share, and that fails once when it is told to: at the nth call of one verb from then on.</summary>
internal sealed class ArmedTaskStore(ITaskStore inner) : TaskStoreDecorator(inner)
{
    private readonly Lock gate = new();
    private Fault? armed;

    /// <summary>Makes the nth call of a verb fail, from 1.</summary>
    /// <returns>Comes to its end when that call has failed.</returns>
    public Task Arm(string verb, int number, FaultPoint point)
    {
        lock (gate)
        {
            armed = new Fault(verb, point) { Left = number };
            return armed.Met.Task;
        }
    }

    public void Disarm()
    {
        lock (gate)
        {
            armed = null;
        }
    }

    protected override async Task<T> CallAsync<T>(Func<Task<T>> verb, string name = "")
    {
        if (TakeDue(name) is not { } fault)
        {
            return await verb();
        }

        if (fault.Point == FaultPoint.AfterCommitBeforeReturn)
        {
            await verb();
        }

        fault.Met.SetResult();
        throw new TaskStoreException($"{name} was made to fail.", isTransient: true);
    }

    private Fault? TakeDue(string verb)
    {
        lock (gate)
        {
            if (armed?.Verb != verb || --armed.Left > 0)
            {
                return null;
            }

            var due = armed;
            armed = null;
            return due;
        }
    }

    private sealed record Fault(string Verb, FaultPoint Point)
    {
        public required int Left { get; set; }

        public TaskCompletionSource Met { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
