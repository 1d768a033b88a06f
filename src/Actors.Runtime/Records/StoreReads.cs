using Actors.Storage;

namespace Actors.Records;

/// <summary>Reads of the store by grains. What a storage throws does not cross the wire, so the caller gets a fault that does.</summary>
internal static class StoreReads
{
    /// <summary>A read that failed, or was given up with its activation, has changed nothing: the caller may repeat what it asked for.</summary>
    /// <exception cref="RecordFaultException">
    /// <see cref="ErrorCode.Fenced"/>: the store could not be read. <see cref="ErrorCode.Overloaded"/>: too many reads wait already.
    /// </exception>
    internal static async Task<T> AskAsync<T>(this IRecordStore store, Func<IRecordStore, Task<T>> read)
    {
        try
        {
            return await read(store);
        }
        catch (StoreOverloadedException exception)
        {
            throw new RecordFaultException(ErrorCode.Overloaded, exception.Message, exception);
        }
        catch (Exception exception)
        {
            throw new RecordFaultException(ErrorCode.Fenced, "The storage could not be read. Nothing was changed; repeat the request.", exception);
        }
    }
}
