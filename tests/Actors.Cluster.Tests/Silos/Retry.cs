namespace Actors.Cluster.Tests.Silos;

/// <summary>Repeats a call, with the request id that it has, for as long as nobody can say what became of it.</summary>
internal static class Retry
{
    /// <param name="call">The call.</param>
    /// <param name="repeated">Told of every call that had to be repeated.</param>
    internal static async Task<T> UntilKnownAsync<T>(Func<Task<T>> call, Action? repeated = null)
    {
        while (true)
        {
            try
            {
                return await call();
            }
            catch (ActorsException fault) when (fault.Code is ErrorCode.OutcomeUnknown or ErrorCode.Unavailable)
            {
                TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
                repeated?.Invoke();
            }
        }
    }
}
