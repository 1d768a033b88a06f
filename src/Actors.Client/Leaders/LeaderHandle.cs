using Actors.Leases;

namespace Actors.Leaders;

/// <summary>
/// One term of leadership. Heartbeats by itself; act as the leader only until <see cref="Lost"/>, and pass <see cref="Term"/> to
/// what you write to, so that it can refuse an older leader. Dispose it after your work has stopped: that resigns.
/// </summary>
public sealed class LeaderHandle : IAsyncDisposable
{
    private readonly Leaders _leaders;
    private readonly Campaign _heartbeat;
    private readonly TimeProvider _time;
    private readonly LeaseKeeper _keeper;
    private bool _resigned;
    private int _disposed;

    internal LeaderHandle(Leaders leaders, string role, Campaign campaign, long term, TimeSpan stopAllowance, long sent, TimeProvider time)
    {
        _leaders = leaders;
        _heartbeat = campaign with { ExpectedTerm = term };
        _time = time;
        Role = role;
        Term = term;
        _keeper = new LeaseKeeper(time, campaign.Ttl, HolderDeadline.After(time, sent, campaign.Ttl), HeartbeatAsync, stopAllowance);
    }

    /// <summary>The role.</summary>
    public string Role { get; }

    /// <summary>Who leads: the id that was campaigned with.</summary>
    public string Candidate => _heartbeat.Candidate;

    /// <summary>The term, which is the fencing token: higher than every earlier leader's.</summary>
    public long Term { get; }

    /// <summary>
    /// Cancelled when the term can no longer be trusted: a TTL after the last acknowledged heartbeat was sent, by this process's
    /// own clock and whatever the network does, or as soon as the service says so. Never after another leader can exist. Not
    /// cancelled by resigning.
    /// </summary>
    public CancellationToken Lost => _keeper.Lost;

    /// <summary>Cancelled <see cref="CampaignOptions.StopAllowance"/> before <see cref="Lost"/> would be: stop working now.</summary>
    public CancellationToken SteppingDown => _keeper.Warned;

    /// <summary>How long until <see cref="Lost"/> if no heartbeat succeeds any more; zero once it is lost or given back.</summary>
    public TimeSpan Remaining => _keeper.Remaining;

    /// <summary>Ends the term and hands over to the next candidate in one write. Call it after the work has stopped.</summary>
    /// <exception cref="ActorsException">It is not known whether it happened; the term ends by itself after its TTL.</exception>
    public async Task ResignAsync(CancellationToken cancellationToken = default)
    {
        await _keeper.StopAsync().ConfigureAwait(false);
        await _leaders.ResignAsync(Role, Candidate, Term, cancellationToken).ConfigureAwait(false);
        _resigned = true;
    }

    /// <summary>Resigns, unless the term is lost or was given back. Safe to repeat.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        await _keeper.StopAsync().ConfigureAwait(false);
        try
        {
            if (!_resigned && !Lost.IsCancellationRequested) await ResignAsync().ConfigureAwait(false);
        }
        catch (ActorsException)
        {
            // Nobody heartbeats any more, so the term ends by itself; whoever must know calls ResignAsync.
        }

        await _keeper.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Heartbeats once; any other answer than that this term goes on is its end.</summary>
    private async Task<long?> HeartbeatAsync(CancellationToken cancellationToken)
    {
        var (reply, sent) = await _leaders.SendAsync(Role, _heartbeat, cancellationToken).ConfigureAwait(false);
        return reply is LeaderReply.Leading leading && leading.Term == Term ? HolderDeadline.After(_time, sent, _heartbeat.Ttl) : null;
    }
}
