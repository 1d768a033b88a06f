namespace Actors.Hosting;

/// <summary>
/// Ends the waits of callers when the silo gives up its activations. One at which somebody waits is given up only when the wait is
/// over, and until then nobody else is served at it: who let go of a lock for which others wait here would be answered seconds later.
/// </summary>
/// <param name="before">What ends before that, while the silo takes calls.</param>
internal sealed class SiloEnding(IEnumerable<IBeforeSiloStops> before) : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    // Orleans gives up the activations right after it has told the cluster that the silo stops.
    private const int GivingUp = ServiceLifecycleStage.BecomeActive - 1;

    private readonly CancellationTokenSource _begun = new();

    /// <summary>Cancelled when nobody is to wait here any more: who asks again finds the next activation.</summary>
    internal CancellationToken Begun => _begun.Token;

    public void Participate(ISiloLifecycle lifecycle)
    {
        lifecycle.Subscribe(
            nameof(IBeforeSiloStops), ServiceLifecycleStage.Last, _ => Task.CompletedTask, stop => Task.WhenAll(before.Select(one => one.StopAsync(stop))));
        lifecycle.Subscribe(nameof(SiloEnding), GivingUp, _ => Task.CompletedTask, _ => _begun.CancelAsync());
    }

    public void Dispose() => _begun.Dispose();
}
