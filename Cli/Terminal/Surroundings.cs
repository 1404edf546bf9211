using System.Text;
using Spawner.Cli.Api.Transport;

namespace Spawner.Cli.Terminal;

/// <summary>What a command has around it: streams, folders, environment, clock, network.</summary>
internal sealed record Surroundings
{
    public required TextReader In { get; init; }

    public required TextWriter Out { get; init; }

    public required TextWriter Error { get; init; }

    public bool InIsTerminal { get; init; }

    public bool OutIsTerminal { get; init; }

    public bool ErrorIsTerminal { get; init; }

    /// <summary>Reads a variable of the environment; an empty one counts as none.</summary>
    public required Func<string, string?> Variable { get; init; }

    /// <summary>Where this user's settings are.</summary>
    public required string ConfigFolder { get; init; }

    /// <summary>Where this user's data is, as silos of this machine keep it.</summary>
    public required string DataFolder { get; init; }

    public required TimeProvider Clock { get; init; }

    /// <summary>Makes what sends one attempt of a request.</summary>
    public required Func<HttpMessageHandler> Sockets { get; init; }

    /// <summary>Those of the process.</summary>
    public static Surroundings OfProcess()
    {
        // Invalid bytes would reach tasks as other text than was given.
        var strict = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
        return new()
        {
            In = new StreamReader(Console.OpenStandardInput(), strict, detectEncodingFromByteOrderMarks: true, bufferSize: 64 * 1024),
            Out = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 64 * 1024),
            Error = Console.Error,
            InIsTerminal = !Console.IsInputRedirected,
            OutIsTerminal = !Console.IsOutputRedirected,
            ErrorIsTerminal = !Console.IsErrorRedirected,
            Variable = name => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null,
            ConfigFolder = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "spawner"),
            DataFolder = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "spawner"),
            Clock = TimeProvider.System,
            Sockets = ApiTransport.CreateSockets,
        };
    }
}
