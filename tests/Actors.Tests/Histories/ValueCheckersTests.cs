using Actors.Tests.Support.Histories;

namespace Actors.Tests.Histories;

/// <summary>The checkers of registers and counters, on histories made by hand.</summary>
public sealed class ValueCheckersTests
{
    private readonly List<HistoryEvent> _history = [];
    private long _operations;

    [Fact]
    public void One_after_another_is_linearizable()
    {
        Read(0, 1, version: 0);
        Set(2, 3, value: 7, version: 1);
        Read(4, 5, version: 1, value: 7);
        Set(6, 7, value: 8, version: 2, expected: 1);
        Refused(8, 9, value: 9, expected: 1);
        Read(10, 11, version: 2, value: 8);
        Assert.True(HistoryCheckers.Registers(_history).Holds);
    }

    [Fact]
    public void Operations_at_the_same_time_may_have_any_order()
    {
        Set(0, 10, value: 1, version: 2);
        Set(0, 10, value: 2, version: 1);
        Read(1, 9, version: 1, value: 2);
        Read(1, 9, version: 0);
        Assert.True(HistoryCheckers.Registers(_history).Holds);
    }

    [Fact]
    public void A_read_of_what_had_been_overwritten_when_it_began_is_found()
    {
        Set(0, 1, value: 1, version: 1);
        Set(2, 3, value: 2, version: 2);
        Read(4, 5, version: 1, value: 1);
        Assert.Single(HistoryCheckers.Registers(_history).Violations);
    }

    [Fact]
    public void Reads_that_see_a_write_come_and_go_are_found()
    {
        Set(0, 100, value: 1, version: 1);
        Read(1, 2, version: 1, value: 1);
        Read(3, 4, version: 0);
        Assert.Single(HistoryCheckers.Registers(_history).Violations);
    }

    [Fact]
    public void Two_writes_that_made_the_same_version_are_found()
    {
        Set(0, 10, value: 1, version: 1);
        Set(0, 10, value: 2, version: 1);
        Assert.Single(HistoryCheckers.Registers(_history).Violations);
    }

    [Fact]
    public void Two_compare_and_sets_of_one_version_are_found()
    {
        Set(0, 1, value: 1, version: 1);
        Set(2, 10, value: 2, version: 2, expected: 1);
        Set(2, 10, value: 3, version: 2, expected: 1);
        Assert.Single(HistoryCheckers.Registers(_history).Violations);
    }

    [Fact]
    public void A_refusal_although_the_version_was_the_expected_one_is_found()
    {
        Set(0, 1, value: 1, version: 1);
        Refused(2, 3, value: 2, expected: 1);
        Assert.Single(HistoryCheckers.Registers(_history).Violations);
    }

    [Fact]
    public void What_nobody_knows_of_may_have_happened_late_or_never()
    {
        Unknown(0, 1, value: 1);
        Unknown(0, 1, value: 2);
        Read(5, 6, version: 0);
        Read(7, 8, version: 1, value: 1);
        Assert.True(HistoryCheckers.Registers(_history).Holds);
    }

    [Fact]
    public void What_nobody_knows_of_happens_once_at_most()
    {
        Unknown(0, 1, value: 1);
        Read(2, 3, version: 1, value: 1);
        Set(4, 5, value: 2, version: 2);
        Read(6, 7, version: 3, value: 1);
        Assert.Single(HistoryCheckers.Registers(_history).Violations);
    }

    [Fact]
    public void What_nobody_knows_of_does_not_happen_before_it_was_sent()
    {
        Read(0, 1, version: 1, value: 1);
        Unknown(2, 3, value: 1);
        Assert.Single(HistoryCheckers.Registers(_history).Violations);
    }

    [Fact]
    public void A_search_that_does_not_end_in_time_has_proved_nothing()
    {
        Set(0, 1, value: 1, version: 1);
        Assert.Single(HistoryCheckers.Registers(_history, TimeSpan.FromTicks(-1)).Violations);
    }

    [Fact]
    public void A_history_as_long_as_those_of_a_run_is_searched_in_time()
    {
        for (var i = 0; i < 30; i++)
        {
            for (var client = 0; client < 4; client++) Set(i * 10, (i * 10) + 9, value: (i * 4) + client, version: (i * 4) + client + 1);
            if (i % 3 == 0) Unknown(i * 10, (i * 10) + 9, value: 1000 + i);
        }

        Assert.True(HistoryCheckers.Registers(_history).Holds);
    }

    [Fact]
    public void Counters_hold_what_was_acknowledged_and_some_of_what_is_unknown()
    {
        Add(1);
        Add(3);
        Add(null);
        Add(null);
        Final(3);
        Assert.True(HistoryCheckers.Counters(_history).Holds);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_counter_that_lost_an_addition_or_made_one_twice_is_found(long final)
    {
        Add(1);
        Add(2);
        Add(null);
        Final(final);
        Assert.NotEmpty(HistoryCheckers.Counters(_history).Violations);
    }

    [Fact]
    public void Two_additions_that_were_told_the_same_are_found()
    {
        Add(1);
        Add(1);
        Final(2);
        Assert.Single(HistoryCheckers.Counters(_history).Violations);
    }

    [Fact]
    public void A_counter_that_was_not_read_in_the_end_proves_nothing()
    {
        Add(1);
        Assert.Single(HistoryCheckers.Counters(_history).Violations);
    }

    private void Read(long sent, long answered, long version, long? value = null)
        => Operation(HistoryActions.Read, HistoryKind.Ok, sent, answered, item => item with { Version = version, Value = value });

    private void Set(long sent, long answered, long value, long version, long? expected = null)
        => Operation(HistoryActions.Set, HistoryKind.Ok, sent, answered, item => item with { Version = version, Value = value, Expected = expected });

    private void Refused(long sent, long answered, long value, long expected)
        => Operation(HistoryActions.Set, HistoryKind.Fail, sent, answered, item => item with { Value = value, Expected = expected });

    private void Unknown(long sent, long answered, long value)
        => Operation(HistoryActions.Set, HistoryKind.Info, sent, answered, item => item with { Value = value });

    private void Add(long? told)
        => Operation(HistoryActions.Add, told is null ? HistoryKind.Info : HistoryKind.Ok, 0, 1, item => item with { Value = told });

    private void Final(long value) => Operation(HistoryActions.Final, HistoryKind.Ok, 2, 3, item => item with { Value = value });

    private void Operation(string action, HistoryKind kind, long sent, long answered, Func<HistoryEvent, HistoryEvent> told)
    {
        var begun = told(new HistoryEvent("p", _operations++, HistoryKind.Invoke, sent, action, "x"));
        _history.Add(begun with { Version = null });
        _history.Add(begun with { Kind = kind, At = answered });
    }
}
