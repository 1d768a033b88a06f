namespace Actors.Locks;

/// <summary>Waits for a call on the caller's thread.</summary>
internal static class SyncCalls
{
    // The client never comes back to its caller's context, so blocking here cannot keep it from its end.
    internal static T Wait<T>(ValueTask<T> call) => call.AsTask().GetAwaiter().GetResult();

    internal static void Wait(ValueTask call) => call.AsTask().GetAwaiter().GetResult();
}
