using System.Text.Json.Nodes;

namespace Spawner.Cli.Running;

/// <summary>Says what a job has found.</summary>
/// <typeparam name="TAnswer">What the job finds out.</typeparam>
internal interface IRunReport<TAnswer>
{
    /// <summary>The job's name in JSON.</summary>
    string Job { get; }

    /// <summary>Whether standard output belongs to the answer alone, because another program reads it.</summary>
    bool OwnsStandardOutput { get; }

    /// <summary>Writes the answer, and nothing about how it was found.</summary>
    void WriteAnswer(TAnswer answer, TextWriter output);

    /// <summary>Writes to standard error what went wrong with parts of the work.</summary>
    /// <returns>The exit code of the command.</returns>
    int WriteProblems(TAnswer answer, TextWriter error);

    /// <summary>Property name and value of the answer in the JSON document.</summary>
    (string Name, JsonNode Value) ToJson(TAnswer answer);

    /// <summary>How much was done each second, in the job's own unit.</summary>
    string Rate(TAnswer answer, double seconds);
}
