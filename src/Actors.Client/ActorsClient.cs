using Actors.Calls;
using Actors.Cluster;
using Actors.Feed;
using Actors.Leases;
using Actors.Sessions;

namespace Actors;

/// <summary>The face of Actors for .NET callers. One per process; safe for concurrent use.</summary>
public sealed class ActorsClient : IAsyncDisposable, IDisposable
{
    private readonly GrainCalls _calls;
    private readonly ClientSessions _session;

    /// <summary>Created by <c>AddActorsClient</c>.</summary>
    public ActorsClient(GrainCalls calls, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(calls);
        ArgumentNullException.ThrowIfNull(time);
        _calls = calls;

        // Leases are held by a clock that does not stand still while the machine sleeps.
        time = BootTimeProvider.For(time);
        Sessions = new Sessions.Sessions(calls, time);
        _session = new ClientSessions(
            Sessions, (session, note) => Locks!.GiveBackAsync(note.Subject, note.LeaseId, session), calls.SessionTtl, time);
        Entities = new Entities.Entities(calls, time);
        Events = new Events(calls);
        Leaders = new Leaders.Leaders(calls, time);
        Locks = new Locks.Locks(calls, time, _session);
        Sagas = new Sagas.Sagas(calls, time);
    }

    /// <summary>Entities: things with state that one writer at a time changes by commands.</summary>
    public Entities.Entities Entities { get; }

    /// <summary>The feed of events.</summary>
    public Events Events { get; }

    /// <summary>Roles.</summary>
    public Leaders.Leaders Leaders { get; }

    /// <summary>Locks: one holder at a time, with a fencing token.</summary>
    public Locks.Locks Locks { get; }

    /// <summary>Sagas: steps that all happen, or are undone.</summary>
    public Sagas.Sagas Sagas { get; }

    /// <summary>Sessions, for callers that keep them themselves; locks have this process's own.</summary>
    public Sessions.Sessions Sessions { get; }

    /// <summary>The cluster as the answering silo sees it; fails if that silo's storage does not answer.</summary>
    public Task<ClusterDescription> DescribeClusterAsync(CancellationToken cancellationToken = default)
        => _calls.ReadAsync(attempt => _calls.Grain<IClusterGrain>("cluster", "0").DescribeAsync(attempt), cancellationToken);

    /// <summary>
    /// Ends this process's session, so that locks which it still holds are free at once; their handles are told first. The host does
    /// this when it stops.
    /// </summary>
    public ValueTask DisposeAsync() => _session.DisposeAsync();

    /// <summary>As <see cref="DisposeAsync"/>, but does not wait for it.</summary>
    public void Dispose() => _ = _session.DisposeAsync().AsTask();
}
