using Actors.Tests.Support.Histories;

namespace Actors.Tests.Histories;

/// <summary>The checkers of the history test, on histories made by hand.</summary>
public sealed class HistoryCheckersTests
{
    private readonly List<HistoryEvent> _history = [];
    private long _operations;

    [Fact]
    public void A_history_in_which_each_holds_after_the_other_is_good()
    {
        Acquire("a", 1, sent: 0, answered: 1, deadline: 20);
        Release("a", 1, at: 10);
        Acquire("b", 2, sent: 5, answered: 12, deadline: 25);
        Renew("b", 2, sent: 20, answered: 22, deadline: 40);
        Acquire("a", 3, sent: 41, answered: 42, deadline: 61);
        Assert.True(HistoryCheckers.Exclusion(_history).Holds);
        Assert.True(HistoryCheckers.Tokens(_history).Holds);
        Assert.True(HistoryCheckers.Served(_history, faultsEnded: 0).Holds);
    }

    [Fact]
    public void Nothing_seen_is_nothing_proved()
    {
        Assert.False(HistoryCheckers.Exclusion(_history).Holds);
        Assert.False(HistoryCheckers.Tokens(_history).Holds);
        Assert.False(HistoryCheckers.Served(_history, 0).Holds);
        Assert.False(HistoryCheckers.Lost(_history).Holds);
        Assert.False(HistoryCheckers.Fences(_history).Holds);
    }

    [Fact]
    public void A_grant_before_the_deadline_of_another_is_found()
    {
        Acquire("a", 1, 0, 1, 20);
        Acquire("b", 2, 5, 19, 25);
        Assert.Single(HistoryCheckers.Exclusion(_history).Violations);
    }

    [Fact]
    public void A_grant_before_the_deadline_of_a_renewal_is_found()
    {
        Acquire("a", 1, 0, 1, 20);
        Renew("a", 1, 15, 16, 35);
        Acquire("b", 2, 21, 22, 41);
        Assert.Single(HistoryCheckers.Exclusion(_history).Violations);
    }

    [Fact]
    public void A_renewal_that_wakes_a_grant_given_to_another_is_found()
    {
        Acquire("a", 1, 0, 1, 20);
        Acquire("b", 2, 21, 22, 41);
        Renew("a", 1, 23, 24, 43);
        Assert.Single(HistoryCheckers.Exclusion(_history).Violations);
    }

    [Fact]
    public void A_grant_that_was_answered_after_its_deadline_was_never_held()
    {
        Acquire("a", 1, 0, 30, 20);
        Acquire("b", 2, 22, 23, 42);
        Assert.Equal(1, HistoryCheckers.Exclusion(_history).Checked);
        Assert.True(HistoryCheckers.Exclusion(_history).Holds);
    }

    [Fact]
    public void A_release_by_another_ends_no_grant()
    {
        Acquire("a", 1, 0, 1, 20);
        Release("b", 1, 5);
        Acquire("b", 2, 6, 7, 26);
        Assert.Single(HistoryCheckers.Exclusion(_history).Violations);
    }

    [Fact]
    public void Readers_hold_together_and_a_writer_alone()
    {
        Acquire("a", 1, 0, 1, 20, together: int.MaxValue);
        Acquire("b", 2, 2, 3, 22, together: int.MaxValue);
        Acquire("c", 3, 4, 5, 24, together: int.MaxValue);
        Assert.True(HistoryCheckers.Exclusion(_history).Holds);
        Acquire("d", 4, 6, 21, 26);
        Assert.Contains("b", Assert.Single(HistoryCheckers.Exclusion(_history).Violations), StringComparison.Ordinal);
    }

    [Fact]
    public void A_reader_beside_a_writer_is_found()
    {
        Acquire("a", 1, 0, 1, 20);
        Acquire("b", 2, 2, 3, 22, together: int.MaxValue);
        Assert.Single(HistoryCheckers.Exclusion(_history).Violations);
    }

    [Fact]
    public void One_holder_too_many_of_a_semaphore_is_found()
    {
        Acquire("a", 1, 0, 1, 20, together: 2);
        Acquire("b", 2, 2, 3, 22, together: 2);
        Renew("a", 1, 10, 11, 30, together: 2);
        Acquire("c", 3, 22, 23, 42, together: 2);
        Assert.True(HistoryCheckers.Exclusion(_history).Holds);
        Acquire("d", 4, 24, 25, 44, together: 2);
        Assert.Single(HistoryCheckers.Exclusion(_history).Violations);
    }

