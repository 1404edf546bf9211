using Spawner.Contracts;
using Spawner.Grains.Records;

namespace Spawner.Grains.Tests.Records;

public sealed class RecordsQueriesTests
{
    [Theory]
    [InlineData(null, null, new string[0])]
    [InlineData("mail", null, new string[0])]
    [InlineData(null, "k", new[] { "all:k" })]
    [InlineData("mail", "k", new[] { "all:k", "kind/mail:k" })]
    public void ToQuery_OfAKey_MeansItInEachScopeThatIsKnown(string? kind, string? key, string[] expected)
    {
        var query = RecordsQueries.ToQuery(new() { Namespace = "n", Submitter = "s" }, new RecordsFilter { Kind = kind, Key = key });

        Assert.Equal(expected, query.Keys ?? []);
        Assert.Equal(key is null, query.Keys is null);
    }

    [Fact]
    public void ToQuery_OfAQuestion_KeepsAllOfIt()
    {
        var from = DateTimeOffset.UnixEpoch;
        var query = RecordsQueries.ToQuery(new RecordsQuery
        {
            Caller = new() { Namespace = "n", Submitter = "s" },
            Filter = new()
            {
                Kind = "kind",
                Phases = [TaskPhase.Failed],
                SiloName = "silo",
                Tags = new Dictionary<string, string> { ["a"] = "b" },
                FailureText = "text",
                SubmittedFrom = from,
                SubmittedTo = from.AddDays(1),
            },
            OldestFirst = true,
            PageSize = 7,
            Cursor = "c",
        });

        Assert.Equal(("n", "kind", "silo", "text"), (query.Namespace, query.Kind, query.SiloName, query.FailureText));
        Assert.Equal((from, from.AddDays(1), true, 7, "c"), (query.SubmittedFrom, query.SubmittedTo, query.OldestFirst, query.PageSize, query.Cursor));
        Assert.Equal([TaskPhase.Failed], query.Phases!);
        Assert.Equal("b", query.Tags!["a"]);
    }
}
