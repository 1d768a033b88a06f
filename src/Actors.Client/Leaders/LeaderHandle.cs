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
    private readonly CancellationTokenSource _yield = new();
    private bool _refused;
    private bool _resigned;
    private int _disposed;

    internal LeaderHandle(
        Leaders leaders, string role, Campaign campaign, LeaderReply.Leading won, TimeSpan stopAllowance, long sent, TimeProvider time)
    {
        _leaders = leaders;

        // What was told once is not told again: a heartbeat would take back what has been proclaimed since.
        _heartbeat = campaign with { ExpectedTerm = won.Term, Value = null, Metadata = null, Labels = null };
        _time = time;
        Role = role;
        Term = won.Term;
        YieldRequested = _yield.Token;
        Hear(won);
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

    /// <summary>
    /// Cancelled when the role's policy wants another leader: stop working, and resign. Whoever goes on is refused after the policy's
    /// grace, which is <see cref="Lost"/>. A heartbeat brings it, so it may come a third of the TTL late.
    /// </summary>
    public CancellationToken YieldRequested { get; }

    /// <summary>How long until <see cref="Lost"/> if no heartbeat succeeds any more; zero once it is lost or given back.</summary>
    public TimeSpan Remaining => _keeper.Remaining;

    /// <summary>When that is over, by this process's wall clock: for people.</summary>
    public DateTimeOffset Deadline => _time.GetUtcNow() + Remaining;

    /// <summary>Ends the term and hands over in one write. Call it after the work has stopped.</summary>
    /// <param name="handOffTo">Whom to hand over to, if that candidate waits; else, and if null, the next one is elected.</param>
    /// <param name="cancellationToken">Gives up; it may still happen.</param>
    /// <returns>Who leads instead; null if nobody waited, or if the term had ended before.</returns>
    /// <exception cref="ActorsException">
    /// The candidate to hand over to cannot be one, or it is not known whether it happened; the term ends by itself after its TTL.
    /// </exception>
    public async Task<string?> ResignAsync(string? handOffTo = null, CancellationToken cancellationToken = default)
    {
        await _keeper.StopAsync().ConfigureAwait(false);
        var resign = new Resign { Candidate = Candidate, Term = Term, HandOffTo = handOffTo };
        var left = await _leaders.ResignAsync(Role, resign, cancellationToken).ConfigureAwait(false);
        _resigned = true;
        return left.Successor;
    }

    /// <summary>Shows observers a value as this leader's, under its term; null takes it back.</summary>
    /// <exception cref="ActorsException">The term is over, or it is not known whether it happened; it may be repeated.</exception>
    public Task ProclaimAsync(string? value, CancellationToken cancellationToken = default)
        => _leaders.ProclaimAsync(Role, new Proclaim { Candidate = Candidate, Term = Term, Value = value }, cancellationToken);

    /// <summary>Resigns, unless the term is lost or was given back. Safe to repeat.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        await _keeper.StopAsync().ConfigureAwait(false);
        try
        {
            // A refused leader may still have its lease, for which the next one would wait; a silent one's service may not answer.
            if (!_resigned && (_refused || !Lost.IsCancellationRequested)) await ResignAsync().ConfigureAwait(false);
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
        _refused = reply is LeaderReply.Refused;
        if (reply is not LeaderReply.Leading leading || leading.Term != Term) return null;
        Hear(leading);
        return HolderDeadline.After(_time, sent, _heartbeat.Ttl);
    }

    private void Hear(LeaderReply.Leading leading)
    {
        // Callbacks are the leader's code: they run elsewhere.
        if (leading.YieldRequested is not null) _ = _yield.CancelAsync();
    }
}