    [Fact]
    public void Writes_whose_tokens_never_go_back_are_good()
    {
        Write("a", 1, version: 1);
        Write("b", 3, version: 3);
        Write("a", 1, version: 2);
        Write("b", 3, version: 4);
        Assert.True(HistoryCheckers.Fences(_history).Holds);
    }

    [Fact]
    public void A_write_under_an_older_token_is_found()
    {
        Write("b", 2, version: 1);
        Write("a", 1, version: 2);
        Write("b", 2, version: 3);
        Assert.Single(HistoryCheckers.Fences(_history).Violations);
    }

    [Fact]
    public void A_version_that_two_wrote_is_found()
    {
        Write("a", 1, version: 1);
        Write("b", 2, version: 1);
        Assert.Single(HistoryCheckers.Fences(_history).Violations);
    }

    [Fact]
    public void A_token_that_falls_is_found()
    {
        Acquire("a", 7, 0, 1, 20);
        Acquire("b", 1, 30, 31, 50);
        Assert.Single(HistoryCheckers.Tokens(_history).Violations);
    }

    [Fact]
    public void A_token_granted_twice_at_the_same_time_is_found()
    {
        Acquire("a", 7, 0, 10, 20);
        Acquire("b", 7, 1, 9, 21);
        Assert.Single(HistoryCheckers.Tokens(_history).Violations);
    }

    [Fact]
    public void Tokens_of_acquires_at_the_same_time_may_be_told_in_any_order()
    {
        Acquire("a", 2, 0, 5, 20);
        Acquire("b", 1, 1, 9, 21);
        Assert.True(HistoryCheckers.Tokens(_history).Holds);
    }

    [Fact]
    public void One_who_asks_and_is_never_served_after_the_faults_is_found()
    {
        Acquire("a", 1, 0, 1, 20);
        Acquire("b", 2, 31, 32, 51);
        Add("a", ++_operations, HistoryKind.Invoke, 33, HistoryActions.Acquire);
        Assert.True(HistoryCheckers.Served(_history, 34).Checked == 0);
        Assert.Single(HistoryCheckers.Served(_history, 30).Violations);
    }

    [Fact]
    public void A_log_that_a_kill_cut_in_the_middle_of_a_line_is_read_up_to_there()
    {
        var folder = Directory.CreateTempSubdirectory("actors-history-");
        try
        {
            using (var log = new HistoryLog(folder.FullName, "a"))
            {
                var invoked = log.Invoke(HistoryActions.Acquire, "lock");
                log.End(invoked, HistoryKind.Ok, token: 5, deadline: invoked.At + 1);
            }

            File.AppendAllText(Path.Combine(folder.FullName, "a.jsonl"), "{\"Process\":\"a");
            var history = History.Read(folder.FullName);
            Assert.Equal([HistoryKind.Invoke, HistoryKind.Ok], history.Select(item => item.Kind));
            Assert.Equal((5, history[0].At + 1), (history[1].Token, history[1].Deadline));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private void Acquire(string process, long token, long sent, long answered, long deadline, int together = 1)
        => Call(process, HistoryActions.Acquire, token, sent, answered, deadline, together);

    private void Renew(string process, long token, long sent, long answered, long deadline, int together = 1)
        => Call(process, HistoryActions.Renew, token, sent, answered, deadline, together);

    private void Write(string process, long token, long version)
        => _history.Add(new HistoryEvent(process, ++_operations, HistoryKind.Ok, _operations, HistoryActions.Write, "register", token, Version: version));

    private void Release(string process, long token, long at) => Add(process, ++_operations, HistoryKind.Invoke, at, HistoryActions.Release, token);

    private void Call(string process, string action, long token, long sent, long answered, long deadline, int together)
    {
        var operation = ++_operations;
        Add(process, operation, HistoryKind.Invoke, sent, action);
        Add(process, operation, HistoryKind.Ok, answered, action, token, deadline, together);
    }

    private void Add(string process, long operation, HistoryKind kind, long at, string action, long? token = null, long? deadline = null, int together = 1)
        => _history.Add(new HistoryEvent(process, operation, kind, at, action, "lock", token, deadline, Together: together));
}
