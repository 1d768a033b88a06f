using Actors.Hosting;
using Microsoft.Extensions.Hosting;

namespace Actors.Sessions;

/// <summary>
/// Ends the session while calls still get through: the container disposes of the client only after everything has stopped. That is when
/// the services that were added later, among them those that hold locks, have stopped, or when the process's silo or Orleans client is
/// about to, should that come first.
/// </summary>
internal sealed class SessionCloser(ActorsClient client) : IHostedService, IBeforeSiloStops, ILifecycleParticipant<IClusterClientLifecycle>
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => client.DisposeAsync().AsTask();

    public void Participate(IClusterClientLifecycle lifecycle)
        => lifecycle.Subscribe(nameof(SessionCloser), ServiceLifecycleStage.Last, StartAsync, StopAsync);
}
