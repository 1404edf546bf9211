using Spawner.Api.Query;

namespace Spawner.Api.Tasks;

/// <summary>Reads which tasks are meant.</summary>
internal static class FilterReader
{
    public static TaskQuery Read(QueryValues query) => new()
    {
        Kind = query.Text("kind"),
        Phases = query.Choices<TaskPhase>("phase"),
        SiloName = query.Text("silo"),
        Tags = query.Pairs("tag"),
        Key = query.Text("key"),
        FailureText = query.Text("failureText"),
        SubmittedFrom = query.Time("from"),
        SubmittedTo = query.Time("to"),
    };
}
