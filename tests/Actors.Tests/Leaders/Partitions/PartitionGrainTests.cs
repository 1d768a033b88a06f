using System.Text.Json.Nodes;
using Actors.Leaders.Partitions;
using Actors.Storage;
using Actors.Storage.Memory;
using Actors.Testing;
using Actors.Tests.Support;

namespace Actors.Tests.Leaders.Partitions;

public sealed class PartitionGrainTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_watches_is_told_of_a_change_long_before_the_wait_is_over()
    {
        await using var node = await ActorsTestHost.StartAsync();
        var groups = node.Client.Leaders.Partitions;
        await groups.HeartbeatAsync("g", For("a"), Cancellation);
        var seen = await groups.DescribeAsync("g", Cancellation);
        var watching = groups.WaitAsync("g", seen.Generation, TimeSpan.FromSeconds(60), Cancellation);
        await groups.DescribeAsync("g", Cancellation);
        await groups.HeartbeatAsync("g", For("b"), Cancellation);
        Assert.NotEqual(seen.Generation, (await watching.WaitAsync(ObserveGroup.WaitMax / 2, Cancellation)).Generation);
    }

    [Fact]
    public async Task Partitions_are_spread_and_silent_members_given_up_without_anyones_asking()
    {
        await using var time = new RunningTime();
        await using var node = await ActorsTestHost.StartAsync(options =>
        {
            time.Drive(options);
            options.Settings["Actors:Leaders:Partitions:RebalanceDelay"] = "00:00:00.5";
        });
        var groups = node.Client.Leaders.Partitions;
        await groups.HeartbeatAsync("g", For("kept"), Cancellation);
        await groups.HeartbeatAsync("g", For("silent") with { Ttl = TimeSpan.FromSeconds(1) }, Cancellation);
        using var late = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        late.CancelAfter(TimeSpan.FromSeconds(30));
        var seen = groups.ObserveAsync("g", late.Token);
        await seen.FirstAsync(group => group.Partitions.Count(one => one.Owner == "silent") == 2, late.Token);
        await seen.FirstAsync(group => group.Partitions.All(one => one.Owner == "kept"), late.Token);
    }

    [Fact]
    public async Task An_activation_that_another_writer_has_overtaken_refuses_nobody_as_no_member()
    {
        await using var database = new MemoryDatabase(TimeProvider.System);
        await using var node = await ActorsTestHost.StartAsync(options => options.Database = database);
        var groups = node.Client.Leaders.Partitions;
        Assert.Equal(1, Assert.IsType<PartitionReply.Joined>(await groups.HeartbeatAsync("g", For("a"), Cancellation)).Membership);

        var key = RecordKey.Create("partition-group", "g");
        var row = (await database.ReadAsync([key], Cancellation))[0].Record!;
        var state = JsonNode.Parse(row.State)!;
        state["lastTerm"] = 2;
        state["members"]![0]!["lease"]!["token"] = 2;
        var foreign = new RecordUnit { Key = key, Action = UnitAction.Update, ExpectedVersion = row.Version, State = state.ToJsonString(), KeepsFacets = true };
        Assert.Equal([UnitResult.Committed], await database.CommitAsync([foreign]));

        var reply = await groups.HeartbeatAsync("g", For("a") with { Membership = 2 }, Cancellation);
        Assert.Equal(2, Assert.IsType<PartitionReply.Joined>(reply).Membership);
    }

    private static MemberHeartbeat For(string member) => new() { Member = member, Ttl = TimeSpan.FromMinutes(1), Partitions = 4 };
}
