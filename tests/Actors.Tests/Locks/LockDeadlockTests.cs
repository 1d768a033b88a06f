using System.Net;
using System.Text.Json.Nodes;

namespace Actors.Tests.Locks;

/// <summary>
/// Deadlocks across locks, over real grains. orleans#6219, web-locks#26 and infinispan-designs#34 ask for a search that names the
/// circle.
/// </summary>
[Collection(nameof(LockNode))]
public sealed class LockDeadlockTests(LockNode node)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_owners_that_wait_for_each_other_one_is_told_the_whole_circle_and_the_other_goes_on()
    {
        var (x, y) = (LockNode.Name(), LockNode.Name());
        var (a, b) = ($"a-{x}", $"b-{x}");
        await AcquireAsync(x, a, wait: 0);
        var heldByB = await AcquireAsync(y, b, wait: 0);
        var first = AcquireAsync(y, a, wait: 50);
        var second = AcquireAsync(x, b, wait: 50);
        var ended = await Task.WhenAny(first, second);
        var (victim, problem) = await ended;
        Assert.Equal(HttpStatusCode.Conflict, victim.StatusCode);
        Assert.Equal("deadlock", problem["code"]!.GetValue<string>());

        // Both waits are equal but for their age, so the younger gives way; it is named, and so is every step.
        var cycle = problem["cycle"]!.GetValue<string>();
        Assert.All((string[])[a, b, x, y], part => Assert.Contains(part, cycle));
        Assert.Same(ended, problem["victim"]!.GetValue<string>() == a ? first : second);

        // Only one of them: when the victim has given back what it holds, the other has its turn.
        if (ReferenceEquals(ended, first)) await ReleaseAsync(x, (await DescribeAsync(x))["holders"]![0]!["leaseId"]!.GetValue<string>());
        else await ReleaseAsync(y, heldByB.Body["leaseId"]!.GetValue<string>());
        var (other, granted) = await (ReferenceEquals(ended, first) ? second : first);
        Assert.True(other.StatusCode == HttpStatusCode.Created, granted.ToJsonString());
    }

    [Fact]
    public async Task The_lowest_priority_gives_way_wherever_it_waits()
    {
        var names = Enumerable.Range(0, 3).Select(_ => LockNode.Name()).ToArray();
        for (var i = 0; i < 3; i++) await AcquireAsync(names[i], $"s{i}-{names[0]}", wait: 0);

        // The oldest wait is the least important one, so whoever closes the circle has to tell another lock of it.
        var low = AcquireAsync(names[1], $"s0-{names[0]}", wait: 50, priority: -5);
        Task<(HttpResponseMessage, JsonNode)>[] others =
        [
            AcquireAsync(names[2], $"s1-{names[0]}", wait: 50), AcquireAsync(names[0], $"s2-{names[0]}", wait: 50),
        ];
        var (response, problem) = await low;
        Assert.Equal((HttpStatusCode.Conflict, "deadlock"), (response.StatusCode, problem["code"]!.GetValue<string>()));
        Assert.DoesNotContain(others, other => other.IsCompleted);
        await ReleaseAsync(names[0], (await DescribeAsync(names[0]))["holders"]![0]!["leaseId"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.Created, (await others[1]).Item1.StatusCode);
        await ReleaseAsync(names[2], (await DescribeAsync(names[2]))["holders"]![0]!["leaseId"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.Created, (await others[0]).Item1.StatusCode);
    }

    private async Task<(HttpResponseMessage Response, JsonNode Body)> AcquireAsync(string name, string scope, int wait, int priority = 0)
    {
        var (response, body) = await node.SendAsync(
            HttpMethod.Post, $"/v1/locks/{name}/leases", new { owner = scope, ttlSeconds = 60, scope, deadlockPriority = priority }, Cancel, ("Prefer", $"wait={wait}"));
        return (response, body!);
    }

    private async Task<JsonNode> DescribeAsync(string name) => (await node.SendAsync(HttpMethod.Get, $"/v1/locks/{name}", cancellationToken: Cancel)).Body!;

    private async Task ReleaseAsync(string name, string leaseId)
        => Assert.Equal(HttpStatusCode.NoContent, (await node.SendAsync(HttpMethod.Delete, $"/v1/locks/{name}/leases/{leaseId}", cancellationToken: Cancel)).Response.StatusCode);
}
