using Actors.Commands;
using Actors.Entities;
using Actors.Entities.Counters;
using Actors.Records;
using Actors.Storage;

namespace Actors.Tests.Entities;

public sealed class EntityMachineTests
{
    private static readonly DateTimeOffset T0 = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly RecordImage<EntityState> Nothing = new(null, 7);

    [Fact]
    public void A_command_on_nothing_creates_and_answers_with_the_version_it_will_have()
    {
        var decision = Execute(Nothing, "add", """{"amount":2}""");
        Assert.True(decision.Writes);
        Assert.Equal("""{"value":2}""", decision.Next!.State!.Json);
        Assert.Equal(new CommandReply.Done("""{"value":2}""", 8, Replayed: false), decision.Reply);
    }

    [Fact]
    public void A_reading_command_writes_nothing()
    {
        var decision = Execute(Counter(5), "get", "{}");
        Assert.False(decision.Writes);
        Assert.Equal(new CommandReply.Done("""{"value":5}""", 3, Replayed: false), decision.Reply);
    }

    [Theory]
    [InlineData(long.MaxValue, 1)]
    [InlineData(long.MinValue, -1)]
    [InlineData(1, long.MaxValue)]
    public void A_sum_beyond_64_bits_is_refused(long value, long amount)
    {
        var decision = Execute(Counter(value), "add", $$"""{"amount":{{amount}}}""");
        Assert.False(decision.Writes);
        Assert.Equal("counter-overflow", Refusal(decision.Reply).Reason);
    }

    [Theory]
    [InlineData(long.MaxValue, -1)]
    [InlineData(long.MinValue, long.MaxValue)]
    public void A_sum_within_64_bits_is_taken(long value, long amount)
        => Assert.True(Execute(Counter(value), "add", $$"""{"amount":{{amount}}}""").Writes);

    [Fact]
    public void A_version_that_is_not_the_current_one_fails_the_precondition_and_tells_the_current_one()
    {
        var refusal = Refusal(Execute(Counter(5), "add", """{"amount":1}""", request => request with { IfVersion = 2 }).Reply);
        Assert.Equal(ErrorCode.PreconditionFailed, refusal.Code);
        Assert.Equal("3", refusal.Facts["version"]);
        Assert.True(Execute(Counter(5), "add", """{"amount":1}""", request => request with { IfVersion = 3 }).Writes);
    }

    [Fact]
    public void Version_zero_means_that_nothing_may_be_there()
    {
        Assert.True(Execute(Nothing, "add", """{"amount":1}""", request => request with { IfVersion = 0 }).Writes);
        Assert.False(Execute(Counter(5), "add", """{"amount":1}""", request => request with { IfVersion = 0 }).Writes);
        Assert.False(Execute(Nothing, "add", """{"amount":1}""", request => request with { IfVersion = 7 }).Writes);
        Assert.False(Execute(Nothing, "add", """{"amount":1}""", request => request with { IfExists = true }).Writes);
    }

    [Fact]
    public void An_absolute_lifetime_counts_from_creation()
    {
        var lifetime = new EntityLifetime(TimeSpan.FromMinutes(10), Sliding: false);
        var first = Execute(Nothing, "add", """{"amount":1}""", request => request with { Lifetime = lifetime });
        Assert.Equal(T0.AddMinutes(10), first.Next!.ExpiresAt);
        Assert.Equal(DueChange.In(TimeSpan.FromMinutes(10)), first.Due);
        var later = Execute(After(first), "add", """{"amount":1}""", request => request with { Lifetime = lifetime }, T0.AddMinutes(9));
        Assert.Equal(T0.AddMinutes(10), later.Next!.ExpiresAt);
    }

