using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Actors.Commands;
using Actors.Entities;
using Actors.Locks;
using Actors.Storage.Postgres;
using Actors.Testing;
using Actors.Tests.Storage;
using Npgsql;

namespace Actors.Tests.Fences;

/// <summary>The proof that fences hold: a node on a real PostgreSQL, and users' own transactions in the same database.</summary>
public sealed class FenceTests(SharedPostgres postgres) : IAsyncLifetime
{
    private const string Lock = "report";
    private string _connectionString = "";
    private PostgresDatabase? _database;
    private ActorsTestHost? _host;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private ActorsTestHost Host => _host!;

    public async ValueTask InitializeAsync()
    {
        _connectionString = await postgres.CreateDatabaseAsync(Cancel);
        _database = new PostgresDatabase(new PostgresStorageOptions { ConnectionString = _connectionString });
        _host = await ActorsTestHost.StartAsync(options =>
        {
            options.Database = _database;
            options.Settings["Actors:Storage:BusyRetryMax"] = "00:00:03";

            // A refusal after that bound is an answer also where the machine stood still for some of its time.
            options.Settings["Actors:Client:CallTimeout"] = "00:01:00";
        });
        await using var user = await ConnectAsync();
        await ExecuteAsync(user, "create table page (text text not null)");
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null) await _host.DisposeAsync();
        if (_database is not null) await _database.DisposeAsync();
    }

    /// <summary>
    /// redisson#5044, ShedLock#2201, sofa-jraft#182: tokens are told, and it is left to each user to refuse the old ones; redis-semaphore#127,
    /// sherlock#78, dynamodb-lock-client#62: there are none.
    /// </summary>
    [Fact]
    public async Task A_holder_that_wakes_up_too_late_writes_nothing_anywhere()
    {
        var late = await AcquireAsync("a", ttlSeconds: 1);
        var now = await AcquireAsync("b", ttlSeconds: 60, wait: 20);
        Assert.True(now.Token > late.Token);

        // To an entity, once the present holder has written.
        var page = new ExecuteOptions { Fence = new Fence(Lock, now.Token) };
        await Host.Client.Entities.ExecuteAsync("document", "page", "put", """{"value":"by b"}""", page, Cancel);
        using var put = new HttpRequestMessage(HttpMethod.Put, "/v1/entities/document/page") { Content = JsonContent.Create("by a") };
        put.Headers.TryAddWithoutValidation("Actors-Fencing-Token", $"{late.Token};lock=\"{Lock}\"");
        var refused = await Host.Http.SendAsync(put, Cancel);
        Assert.Equal(HttpStatusCode.PreconditionFailed, refused.StatusCode);
        Assert.Equal("stale-fencing-token", (await refused.Content.ReadFromJsonAsync<JsonNode>(Cancel))!["code"]!.GetValue<string>());
        Assert.Equal("\"by b\"", (await Host.Client.Entities.DescribeAsync("document", "page", Cancel))!.State);

        // To the user's own table, whether anybody has written or not.
        Assert.Equal("AC001", (await Assert.ThrowsAsync<PostgresException>(() => WriteFencedAsync(late.Token, "by a"))).SqlState);
        await WriteFencedAsync(now.Token, "by b");
        await using var user = await ConnectAsync();
        Assert.Equal("by b", await ExecuteAsync(user, "select string_agg(text, ',') from page"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_next_grant_waits_for_a_transaction_that_has_checked_and_says_so(bool commits)
    {
        var first = await AcquireAsync("a", ttlSeconds: 60);
        await using var user = await ConnectAsync();
        var transaction = await user.BeginTransactionAsync(Cancel);
        await ExecuteAsync(user, $"select actors.check_fence('{Lock}', {first.Token})");
        await ExecuteAsync(user, "insert into page values ('by a')");

        var release = Host.Client.Locks.ReleaseLeaseAsync(Lock, first.LeaseId, Cancel);
        var next = AcquireAsync("b", ttlSeconds: 60, wait: 20);
        var body = await BlockedAsync();
        Assert.Equal("transaction", body["blockedBy"]!.GetValue<string>());
        Assert.Equal(first.Token, body["lastToken"]!.GetValue<long>());
        Assert.Null(await Host.Client.Locks.CheckAsync(Lock, first.Token, Cancel));
        Assert.False(release.IsCompleted || next.IsCompleted);

        // The neighbours are not held up, nor is what others ask of this lock's holder.
        for (var i = 0; i < 5; i++) await Host.Client.Entities.ExecuteAsync("counter", "neighbour", "add", """{"amount":1}""", null, Cancel);
        Assert.False(release.IsCompleted || next.IsCompleted);

        if (commits) await transaction.CommitAsync(Cancel);
        else await transaction.RollbackAsync(Cancel);
        await release;
        Assert.True((await next).Token > first.Token);
        Assert.Equal(commits ? 1L : 0L, await ExecuteAsync(user, "select count(*) from page"));
        Assert.Null((await LockAsync())["blockedBy"]);
    }

    [Fact]
    public async Task A_transaction_that_outlasts_the_bound_gets_its_waiters_a_refusal_and_the_lease_stays()
    {
        var lease = await AcquireAsync("a", ttlSeconds: 60);
        await using var user = await ConnectAsync();
        var transaction = await user.BeginTransactionAsync(Cancel);
        await ExecuteAsync(user, $"select actors.check_fence('{Lock}', {lease.Token})");
        var refused = await Assert.ThrowsAsync<ActorsException>(() => Host.Client.Locks.RenewLeaseAsync(Lock, lease.LeaseId, cancellationToken: Cancel));
        Assert.Equal(ErrorCode.RowHeld, refused.Code);
        Assert.Null(await Host.Client.Locks.CheckAsync(Lock, lease.Token, Cancel));
        await transaction.CommitAsync(Cancel);
        Assert.Equal(lease.Token, (await Host.Client.Locks.RenewLeaseAsync(Lock, lease.LeaseId, cancellationToken: Cancel)).FencingToken);
    }

    [Fact]
    public async Task What_is_no_grant_is_told_apart_and_nobody_needs_a_right_on_the_tables()
    {
        var lease = await AcquireAsync("a", ttlSeconds: 60);
        Assert.Contains("has no such lock", (await Assert.ThrowsAsync<PostgresException>(() => CheckAsync("never-taken", 1))).MessageText, StringComparison.Ordinal);
        var wrong = await Assert.ThrowsAsync<PostgresException>(() => CheckAsync(Lock, lease.Token + 1));
        Assert.Contains($"the last one is {lease.Token}. Roll back", wrong.MessageText, StringComparison.Ordinal);
        await Host.Client.Locks.ReleaseLeaseAsync(Lock, lease.LeaseId, Cancel);
        Assert.Equal("AC001", (await Assert.ThrowsAsync<PostgresException>(() => CheckAsync(Lock, lease.Token))).SqlState);

        await using var user = await ConnectAsync();
        var next = await AcquireAsync("b", ttlSeconds: 60);
        var role = $"app_{Guid.NewGuid():N}";
        await ExecuteAsync(user, $"create role {role}; grant usage on schema actors to {role}; set role {role}");
        await ExecuteAsync(user, $"select actors.check_fence('{Lock}', {next.Token})");
        await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(user, "select count(*) from actors.record"));
        await ExecuteAsync(user, $"reset role; drop owned by {role}; drop role {role}");
    }

    [Fact]
    public async Task A_grant_that_may_have_been_handed_on_already_is_refused()
    {
        await using var handle = await Host.Client.Locks.AcquireAsync(Lock, new LockRequest { EarlyHandOff = true }, cancellationToken: Cancel);
        Assert.Equal("AC001", (await Assert.ThrowsAsync<PostgresException>(() => CheckAsync(Lock, handle.FencingToken))).SqlState);
    }

    [Fact]
    public async Task A_database_from_before_the_function_gets_it_and_both_shapes_of_a_lock_are_read()
    {
        await using var user = await ConnectAsync();
        await ExecuteAsync(user, "drop function actors.check_fence; update actors.meta set value = '1' where key = 'schema'");
        await _database!.MigrateAsync(Actors.Storage.SlotRange.All, Cancel);
        await ExecuteAsync(user,
            """
            insert into actors.record (kind, key, slot, version, state, status, tags, updated_at) values
            ('lock', 'one', 0, 9, '{"lastToken":7,"holder":{"token":7}}', '', '{}', now()),
            ('lock', 'many', 0, 9, '{"lastToken":8,"holders":[{"token":5},{"token":8}]}', '', '{}', now())
            """);
        await CheckAsync("one", 7);
        await CheckAsync("many", 5);
        await CheckAsync("many", 8);
        foreach (var (name, token) in new[] { ("one", 8L), ("many", 7L) })
        {
            Assert.Equal("AC001", (await Assert.ThrowsAsync<PostgresException>(() => CheckAsync(name, token))).SqlState);
        }
    }

    private async Task WriteFencedAsync(long token, string text)
    {
        await using var user = await ConnectAsync();
        await using var transaction = await user.BeginTransactionAsync(Cancel);
        await ExecuteAsync(user, $"insert into page values ('{text}')");
        await ExecuteAsync(user, $"select actors.check_fence('{Lock}', {token})");
        await transaction.CommitAsync(Cancel);
    }

    private async Task CheckAsync(string name, long token)
    {
        await using var user = await ConnectAsync();
        await ExecuteAsync(user, $"select actors.check_fence('{name}', {token})");
    }

    private async Task<(string LeaseId, long Token)> AcquireAsync(string owner, double ttlSeconds, int wait = 0)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/locks/{Lock}/leases") { Content = JsonContent.Create(new { owner, ttlSeconds }) };
        if (wait > 0) request.Headers.TryAddWithoutValidation("Prefer", $"wait={wait}");
        var response = await Host.Http.SendAsync(request, Cancel);
        var body = await response.Content.ReadFromJsonAsync<JsonNode>(Cancel);
        Assert.True(response.StatusCode == HttpStatusCode.Created, body!.ToJsonString());
        return (body["leaseId"]!.GetValue<string>(), body["fencingToken"]!.GetValue<long>());
    }

    private async Task<JsonNode> LockAsync() => (await Host.Http.GetFromJsonAsync<JsonNode>($"/v1/locks/{Lock}", Cancel))!;

    private async Task<JsonNode> BlockedAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        while (true)
        {
            if (await LockAsync() is { } body && body["blockedSince"] is not null) return body;
            await Task.Delay(10, limit.Token);
        }
    }

    private async Task<NpgsqlConnection> ConnectAsync()
    {
        var connection = new NpgsqlConnection(_connectionString);
        await connection.OpenAsync(Cancel);
        return connection;
    }

    private static async Task<object?> ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Cancel);
    }
}
