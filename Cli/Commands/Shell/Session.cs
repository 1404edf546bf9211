using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Spawner.Cli.Api;
using Spawner.Cli.Api.Documents;
using Spawner.Cli.Terminal;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Spawner.Cli.Commands.Shell;

/// <summary>One run of one command: the cluster that it talks to, and how it speaks to the user.</summary>
/// <param name="around">Streams and the like.</param>
/// <param name="api">The cluster.</param>
/// <param name="isJson">Whether programs read the output.</param>
internal sealed class Session(Surroundings around, SpawnerApi api, bool isJson)
{
    public Surroundings Around => around;

    public SpawnerApi Api => api;

    public bool IsJson => isJson;

    public DateTimeOffset Now => around.Clock.GetUtcNow();

    /// <summary>Prints what people read as a table or the like.</summary>
    public void Print(IRenderable view) => Consoles.Create(around, around.Out, around.OutIsTerminal).Write(view);

    /// <summary>Prints a document in a line of its own.</summary>
    public void PrintJson<T>(T document, JsonTypeInfo<T> type) => around.Out.WriteLine(JsonSerializer.Serialize(document, type));

    /// <summary>Prints a result as the task gave it, in a line of its own.</summary>
    public void PrintResult(JsonElement? result) => around.Out.WriteLine(JsonText.Of(result));

    /// <summary>Tells something that is not the answer.</summary>
    public void Tell(string line) => around.Error.WriteLine(SafeText.Block(line));

    /// <summary>Tells that what was asked has been done, to people.</summary>
    public void Confirm(string line)
    {
        if (!isJson)
        {
            around.Out.WriteLine(SafeText.Block(line));
        }
    }

    /// <summary>Prints each document in a line for programs, or all of them as one view for people.</summary>
    public void PrintList<T>(IReadOnlyList<T> documents, Func<ApiJson, JsonTypeInfo<T>> type, Func<IReadOnlyList<T>, IRenderable> view)
    {
        if (!isJson)
        {
            Print(view(documents));
            return;
        }

        foreach (var document in documents)
        {
            PrintJson(document, type(ApiJson.Printed));
        }
    }
}
