using System.Text.Json;
using Spawner.Cli.Api.Documents;
using Spawner.Cli.Terminal;

namespace Spawner.Cli.Commands.Options;

/// <summary>Inputs of tasks as they are given on the command line or on standard input.</summary>
internal static class JsonInput
{
    public const string StandardInput = "-";

    /// <summary>The input of a task; <see langword="null"/> if none is given.</summary>
    /// <param name="text">JSON, or '-' for what stands on standard input.</param>
    /// <param name="isText">The text itself is the input, as a JSON string.</param>
    /// <param name="around">Where standard input is.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="CommandException">It is not JSON.</exception>
    public static async Task<JsonElement?> ReadAsync(string? text, bool isText, Surroundings around, CancellationToken cancellationToken)
    {
        if (text == StandardInput)
        {
            text = await around.In.ReadToEndAsync(cancellationToken);
        }

        return text is null ? null : isText ? OfText(text) : Parse(text);
    }

    public static JsonElement OfText(string text) => JsonSerializer.SerializeToElement(text, ApiJson.Default.String);

    /// <exception cref="CommandException">It is not JSON.</exception>
    private static JsonElement Parse(string text)
    {
        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException failure)
        {
            throw new CommandException(
                ExitCodes.BadArguments,
                $"The input is not JSON: {failure.Message} Within a shell, a text is '\"text\"', and '--text' makes one of anything.",
                failure);
        }
    }
}
