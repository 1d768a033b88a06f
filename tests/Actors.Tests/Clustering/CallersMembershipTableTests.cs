using Actors.Clustering;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using StackExchange.Redis;

namespace Actors.Tests.Clustering;

/// <summary>What a caller of a grain is told when the grain directory could not read the membership table on the way to it.</summary>
public sealed class CallersMembershipTableTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_the_driver_throws_is_told_as_what_Orleans_can_send_from_silo_to_silo(bool byFactory)
    {
        // As the providers add theirs, for Redis and for PostgreSQL.
        var services = new ServiceCollection();
        if (byFactory) services.AddSingleton<IMembershipTable>(_ => new Away());
        else services.AddSingleton<IMembershipTable, Away>();
        CallersMembershipTable.Add(services);
        services.AddSerializer();
        await using var provider = services.BuildServiceProvider();
        var table = provider.GetRequiredService<IMembershipTable>();
        Func<Task>[] reads = [() => table.ReadAllAsync(Cancel), () => table.ReadRowAsync(SiloAddress.Zero, Cancel)];
        var serializer = provider.GetRequiredService<Serializer>();
        foreach (var read in reads)
        {
            var told = await Assert.ThrowsAsync<OrleansException>(read);
            Assert.Contains("RedisTimeoutException: away", told.Message, StringComparison.Ordinal);
            Assert.IsType<OrleansException>(serializer.Deserialize<Exception>(serializer.SerializeToArray<Exception>(told)));
        }

        // Who watches for the table's loss goes by what the driver says.
        var own = provider.GetRequiredKeyedService<IMembershipTable>(CallersMembershipTable.Provider);
        var raw = await Assert.ThrowsAsync<RedisTimeoutException>(() => own.ReadAllAsync(Cancel));
        Assert.Throws<CodecNotFoundException>(() => serializer.SerializeToArray<Exception>(raw));
    }

    private sealed class Away : IMembershipTable
    {
        public Task<MembershipTableData> ReadAll() => throw new RedisTimeoutException("away", CommandStatus.Unknown);

        public Task<MembershipTableData> ReadRow(SiloAddress key) => ReadAll();

        public Task InitializeMembershipTable(bool tryInitTableVersion) => throw new NotSupportedException();

        public Task DeleteMembershipTableEntries(string clusterId) => throw new NotSupportedException();

        public Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate) => throw new NotSupportedException();

        public Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion) => throw new NotSupportedException();

        public Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion) => throw new NotSupportedException();

        public Task UpdateIAmAlive(MembershipEntry entry) => throw new NotSupportedException();
    }
}
