using Actors.Leaders;
using Actors.Locks;
using Actors.Sessions;
using Actors.Tests.Support.Histories;

namespace Actors.Faults.Histories;

/// <summary>
/// The wire of a .NET client: writes down until when what it holds may be trusted, by the sending of what was answered and not by what
/// the client makes of it, and is slow, loses answers or is cut when it is told to.
/// </summary>
internal sealed class ClientLink(HistoryLog log) : IOutgoingGrainCallFilter
{
    /// <summary>Less than a third of a TTL, after which the client gives up a renewal.</summary>
    internal static readonly TimeSpan Slowness = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _deadlines = [];
    private readonly Dictionary<string, string> _sessions = [];
    private ClientHold? _held;
    private volatile LinkFault _fault;

    internal LinkFault Fault
    {
        set => _fault = value;
    }

    /// <summary>It is held from now on: returns until when, as far as answers have come.</summary>
    internal long Begin(ClientHold held)
    {
        lock (_lock)
        {
            _held = held;
            return _deadlines[KeptBy(held.Id)];
        }
    }

    internal void End()
    {
        lock (_lock) _held = null;
    }

    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        var sent = HistoryClock.Now;
        if (_fault == LinkFault.Cut) throw await LoseAsync();
        await context.Invoke();
        if (_fault == LinkFault.Slow) await Task.Delay(Slowness);
        if (_fault is LinkFault.Cut or LinkFault.Deaf) throw await LoseAsync();
        switch (context.Result)
        {
            case LockReply.Granted granted when context.Request.GetArgument(0) is AcquireLock { Session: { } session }:
                lock (_lock) _sessions[granted.LeaseId] = session;
                break;
            case LockReply.Granted granted:
                // The server's clock may run 5 % faster than ours, so as much of the wait is not counted in.
                Acknowledge(granted.LeaseId, HistoryClock.After(sent, (granted.Waited * 0.95) + granted.Ttl));
                break;
            case SessionReply.Open open when context.MethodName is nameof(ISessionGrain.OpenAsync) or nameof(ISessionGrain.RenewAsync):
                Acknowledge(context.TargetId.Key.ToString()!, HistoryClock.After(sent, open.Ttl));
                break;
            case LeaderReply.Leading leading when context.Request.GetArgument(0) is Campaign campaign:
                Acknowledge(campaign.Candidate, HistoryClock.After(sent, leading.Ttl));
                break;
        }
    }

    private static async Task<TimeoutException> LoseAsync()
    {
        await Task.Delay(Silence);
        return new TimeoutException("The wire is cut.");
    }

    private void Acknowledge(string id, long deadline)
    {
        lock (_lock)
        {
            _deadlines[id] = Math.Max(deadline, _deadlines.GetValueOrDefault(id));
            if (_held is { } held && KeptBy(held.Id) == id) log.Note(HistoryActions.Renew, held.Name, held.Token, _deadlines[id], together: held.Together);
        }
    }

    /// <summary>What is renewed for a hold: its session if it hangs on one.</summary>
    private string KeptBy(string id) => _sessions.GetValueOrDefault(id, id);
}
