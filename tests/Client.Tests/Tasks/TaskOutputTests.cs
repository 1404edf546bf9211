using Orleans.Runtime;
using Spawner.Client.Tests.Scripted;

namespace Spawner.Client.Tests.Tasks;

/// <summary>How handles read what tasks write.</summary>
public sealed class TaskOutputTests : IDisposable
{
    private readonly ScriptedClient _sut = new();
    private readonly List<(long From, TimeSpan Wait)> _asked = [];

    public void Dispose() => _sut.Dispose();

    [Fact]
    public async Task ReadOutputAsync_OfAPosition_AsksOnceAndDoesNotWait()
    {
        Answer(Part(7, "text"));

        var part = await Handle().ReadOutputAsync(7, ScriptedClient.Cancel);

        Assert.Equal("text", part.Text);
        Assert.Equal([(7L, TimeSpan.Zero)], _asked);
    }

    [Fact]
    public async Task FollowOutputAsync_UntilTheEnd_GoesOnWhereTheLastPartEndedAndLeavesOutEmptyOnes()
    {
        Answer(Part(0, "one"), Part(3, ""), Part(10, "two") with { Dropped = 7 }, Part(13, "") with { IsLast = true });

        var parts = await Handle().FollowOutputAsync(cancellationToken: ScriptedClient.Cancel).ToListAsync(ScriptedClient.Cancel);

        Assert.Equal([("one", 0L), ("two", 7L)], parts.Select(part => (part.Text, part.Dropped)));
        Assert.Equal([0, 3, 3, 13], _asked.Select(asked => asked.From));
        Assert.All(_asked, asked => Assert.Equal(TimeSpan.FromSeconds(5), asked.Wait));
    }

    [Fact]
    public async Task FollowOutputAsync_WhenAGatewayStops_AsksAnother()
    {
        var answers = 0;
        _sut.Intake.OnReadOutput = (_, _) => ++answers == 1
            ? Task.FromException<TaskOutputPart?>(new SiloUnavailableException("It stops."))
            : Task.FromResult<TaskOutputPart?>(Part(0, "text") with { IsLast = true });

        var following = Handle().FollowOutputAsync(cancellationToken: ScriptedClient.Cancel).ToListAsync(ScriptedClient.Cancel).AsTask();
        while (!following.IsCompleted)
        {
            _sut.Clock.Advance(TimeSpan.FromMilliseconds(200));
            await Task.Yield();
        }

        Assert.Equal("text", Assert.Single(await following).Text);
    }

    [Fact]
    public async Task ReadOutputAsync_OfAnUnknownTask_SaysSo()
    {
        await Assert.ThrowsAsync<UnknownTaskException>(() => Handle().ReadOutputAsync(cancellationToken: ScriptedClient.Cancel));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Handle().ReadOutputAsync(-1, ScriptedClient.Cancel));
        Assert.Throws<ArgumentOutOfRangeException>(() => Handle().FollowOutputAsync(-1, ScriptedClient.Cancel));
    }

    private TaskHandle Handle() => _sut.Client.GetTask(new TaskId(Guid.CreateVersion7(), ScriptedIntake.Home));

    private void Answer(params TaskOutputPart[] parts)
    {
        var left = new Queue<TaskOutputPart>(parts);
        _sut.Intake.OnReadOutput = (from, wait) =>
        {
            _asked.Add((from, wait));
            return Task.FromResult<TaskOutputPart?>(left.Dequeue());
        };
    }

    private static TaskOutputPart Part(long from, string text) => new() { From = from, Text = text, Next = from + text.Length };
}
