using Microsoft.Extensions.Hosting;

namespace Actors.Sessions;

/// <summary>
/// Ends the session while calls still get through: the container disposes of the client only after everything has stopped. Services
/// that were added later, among them those that hold locks, have stopped by then.
/// </summary>
internal sealed class SessionCloser(ActorsClient client) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => client.DisposeAsync().AsTask();
}
