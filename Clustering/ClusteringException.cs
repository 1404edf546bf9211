namespace Spawner.Clustering;

/// <summary>
/// Silos or clients cannot find each other. The message names what failed, where, what was found and what to do next;
/// it never holds a password.
/// </summary>
public sealed class ClusteringException(string message, Exception? innerException = null) : Exception(message, innerException);
