using Actors.Commands;
using Actors.Entities;
using Actors.Entities.Counters;
using Shop;

namespace Actors.Tests.Entities;

public sealed class EntityRegistryTests
{
    [Fact]
    public void Every_fault_of_every_class_is_told_at_once()
    {
        var wrong = Check(typeof(Nameless), typeof(BadName), typeof(Idle), typeof(Twice), typeof(NotMade), typeof(Counter), typeof(OtherCounter), typeof(BadTtl));
        Assert.Contains(wrong, fault => fault.Contains("Nameless", StringComparison.Ordinal) && fault.Contains("has no name", StringComparison.Ordinal));
        Assert.Contains(wrong, fault => fault.Contains("'Bad Name'", StringComparison.Ordinal));
        Assert.Contains(wrong, fault => fault.Contains("Idle", StringComparison.Ordinal) && fault.Contains("handles no command", StringComparison.Ordinal));
        Assert.Contains(wrong, fault => fault.Contains("2 commands called 'add'", StringComparison.Ordinal));
        Assert.Contains(wrong, fault => fault.Contains("NotMade", StringComparison.Ordinal) && fault.Contains("cannot be made", StringComparison.Ordinal));
        Assert.Contains(wrong, fault => fault.Contains("both called 'counter'", StringComparison.Ordinal));
        Assert.Contains(wrong, fault => fault.Contains("TtlSeconds of -1", StringComparison.Ordinal));
        Assert.Equal(7, wrong.Count);
    }

    [Fact]
    public void The_worked_example_is_sound() => Assert.Empty(Check(typeof(Stock), typeof(Payment), typeof(Order)));

    [Theory]
    [InlineData("{}", "'orderId', 'quantity' is missing")]
    [InlineData("""{"orderId":"o","quantity":1,"quanity":2}""", "'quanity' is unknown")]
    [InlineData("""{"orderId":"o","quantity":"1"}""", "$.quantity")]
    [InlineData("""{"orderId":"o","quantity":1.5}""", "$.quantity")]
    [InlineData("""{"orderId":"o","quantity":99999999999999999999}""", "$.quantity")]
    [InlineData("""{"orderId":null,"quantity":1}""", "$.orderId")]
    [InlineData("""{"orderId":"\ud800","quantity":1}""", "$.orderId")]
    [InlineData("""{"orderId":"o","orderId":"p","quantity":1}""", "no repeated members")]
    [InlineData("[]", "no object")]
    [InlineData("null", "no object")]
    [InlineData("{", "not JSON")]
    [InlineData("", "not JSON")]
    public void A_body_that_does_not_fit_is_refused_in_words_of_JSON(string body, string expected)
    {
        var type = EntityTypeReader.Read(typeof(Stock), new EntityOptions(), [])!;
        Assert.Null(type.Read("reserve", body, out var refusal));
        Assert.Equal(ErrorCode.InvalidCommand, refusal!.Code);
        Assert.Contains(expected, refusal.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", refusal.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("Shop.", refusal.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_command_is_told_which_there_are()
    {
        var type = EntityTypeReader.Read(typeof(Stock), new EntityOptions(), [])!;
        Assert.Null(type.Read("explode", "{}", out var refusal));
        Assert.Equal(ErrorCode.UnknownCommand, refusal!.Code);
        Assert.Contains("release, reserve, restock, sell", refusal.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_of_a_type_replace_those_of_its_class()
    {
        var options = new EntityOptions { Types = { ["counter"] = new EntityTypeOptions { Ttl = TimeSpan.FromMinutes(1), Sliding = true } } };
        Assert.Equal(new EntityLifetime(TimeSpan.FromMinutes(1), Sliding: true), EntityTypeReader.Read(typeof(Counter), options, [])!.Lifetime);
    }

    [Fact]
    public void Settings_out_of_range_are_told_with_their_key_and_variable()
    {
        var options = new EntityOptions
        {
            RequestRetention = TimeSpan.Zero,
            Types = { ["counter"] = new EntityTypeOptions { Ttl = TimeSpan.FromDays(4000) } },
        };
        var failures = new EntityOptionsValidator([]).Validate(null, options).Failures!.ToList();
        Assert.Contains(failures, failure => failure.Contains("Actors__Entities__RequestRetention", StringComparison.Ordinal));
        Assert.Contains(failures, failure => failure.Contains("Actors:Entities:Types:counter:Ttl", StringComparison.Ordinal));
        Assert.Equal(2, failures.Count);
    }

    private static List<string> Check(params Type[] types) => EntityRegistry.Check(types.Select(type => new EntityRegistration(type)), new EntityOptions());

    private sealed class Nameless : Entity<CounterState>, IHandle<Add, CounterValue>
    {
        public Outcome<CounterValue> Handle(Add command) => Reply(new CounterValue(0));
    }

    [Entity("Bad Name")]
    private sealed class BadName : Entity<CounterState>, IHandle<Add, CounterValue>
    {
        public Outcome<CounterValue> Handle(Add command) => Reply(new CounterValue(0));
    }

    [Entity("idle")]
    private sealed class Idle : Entity<CounterState>;

    [Entity("twice")]
    private sealed class Twice : Entity<CounterState>, IHandle<Add, CounterValue>, IHandle<Inner.Add, CounterValue>
    {
        public Outcome<CounterValue> Handle(Add command) => Reply(new CounterValue(0));

        public Outcome<CounterValue> Handle(Inner.Add command) => Reply(new CounterValue(0));
    }

    [Entity("not-made")]
    private sealed class NotMade(int value) : Entity<CounterState>, IHandle<Add, CounterValue>
    {
        public Outcome<CounterValue> Handle(Add command) => Reply(new CounterValue(value));
    }

    [Entity("counter")]
    private sealed class OtherCounter : Entity<CounterState>, IHandle<Add, CounterValue>
    {
        public Outcome<CounterValue> Handle(Add command) => Reply(new CounterValue(0));
    }

    [Entity("bad-ttl", TtlSeconds = -1)]
    private sealed class BadTtl : Entity<CounterState>, IHandle<Add, CounterValue>
    {
        public Outcome<CounterValue> Handle(Add command) => Reply(new CounterValue(0));
    }

    private static class Inner
    {
        internal sealed record Add(int Amount) : ICommand<CounterValue>;
    }
}