    [Fact]
    public void A_sliding_lifetime_counts_from_the_last_change_without_touching_the_due_column()
    {
        var lifetime = new EntityLifetime(TimeSpan.FromMinutes(10), Sliding: true);
        var first = Execute(Nothing, "add", """{"amount":1}""", request => request with { Lifetime = lifetime });
        var later = Execute(After(first), "add", """{"amount":1}""", request => request with { Lifetime = lifetime }, T0.AddMinutes(9));
        Assert.Equal(T0.AddMinutes(19), later.Next!.ExpiresAt);
        Assert.False(later.Due.Changes);

        var woken = EntityMachine.Wake(After(later), At(T0.AddMinutes(10)));
        Assert.Equal(DueChange.In(TimeSpan.FromMinutes(9)), woken.Due);
        Assert.NotNull(woken.Next);
        var expired = EntityMachine.Wake(new RecordImage<EntityState>(woken.Next, 11), At(T0.AddMinutes(19)));
        Assert.Null(expired.Next);
        Assert.True(expired.Writes);
        Assert.Equal("expired", Assert.Single(expired.Events).Type);
    }

    [Fact]
    public void What_has_expired_is_not_there_even_before_it_is_swept()
    {
        var lifetime = new EntityLifetime(TimeSpan.FromMinutes(10), Sliding: false);
        var first = Execute(Nothing, "add", """{"amount":4}""", request => request with { Lifetime = lifetime });
        var read = Execute(After(first), "get", "{}", at: T0.AddMinutes(10));
        Assert.Equal(new CommandReply.Done("""{"value":0}""", 0, Replayed: false), read.Reply);
        var again = Execute(After(first), "add", """{"amount":1}""", request => request with { Lifetime = lifetime }, T0.AddMinutes(11));
        Assert.Equal("""{"value":1}""", again.Next!.State!.Json);
        Assert.Equal(T0.AddMinutes(21), again.Next.ExpiresAt);
        Assert.Equal(["expired", "changed"], again.Events.Select(told => told.Type));
    }

    [Fact]
    public void Waking_what_has_nothing_due_changes_nothing()
    {
        Assert.False(EntityMachine.Wake(Counter(1), At(T0)).Writes);
        Assert.False(EntityMachine.Wake(Nothing, At(T0)).Writes);
    }

    [Fact]
    public void Barring_a_request_of_nothing_makes_a_row_that_is_no_entity_and_goes_with_the_receipts()
    {
        var bar = EntityReceipts.Bar("do-1", TimeSpan.FromHours(1));
        var decision = EntityMachine.Bar(Nothing, bar, At(T0));
        Assert.Equal(bar, Assert.Single(decision.Bars));
        Assert.Null(decision.Next!.State);
        Assert.Equal(EntityState.Absent, EntityMachine.Facets(decision.Next).Status);
        var image = new RecordImage<EntityState>(decision.Next, 8);
        Assert.False(EntityMachine.Wake(image, At(T0.AddMinutes(59))).Writes);
        Assert.Null(EntityMachine.Wake(image, At(T0.AddMinutes(60))).Next);
        Assert.Equal(new CommandReply.Done("""{"value":0}""", 0, Replayed: false), Execute(image, "get", "{}").Reply);
    }

    [Fact]
    public void Barring_a_request_of_an_entity_leaves_its_state_alone()
    {
        var decision = EntityMachine.Bar(Counter(5), EntityReceipts.Bar("do-1", TimeSpan.FromHours(1)), At(T0));
        Assert.Equal("""{"value":5}""", decision.Next!.State!.Json);
        Assert.False(decision.Due.Changes);
    }

    private static RecordImage<EntityState> Counter(long value)
        => new(new EntityState { State = EntityValue.Of(new CounterState { Value = value }), CreatedAt = T0, UpdatedAt = T0 }, 3);

    private static RecordImage<EntityState> After(Decision<EntityState, CommandReply> decision) => new(decision.Next, 9);

    private static Moment At(DateTimeOffset now) => new(now - T0, now);

    private static Refusal Refusal(CommandReply reply) => Assert.IsType<CommandReply.Refused>(reply).Refusal;

    private static Decision<EntityState, CommandReply> Execute(
        RecordImage<EntityState> image, string command, string body, Func<EntityRequest, EntityRequest>? with = null, DateTimeOffset? at = null)
    {
        var type = EntityTypeReader.Read(typeof(Counter), new EntityOptions(), [])!;
        var request = new EntityRequest { Type = "counter", Id = "c", Command = type.Read(command, body, out _)!, Lifetime = type.Lifetime };
        return EntityMachine.Execute(image, with?.Invoke(request) ?? request, At(at ?? T0));
    }
}
