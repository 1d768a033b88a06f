using System.Net;
using Actors.Clustering;
using Actors.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Configuration;
using Orleans.Runtime.MembershipService;

namespace Actors.Tests.Clustering;

/// <summary>What Orleans' membership protocol asks of its table, of the one that our schema and queries make in PostgreSQL.</summary>
public sealed class PostgresMembershipTests(SharedPostgres postgres) : IAsyncLifetime
{
    private static readonly DateTime Noon = new(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc);

    private PostgresMembership? _membership;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private PostgresMembership Membership => _membership!;

    public async ValueTask InitializeAsync()
    {
        var connection = await postgres.CreateDatabaseAsync(Cancel);
        _membership = new PostgresMembership(Options.Create(new ClusteringOptions { Postgres = connection }));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            await using var silo = await Membership.Source.OpenConnectionAsync(Cancel);
            await PostgresMembershipSchema.MigrateAsync(silo, Cancel);
        }));
    }

    public async ValueTask DisposeAsync()
    {
        if (_membership is not null) await _membership.DisposeAsync();
    }

    [Fact]
    public async Task Of_silos_that_join_from_one_version_exactly_one_does()
    {
        var table = await TableAsync("a");
        for (var round = 0; round < 20; round++)
        {
            var before = await table.ReadAllAsync(Cancel);
            var joined = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => table.InsertRowAsync(Entry(round, 1000 + i), before.Version.Next(), Cancel)));
            Assert.Single(joined, one => one);
            var after = await table.ReadAllAsync(Cancel);
            Assert.Equal((before.Version.Version + 1, before.Members.Count + 1), (after.Version.Version, after.Members.Count));
        }
    }

    [Fact]
    public async Task A_silo_that_is_there_cannot_join_again_and_the_table_is_as_before()
    {
        var table = await TableAsync("a");
        await JoinAsync(table, Entry(1, 1000));
        var before = await table.ReadAllAsync(Cancel);
        Assert.False(await table.InsertRowAsync(Entry(1, 1000), before.Version.Next(), Cancel));
        Assert.Equal(before.Version, (await table.ReadAllAsync(Cancel)).Version);
    }

    [Fact]
    public async Task A_change_is_made_to_the_version_that_its_author_has_read_or_not_at_all()
    {
        var table = await TableAsync("a");
        var entry = Entry(1, 1000);
        await JoinAsync(table, entry);
        var read = await table.ReadAllAsync(Cancel);
        var votes = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
        {
            var vote = Entry(1, 1000);
            vote.Status = SiloStatus.Dead;
            vote.AddSuspector(Silo(2, 2000 + i), Noon);
            return UpdateAsync(table, vote, read);
        }));
        Assert.Single(votes, one => one);
        var after = await table.ReadRowAsync(entry.SiloAddress, Cancel);
        var (found, _) = Assert.Single(after.Members);
        Assert.Equal((read.Version.Version + 1, SiloStatus.Dead), (after.Version.Version, found.Status));
        var (suspector, at) = Assert.Single(found.SuspectTimes!);
        Assert.Equal((Silo(2, 2000 + Array.IndexOf(votes, true)), Noon), (suspector, at));

        // Of a silo that is not there.
        Assert.False(await UpdateAsync(table, Entry(9, 9000), after));
        Assert.Equal(after.Version, (await table.ReadAllAsync(Cancel)).Version);
    }

    [Fact]
    public async Task Everything_of_a_silo_comes_back_and_a_sign_of_life_moves_no_version()
    {
        var table = await TableAsync("a");
        var entry = Entry(1, 1000);
        await JoinAsync(table, entry);
        var before = await table.ReadAllAsync(Cancel);
        entry.IAmAliveTime = Noon.AddMinutes(5);
        await table.UpdateIAmAliveAsync(entry, Cancel);
        var after = await table.ReadAllAsync(Cancel);
        var found = Assert.Single(after.Members).Item1;
        Assert.Equal(before.Version, after.Version);
        Assert.Equal(
            (entry.SiloAddress, entry.SiloName, entry.HostName, entry.Status, entry.ProxyPort, entry.StartTime, entry.IAmAliveTime),
            (found.SiloAddress, found.SiloName, found.HostName, found.Status, found.ProxyPort, found.StartTime, found.IAmAliveTime));
        Assert.Equal(DateTimeKind.Utc, found.IAmAliveTime.Kind);
    }

    [Fact]
    public async Task Clusters_are_apart_and_what_has_been_dead_for_long_is_removed()
    {
        var (one, other) = (await TableAsync("a"), await TableAsync("b"));
        var dead = Entry(1, 1000);
        await JoinAsync(one, dead);
        await JoinAsync(one, Entry(2, 2000));
        await JoinAsync(other, Entry(1, 1000));
        dead.Status = SiloStatus.Dead;
        Assert.True(await UpdateAsync(one, dead, await one.ReadAllAsync(Cancel)));
        await one.CleanupDefunctSiloEntriesAsync(Noon.AddHours(1), Cancel);
        Assert.Equal(Silo(2, 2000), Assert.Single((await one.ReadAllAsync(Cancel)).Members).Item1.SiloAddress);
        Assert.Single((await other.ReadAllAsync(Cancel)).Members);
    }

    [Fact]
    public async Task A_table_that_is_gone_is_told_from_one_that_cannot_be_read()
    {
        var table = await TableAsync("a");
        await table.DeleteMembershipTableEntriesAsync("a", Cancel);
        Assert.True(PostgresMembership.IsMissing(await Assert.ThrowsAnyAsync<Exception>(() => table.ReadAllAsync(Cancel))));
        await ExecuteAsync("drop schema actors_membership cascade");
        Assert.True(PostgresMembership.IsMissing(await Assert.ThrowsAnyAsync<Exception>(() => table.ReadAllAsync(Cancel))));
        var down = new NpgsqlException("Failed to connect", new TimeoutException());
        Assert.False(PostgresMembership.IsMissing(down));
        Assert.Null(Membership.Explain(down));
    }

    [Fact]
    public async Task A_newer_schema_is_refused()
    {
        await ExecuteAsync("update schema_version set version = version + 1");
        await using var silo = await Membership.Source.OpenConnectionAsync(Cancel);
        var refused = await Assert.ThrowsAsync<ClusteringSetupException>(() => PostgresMembershipSchema.MigrateAsync(silo, Cancel));
        Assert.Contains("newer than", refused.Message, StringComparison.Ordinal);
    }

    private static async Task JoinAsync(IMembershipTable table, MembershipEntry entry)
        => Assert.True(await table.InsertRowAsync(entry, (await table.ReadAllAsync(Cancel)).Version.Next(), Cancel));

    // The provider takes no row without a mark of its version, and goes by the table's alone.
    private static Task<bool> UpdateAsync(IMembershipTable table, MembershipEntry entry, MembershipTableData read)
        => table.UpdateRowAsync(entry, read.Version.VersionEtag, read.Version.Next(), Cancel);

    private static SiloAddress Silo(int generation, int port) => SiloAddress.New(IPAddress.Loopback, port, generation);

    private static MembershipEntry Entry(int generation, int port) => new()
    {
        SiloAddress = Silo(generation, port),
        SiloName = "silo",
        HostName = "host",
        Status = SiloStatus.Active,
        ProxyPort = 30000,
        StartTime = Noon,
        IAmAliveTime = Noon,
    };

    private async Task<IMembershipTable> TableAsync(string cluster)
    {
        IMembershipTable table = new AdoNetClusteringTable(
            new ServiceCollection().BuildServiceProvider(),
            Options.Create(new ClusterOptions { ClusterId = cluster, ServiceId = "actors" }),
            Options.Create(new AdoNetClusteringSiloOptions { Invariant = PostgresMembership.Invariant, DataSource = Membership.Source }),
            NullLogger<AdoNetClusteringTable>.Instance);
        await table.InitializeMembershipTableAsync(true, Cancel);
        return table;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = Membership.Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancel);
    }
}
