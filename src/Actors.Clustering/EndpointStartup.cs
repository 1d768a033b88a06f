using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Actors.Clustering;

/// <summary>
/// Before a silo joins: its endpoints must be nobody else's. Orleans shares a port that is in use without a word, and then declares the
/// older silo of the same endpoint dead: two silos with one setting would end each other in turn.
/// </summary>
internal sealed class EndpointStartup(IOptions<EndpointOptions> options, IServiceProvider services, TimeProvider time) : IHostedLifecycleService
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(1);

    /// <summary>A living silo tells the table so every 2 s.</summary>
    private static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(6);

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        var (silo, gateway) = (options.Value.SiloListeningEndpoint, options.Value.GatewayListeningEndpoint);
        var advertised = new IPEndPoint(options.Value.AdvertisedIPAddress!, options.Value.SiloPort);
        await CheckListeningAsync(silo ?? advertised, "Actors:Silo:Port", cancellationToken).ConfigureAwait(false);
        await CheckListeningAsync(
            gateway ?? new IPEndPoint(advertised.Address, options.Value.GatewayPort), "Actors:Silo:GatewayPort", cancellationToken).ConfigureAwait(false);
        if (silo is not null && !silo.Equals(advertised)) await CheckAdvertisedAsync(advertised, cancellationToken).ConfigureAwait(false);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static async Task CheckListeningAsync(IPEndPoint endpoint, string setting, CancellationToken cancellationToken)
    {
        try
        {
            using var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(endpoint.Address, 0));
        }
        catch (SocketException exception)
        {
            throw new ClusteringSetupException(
                $"The silo cannot listen at {endpoint.Address}: {exception.Message}. Set Actors:Silo:Address (Actors__Silo__Address) to an address of this machine, "
                + "or Actors:Silo:ListenAddress (Actors__Silo__ListenAddress) to 0.0.0.0 if others reach this machine by one that it does not have itself.", exception);
        }

        var local = endpoint.Address.Equals(IPAddress.Any) ? new IPEndPoint(IPAddress.Loopback, endpoint.Port)
            : endpoint.Address.Equals(IPAddress.IPv6Any) ? new IPEndPoint(IPAddress.IPv6Loopback, endpoint.Port)
            : endpoint;
        if (!await AnswersAsync(local, cancellationToken).ConfigureAwait(false)) return;
        throw new ClusteringSetupException(
            $"Another process listens at {endpoint} already. Stop it, or set {setting} ({setting.Replace(":", "__", StringComparison.Ordinal)}) to a free port.");
    }

    /// <summary>
    /// The address under which others reach this silo: another machine may have been given the same one. That something answers there may be
    /// a port forwarder of our own container, so only a silo that goes on giving signs of life in the table counts.
    /// </summary>
    private async Task CheckAdvertisedAsync(IPEndPoint endpoint, CancellationToken cancellationToken)
    {
        if (services.GetService<IMembershipTable>() is not { } table) return;
        if (!await AnswersAsync(endpoint, cancellationToken).ConfigureAwait(false)) return;
        await table.InitializeMembershipTableAsync(true, cancellationToken).ConfigureAwait(false);
        if (await FindAsync(table, endpoint, cancellationToken).ConfigureAwait(false) is not { } before) return;
        var started = time.GetTimestamp();
        while (time.GetElapsedTime(started) < SignOfLife)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(500), time, cancellationToken).ConfigureAwait(false);
            if (await FindAsync(table, endpoint, cancellationToken).ConfigureAwait(false) is not { } now) return;
            if (now.IAmAliveTime == before.IAmAliveTime) continue;
            throw new ClusteringSetupException(
                $"A living silo of this cluster is at {endpoint} already ({now.HostName}). "
                + "Give this one an endpoint of its own by Actors:Silo:Address (Actors__Silo__Address) or Actors:Silo:Port (Actors__Silo__Port).");
        }
    }

    private static async Task<MembershipEntry?> FindAsync(IMembershipTable table, IPEndPoint endpoint, CancellationToken cancellationToken)
    {
        var all = await table.ReadAllAsync(cancellationToken).ConfigureAwait(false);
        return all.Members.Select(member => member.Item1)
            .FirstOrDefault(entry => entry.Status == SiloStatus.Active && entry.SiloAddress.Endpoint.Equals(endpoint));
    }

    private static async Task<bool> AnswersAsync(IPEndPoint endpoint, CancellationToken cancellationToken)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(ConnectTimeout);
        using var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(endpoint, limited.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception exception) when (exception is SocketException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }
}
