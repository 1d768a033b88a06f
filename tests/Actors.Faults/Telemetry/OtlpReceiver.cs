using System.Collections.Concurrent;
using Actors.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Actors.Faults.Telemetry;

/// <summary>A collector of our own: takes traces by OTLP over HTTP, and keeps the spans.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<Span> _spans = [];
    private readonly WebApplication _application;
    private readonly string _url = $"http://127.0.0.1:{LoopbackPorts.Next()}";

    private OtlpReceiver()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(_url);
        _application = builder.Build();
        _application.MapPost("/v1/traces", TakeAsync);
        _application.MapPost("/v1/metrics", () => Results.Ok());
    }

    internal static async Task<OtlpReceiver> StartAsync()
    {
        var receiver = new OtlpReceiver();
        await receiver._application.StartAsync(Api.Cancel);
        return receiver;
    }

    /// <summary>What makes a process send its traces here, soon.</summary>
    internal IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = _url,
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
    };

    internal IReadOnlyList<Span> All => [.. _spans];

    internal IReadOnlyList<Span> Of(string traceId) => [.. _spans.Where(span => span.TraceId == traceId)];

    /// <summary>The spans of a trace, as soon as they are as told; they come from several processes, in any order.</summary>
    internal async Task<IReadOnlyList<Span>> WaitAsync(string traceId, Func<IReadOnlyList<Span>, bool> complete)
    {
        for (var tries = 0; tries < 300 && !complete(Of(traceId)); tries++) await Task.Delay(100, Api.Cancel);
        var spans = Of(traceId);
        Assert.True(complete(spans), $"The trace is not as expected:\n{string.Join('\n', spans)}");
        return spans;
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task TakeAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
        foreach (var resource in new ProtobufFields(body.ToArray()).Messages(1))
        {
            var service = resource.Messages(1).SelectMany(fields => Attributes(fields, 1)).First(one => one.Key == "service.name").Value;
            foreach (var scope in resource.Messages(2))
            {
                var name = scope.Messages(1).First().Text(1);
                foreach (var span in scope.Messages(2))
                {
                    _spans.Enqueue(new Span(
                        service, name, span.Hex(1), span.Hex(2), span.Hex(4), span.Text(5), Attributes(span, 9).ToDictionary(one => one.Key, one => one.Value)));
                }
            }
        }
    }

    private static IEnumerable<KeyValuePair<string, string>> Attributes(ProtobufFields message, int number)
        => message.Messages(number).Select(pair => KeyValuePair.Create(pair.Text(1), pair.Messages(2).First().AnyValue()));
}
