using Spawner.Contracts;
using Spawner.Grains.Records;
using Spawner.Grains.Storage;

namespace Spawner.Grains.Tests.Records;

public sealed class ChangeRulesTests
{
    [Theory]
    [InlineData(RecordsVerb.Retry, TaskPhase.Failed, null)]
    [InlineData(RecordsVerb.Retry, TaskPhase.Cancelled, null)]
    [InlineData(RecordsVerb.Retry, TaskPhase.Succeeded, LeftAloneReason.Succeeded)]
    [InlineData(RecordsVerb.Retry, TaskPhase.Queued, LeftAloneReason.NotEnded)]
    [InlineData(RecordsVerb.Cancel, TaskPhase.Scheduled, null)]
    [InlineData(RecordsVerb.Cancel, TaskPhase.Running, null)]
    [InlineData(RecordsVerb.Cancel, TaskPhase.Cancelled, LeftAloneReason.AlreadyEnded)]
    [InlineData(RecordsVerb.Discard, TaskPhase.Succeeded, null)]
    [InlineData(RecordsVerb.Discard, TaskPhase.Running, LeftAloneReason.NotEnded)]
    internal void WhyLeftAlone_OfATaskInAPhase_IsTheReason(RecordsVerb verb, TaskPhase phase, LeftAloneReason? expected) =>
        Assert.Equal(expected, ChangeRules.WhyLeftAlone(verb, TaskIn(phase), []));

    [Theory]
    [InlineData("old", null)]
    [InlineData("other", LeftAloneReason.OtherKind)]
    public void WhyLeftAlone_WhenTheNewInputIsOfAKind_ThatKindOnly(string kind, LeftAloneReason? expected) =>
        Assert.Equal(expected, ChangeRules.WhyLeftAlone(RecordsVerb.Retry, TaskIn(TaskPhase.Failed, kind), ["new", "old"]));

    [Theory]
    [InlineData(RecordsVerb.Retry)]
    [InlineData(RecordsVerb.Cancel)]
    [InlineData(RecordsVerb.Discard)]
    internal void DefaultPhases_OfEachVerb_LeaveNoneAlone(RecordsVerb verb) =>
        Assert.All(ChangeRules.DefaultPhases(verb), phase => Assert.Null(ChangeRules.WhyLeftAlone(verb, TaskIn(phase), [])));

    private static StoredTask TaskIn(TaskPhase phase, string kind = "kind") => new()
    {
        Definition = new() { Unique = Guid.CreateVersion7(), Namespace = "n", Submitter = "s", Kind = kind, Input = default },
        Phase = phase,
        Owner = OwnerNumber.Nobody,
        Run = 1,
        SubmittedAt = DateTimeOffset.UnixEpoch,
    };
}
