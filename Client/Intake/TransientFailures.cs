using Microsoft.AspNetCore.Connections;
using Orleans.Runtime;
using Orleans.Runtime.Messaging;

namespace Spawner.Client.Intake;

/// <summary>Tells failures that another attempt, through another gateway, may not meet.</summary>
internal static class TransientFailures
{
    public static bool IsTransient(Exception failure) => failure is
        OrleansMessageRejectionException // No gateway, a silo that stops, or one that has died (SiloUnavailableException is one).
        or ConnectionFailedException
        or ConnectionAbortedException
        or GatewayTooBusyException
        or ClientNotAvailableException
        or TimeoutException;
}
