using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Spawner.Clustering;
using Spawner.Grains.Storage;
using Spawner.Silo.Configuration;
using Spawner.Storage.Hosting;

namespace Spawner.Silo.Starting;

/// <summary>Tells failures that the one who started the host can mend from those that are defects.</summary>
internal static class StartFailure
{
    /// <summary>The explanation of a failure; <see langword="null"/> if it is a defect, whose stack trace is wanted.</summary>
    public static HostStartException? Explain(Exception failure)
    {
        var causes = Flatten(failure).ToList();
        if (causes.OfType<HostStartException>().FirstOrDefault() is { } explained)
        {
            return explained;
        }

        if (causes.OfType<OptionsValidationException>().SelectMany(invalid => invalid.Failures).Distinct().ToList() is { Count: > 0 } invalid)
        {
            return HostStartException.OfSettings([.. invalid.Select(text => "- " + text)]);
        }

        if (causes.OfType<ClusteringException>().FirstOrDefault() is { } clustering)
        {
            return new HostStartException(ExitCodes.NotStarted, clustering.Message);
        }

        if (causes.OfType<TaskStoreException>().FirstOrDefault() is { } storage)
        {
            return new HostStartException(
                ExitCodes.NotStarted, $"{storage.Message}\n{TaskStoreOptions.SectionName}:{nameof(TaskStoreOptions.Provider)} says where durable tasks are kept; None does without, and refuses them.");
        }

        if (causes.OfType<InvalidDataException>().FirstOrDefault() is { } unreadableFile)
        {
            return HostStartException.OfSettings([$"- {unreadableFile.Message} {unreadableFile.InnerException?.Message}"]);
        }

        // The ports were free when they were reserved, so somebody took one in between.
        return causes.Any(cause => cause is SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse })
            ? HostStartException.OfEndpoints(
                [$"- {causes[0].Message} ({SiloOptions.Section}:{nameof(SiloOptions.SiloPort)}, {nameof(SiloOptions.GatewayPort)} or {nameof(SiloOptions.HttpUrl)})"])
            : null;
    }

    private static IEnumerable<Exception> Flatten(Exception failure)
    {
        yield return failure;
        var inner = failure is AggregateException several ? several.InnerExceptions : failure.InnerException is { } one ? [one] : (IEnumerable<Exception>)[];
        foreach (var cause in inner.SelectMany(Flatten))
        {
            yield return cause;
        }
    }
}
