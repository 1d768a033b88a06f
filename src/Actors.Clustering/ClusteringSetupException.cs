namespace Actors.Clustering;

/// <summary>A process cannot be a member of its cluster as it is set up. The message says what is wrong, what is allowed and what to do.</summary>
public sealed class ClusteringSetupException(string message, Exception? inner = null) : Exception(message, inner);
