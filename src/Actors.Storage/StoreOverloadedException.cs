namespace Actors.Storage;

/// <summary>The store has as much to do as it takes on. Definite: nothing was sent to the database.</summary>
public sealed class StoreOverloadedException(string what)
    : Exception($"Too many {what} wait for the database. Nothing was sent; try again later.");
