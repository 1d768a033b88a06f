using Actors.Leaders.Partitions;

namespace Actors.Tests.Leaders.Partitions;

public sealed class PartitionMachineTests
{
    private readonly PartitionBench _bench = new();

    [Fact]
    public void Members_that_join_within_the_delay_share_all_partitions_and_nothing_is_revoked()
    {
        Assert.Empty(_bench.Join("a").Assigned);
        _bench.Pass(2);
        Assert.Empty(_bench.Join("b").Assigned);
        _bench.Pass(1);
        Assert.True(_bench.Settle());
        Assert.Equal((4, 4), (_bench.Join("a").Assigned.Length, _bench.Join("b").Assigned.Length));
        Assert.Equal(["member-joined", "member-joined", "partitions-assigned"], _bench.Events);
        Assert.False(_bench.Settle());
    }

    [Fact]
    public void A_partition_goes_to_another_only_after_its_owner_has_released_it_and_under_a_higher_term()
    {
        _bench.Settled("a").Settled("b");
        var first = _bench.Join("a");
        Assert.Equal((4, 4), (first.Assigned.Length, first.Revoking.Length));
        Assert.Empty(_bench.Join("b").Assigned);
        var given = first.Revoking[0];
        Assert.Equal(3, _bench.Join("a", released: given).Revoking.Length);
        var taken = Assert.Single(_bench.Join("b").Assigned);
        Assert.Equal(given.Partition, taken.Partition);
        Assert.True(taken.Term > given.Term);

        // The repeat of an acknowledgement takes nothing from whoever has the partition now.
        _bench.Join("a", released: given);
        Assert.Equal(taken, Assert.Single(_bench.Join("b").Assigned));
    }

    /// <summary>A heartbeat that is sent twice may arrive when its member has had the partition again, and works on it.</summary>
    [Fact]
    public void An_acknowledgement_of_an_earlier_ownership_frees_nothing_while_the_next_one_is_revoked()
    {
        var given = _bench.Settled("a").Settled("b").Join("a").Revoking[0];
        _bench.Join("a", released: given);
        _bench.Leave("b");
        _bench.Pass(3);
        _bench.Settle();
        _bench.Settled("b");
        var later = Assert.Single(_bench.Join("a").Revoking, one => one.Partition == given.Partition);
        Assert.True(later.Term > given.Term);
        Assert.Contains(later, _bench.Join("a", released: given).Revoking);
        Assert.DoesNotContain(later, _bench.Join("a", released: later).Revoking);
    }

    [Fact]
    public void A_silent_member_keeps_its_partitions_for_its_TTL_and_the_clock_rates_bound_and_a_failover_begins_anew()
    {
        _bench.Settled("a", "b");
        _bench.Pass(10);
        _bench.Join("b");
        _bench.Pass(2);
        _bench.FailOver();
        _bench.Pass(10);
        _bench.Join("b");
        _bench.Pass(5.74);
        _bench.Settle();
        Assert.Equal(4, _bench.Count("a"));
        _bench.Pass(0.01);
        Assert.True(_bench.Settle());
        Assert.Equal((0, 4), (_bench.Count("a"), _bench.Count("b")));
        _bench.Pass(3);
        _bench.Settle();
        Assert.Equal(8, _bench.Count("b"));
    }

    [Fact]
    public void A_restart_within_the_delay_moves_nothing_of_the_others()
    {
        _bench.Settled("a", "b", "c");
        var others = _bench.Slots.Where(slot => slot.Owner != "c").ToList();
        _bench.Leave("c");
        _bench.Pass(1);
        _bench.Join("c");
        _bench.Pass(2);
        _bench.Settle();
        Assert.Equal(others, _bench.Slots.Where(slot => slot.Owner != "c"));
        Assert.DoesNotContain(_bench.Slots, slot => slot.Owner is null || slot.Revoking);
        Assert.DoesNotContain("partitions-revoking", _bench.Events);
    }

    [Fact]
    public void Shares_follow_capacity()
    {
        _bench.Join("a", capacity: 3);
        _bench.Join("b", capacity: 1);
        _bench.Pass(3);
        _bench.Settle();
        Assert.Equal((6, 2), (_bench.Count("a"), _bench.Count("b")));
        _bench.Join("b", capacity: 3);
        _bench.Pass(3);
        _bench.Settle();
        Assert.Equal(2, _bench.Slots.Count(slot => slot.Revoking));
    }

