using System.Collections.Immutable;
using Spawner.Contracts;
using Spawner.Grains.Messages;

namespace Spawner.Grains.Tests.Properties;

/// <content>What each step does.</content>
internal sealed partial class SimulatedCluster
{
    private void Act(Step step)
    {
        var number = step.Number;
        var silo = _live[number % _live.Count];
        switch (step.Deed)
        {
            case Deed.Spawn when !silo.IsLeaving:
                Spawn(silo, 1 + (number / 10 % 6));
                break;
            case Deed.EndHandler when _running.Count > 0:
                End(_running.Order().ElementAt(number % _running.Count), letGo: false);
                break;
            case Deed.LetGo when _running.Where(run => run.Silo.IsLeaving).Order().ToList() is { Count: > 0 } told:
                End(told[number % told.Count], letGo: true);
                break;
            case Deed.Relocate:
                silo.Relocate();
                break;
            case Deed.Publish:
                silo.Publish();
                break;
            case Deed.Deliver when _messages.Count > 0:
                Deliver(Take(number));
                break;
            case Deed.DeliverMove when _messages.Where(m => m.Call.Tasks.Count > 0).ToList() is { Count: > 0 } moves:
                _messages.Remove(moves[number % moves.Count]);
                Deliver(moves[number % moves.Count]);
                break;
            case Deed.HearOfMembers:
                silo.HearOfMembers();
                break;
            case Deed.Drain when !silo.IsLeaving:
                silo.SetDraining(true);
                break;
            case Deed.Resume when !silo.IsLeaving:
                silo.SetDraining(false);
                break;
            case Deed.Leave when _live.Count(s => !s.IsLeaving) > 1:
                silo.Leave();
                break;
            case Deed.Join when _live.Count < MostSilos:
                Join(slots: 1 + (number % 2));
                break;
            case Deed.PassTime:
                PassTime(TimeSpan.FromMilliseconds(1 + (number % 9)));
                break;
            case Deed.LoseMessage when _messages.Count > 0:
                Lose(Take(number));
                break;
            case Deed.DoubleMessage when _messages.Where(m => m.Answer is null).ToList() is { Count: > 0 } calls:
                Disturb(calls[number % calls.Count].Call);
                _messages.Add(calls[number % calls.Count] with { IsCopy = true });
                break;
            case Deed.Kill when _live.Count(s => !s.IsLeaving) > 1:
                Bury(silo);
                break;
            case Deed.PassLongTime:
                // Callers give up; what they sent may arrive all the same.
                _open.ForEach(Disturb);
                PassTime(TimeSpan.FromMilliseconds(500 + (number % 2500)));
                break;
        }
    }

    private void Join(double slots)
    {
        var silo = new SimulatedSilo(this, ++_numbers, slots);
        _live.Add(silo);
        SetStatus(silo, SiloStatus.Active);
        silo.HearOfMembers();
        silo.Start();
    }

    private void Spawn(SimulatedSilo at, int count)
    {
        var template = new TaskTemplate { Kind = SimulatedSilo.Kind };
        var specs = Enumerable.Range(0, count)
            .Select(_ => new TaskSpec { Unique = new Guid(++_tasks, 0, 0, new byte[8]), Template = template, Input = default })
            .ToArray();
        SpawnAsync().Ignore();

        async Task SpawnAsync()
        {
            var reply = await at.Placer.PlaceAsync(new SpawnRequest { Namespace = "test", Submitter = "test", Tasks = new TaskSpecs(specs) });
            Accepted.AddRange(specs.Zip(reply.Homes).Where(pair => pair.Second is not null).Select(pair => new TaskId(pair.First.Unique, pair.Second)));
        }
    }

