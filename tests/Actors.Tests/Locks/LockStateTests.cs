using Actors.Locks;
using Actors.Records;

namespace Actors.Tests.Locks;

public sealed class LockStateTests
{
    private static readonly DateTimeOffset Epoch = new(2026, 11, 24, 8, 0, 0, 123, 456, TimeSpan.Zero);

    [Fact]
    public void A_stored_history_is_read_back_as_it_was()
    {
        var state = Full() with { History = [Ended(1, LockEnd.Released, null), Ended(2, LockEnd.Broken, "it \"hangs\"")] };
        var read = StateJson.Read<LockState>(StateJson.Write(state));
        Assert.Equal(state.History.AsEnumerable(), read.History);
        Assert.Equal((state.LastToken, state.Holders[0].Id), (read.LastToken, read.Holders[0].Id));
    }

    [Fact]
    public void What_a_newer_version_adds_to_a_line_of_history_is_passed_over()
    {
        var read = StateJson.Read<LockState>("""{"lastToken":2,"history":[["a","me",1,5,6,1,2,"why",{"x":[1]},7],["b","me",2,5,6,1,1]]}""");
        Assert.Equal(["a", "b"], read.History.Select(ended => ended.LeaseId));
        Assert.Equal(("why", (string?)null), (read.History[0].Reason, read.History[1].Reason));
    }

    [Theory]
    [InlineData("""{"lastToken":2,"history":7}""")]
    [InlineData("""{"lastToken":2,"history":[["a","me"]]}""")]
    [InlineData("""{"lastToken":2,"history":[{}]}""")]
    public void A_history_that_is_none_is_not_read_as_empty(string json)
        => Assert.ThrowsAny<Exception>(() => StateJson.Read<LockState>(json));

    [Fact]
    public void A_full_row_of_usual_names_stays_below_the_size_at_which_PostgreSQL_would_rework_it()
        => Assert.InRange(StateJson.Write(Full()).Length, 800, 1900);

    private static LockState Full() => new()
    {
        LastToken = 100_017,
        Holders =
        [
            new LockHold
            {
                Id = Guid.NewGuid().ToString("N"),
                Owner = "worker-17.example:123456",
                Token = 100_017,
                Ttl = TimeSpan.FromSeconds(15),
                AskedTtl = TimeSpan.FromSeconds(15),
                AcquiredAt = Epoch,
            },
        ],
        History = [.. Enumerable.Range(0, LockState.ReleasedMax + LockState.LostMax).Select(i => Ended(100_016 - i, LockEnd.Released, null))],
    };

    private static EndedLease Ended(long token, LockEnd how, string? reason) => new()
    {
        LeaseId = Guid.NewGuid().ToString("N"),
        Owner = "worker-17.example:123456",
        FencingToken = token,
        AcquiredAt = Epoch + TimeSpan.FromSeconds(token),
        EndedAt = Epoch + TimeSpan.FromSeconds(token) + TimeSpan.FromMicroseconds(1234),
        How = how,
        Mode = LockMode.Exclusive,
        Reason = reason,
    };
}
