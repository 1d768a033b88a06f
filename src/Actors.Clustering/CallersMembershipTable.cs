using Microsoft.Extensions.DependencyInjection;

namespace Actors.Clustering;

/// <summary>
/// The membership table, with faults that the callers of grains can be told. The grain directory reads the table in the middle of a
/// call when it hears of members that it has not seen, and what the read throws ends that call. Orleans sends no driver's
/// exceptions from silo to silo: in their place callers got that there is no codec for them, which says nothing and is no reason to
/// try again. An <see cref="OrleansException"/> is sent as it is, and is one.
/// </summary>
internal sealed class CallersMembershipTable(IMembershipTable table) : IMembershipTable
{
    /// <summary>Names the service that is the provider's own table, whose exceptions say more to who can read them.</summary>
    internal const string Provider = "provider";

    /// <summary>Puts this around the table that the provider has added.</summary>
    internal static void Add(IServiceCollection services)
    {
        var added = services.Single(service => service.ServiceType == typeof(IMembershipTable) && !service.IsKeyedService);
        services.Remove(added);
        services.AddKeyedSingleton(Provider, (provider, _) => (IMembershipTable)(
            added.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, added.ImplementationType!)));
        services.AddSingleton<IMembershipTable>(provider => new CallersMembershipTable(provider.GetRequiredKeyedService<IMembershipTable>(Provider)));
    }

    public Task<MembershipTableData> ReadAllAsync(CancellationToken cancellationToken) => ReadAsync(() => table.ReadAllAsync(cancellationToken));

    public Task<MembershipTableData> ReadRowAsync(SiloAddress key, CancellationToken cancellationToken)
        => ReadAsync(() => table.ReadRowAsync(key, cancellationToken));

    public Task InitializeMembershipTableAsync(bool tryInitTableVersion, CancellationToken cancellationToken)
        => table.InitializeMembershipTableAsync(tryInitTableVersion, cancellationToken);

    public Task DeleteMembershipTableEntriesAsync(string clusterId, CancellationToken cancellationToken)
        => table.DeleteMembershipTableEntriesAsync(clusterId, cancellationToken);

    public Task CleanupDefunctSiloEntriesAsync(DateTimeOffset beforeDate, CancellationToken cancellationToken)
        => table.CleanupDefunctSiloEntriesAsync(beforeDate, cancellationToken);

    public Task<bool> InsertRowAsync(MembershipEntry entry, TableVersion tableVersion, CancellationToken cancellationToken)
        => table.InsertRowAsync(entry, tableVersion, cancellationToken);

    public Task<bool> UpdateRowAsync(MembershipEntry entry, string etag, TableVersion tableVersion, CancellationToken cancellationToken)
        => table.UpdateRowAsync(entry, etag, tableVersion, cancellationToken);

    public Task UpdateIAmAliveAsync(MembershipEntry entry, CancellationToken cancellationToken) => table.UpdateIAmAliveAsync(entry, cancellationToken);

    // Those that Orleans has replaced.
    Task<MembershipTableData> IMembershipTable.ReadAll() => ReadAllAsync(CancellationToken.None);

    Task<MembershipTableData> IMembershipTable.ReadRow(SiloAddress key) => ReadRowAsync(key, CancellationToken.None);

    Task IMembershipTable.InitializeMembershipTable(bool tryInitTableVersion) => InitializeMembershipTableAsync(tryInitTableVersion, CancellationToken.None);

    Task IMembershipTable.DeleteMembershipTableEntries(string clusterId) => DeleteMembershipTableEntriesAsync(clusterId, CancellationToken.None);

    Task IMembershipTable.CleanupDefunctSiloEntries(DateTimeOffset beforeDate) => CleanupDefunctSiloEntriesAsync(beforeDate, CancellationToken.None);

    Task<bool> IMembershipTable.InsertRow(MembershipEntry entry, TableVersion tableVersion) => InsertRowAsync(entry, tableVersion, CancellationToken.None);

    Task<bool> IMembershipTable.UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion)
        => UpdateRowAsync(entry, etag, tableVersion, CancellationToken.None);

    Task IMembershipTable.UpdateIAmAlive(MembershipEntry entry) => UpdateIAmAliveAsync(entry, CancellationToken.None);

    private static async Task<MembershipTableData> ReadAsync(Func<Task<MembershipTableData>> read)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Without the driver's exception inside, which could not be sent either.
            throw new OrleansException($"The membership table cannot be read: {exception.GetType().Name}: {exception.Message}");
        }
    }
}
