using System.Collections.Immutable;
using Actors.Leases;
using Actors.Records;
using Actors.Storage;

namespace Actors.Leaders.Partitions;

/// <summary>
/// A group on its way from one state to the next. It begins without the members whose leases have ended, as nothing may be decided
/// with them any more.
/// </summary>
internal sealed class PartitionDraft
{
    private readonly RecordImage<PartitionState> _image;
    private readonly Moment _now;
    private readonly PartitionOptions _options;
    private readonly SortedDictionary<string, PartitionMember> _members = new(StringComparer.Ordinal);
    private readonly List<RecordEvent> _events = [];
    private PartitionSlot[] _slots;
    private bool _unbalanced;
    private TimeSpan _unbalancedAt;
    private long _lastTerm;
    private int _tokens;

    internal PartitionDraft(RecordImage<PartitionState> image, Moment now, PartitionOptions options)
    {
        (_image, _now, _options) = (image, now, options);

        // The floor of a removed record is not below any term that it gave.
        _lastTerm = image.State?.LastTerm ?? image.Version;
        _slots = [.. image.State?.Partitions ?? []];
        _unbalanced = image.State?.Unbalanced ?? false;
        _unbalancedAt = image.State?.UnbalancedAt ?? default;
        foreach (var member in image.State?.Members ?? []) _members.Add(member.Lease.Owner, member);
        foreach (var member in _members.Values.Where(member => LeaseMachine.HasExpired(member.Lease, now)).ToList())
        {
            Remove(member, PartitionEvents.MemberExpired);
        }
    }

    /// <summary>Whether something has changed that observers can see.</summary>
    internal bool Changed { get; private set; }

    internal int MemberCount => _members.Count;

    internal int PartitionCount => _slots.Length;

    internal long LastTerm => _lastTerm;

    internal PartitionMember? Find(string member) => _members.GetValueOrDefault(member);

    /// <summary>Gives a group that has no members its number of partitions.</summary>
    internal void Resize(int partitions) => Array.Resize(ref _slots, partitions);

    internal void Join(MemberHeartbeat command)
    {
        var lease = new Lease
        {
            Id = command.Member,
            Owner = command.Member,
            Token = NextTerm(),
            Ttl = command.Ttl,
            AcquiredAt = _now.Utc,
            Metadata = command.Metadata ?? ImmutableSortedDictionary<string, string>.Empty,
            RenewedAt = _now.Elapsed,
        };
        _members.Add(command.Member, new PartitionMember(lease, command.Capacity ?? 1));
        _events.Add(new RecordEvent(PartitionEvents.MemberJoined, new MemberEventData(command.Member, lease.Token)));
        Unbalance();
    }

    internal void Renew(PartitionMember member, MemberHeartbeat command)
    {
        var metadata = command.Metadata ?? member.Lease.Metadata;
        var capacity = command.Capacity ?? member.Capacity;
        var lease = LeaseMachine.Renew(member.Lease, command.Ttl, _now) with { Metadata = metadata, Token = command.Membership ?? NextTerm() };
        _members[command.Member] = new PartitionMember(lease, capacity);
        if (!metadata.SequenceEqual(member.Lease.Metadata)) Changed = true;
        if (capacity != member.Capacity) Unbalance();
    }

    /// <summary>
    /// The member has stopped working on it. Frees only what is being revoked: that is never given back to work on under the same
    /// term, so an acknowledgement that comes late, from before a restart of the member, takes nothing from it.
    /// </summary>
    internal void Release(string member, PartitionTerm released)
    {
        var slot = _slots[released.Partition];
        if (!slot.Revoking || slot.Owner != member || slot.Term != released.Term) return;
        _slots[released.Partition] = new PartitionSlot(null, slot.Term, Revoking: false);
        Changed = true;
    }

