using System.Globalization;
using System.Text.Json.Nodes;
using Spawner.Cli.Running;

namespace Spawner.Cli.Primes;

/// <summary>Says what the primes job has found.</summary>
internal sealed class PrimesReport : IRunReport<PrimesAnswer>
{
    /// <inheritdoc/>
    public string Job => "primes";

    /// <inheritdoc/>
    public bool OwnsStandardOutput => false;

    /// <inheritdoc/>
    public void WriteAnswer(PrimesAnswer answer, TextWriter output)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"The largest prime below {answer.Below:N0} is {answer.Largest:N0}."));
        output.WriteLine(answer.Count is { } count
            ? string.Create(CultureInfo.InvariantCulture, $"There are {count:N0} primes below {answer.Below:N0}.")
            : "The primes below it were not counted: they are up to 10^9.");
    }

    /// <inheritdoc/>
    public int WriteProblems(PrimesAnswer answer, TextWriter error) => ExitCodes.Ok;

    /// <inheritdoc/>
    public (string Name, JsonNode Value) ToJson(PrimesAnswer answer) =>
        ("answer", new JsonObject { ["below"] = answer.Below, ["largest"] = answer.Largest, ["count"] = answer.Count });

    /// <inheritdoc/>
    public string Rate(PrimesAnswer answer, double seconds) =>
        string.Create(CultureInfo.InvariantCulture, $"{answer.Examined / seconds / 1e6:N1} million numbers/s");
}