    [Theory]
    [InlineData(0, 1, null, ErrorCode.InvalidRequest)]
    [InlineData(1025, 1, null, ErrorCode.InvalidRequest)]
    [InlineData(100_000, 1, null, ErrorCode.InvalidRequest)]
    [InlineData(9, 1, null, ErrorCode.PartitionsDiffer)]
    [InlineData(8, 0, null, ErrorCode.InvalidRequest)]
    [InlineData(8, 1001, null, ErrorCode.InvalidRequest)]
    [InlineData(8, 1, 1L, ErrorCode.NotMember)]
    public void What_does_not_fit_is_refused_and_changes_nothing(int partitions, int capacity, long? membership, ErrorCode code)
    {
        _bench.Settled("a");
        var before = _bench.Image;
        Assert.Equal(code, Assert.IsType<PartitionReply.Refused>(_bench.Heartbeat("b", partitions, capacity, membership: membership)).Refusal.Code);
        Assert.Equal(before, _bench.Image);
    }

    [Theory]
    [InlineData(8, 2)]
    [InlineData(-1, 2)]
    [InlineData(0, 0)]
    [InlineData(0, 100)]
    public void An_acknowledgement_of_what_was_never_given_is_refused(int partition, long term)
    {
        _bench.Settled("a");
        var reply = Assert.IsType<PartitionReply.Refused>(_bench.Heartbeat("a", released: new PartitionTerm(partition, term)));
        Assert.Equal(ErrorCode.InvalidRequest, reply.Refusal.Code);
    }

    [Fact]
    public void A_late_leave_or_heartbeat_of_an_old_membership_touches_no_newer_one()
    {
        var old = _bench.Join("a").Membership;
        Assert.Equal(new PartitionReply.Left(Ended: true), _bench.Leave("a", old));
        Assert.Equal(new PartitionReply.Left(Ended: false), _bench.Leave("a", old));
        Assert.Equal(ErrorCode.NotMember, Assert.IsType<PartitionReply.Refused>(_bench.Heartbeat("a", membership: old)).Refusal.Code);
        var current = _bench.Join("a").Membership;
        Assert.True(current > old);
        Assert.Equal(new PartitionReply.Left(Ended: false), _bench.Leave("a", old));
        Assert.Equal(ErrorCode.NotMember, Assert.IsType<PartitionReply.Refused>(_bench.Heartbeat("a", membership: old)).Refusal.Code);
        Assert.Equal(current, Assert.IsType<PartitionReply.Joined>(_bench.Heartbeat("a", membership: current)).Membership);
    }

    [Fact]
    public void A_member_that_joins_again_keeps_its_partitions_under_a_membership_that_a_late_leave_does_not_end()
    {
        var old = _bench.Settled("a").Join("a");
        var again = _bench.Join("a");
        Assert.Equal(old.Assigned, again.Assigned);
        Assert.Equal(new PartitionReply.Left(Ended: false), _bench.Leave("a", old.Membership));
        Assert.Equal(8, _bench.Count("a"));
    }

    [Fact]
    public void An_acknowledgement_of_what_is_not_revoked_frees_nothing()
    {
        var assigned = _bench.Settled("a").Join("a").Assigned;
        Assert.Equal(assigned, _bench.Join("a", released: assigned[0]).Assigned);
    }

    [Fact]
    public void A_group_without_members_may_change_its_size_is_removed_when_idle_and_its_terms_go_on_rising()
    {
        var refused = Assert.IsType<PartitionReply.Refused>(_bench.Heartbeat("a", partitions: null));
        Assert.Equal(ErrorCode.InvalidRequest, refused.Refusal.Code);
        _bench.Settled("a");
        var last = _bench.Image.State!.LastTerm;
        _bench.Leave("a");
        Assert.False(_bench.Wake());
        _bench.Pass(3601);
        while (_bench.Image.Exists && _bench.Wake()) _bench.Pass(3601);
        Assert.False(_bench.Image.Exists);
        Assert.True(Assert.IsType<PartitionReply.Joined>(_bench.Heartbeat("b", partitions: 3)).Membership > last);
        Assert.Equal(3, _bench.Slots.Length);
    }

    [Fact]
    public void Members_beyond_the_limit_are_refused()
    {
        _bench.Options.MembersMax = 1;
        _bench.Join("a");
        Assert.Equal(ErrorCode.TooManyMembers, Assert.IsType<PartitionReply.Refused>(_bench.Heartbeat("b")).Refusal.Code);
    }
}
