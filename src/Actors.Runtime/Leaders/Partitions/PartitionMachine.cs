using System.Collections.Immutable;
using System.Globalization;
using Actors.Leases;
using Actors.Records;
using Actors.Storage;

namespace Actors.Leaders.Partitions;

/// <summary>
/// Everything that a partition group decides, as pure functions. An ownership begins, and is renewed, only by writes to the group's record,
/// so an activation that is not the newest can do neither; see README.md in the folder above this.
/// </summary>
internal static class PartitionMachine
{
    /// <summary>Joins, or heartbeats.</summary>
    internal static Decision<PartitionState, PartitionReply> Heartbeat(
        RecordImage<PartitionState> image, MemberHeartbeat command, Moment now, PartitionOptions options)
    {
        if (PartitionRules.Refuse(command) is { } invalid) return Refuse(invalid);
        var draft = new PartitionDraft(image, now, options);
        var member = draft.Find(command.Member);
        if (command.Membership is { } expected && member?.Lease.Token != expected) return Refuse(NotMember(command.Member, expected));
        if (draft.MemberCount == 0 && command.Partitions is { } first) draft.Resize(first);
        if (draft.PartitionCount == 0) return Refuse(Invalid("The group has no partitions yet. Its first member tells how many by 'partitions'."));
        if (command.Partitions is { } told && told != draft.PartitionCount) return Refuse(Differ(told, draft.PartitionCount));
        if (member is null && draft.MemberCount >= options.MembersMax) return Refuse(TooMany(options.MembersMax));
        if (RefuseReleased(command.Released, draft) is { } wrong) return Refuse(wrong);
        if (member is null) draft.Join(command);
        else draft.Renew(member, command);
        foreach (var released in command.Released) draft.Release(command.Member, released);
        draft.Settle();
        var next = draft.Next();
        return draft.Write<PartitionReply>(next, Joined(next, draft.Find(command.Member)!, now));
    }

    /// <summary>Ends a membership and frees what the member had.</summary>
    internal static Decision<PartitionState, PartitionReply> Leave(
        RecordImage<PartitionState> image, LeaveGroup command, Moment now, PartitionOptions options)
    {
        if (PartitionRules.RefuseMember(command.Member) is { } invalid) return Refuse(invalid);
        var draft = new PartitionDraft(image, now, options);
        var member = draft.Find(command.Member);
        if (member is null || (command.Membership ?? member.Lease.Token) != member.Lease.Token) return Keep(new PartitionReply.Left(Ended: false));
        draft.Remove(member, PartitionEvents.MemberLeft);
        draft.Settle();
        return draft.Write<PartitionReply>(draft.Next(), new PartitionReply.Left(Ended: true));
    }

    /// <summary>Lets members go that were not heard of for their TTL, and spreads the partitions if it is time. True if it did anything.</summary>
    internal static Decision<PartitionState, bool> Settle(RecordImage<PartitionState> image, Moment now, PartitionOptions options)
    {
        if (image.State is null) return Decide.Keep<PartitionState, bool>(false);
        var draft = new PartitionDraft(image, now, options);
        draft.Settle();
        return draft.Changed ? draft.Write(draft.Next(), true) : Decide.Keep<PartitionState, bool>(false);
    }

    /// <summary>The record is due: does what <see cref="Settle"/> does, removes a group without members, or moves the due time on.</summary>
    internal static Decision<PartitionState, bool> Wake(RecordImage<PartitionState> image, Moment now, PartitionOptions options)
    {
        if (Settle(image, now, options) is { Writes: true } settled) return settled;
        if (image.State is not { } state) return Decide.Keep<PartitionState, bool>(false);
        var idle = state.Members.IsEmpty ? now.Utc - state.ChangedAt : TimeSpan.Zero;
        return idle >= options.IdleRetention
            ? Decide.Remove<PartitionState, bool>(true)
            : Decide.Write(state, false, due: DueChange.In(options.IdleRetention - idle));
    }

    /// <summary>How long until <see cref="Settle"/> has something to do if nothing happens; null if never.</summary>
    internal static TimeSpan? Next(PartitionState? state, Moment now, PartitionOptions options)
    {
        if (state is null || state.Members.IsEmpty) return null;
        var next = state.Members.Min(member => LeaseMachine.Remaining(member.Lease, now));
        var settles = options.RebalanceDelay - (now.Elapsed - state.UnbalancedAt);
        return !state.Unbalanced || settles > next ? next : settles > TimeSpan.Zero ? settles : TimeSpan.Zero;
    }

    private static PartitionReply.Joined Joined(PartitionState state, PartitionMember member, Moment now) => new()
    {
        Membership = member.Lease.Token,
        Generation = state.Revision,
        ExpiresAt = LeaseMachine.ExpiresAt(member.Lease, now),
        Assigned = Owned(state, member.Lease.Owner, revoking: false),
        Revoking = Owned(state, member.Lease.Owner, revoking: true),
    };

    private static ImmutableArray<PartitionTerm> Owned(PartitionState state, string member, bool revoking) =>
    [
        .. state.Partitions.Select((slot, partition) => (slot, partition))
            .Where(one => one.slot.Owner == member && one.slot.Revoking == revoking)
            .Select(one => new PartitionTerm(one.partition, one.slot.Term)),
    ];

    private static Refusal? RefuseReleased(ImmutableArray<PartitionTerm> released, PartitionDraft draft)
    {
        foreach (var (partition, term) in released)
        {
            if (partition < 0 || partition >= draft.PartitionCount)
            {
                return Invalid($"'released' has partition {Text(partition)}; the group has 0 to {Text(draft.PartitionCount - 1)}.");
            }

            if (term < 1 || term > draft.LastTerm) return Invalid($"'released' has term {Text(term)} of partition {Text(partition)}, which was never given.");
        }

        return null;
    }

    private static Decision<PartitionState, PartitionReply> Keep(PartitionReply reply) => Decide.Keep<PartitionState, PartitionReply>(reply);

    private static Decision<PartitionState, PartitionReply> Refuse(Refusal refusal) => Keep(new PartitionReply.Refused(refusal));

    private static Refusal Invalid(string detail) => new(ErrorCode.InvalidRequest, detail);

    private static Refusal NotMember(string member, long expected) => new(
        ErrorCode.NotMember, $"'{member}' is no longer the member of membership {Text(expected)}. Stop what it does for the group, and join anew.");

    private static Refusal Differ(int told, int has)
    {
        var refusal = new Refusal(
            ErrorCode.PartitionsDiffer, $"'partitions' is {Text(told)}, but the group has {Text(has)}. It can change when the group has no members.");
        return refusal.With("partitions", Text(has));
    }

    private static Refusal TooMany(int membersMax) => new Refusal(
        ErrorCode.TooManyMembers, $"The group has {Text(membersMax)} members, which is the most that it takes. Try again later.").With("retryAfterSeconds", "5");

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
