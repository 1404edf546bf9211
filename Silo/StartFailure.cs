using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Spawner.Clustering;

namespace Spawner.Silo;

/// <summary>Failures that the operator can mend, in words.</summary>
/// <param name="Text">What failed, found, accepted, what to do next.</param>
/// <param name="ExitCode">What the process ends with.</param>
internal sealed record StartFailure(string Text, int ExitCode)
{
    /// <summary>Explains a failure; <see langword="null"/> if it is a defect, which keeps its stack.</summary>
    public static StartFailure? Explain(Exception failure) => failure switch
    {
        OptionsValidationException invalid => Invalid(invalid.Failures),
        AggregateException { InnerExceptions: var all } when all.All(e => e is OptionsValidationException) =>
            Invalid(all.Cast<OptionsValidationException>().SelectMany(e => e.Failures)),
        ClusteringException or PortInUseException => new StartFailure(failure.Message, ExitCodes.NotStarted),
        IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException } =>
            new StartFailure($"The HTTP port is in use: {failure.Message} Choose another by Spawner:Silo:HttpUrl, or 0 for any free one.", ExitCodes.NotStarted),
        SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } =>
            new StartFailure($"A port is in use: {failure.Message}. Choose others by Spawner:Silo:SiloPort and GatewayPort.", ExitCodes.NotStarted),
        { InnerException: { } inner } => Explain(inner),
        _ => null,
    };

    private static StartFailure Invalid(IEnumerable<string> problems) =>
        new($"The silo's settings are not accepted:{string.Concat(problems.Distinct().Select(p => "\n- " + p))}\n"
            + "Settings come from appsettings.json, from environment variables (Spawner__Silo__Name) and from the command line (--Spawner:Silo:Name=...).",
            ExitCodes.InvalidSettings);
}

/// <summary>A port that a silo was told to use is taken.</summary>
internal sealed class PortInUseException(string setting, int port)
    : Exception($"Port {port} ({setting}) is in use. Stop the program that listens there, choose another port, or 0 for any free one.");
