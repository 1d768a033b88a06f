using System.Collections.Immutable;
using Actors.Locks;
using CsCheck;

namespace Actors.Tests.Locks;

/// <summary>Circles of waits, on a table of locks instead of grains.</summary>
public sealed class LockCycleSearchTests
{
    private readonly Dictionary<string, LockTrace> _locks = [];
    private readonly HashSet<string> _idle = [];

    [Fact]
    public async Task Two_owners_that_wait_for_each_other_are_a_circle()
    {
        Held("x", "a").Waits("x", "b");
        Held("y", "b").Waits("y", "a");
        var cycle = await FindAsync("x", "b");
        Assert.Equal(["x: b behind a", "y: a behind b"], Describe(cycle));
        Assert.Equal(["y: a behind b", "x: b behind a"], Describe(await FindAsync("y", "a")));
    }

    [Fact]
    public async Task The_victim_is_the_lowest_priority_and_then_the_youngest_whoever_looks()
    {
        Held("x", "a").Waits("x", "b", since: 1);
        Held("y", "b").Waits("y", "c", since: 2);
        Held("z", "c").Waits("z", "a", since: 3);
        foreach (var (name, scope) in new[] { ("x", "b"), ("y", "c"), ("z", "a") })
        {
            Assert.Equal("a", (await FindAsync(name, scope))!.Victim.Waiter.Scope);
        }

        _locks.Clear();
        Held("x", "a").Waits("x", "b", since: 1, priority: -1);
        Held("y", "b").Waits("y", "a", since: 3);
        Assert.Equal("b", (await FindAsync("y", "a"))!.Victim.Waiter.Scope);
    }

    [Fact]
    public async Task The_refusal_names_the_whole_circle()
    {
        Held("x", "a").Waits("x", "b");
        Held("y", "b").Waits("y", "a");
        var refusal = (await FindAsync("x", "b"))!.ToRefusal();
        Assert.Equal(ErrorCode.Deadlock, refusal.Code);
        Assert.Equal("'b' (owner of b) waits for lock 'x' behind 'a' (owner of a); 'a' (owner of a) waits for lock 'y' behind 'b' (owner of b)", refusal.Facts["cycle"]);
    }

    [Fact]
    public async Task An_owner_that_waits_for_what_it_holds_itself_is_a_circle()
    {
        Held("x", "a").Waits("x", "a");
        Assert.Equal(["x: a behind a"], Describe(await FindAsync("x", "a")));
    }

    /// <summary>matrixone PR#26302: two ways to one place are no circle.</summary>
    [Fact]
    public async Task Branches_that_meet_are_no_circle()
    {
        Held("x", "a", LockMode.Shared).Held("x", "b", LockMode.Shared).Waits("x", "w");
        Held("y", "c").Waits("y", "a").Waits("y", "b");
        Assert.Null(await FindAsync("x", "w"));
    }

    /// <summary>matrixone PR#25571: who has stopped asking is in nobody's way.</summary>
    [Fact]
    public async Task A_wait_that_is_over_is_no_part_of_a_circle()
    {
        Held("x", "a").Waits("x", "b");
        Held("y", "b");
        _idle.Add("a:y");
        Assert.Null(await FindAsync("x", "b"));
    }

    /// <summary>matrixone PR#26925: a request whose answer was lost counted as a hold, and who asked again was said to wait for itself.</summary>
    [Fact]
    public async Task Who_asks_again_does_not_wait_for_its_own_lost_request()
    {
        Held("x", "c").Waits("x", "a");
        _locks["x"] = _locks["x"] with { Waiters = _locks["x"].Waiters.Add(Entry("x", "a", LockMode.Exclusive, 1, 0) with { LeaseId = "again" }) };
        Assert.Null(await Search().FindAsync(new LockWait("x", "again")));
        Assert.Null(await FindAsync("x", "a"));
    }

    [Fact]
    public async Task Who_waits_before_is_in_the_way_too()
    {
        // c reads behind the writer b, who waits for the reader a, who waits for c: nobody holds what c wants in another mode.
        Held("x", "a", LockMode.Shared).Waits("x", "b").Waits("x", "c", LockMode.Shared);
        Held("y", "c").Waits("y", "a");
        Assert.Equal(["x: c behind b", "x: b behind a", "y: a behind c"], Describe(await FindAsync("x", "c")));
    }

    [Fact]
    public async Task Readers_are_not_in_each_others_way()
    {
        Held("x", "a", LockMode.Shared).Waits("x", "b", LockMode.Shared);
        Held("y", "b").Waits("y", "a");
        Assert.Null(await FindAsync("x", "b"));
    }

    [Fact]
    public async Task A_permit_may_come_from_anybody_so_a_semaphore_is_no_part_of_a_circle()
    {
        Held("x", "a", LockMode.Semaphore).Held("x", "c", LockMode.Semaphore).Waits("x", "b", LockMode.Semaphore);
        _locks["x"] = _locks["x"] with { Permits = 2 };
        Held("y", "b").Waits("y", "a");
        Assert.Null(await FindAsync("x", "b"));
        _locks["x"] = _locks["x"] with { Permits = 1 };
        Assert.NotNull(await FindAsync("x", "b"));
    }

