using Actors.Locks;
using Microsoft.Extensions.Time.Testing;

namespace Actors.Tests.Locks;

/// <summary>What an activation remembers of requests that have ended, and for how long.</summary>
public sealed class LockMemoryTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly LockMemory _memory;

    public LockMemoryTests() => _memory = new LockMemory(_time);

    [Theory]
    [InlineData(LockEnd.Released, true)]
    [InlineData(LockEnd.Expired, false)]
    [InlineData(LockEnd.SessionEnded, false)]
    [InlineData(LockEnd.Broken, false)]
    public void A_grant_that_ended_is_known_with_how_it_ended(LockEnd how, bool released)
    {
        _memory.Add(Ended("a", how, reason: "It hung."));
        var past = Assert.NotNull(_memory.Find("a"));
        Assert.Equal(released, past.IsReleased);
        Assert.Equal(LockRefusals.Gone(how, "It hung."), past.Answer);
        Assert.Null(_memory.Find("b"));
    }

    [Fact]
    public void Another_owners_use_of_an_ended_requests_id_is_told_from_its_own()
    {
        _memory.Add(Ended("a", LockEnd.Released));
        var past = Assert.NotNull(_memory.Find("a"));
        Assert.Equal(LockMemory.OwnerMark("owner"), past.Owner);
        Assert.NotEqual(LockMemory.OwnerMark("other"), past.Owner);
    }

    [Fact]
    public void What_became_of_a_request_first_is_what_counts()
    {
        _memory.Add(Ended("a", LockEnd.Released));
        _memory.Add("a", new LockPast(LockRefusals.GivenUp));
        Assert.True(_memory.Find("a")?.IsReleased);
    }

    [Fact]
    public void The_last_4096_are_kept_and_the_last_64_shown()
    {
        for (var i = 0; i < 4097; i++) _memory.Add(Ended($"request-{i}", LockEnd.Released));
        Assert.Null(_memory.Find("request-0"));
        for (var i = 1; i < 4097; i++) Assert.NotNull(_memory.Find($"request-{i}"));
        Assert.Equal(Enumerable.Range(0, 64).Select(i => $"request-{4096 - i}"), _memory.Shown.Select(ended => ended.LeaseId));
    }

    [Fact]
    public void After_ten_minutes_a_request_is_forgotten_when_the_next_one_ends()
    {
        _memory.Add(Ended("old", LockEnd.Released));
        _time.Advance(TimeSpan.FromMinutes(6));
        _memory.Add(Ended("younger", LockEnd.Released));
        Assert.NotNull(_memory.Find("old"));
        _time.Advance(TimeSpan.FromMinutes(6));
        _memory.Add(Ended("new", LockEnd.Released));
        Assert.Null(_memory.Find("old"));
        Assert.NotNull(_memory.Find("younger"));
    }

    /// <summary>A hot lock has thousands: none of them may keep objects of its own alive.</summary>
    [Fact]
    public void A_remembered_request_keeps_no_text_of_its_own_alive()
    {
        var texts = Remember(100);
        GC.Collect();
        Assert.All(texts[..^64], text => Assert.False(text.IsAlive));
        Assert.NotNull(_memory.Find("request-0"));
    }

    private WeakReference[] Remember(int count)
    {
        var texts = new WeakReference[count];
        for (var i = 0; i < count; i++)
        {
            var ended = Ended($"request-{i}", LockEnd.Released);
            texts[i] = new WeakReference(ended.LeaseId);
            _memory.Add(ended);
        }

        return texts;
    }

    private static EndedLease Ended(string id, LockEnd how, string? reason = null) => new()
    {
        LeaseId = id,
        Owner = "owner",
        FencingToken = 1,
        AcquiredAt = DateTimeOffset.UnixEpoch,
        EndedAt = DateTimeOffset.UnixEpoch,
        How = how,
        Mode = LockMode.Exclusive,
        Reason = reason,
    };
}
