using System.Collections.Immutable;
using Actors.Commands;
using Actors.Entities;
using Actors.Entities.Counters;
using Actors.Records;

namespace Actors.Tests.Entities;

/// <summary>Fences as the machine sees them.</summary>
public sealed class EntityFenceTests
{
    private static readonly DateTimeOffset T0 = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly RecordImage<EntityState> Nothing = new(null, 7);

    [Fact]
    public void A_lower_token_is_refused_and_an_equal_or_higher_one_passes_and_is_kept()
    {
        var image = After(Add(Nothing, new Fence("report", 17)));
        var refusal = Assert.IsType<CommandReply.Refused>(Add(image, new Fence("report", 16)).Reply).Refusal;
        Assert.Equal((ErrorCode.StaleFencingToken, "17"), (refusal.Code, refusal.Facts["lastToken"]));
        Assert.False(Add(image, new Fence("report", 16)).Writes);
        Assert.Equal(17, Met(Add(image, new Fence("report", 17)))["report"]);
        Assert.Equal(18, Met(Add(image, new Fence("report", 18)))["report"]);
    }

    [Fact]
    public void Tokens_of_different_names_are_not_compared_and_a_command_without_one_is_not_checked()
    {
        var image = After(Add(After(Add(Nothing, new Fence("a", 17))), new Fence("", 2)));
        Assert.Equal([("", 2L), ("a", 17L)], image.State!.Fences!.Select(fence => (fence.Key, fence.Value)));
        var unfenced = Add(image, null);
        Assert.True(unfenced.Writes);
        Assert.Equal(image.State.Fences, unfenced.Next!.Fences);
    }

    [Fact]
    public void A_command_that_only_reads_keeps_a_new_token_and_writes_nothing_for_a_known_one()
    {
        var image = After(Add(Nothing, new Fence("a", 17)));
        Assert.False(Execute(image, "get", "{}", new Fence("a", 17)).Writes);
        var newer = Execute(image, "get", "{}", new Fence("a", 18));
        Assert.Equal(18, Met(newer)["a"]);
        Assert.Equal(image.State!.State, newer.Next!.State);
        Assert.IsType<CommandReply.Refused>(Add(After(newer), new Fence("a", 17)).Reply);

        var absent = Execute(Nothing, "get", "{}", new Fence("a", 5));
        Assert.Equal(new CommandReply.Done("""{"value":0}""", 0, Replayed: false), absent.Reply);
        Assert.Null(absent.Next!.State);
        Assert.IsType<CommandReply.Refused>(Add(After(absent), new Fence("a", 4)).Reply);
    }

    [Fact]
    public void A_ninth_fence_is_refused()
    {
        var image = Nothing;
        for (var i = 0; i < EntityFences.NamesMax; i++) image = After(Add(image, new Fence($"f{i}", 1)));
        Assert.Equal(ErrorCode.TooManyFences, Assert.IsType<CommandReply.Refused>(Add(image, new Fence("f8", 1)).Reply).Refusal.Code);
        Assert.True(Add(image, new Fence("f7", 2)).Writes);
    }

    [Fact]
    public void A_removed_or_expired_entity_still_refuses_a_stale_token()
    {
        var image = After(Add(Nothing, new Fence("a", 17)));
        var expired = new RecordImage<EntityState>(image.State! with { ExpiresAt = T0.AddMinutes(1), DueAt = T0.AddMinutes(1) }, 9);
        var swept = EntityMachine.Wake(expired, At(T0.AddMinutes(1)));
        Assert.Equal(["expired"], swept.Events.Select(told => told.Type));
        Assert.Null(swept.Next!.State);
        Assert.Equal(17, swept.Next.Fences!["a"]);
        var gone = new RecordImage<EntityState>(swept.Next, 10);
        Assert.IsType<CommandReply.Refused>(Add(gone, new Fence("a", 16)).Reply);
        Assert.Equal("""{"value":1}""", Add(gone, new Fence("a", 17)).Next!.State!.Json);
        Assert.Null(EntityMachine.Wake(gone, At(T0.AddMinutes(1) + EntityFences.Retention)).Next);
    }

    [Fact]
    public void A_failed_precondition_keeps_no_token()
        => Assert.False(Execute(Nothing, "add", """{"amount":1}""", new Fence("a", 1), ifVersion: 3).Writes);

    private static ImmutableSortedDictionary<string, long> Met(Decision<EntityState, CommandReply> decision) => decision.Next!.Fences!;

    private static RecordImage<EntityState> After(Decision<EntityState, CommandReply> decision) => new(decision.Next, 9);

    private static Moment At(DateTimeOffset now) => new(now - T0, now);

    private static Decision<EntityState, CommandReply> Add(RecordImage<EntityState> image, Fence? fence)
        => Execute(image, "add", """{"amount":1}""", fence);

    private static Decision<EntityState, CommandReply> Execute(
        RecordImage<EntityState> image, string command, string body, Fence? fence, long? ifVersion = null)
    {
        var type = EntityTypeReader.Read(typeof(Counter), new EntityOptions(), [])!;
        var request = new EntityRequest
        {
            Type = "counter",
            Id = "c",
            Command = type.Read(command, body, out _)!,
            Lifetime = type.Lifetime,
            Fence = fence,
            IfVersion = ifVersion,
        };
        return EntityMachine.Execute(image, request, At(T0));
    }
}
