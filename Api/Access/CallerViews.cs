using Spawner.Api.Tasks;

namespace Spawner.Api.Access;

/// <summary>What a caller is shown of a task: masked where it may not read texts.</summary>
internal static class CallerViews
{
    public static async ValueTask<TaskView> ViewAsync(this Caller caller, TaskSnapshot task) =>
        TaskView.Of(task, withTexts: await caller.MayReadPayloadAsync(task));

    public static async ValueTask<OutcomeView> ViewAsync(this Caller caller, TaskSnapshot task, RawJson? result)
    {
        var withTexts = await caller.MayReadPayloadAsync(task);
        return new OutcomeView(TaskView.Of(task, withTexts), withTexts ? result : null);
    }
}
