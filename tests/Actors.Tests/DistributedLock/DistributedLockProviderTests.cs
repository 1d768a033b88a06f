using Actors.Locks;
using Medallion.Threading;
using Microsoft.Extensions.DependencyInjection;

namespace Actors.Tests.DistributedLock;

/// <summary>One registration gives all providers, and what they make does not meet.</summary>
public sealed class DistributedLockProviderTests(DistributedLockNode node) : IClassFixture<DistributedLockNode>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Locks_of_different_kinds_do_not_meet_under_one_name()
    {
        var name = DistributedLockNode.Name();
        var services = node.Get<IServiceProvider>();
        await using var exclusive = await Face.Of(services, Hold.Exclusive, name).TryAcquireAsync(cancellationToken: Cancel);
        await using var write = await Face.Of(services, Hold.Write, name).TryAcquireAsync(cancellationToken: Cancel);
        await using var ticket = await Face.Of(services, Hold.Ticket, name).TryAcquireAsync(cancellationToken: Cancel);
        Assert.All([exclusive, write, ticket], Assert.NotNull);
    }

    [Fact]
    public async Task An_upgradeable_and_a_plain_lock_of_readers_and_writers_are_one()
    {
        var name = DistributedLockNode.Name();
        var services = node.Get<IServiceProvider>();
        await using var upgradeable = await Face.Of(services, Hold.UpgradeableRead, name).AcquireAsync(cancellationToken: Cancel);
        Assert.Null(await Face.Of(services, Hold.Write, name).TryAcquireAsync(cancellationToken: Cancel));
    }

    [Fact]
    public async Task The_request_that_was_registered_says_as_whom_and_the_kind_says_how()
    {
        var provider = new ActorsDistributedSynchronizationProvider(
            node.Get<ActorsClient>(), new LockRequest { Owner = "the night run", Mode = LockMode.Semaphore, Permits = 7 });
        var @lock = provider.CreateLock(DistributedLockNode.Name());
        await using var held = await @lock.AcquireAsync(cancellationToken: Cancel);
        var holder = Assert.Single((await node.Locks.DescribeAsync(@lock.Key, cancellationToken: Cancel)).Holders);
        Assert.Equal(("the night run", LockMode.Exclusive), (holder.Owner, holder.Mode));
    }

    [Fact]
    public void Earlier_registrations_are_replaced()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IDistributedLockProvider>(_ => throw new NotSupportedException());
        services.AddSingleton<IDistributedReaderWriterLockProvider>(_ => throw new NotSupportedException());
        services.AddSingleton<IDistributedUpgradeableReaderWriterLockProvider>(_ => throw new NotSupportedException());
        services.AddSingleton<IDistributedSemaphoreProvider>(_ => throw new NotSupportedException());
        services.AddActorsDistributedLocks();
        Type[] providers =
        [
            typeof(IDistributedLockProvider), typeof(IDistributedReaderWriterLockProvider),
            typeof(IDistributedUpgradeableReaderWriterLockProvider), typeof(IDistributedSemaphoreProvider),
        ];
        Assert.All(providers, provider => Assert.Single(services, service => service.ServiceType == provider));
        Assert.Single(providers.Select(node.Get<IServiceProvider>().GetRequiredService).Distinct());
    }
}
