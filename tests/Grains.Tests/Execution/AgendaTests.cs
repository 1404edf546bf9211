using Microsoft.Extensions.Time.Testing;
using Spawner.Contracts;
using Spawner.Grains.Execution;

namespace Spawner.Grains.Tests.Execution;

public sealed class AgendaTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly Agenda _agenda;
    private int _rings;

    public AgendaTests() => _agenda = new Agenda(_clock, () => _rings++, (entry, _) => entry.Place == TaskPlace.Ended);

    public void Dispose() => _agenda.Dispose();

    [Fact]
    public void TryTakeDue_AsTimePasses_GivesWhatIsDue_TheFirstFirst()
    {
        var (late, soon) = (Entry(), Entry());
        _agenda.Add(late, AgendaItem.TotalTimeout, TimeSpan.FromSeconds(2));
        _agenda.Add(soon, AgendaItem.Start, TimeSpan.FromSeconds(1));

        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((true, soon, AgendaItem.Start), Take());
        Assert.Equal((false, null, default), Take());
        Assert.Equal(1, _rings);

        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((true, late, AgendaItem.TotalTimeout), Take());
        Assert.Equal(2, _rings);
    }

    [Fact]
    public void Add_OfSomethingSooner_RingsSooner()
    {
        _agenda.Add(Entry(), AgendaItem.TotalTimeout, TimeSpan.FromHours(1));
        _agenda.Add(Entry(), AgendaItem.Start, TimeSpan.FromSeconds(1));

        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(1, _rings);
    }

    [Fact]
    public void Add_FurtherAheadThanATimerCanBeSet_RingsInTheEnd()
    {
        var entry = Entry();
        _agenda.Add(entry, AgendaItem.TotalTimeout, TimeSpan.FromDays(365));

        for (var day = 1; day <= 364; day++)
        {
            _clock.Advance(TimeSpan.FromDays(1));
            Assert.False(Take().Found);
        }

        _clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal((true, entry, AgendaItem.TotalTimeout), Take());
    }

    [Fact]
    public void Add_OfMany_LetsGoOfThoseThatAreOver()
    {
        var ended = AddAndEnd();

        for (var i = 0; i < 3000; i++)
        {
            _agenda.Add(Entry(), AgendaItem.TotalTimeout, TimeSpan.FromDays(1));
        }

        GC.Collect();
        Assert.False(ended.IsAlive);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private WeakReference AddAndEnd()
    {
        var entry = Entry();
        _agenda.Add(entry, AgendaItem.TotalTimeout, TimeSpan.FromDays(1));
        entry.Place = TaskPlace.Ended;
        return new WeakReference(entry);
    }

    private (bool Found, TaskEntry? Entry, AgendaItem Item) Take() => (_agenda.TryTakeDue(out var entry, out var item), entry, item);

    private static TaskEntry Entry() => new(
        new TaskId(Guid.NewGuid()),
        new TaskSpec { Unique = Guid.NewGuid(), Template = new TaskTemplate { Kind = "k" }, Input = default },
        new Submission("n", "s", DateTimeOffset.UnixEpoch, SiloAddress.New(System.Net.IPAddress.Loopback, 1, 1), Decision: 0),
        weight: 1,
        run: 1);
}
