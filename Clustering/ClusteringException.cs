namespace Spawner.Clustering;

/// <summary>The place where silos find each other cannot be used. The message says where it is, what is wrong and what to do.</summary>
public sealed class ClusteringException(string message, Exception inner) : Exception(message, inner);