    internal void Remove(PartitionMember member, string @event)
    {
        var id = member.Lease.Owner;
        _members.Remove(id);
        for (var i = 0; i < _slots.Length; i++)
        {
            if (_slots[i].Owner == id) _slots[i] = new PartitionSlot(null, _slots[i].Term, Revoking: false);
        }

        _events.Add(new RecordEvent(@event, new MemberEventData(id, member.Lease.Token)));
        Unbalance();
    }

    /// <summary>
    /// Spreads the partitions. What is free goes to those below their share; when members have come or gone and the delay is
    /// over, what others have above theirs is revoked first, and becomes free when they release it.
    /// </summary>
    internal void Settle()
    {
        if (_unbalanced && _now.Elapsed - _unbalancedAt < _options.RebalanceDelay) return;
        var (revokes, revoked, assigned) = (_unbalanced, new List<PartitionEventData>(), new List<PartitionEventData>());
        if (_unbalanced) Changed = true;
        _unbalanced = false;
        if (_members.Count == 0) return;
        var members = _members.Values.ToList();
        var loads = members.ConvertAll(member => _slots.Count(slot => slot.Owner == member.Lease.Owner && !slot.Revoking));
        var quotas = PartitionBalance.Quotas(members.ConvertAll(member => member.Capacity), loads, _slots.Length);
        for (var i = 0; revokes && i < members.Count; i++)
        {
            var owner = members[i].Lease.Owner;
            var surplus = Enumerable.Range(0, _slots.Length)
                .Where(partition => _slots[partition].Owner == owner && !_slots[partition].Revoking)
                .OrderBy(partition => PartitionBalance.Affinity(owner, partition))
                .Take(loads[i] - quotas[i])
                .ToList();
            foreach (var partition in surplus) Revoke(partition, revoked);
        }

        for (var partition = 0; partition < _slots.Length; partition++)
        {
            if (_slots[partition].Owner is null) Assign(partition, members, loads, quotas, assigned);
        }

        if (revoked.Count > 0) _events.Add(new RecordEvent(PartitionEvents.Revoking, new PlanEventData(revoked)));
        if (assigned.Count > 0) _events.Add(new RecordEvent(PartitionEvents.Assigned, new PlanEventData(assigned)));
    }

    /// <summary>The state that has come of it.</summary>
    internal PartitionState Next() => new()
    {
        LastTerm = _lastTerm,
        Revision = Changed ? _image.VersionAfter(_tokens) : _image.State!.Revision,
        ChangedAt = Changed ? _now.Utc : _image.State!.ChangedAt,
        Members = [.. _members.Values],
        Partitions = [.. _slots],
        Unbalanced = _unbalanced,
        UnbalancedAt = _unbalancedAt,
    };

    internal Decision<PartitionState, TReply> Write<TReply>(PartitionState next, TReply reply) => Decide.Write(
        next, reply, [.. _events], Changed ? DueChange.In(_options.IdleRetention) : DueChange.Keep, _tokens);

    private void Revoke(int partition, List<PartitionEventData> revoked)
    {
        var slot = _slots[partition] = _slots[partition] with { Revoking = true };
        revoked.Add(new PartitionEventData(partition, slot.Owner!, slot.Term));
    }

    private void Assign(int partition, List<PartitionMember> members, List<int> loads, int[] quotas, List<PartitionEventData> assigned)
    {
        var room = Enumerable.Range(0, members.Count).Where(index => loads[index] < quotas[index]);
        var chosen = room.MaxBy(index => (PartitionBalance.Affinity(members[index].Lease.Owner, partition), index));
        var slot = _slots[partition] = new PartitionSlot(members[chosen].Lease.Owner, NextTerm(), Revoking: false);
        assigned.Add(new PartitionEventData(partition, slot.Owner!, slot.Term));
        loads[chosen]++;
        Changed = true;
    }

    /// <summary>The delay runs from the first change, so that members who come and go for ever do not put it off for ever.</summary>
    private void Unbalance()
    {
        Changed = true;
        if (_unbalanced) return;
        (_unbalanced, _unbalancedAt) = (true, _now.Elapsed);
    }

    private long NextTerm()
    {
        _tokens++;
        return ++_lastTerm;
    }
}