    [Fact]
    public async Task An_owner_that_waits_in_two_places_is_not_stuck()
    {
        Held("x", "a").Waits("x", "b");
        Held("y", "b").Waits("y", "a");
        Held("z", "other").Waits("z", "a");
        Assert.Null(await FindAsync("x", "b"));
    }

    [Fact]
    public async Task A_circle_is_confirmed_only_as_long_as_every_step_of_it_is_the_same()
    {
        Held("x", "a").Waits("x", "b");
        Held("y", "b").Waits("y", "a");
        var cycle = (await FindAsync("x", "b"))!;
        Assert.True(await Search().ConfirmAsync(cycle));

        // The lock has been given back and taken again meanwhile: another token.
        var y = _locks["y"];
        _locks["y"] = y with { Holders = [y.Holders[0] with { FencingToken = 99 }] };
        Assert.False(await Search().ConfirmAsync(cycle));
        _locks["y"] = y with { Waiters = [] };
        Assert.False(await Search().ConfirmAsync(cycle));
    }

    [Fact]
    public void A_circle_is_found_if_and_only_if_there_is_one()
    {
        // Each of up to 6 owners holds at most one lock of up to 5 and waits for at most one.
        Gen.Select(Gen.Int[-1, 4].Array[6], Gen.Int[-1, 4].Array[6]).Sample((holds, waits) =>
        {
            _locks.Clear();
            for (var i = 0; i < holds.Length; i++)
            {
                if (holds[i] >= 0 && !_locks.ContainsKey($"l{holds[i]}")) Held($"l{holds[i]}", $"s{i}");
            }

            for (var i = 0; i < waits.Length; i++)
            {
                if (waits[i] >= 0 && _locks.ContainsKey($"l{waits[i]}")) Waits($"l{waits[i]}", $"s{i}");
            }

            foreach (var (name, entry) in _locks.SelectMany(pair => pair.Value.Waiters.Select(waiter => (pair.Key, waiter))))
            {
                var found = FindAsync(name, entry.Scope!).GetAwaiter().GetResult();
                Assert.Equal(Reaches(name, entry, entry.Scope!, []), found is not null);
            }
        }, iter: 2000, threads: 1);
    }

    /// <summary>By the definition: whether who is in the waiter's way is the target, or waits behind somebody that is.</summary>
    private bool Reaches(string name, LockTraceEntry waiter, string target, HashSet<string> seen)
        => LockCycleSearch.Blockers(_locks[name], waiter).Any(blocker => blocker.Scope == target || (seen.Add(blocker.Scope!) && _locks.Any(
            other => other.Value.Waiters.Any(next => next.Scope == blocker.Scope && Reaches(other.Key, next, target, seen)))));

    private LockCycleSearchTests Held(string name, string scope, LockMode mode = LockMode.Exclusive)
    {
        var trace = _locks.GetValueOrDefault(name) ?? new LockTrace { Holders = [], Waiters = [] };
        _locks[name] = trace with { Holders = trace.Holders.Add(Entry(name, scope, mode, 0, 0) with { LeaseId = $"{scope}:{name}:held", FencingToken = 7 }) };
        return this;
    }

    private LockCycleSearchTests Waits(string name, string scope, LockMode mode = LockMode.Exclusive, int since = 0, int priority = 0)
    {
        _locks[name] = _locks[name] with { Waiters = _locks[name].Waiters.Add(Entry(name, scope, mode, since, priority)) };
        return this;
    }

    private static LockTraceEntry Entry(string name, string scope, LockMode mode, int since, int priority) => new()
    {
        LeaseId = $"{scope}:{name}",
        Scope = scope,
        Owner = $"owner of {scope}",
        Mode = mode,
        Priority = priority,
        Since = DateTimeOffset.UnixEpoch.AddSeconds(since),
    };

    private static IEnumerable<string>? Describe(LockCycle? cycle)
        => cycle?.Steps.Select(step => $"{step.Lock}: {step.Waiter.Scope} behind {step.Blocker.Scope}");

    private Task<LockCycle?> FindAsync(string name, string scope) => Search().FindAsync(new LockWait(name, $"{scope}:{name}"));

    private LockCycleSearch Search() => new(
        name => Task.FromResult(_locks[name]),
        scope => Task.FromResult<ImmutableArray<LockWait>>(
        [
            .. _locks.SelectMany(pair => pair.Value.Waiters.Where(waiter => waiter.Scope == scope).Select(waiter => new LockWait(pair.Key, waiter.LeaseId))),
            .. _idle.Where(wait => wait.StartsWith($"{scope}:", StringComparison.Ordinal)).Select(wait => new LockWait(wait[(scope.Length + 1)..], wait)),
        ]));
}
