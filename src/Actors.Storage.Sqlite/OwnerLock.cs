namespace Actors.Storage.Sqlite;

/// <summary>
/// Keeps a second node off the file. SQLite's own locks would keep two writers safe but slow and hard to understand. The
/// operating system drops the lock with the process, however it ends, so the file itself is never removed.
/// </summary>
internal static class OwnerLock
{
    internal static FileStream Take(string databasePath)
    {
        var path = databasePath + ".lock";
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception)
        {
            throw new StorageSetupException(
                $"The database file '{databasePath}' is in use by another node (its lock file '{path}' is held). One file serves one node: "
                + "stop the other node, or give this one a file of its own; several nodes share their state through PostgreSQL.",
                exception);
        }
    }
}
