using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Actors.Hosting;

/// <summary>
/// Holds a stop up until callers have noticed it: /readyz answers 503 as soon as the process is told to stop, requests are still
/// taken for a while, then those that wait are let go, and only then does the server close and the silo or client behind it stop.
/// </summary>
internal sealed class Drain(IOptions<ActorsHttpOptions> http, IHostApplicationLifetime lifetime, TimeProvider time) : IHostedLifecycleService, IDisposable
{
    private readonly CancellationTokenSource _closing = new();
    private volatile bool _told;

    /// <summary>How long requests are still taken.</summary>
    internal TimeSpan Window { get; } = TimeSpan.FromSeconds(http.Value.DrainSeconds ?? 0);

    /// <summary>Whether the process has been told to stop: by a signal, or by its host, which tells this first.</summary>
    internal bool IsStopping => _told || lifetime.ApplicationStopping.IsCancellationRequested;

    /// <summary>Whether everything here is started. A front end answers before, while it waits for its silos.</summary>
    internal bool HasStarted => lifetime.ApplicationStarted.IsCancellationRequested;

    /// <summary>Cancelled when the server is about to close: nothing may wait here any more.</summary>
    internal CancellationToken Closing => _closing.Token;

    /// <summary>Waits for everything here to be started, for so long at most.</summary>
    internal async ValueTask<bool> HasStartedAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        if (HasStarted) return true;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStarted, lifetime.ApplicationStopping, cancellationToken);
        await Task.Delay(limit, time, over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return HasStarted;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _told = true;

        // A process that never served is waited for by nobody.
        if (lifetime.ApplicationStarted.IsCancellationRequested)
        {
            await Task.Delay(Window, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await _closing.CancelAsync().ConfigureAwait(false);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _closing.Dispose();
}
