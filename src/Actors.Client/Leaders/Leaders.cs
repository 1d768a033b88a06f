using System.Runtime.CompilerServices;
using Actors.Calls;
using Actors.Leaders.Partitions;

namespace Actors.Leaders;

/// <summary>Roles: exactly one of us runs this, or as many as the role has seats.</summary>
public sealed class Leaders(GrainCalls calls, TimeProvider time)
{
    private const string Kind = "role";

    /// <summary>Partition groups: each of P partitions is worked on by exactly one of us.</summary>
    public PartitionGroups Partitions { get; } = new(calls, time);

    /// <summary>Campaigns until elected, in the order of the role's <see cref="LeaderPolicy"/>; meanwhile this heartbeats.</summary>
    /// <param name="role">1 to 512 bytes of UTF-8 without controls and '/'.</param>
    /// <param name="candidate">A name for this campaign that no other process or task uses; as long as a role's.</param>
    /// <param name="options">How; null is the defaults.</param>
    /// <param name="cancellationToken">Gives up and leaves.</param>
    /// <exception cref="ActorsException">Refused, or the service did not answer for <see cref="ActorsClientOptions.CallTimeout"/>.</exception>
    public async Task<LeaderHandle> CampaignAsync(
        string role, string candidate, CampaignOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new CampaignOptions();
        var slice = options.Ttl / 3 < ObserveRole.WaitMax ? options.Ttl / 3 : ObserveRole.WaitMax;
        try
        {
            while (true)
            {
                var (handle, following) = await StandAsync(role, candidate, options, cancellationToken).ConfigureAwait(false);
                if (handle is not null) return handle;
                if (following is null) continue;
                await ObserveOnceAsync(role, following.Version, slice, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await AbandonAsync(role, candidate).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Campaigns once: returns the handle if elected at once; else null, and does not stay a candidate.</summary>
    /// <inheritdoc cref="CampaignAsync" path="/param"/>
    /// <exception cref="ActorsException">Refused, or it is not known what happened.</exception>
    public async Task<LeaderHandle?> TryCampaignAsync(
        string role, string candidate, CampaignOptions? options = null, CancellationToken cancellationToken = default)
    {
        var (handle, _) = await StandAsync(role, candidate, options ?? new CampaignOptions(), cancellationToken).ConfigureAwait(false);
        if (handle is null) await LeaveAsync(role, candidate, cancellationToken).ConfigureAwait(false);
        return handle;
    }

    /// <summary>
    /// Campaigns or heartbeats once and says where the candidate stands, for callers that keep time themselves: a leader may trust
    /// the answer for its TTL from before this was called. A refusal is a reply.
    /// </summary>
    /// <exception cref="ActorsException">The role's name is not one, or it is not known what happened; repeat it.</exception>
    public async Task<LeaderReply> HeartbeatAsync(string role, Campaign campaign, CancellationToken cancellationToken = default)
        => (await SendAsync(role, campaign, cancellationToken).ConfigureAwait(false)).Reply;

    /// <summary>Ends the candidate's term and hands over, or takes it off the list of candidates. Repeatable.</summary>
    /// <param name="role">The role.</param>
    /// <param name="candidate">Who leaves.</param>
    /// <param name="term">Ends this term or nothing; 0 only leaves the list; null gives up whatever the candidate has.</param>
    /// <param name="cancellationToken">Gives up; it may still happen.</param>
    /// <returns>Whether the candidate led and this call ended its term.</returns>
    /// <exception cref="ActorsException">A name is not one, or it is not known what happened.</exception>
    public async Task<bool> ResignAsync(string role, string candidate, long? term = null, CancellationToken cancellationToken = default)
    {
        var left = await ResignAsync(role, new Resign { Candidate = candidate, Term = term }, cancellationToken).ConfigureAwait(false);
        return left.EndedTerm is not null;
    }

    /// <summary>
    /// Ends the candidate's term and hands over, and says to whom. A repeat after an answer that was lost finds the term ended
    /// already, and names nobody.
    /// </summary>
    /// <exception cref="ActorsException">A name is not one, or it is not known what happened.</exception>
    public async Task<LeaderReply.Left> ResignAsync(string role, Resign command, CancellationToken cancellationToken = default)
    {
        var grain = Grain(role);
        return Accept<LeaderReply.Left>(await calls.InvokeAsync(
            attempt => grain.ResignAsync(command, attempt), repeatable: true, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Shows observers a value as a leader's, under its term.</summary>
    /// <exception cref="ActorsException">
    /// The candidate does not lead in the term, or the command is not valid, or it is not known whether it happened; it may be repeated.
    /// </exception>
    public async Task<LeaderReply.Proclaimed> ProclaimAsync(string role, Proclaim command, CancellationToken cancellationToken = default)
    {
        var grain = Grain(role);
        return Accept<LeaderReply.Proclaimed>(await calls.InvokeAsync(
            attempt => grain.ProclaimAsync(command, attempt), repeatable: true, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>
    /// Gives a role a policy in place of the one it has, at once and for good: whom it elects, how many, and whether a better candidate
    /// displaces a leader. No leader is cut off: whoever is too many or not good enough is asked to yield.
    /// </summary>
    /// <exception cref="ActorsException">The policy is not valid, or it is not known whether it happened; it may be repeated.</exception>
    public async Task SetPolicyAsync(string role, LeaderPolicy policy, CancellationToken cancellationToken = default)
    {
        var grain = Grain(role);
        Accept<LeaderReply.PolicySet>(await calls.InvokeAsync(
            attempt => grain.SetPolicyAsync(policy, attempt), repeatable: true, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>The role's policy; the default one if it was given none.</summary>
    /// <exception cref="ActorsException">The role's name is not one, or the service does not answer.</exception>
    public async Task<LeaderPolicy> GetPolicyAsync(string role, CancellationToken cancellationToken = default)
        => (await DescribeAsync(role, cancellationToken).ConfigureAwait(false)).Policy;

    /// <summary>The role now; a role that nobody has campaigned for has term 0 and no leader.</summary>
    /// <exception cref="ActorsException">The role's name is not one, or the service does not answer.</exception>
    public Task<LeaderDescription> DescribeAsync(string role, CancellationToken cancellationToken = default)
    {
        var grain = Grain(role);
        return calls.ReadAsync(grain.DescribeAsync, cancellationToken);
    }

    /// <summary>The role when its version is no longer <paramref name="seenVersion"/>, or as it is when the wait is over.</summary>
    /// <exception cref="ActorsException">The role's name is not one, or the service does not answer.</exception>
    public async Task<LeaderDescription> WaitAsync(string role, long seenVersion, TimeSpan wait, CancellationToken cancellationToken = default)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            var left = wait - time.GetElapsedTime(started);
            var slice = left < ObserveRole.WaitMax ? left : ObserveRole.WaitMax;
            var seen = await ObserveOnceAsync(role, seenVersion, slice, cancellationToken).ConfigureAwait(false);
            if (seen.Version != seenVersion || slice <= TimeSpan.Zero) return seen;
        }
    }

    /// <summary>
    /// The role now, and again whenever its <see cref="LeaderDescription.Version"/> changes, until cancelled. Terms never go back;
    /// changes that follow closely upon each other may come as one.
    /// </summary>
    /// <exception cref="ActorsException">The role's name is not one, or the service does not answer.</exception>
    public IAsyncEnumerable<LeaderDescription> ObserveAsync(string role, CancellationToken cancellationToken = default)
        => ObserveAsync(role, seenVersion: null, cancellationToken);

    /// <summary>As the other, but begins with the first version that is not <paramref name="seenVersion"/>: resumes.</summary>
    /// <inheritdoc cref="ObserveAsync(string, CancellationToken)" path="/exception"/>
    public async IAsyncEnumerable<LeaderDescription> ObserveAsync(
        string role, long? seenVersion, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var seen = seenVersion;
        var term = 0L;
        while (true)
        {
            var next = seen is { } version
                ? await ObserveOnceAsync(role, version, ObserveRole.WaitMax, cancellationToken).ConfigureAwait(false)
                : await DescribeAsync(role, cancellationToken).ConfigureAwait(false);

            // Versions only rise while there is a record: what is older is out of date, or the role was free for so long that its
            // record is gone. A fresh read tells which.
            if (next.Version < seen) next = await DescribeAsync(role, cancellationToken).ConfigureAwait(false);
            if (next.Version == seen || (next.Version < seen && next.Version != 0)) continue;
            seen = next.Version;
            term = Math.Max(term, next.Term);
            yield return next with { Term = term };
        }
    }

    /// <summary>One page of roles, by name.</summary>
    /// <exception cref="ActorsException">The request is not valid, or the service does not answer.</exception>
    public async Task<RolePage> ListAsync(ListRoles request, CancellationToken cancellationToken = default)
    {
        var grain = calls.Grain<ILeaderIndexGrain>("role-index", "0");
        var page = await calls.ReadAsync(attempt => grain.ListAsync(request, attempt), cancellationToken).ConfigureAwait(false);
        return page.Refusal is { } refusal ? throw new ActorsException(refusal) : page;
    }

    /// <summary>Campaigns once, and says when the attempt that was answered was sent.</summary>
    internal async Task<(LeaderReply Reply, long Sent)> SendAsync(string role, Campaign campaign, CancellationToken cancellationToken)
    {
        var grain = Grain(role);
        return await calls.InvokeAsync(
            async attempt =>
            {
                var sent = time.GetTimestamp();
                return (await grain.CampaignAsync(campaign, attempt).ConfigureAwait(false), sent);
            },
            repeatable: true,
            cancellationToken).ConfigureAwait(false);
    }

    private async Task<(LeaderHandle? Handle, LeaderReply.Following? Following)> StandAsync(
        string role, string candidate, CampaignOptions options, CancellationToken cancellationToken)
    {
        if (options.Refuse() is { } invalid) throw new ActorsException(invalid);
        var campaign = options.For(candidate);
        var (reply, sent) = await SendAsync(role, campaign, cancellationToken).ConfigureAwait(false);
        if (reply is LeaderReply.Refused refused) throw new ActorsException(refused.Refusal);

        // An answer that comes after its own deadline is worth nothing.
        return reply is LeaderReply.Leading leading && time.GetElapsedTime(sent) < options.Ttl
            ? (new LeaderHandle(this, role, campaign, leading, options.StopAllowanceOrDefault, sent, time), null)
            : (null, reply as LeaderReply.Following);
    }

    private static TReply Accept<TReply>(LeaderReply reply)
        where TReply : LeaderReply
        => reply switch
        {
            TReply accepted => accepted,
            LeaderReply.Refused refused => throw new ActorsException(refused.Refusal),
            _ => throw new InvalidOperationException($"A role answered with '{reply}'."),
        };

    private async Task AbandonAsync(string role, string candidate)
    {
        try
        {
            await LeaveAsync(role, candidate, CancellationToken.None).ConfigureAwait(false);
        }
        catch (ActorsException)
        {
            // The candidate heartbeats no more, so it is dropped after its TTL.
        }
    }

    /// <summary>
    /// Leaves the queue, and gives up a term that was won unheard. Both calls name what they end, so that one that arrives late
    /// cannot end a term that the same candidate wins later.
    /// </summary>
    private async Task LeaveAsync(string role, string candidate, CancellationToken cancellationToken)
    {
        await ResignAsync(role, candidate, term: 0, cancellationToken).ConfigureAwait(false);
        var left = await DescribeAsync(role, cancellationToken).ConfigureAwait(false);

        // It may have been elected unheard, and with several seats somebody else since.
        if (left.Leaders.FirstOrDefault(one => one.Candidate == candidate) is not { } won) return;
        await ResignAsync(role, candidate, won.Term, cancellationToken).ConfigureAwait(false);
    }

    private Task<LeaderDescription> ObserveOnceAsync(string role, long seenVersion, TimeSpan wait, CancellationToken cancellationToken)
    {
        var grain = Grain(role);
        var request = new ObserveRole { SeenVersion = seenVersion, Wait = wait > TimeSpan.Zero ? wait : TimeSpan.Zero };
        return calls.ReadAsync(attempt => grain.ObserveAsync(request, attempt), cancellationToken, request.Wait);
    }

    private ILeaderGrain Grain(string role)
        => LeaderRules.RefuseRole(role) is { } refusal ? throw new ActorsException(refusal) : calls.Grain<ILeaderGrain>(Kind, role);
}
