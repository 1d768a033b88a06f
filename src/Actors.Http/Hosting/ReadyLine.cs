using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Actors.Hosting;

/// <summary>Says <c>Actors is ready: URL</c> on standard output when requests are taken. Scripts wait for these words.</summary>
internal sealed partial class ReadyLine(
    IServer server, IHostApplicationLifetime lifetime, IOptions<ActorsLoggingOptions> logging, ILogger<ReadyLine> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(() =>
        {
            foreach (var address in server.Features.Get<IServerAddressesFeature>()?.Addresses ?? []) Say(address);
        });
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Whoever parses every line as JSON is not to meet one that is none.
    private void Say(string address)
    {
        if (logging.Value.Format == ActorsLoggingOptions.Json) LogReady(address);
        else Console.Out.WriteLine($"Actors is ready: {address}");
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Actors is ready: {Address}")]
    private partial void LogReady(string address);
}
