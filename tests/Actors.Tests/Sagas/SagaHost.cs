using Actors.Hosting;
using Actors.Testing;
using Shop;

namespace Actors.Tests.Sagas;

/// <summary>One node with the shop, shared by the tests of a class.</summary>
public sealed class SagaHost : IAsyncLifetime
{
    internal ActorsTestHost Node { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Node = await ActorsTestHost.StartAsync(options => options.Configure = Configure);

    public ValueTask DisposeAsync() => Node.DisposeAsync();

    internal static void Configure(ActorsBuilder actors)
    {
        actors.AddEntities(typeof(PlaceOrder).Assembly);
        actors.AddSagas(typeof(PlaceOrder).Assembly);
    }
}
