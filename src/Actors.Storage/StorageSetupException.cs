namespace Actors.Storage;

/// <summary>A database cannot be used as it is. The message says what is wrong, what is allowed, and what to do.</summary>
public sealed class StorageSetupException(string message, Exception? inner = null) : Exception(message, inner);
