using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Actors.Leaders.Partitions;
using Actors.Testing;

namespace Actors.Tests.Leaders.Partitions;

public sealed class PartitionEndpointTests(PartitionEndpointTests.Node node) : IClassFixture<PartitionEndpointTests.Node>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Members_share_what_is_revoked_acknowledged_and_assigned_again()
    {
        await PutAsync("tour", "a", """{"partitions": 4, "ttlSeconds": 60, "metadata": {"zone": "x"}}""");
        var alone = await EventuallyAsync(() => PutAsync("tour", "a", "{}"), joined => joined.GetProperty("assigned").GetArrayLength() == 4);
        Assert.Equal(0, alone.GetProperty("revoking").GetArrayLength());
        await PutAsync("tour", "b", """{"partitions": 4, "ttlSeconds": 60}""");
        var told = await EventuallyAsync(() => PutAsync("tour", "a", "{}"), joined => joined.GetProperty("revoking").GetArrayLength() == 2);
        Assert.Equal(0, (await PutAsync("tour", "b", "{}")).GetProperty("assigned").GetArrayLength());
        await PutAsync("tour", "a", $$"""{"released": {{told.GetProperty("revoking").GetRawText()}}}""");
        var taken = await PutAsync("tour", "b", "{}");
        Assert.Equal(
            told.GetProperty("revoking").EnumerateArray().Select(one => one.GetProperty("partition").GetInt32()),
            taken.GetProperty("assigned").EnumerateArray().Select(one => one.GetProperty("partition").GetInt32()));

        using var response = await node.Http.GetAsync("/v1/groups/tour", Cancellation);
        var group = await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        Assert.Equal($"\"{group.GetProperty("generation").GetInt64()}\"", response.Headers.ETag!.Tag);
        Assert.Equal(["a", "b"], group.GetProperty("members").EnumerateArray().Select(member => member.GetProperty("id").GetString()));
        Assert.All(group.GetProperty("partitions").EnumerateArray(), one => Assert.Equal("owned", one.GetProperty("status").GetString()));
        Assert.Equal("x", group.GetProperty("members")[0].GetProperty("metadata").GetProperty("zone").GetString());

        var watching = WatchAsync("tour", response.Headers.ETag.Tag, 30);
        for (var i = 0; i < 2; i++) Assert.Equal(HttpStatusCode.NoContent, (await node.Http.DeleteAsync("/v1/groups/tour/members/b", Cancellation)).StatusCode);
        using var changed = await watching;
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        await EventuallyAsync(() => PutAsync("tour", "a", "{}"), joined => joined.GetProperty("assigned").GetArrayLength() == 4);
    }

    [Fact]
    public async Task A_group_that_nobody_has_joined_is_there_with_generation_0_and_a_wait_for_it_ends_with_304()
    {
        var group = await node.Http.GetFromJsonAsync<JsonElement>("/v1/groups/nobody", Cancellation);
        Assert.Equal((0L, 0), (group.GetProperty("generation").GetInt64(), group.GetProperty("partitions").GetArrayLength()));
        using var unchanged = await WatchAsync("nobody", "\"0\"", 1);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await node.Http.DeleteAsync("/v1/groups/nobody/members/x?membership=7", Cancellation)).StatusCode);
    }

    [Fact]
    public async Task Groups_are_listed_by_name_in_pages()
    {
        foreach (var name in new[] { "list-a", "list-b", "list-ü" }) await PutAsync(name, "me", """{"partitions": 2}""");
        var first = await node.Http.GetFromJsonAsync<JsonElement>("/v1/groups?prefix=list-&limit=2", Cancellation);
        Assert.Equal(["list-a", "list-b"], first.GetProperty("items").EnumerateArray().Select(group => group.GetProperty("group").GetString()));
        var second = await node.Http.GetFromJsonAsync<JsonElement>(
            $"/v1/groups?prefix=list-&limit=2&cursor={first.GetProperty("nextCursor").GetString()}", Cancellation);
        Assert.Equal("list-ü", second.GetProperty("items")[0].GetProperty("group").GetString());
    }

    [Theory]
    [InlineData("""{}""", 400, "invalid-request")]
    [InlineData("""{"partitions": 0}""", 400, "invalid-request")]
    [InlineData("""{"partitions": 100000}""", 400, "invalid-request")]
    [InlineData("""{"partitions": "4"}""", 400, "invalid-request")]
    [InlineData("""{"partitions": 4, "capacity": 0}""", 400, "invalid-request")]
    [InlineData("""{"partitions": 4, "ttlSeconds": 0.5}""", 400, "invalid-request")]
    [InlineData("""{"partitions": 4, "released": [null]}""", 400, "invalid-request")]
    [InlineData("""{"partitions": 4, "released": [{"partition": 4, "term": 1}]}""", 400, "invalid-request")]
    [InlineData("""{"partitions": 4, "released": [{"partition": 0, "term": 99}]}""", 400, "invalid-request")]
    [InlineData("""{"partitions": 4, "released": [{"partition": 0}]}""", 400, "invalid-request")]
    [InlineData("""{"partitions": 4, "membership": 7}""", 409, "not-member")]
    [InlineData("""{"partitions": 4, "metadata": {"a": null}}""", 400, "invalid-request")]
    [InlineData("""{"partitions": 4, "size": 1}""", 400, "invalid-request")]
    [InlineData("{", 400, "malformed-json")]
    public async Task A_heartbeat_that_does_not_fit_is_refused_and_nobody_joins(string body, int status, string code)
    {
        await AssertProblemAsync(await SendAsync("bad-input", "a", body), status, code);
        Assert.Equal(0, (await node.Http.GetFromJsonAsync<JsonElement>("/v1/groups/bad-input", Cancellation)).GetProperty("generation").GetInt64());
    }

    [Fact]
    public async Task Another_number_of_partitions_is_a_conflict_that_tells_the_number()
    {
        await PutAsync("differs", "a", """{"partitions": 4}""");
        using var response = await SendAsync("differs", "b", """{"partitions": 5}""");
        Assert.Equal(4, (await AssertProblemAsync(response, 409, "partitions-differ")).GetProperty("partitions").GetInt32());
    }

    [Theory]
    [InlineData("PUT", "/v1/groups/a%2Fb/members/c", "invalid-key")]
    [InlineData("PUT", "/v1/groups/g/members/a%01b", "invalid-key")]
    [InlineData("DELETE", "/v1/groups/g/members/c?membership=x", "invalid-request")]
    [InlineData("DELETE", "/v1/groups/g/members/a%01b", "invalid-key")]
    [InlineData("GET", "/v1/groups/a%01b", "invalid-key")]
    [InlineData("GET", "/v1/groups?limit=0", "invalid-request")]
    [InlineData("GET", "/v1/groups?cursor=!", "invalid-cursor")]
    public async Task A_path_or_query_that_cannot_be_read_is_refused(string method, string path, string code)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (method == "PUT") request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        await AssertProblemAsync(await node.Http.SendAsync(request, Cancellation), 400, code);
    }

    /// <summary>knative/pkg#1813, kubevela#4596: one leader does all the work, and the others none.</summary>
    [Fact]
    public async Task The_client_runs_the_work_of_each_partition_on_one_member_at_a_time_and_moves_it_on_a_leave()
    {
        var running = new int[6];
        var overlaps = 0;
        async Task WorkAsync(PartitionContext context, CancellationToken stopping)
        {
            if (Interlocked.Increment(ref running[context.Partition]) > 1) Interlocked.Increment(ref overlaps);
            try
            {
                await Task.Delay(Timeout.Infinite, stopping);
            }
            finally
            {
                await Task.Delay(20, CancellationToken.None);
                Interlocked.Decrement(ref running[context.Partition]);
            }
        }

        var partitions = node.Host.Client.Leaders.Partitions;
        var options = new JoinOptions { Partitions = 6 };
        await using var first = await partitions.JoinAsync("run", "a", options, WorkAsync, Cancellation);
        await UntilAsync(() => first.Owned.Length == 6);
        await using (var second = await partitions.JoinAsync("run", "b", options, WorkAsync, Cancellation))
        {
            await UntilAsync(() => first.Owned.Length == 3 && second.Owned.Length == 3);
        }

        await UntilAsync(() => first.Owned.Length == 6 && running.All(count => count == 1));
        Assert.Equal(0, overlaps);
        await first.LeaveAsync();
        Assert.All(running, count => Assert.Equal(0, count));
        Assert.Empty((await partitions.DescribeAsync("run", Cancellation)).Members);
    }

    [Fact]
    public async Task A_work_that_throws_ends_the_membership_and_is_thrown_from_its_completion()
    {
        await using var membership = await node.Host.Client.Leaders.Partitions.JoinAsync(
            "throws", "a", new JoinOptions { Partitions = 2 }, (_, _) => throw new InvalidOperationException("mine"), Cancellation);
        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => membership.Completion.WaitAsync(TimeSpan.FromSeconds(60), Cancellation));
        Assert.Equal("mine", thrown.Message);
        Assert.Empty((await node.Host.Client.Leaders.Partitions.DescribeAsync("throws", Cancellation)).Members);
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        for (var i = 0; !holds(); i++)
        {
            Assert.True(i < 1200, "It did not become so within a minute.");
            await Task.Delay(50, Cancellation);
        }
    }

    private static async Task<JsonElement> EventuallyAsync(Func<Task<JsonElement>> ask, Func<JsonElement, bool> holds)
    {
        for (var i = 0; ; i++)
        {
            var answer = await ask();
            if (holds(answer)) return answer;
            Assert.True(i < 600, $"It did not become so within a minute: {answer}");
            await Task.Delay(100, Cancellation);
        }
    }

    private async Task<JsonElement> PutAsync(string group, string member, string body)
    {
        using var response = await SendAsync(group, member, body);
        Assert.True(response.StatusCode == HttpStatusCode.OK, await response.Content.ReadAsStringAsync(Cancellation));
        return await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
    }

    private async Task<HttpResponseMessage> SendAsync(string group, string member, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        return await node.Http.PutAsync($"/v1/groups/{Uri.EscapeDataString(group)}/members/{member}", content, Cancellation);
    }

    private async Task<HttpResponseMessage> WatchAsync(string group, string seen, int seconds)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/groups/{group}");
        request.Headers.TryAddWithoutValidation("If-None-Match", seen);
        request.Headers.TryAddWithoutValidation("Prefer", $"wait={seconds}");
        return await node.Http.SendAsync(request, Cancellation);
    }

    private static async Task<JsonElement> AssertProblemAsync(HttpResponseMessage response, int status, string code)
    {
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.True((int)response.StatusCode == status, $"{(int)response.StatusCode}: {text}");
        var problem = JsonDocument.Parse(text).RootElement;
        Assert.Equal(code, problem.GetProperty("code").GetString());
        return problem;
    }

    public sealed class Node : IAsyncLifetime
    {
        internal ActorsTestHost Host { get; private set; } = null!;

        internal HttpClient Http => Host.Http;

        public async ValueTask InitializeAsync() => Host = await ActorsTestHost.StartAsync(
            options => options.Settings["Actors:Leaders:Partitions:RebalanceDelay"] = "00:00:00.300");

        public ValueTask DisposeAsync() => Host.DisposeAsync();
    }
}