    private void End(HandlerRun run, bool letGo)
    {
        lock (_gate)
        {
            _running.Remove(run);
        }

        run.Finish(letGo);
        Settle();
        if (!letGo && !run.Silo.Address.Equals(run.Id.Home) && IsLive(run.Id.Home!))
        {
            // The sender for its home is on its way to say so, unless it waits to say again what it said before.
            WaitUntil(() => !run.Silo.HasNews || _open.Exists(call => IsNews(call, run)) || _saysAgain.GetValueOrDefault((run.Silo.Address, run.Id.Home!)) > Clock.GetUtcNow());
        }
    }

    private static bool IsNews(Call call, HandlerRun run) => call.What == "settled" && call.From.Equals(run.Silo.Address) && call.To.Equals(run.Id.Home);

    private void PassTime(TimeSpan time)
    {
        foreach (var call in _open.Where(call => call.What == "settled"))
        {
            // It may be given up meanwhile.
            _saysAgain[(call.From, call.To)] = Clock.GetUtcNow() + time + PauseOfSenders;
        }

        Clock.Advance(time);
    }

    private Message Take(int number)
    {
        var message = _messages[number % _messages.Count];
        _messages.Remove(message);
        return message;
    }

    private void Deliver(Message message)
    {
        var call = message.Call;
        if (message.Answer is { } answer)
        {
            Over(call);
            if (IsLive(call.From))
            {
                answer();
            }

            return;
        }

        var callee = _live.Find(silo => silo.Address.Equals(call.To));
        if (callee is null)
        {
            LearnOfFailure(call);
            return;
        }

        foreach (var task in call.What is "assign" or "take over" ? call.Tasks : [])
        {
            System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_holders, task, out _) ??= [];
            _holders[task].Add(call.To);
        }

        call.ServeAsync(callee.Service, reply =>
        {
            if (!message.IsCopy && IsLive(call.To))
            {
                _messages.Add(new Message(call, reply));
            }
        }).Ignore();
    }

    private void Lose(Message message)
    {
        if (message.IsFailure)
        {
            Deliver(message);
        }
        else if (!message.IsCopy)
        {
            LearnOfFailure(message.Call);
        }
    }

    private void LearnOfFailure(Call call)
    {
        if (_open.Contains(call))
        {
            Disturb(call);
            Over(call);
            _saysAgain[(call.From, call.To)] = DateTimeOffset.MaxValue;
            _messages.Add(new Message(call, IsFailure: true, Answer: () =>
            {
                _saysAgain[(call.From, call.To)] = Clock.GetUtcNow() + PauseOfSenders;
                call.Fail(new SiloUnavailableException("No answer."));
            }));
        }
    }

    private void Disturb(Call call)
    {
        _disturbed.UnionWith(call.Tasks);
        _placedTwice.UnionWith(call.What == "assign" ? call.Tasks : []);
    }

    private void Over(Call call) => _open.Remove(call);

    private void BuryThoseThatLeft()
    {
        foreach (var silo in _live.Where(silo => silo.HasLeft).ToList())
        {
            Bury(silo);
        }
    }

    private void Bury(SimulatedSilo silo)
    {
        lock (_gate)
        {
            _live.Remove(silo);
            _gone.Add(silo);
            _running.RemoveAll(run => run.Silo == silo);
        }

        SetStatus(silo, SiloStatus.Dead);
        _messages.RemoveAll(message => message.To.Equals(silo.Address) && message.Answer is not null);
        foreach (var call in _open.Where(call => call.To.Equals(silo.Address)).ToList())
        {
            if (!_messages.Exists(message => message.Call == call && message.Answer is not null))
            {
                _messages.RemoveAll(message => message.Call == call && !message.IsCopy);
                LearnOfFailure(call);
            }
        }

        _open.RemoveAll(call => call.From.Equals(silo.Address));
    }

    private void SetStatus(SimulatedSilo silo, SiloStatus status) => Members = new ClusterMembershipSnapshot(
        Members.Members.SetItem(silo.Address, new ClusterMember(silo.Address, status, silo.Address.ToString())), new MembershipVersion(Members.Version.Value + 1));
}
