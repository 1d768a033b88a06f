using Actors.Calls;

namespace Actors.Tests.Calls;

public sealed class RequestIdsTests
{
    [Fact]
    public void No_two_threads_and_no_two_calls_get_the_same_id()
    {
        // Many more than one buffer has, on each of several threads.
        var ids = new string[8][];
        var threads = Enumerable.Range(0, ids.Length).Select(i => new Thread(() => ids[i] = [.. Enumerable.Range(0, 1000).Select(_ => RequestIds.New())])).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        var all = ids.SelectMany(some => some).ToList();
        Assert.Equal(8000, all.Distinct(StringComparer.Ordinal).Count());
        Assert.All(all, id => Assert.Matches("^[0-9a-f]{32}$", id));
    }
}
