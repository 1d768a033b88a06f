namespace Actors.Hosting;

/// <summary>
/// What has to end while the process's own silo still takes calls, whatever the order in which the two were added: register it under this
/// type in a process that calls <c>AddActors</c>.
/// </summary>
public interface IBeforeSiloStops
{
    /// <summary>Called when the silo is about to stop, and waited for.</summary>
    /// <param name="cancellationToken">Cancelled when the host's time for stopping is over.</param>
    Task StopAsync(CancellationToken cancellationToken);
}
