namespace Actors.Benchmarks.Locking;

/// <summary>One caller's way to a lock service.</summary>
internal interface ILocker
{
    /// <summary>Waits for the lock; disposing of the hold gives it back, and returns when that is acknowledged.</summary>
    Task<IAsyncDisposable> AcquireAsync(string name);

    /// <summary>The fencing token of a hold; null where there is no such thing.</summary>
    long? TokenOf(IAsyncDisposable hold) => null;
}
