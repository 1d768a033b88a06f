using System.Diagnostics;
using System.Text.Json;
using Actors.Tests.Support;
using static Actors.Faults.Api;

namespace Actors.Faults.Telemetry;

/// <summary>Logs that machines read.</summary>
public sealed class LogTests
{
    [Fact]
    public async Task Every_line_is_json_and_tells_the_trace_that_it_belongs_to()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var node = await NodeProcess.StartSiloAsync(
            new Dictionary<string, string>(collector.Settings) { ["Actors:Logging:Format"] = "Json" }, Cancel);
        var trace = ActivityTraceId.CreateRandom().ToHexString();
        await ShopLoad.StockAsync(node.Http);

        // The card is declined, which the saga logs, in a step that belongs to this request.
        await node.Http.OkAsync(
            HttpMethod.Put,
            "/v1/sagas/place-order/o-1",
            new { input = new { orderId = "o-1", sku = "apple", quantity = 1, total = 5, card = "4000000000000002" } },
            ("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom().ToHexString()}-01"));
        await node.Http.OkAsync(HttpMethod.Get, "/v1/sagas/place-order/o-1/result", null, ("Prefer", "wait=30"));
        await node.StopAsync(Cancel);

        var lines = node.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Contains(lines, line => line.Text("Message") == $"Actors is ready: {node.Url}");
        var declined = Assert.Single(lines, line => line.Text("Message").Contains("card-declined", StringComparison.Ordinal));
        var ids = declined.GetProperty("Scopes").EnumerateArray().First(scope => scope.ValueKind == JsonValueKind.Object && scope.TryGetProperty("TraceId", out _));
        Assert.Equal(trace, ids.Text("TraceId"));
        var step = Assert.Single(await collector.WaitAsync(trace, spans => spans.Any(span => span.Name == "step place-order/charge")), span => span.Name == "step place-order/charge");
        Assert.Equal(step.SpanId, ids.Text("SpanId"));
    }

    [Fact]
    public async Task A_format_that_is_none_is_refused_at_the_start()
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(
            () => NodeProcess.StartSiloAsync(new Dictionary<string, string> { ["Actors:Logging:Format"] = "Xml" }, Cancel));
        Assert.Contains("Actors:Logging:Format is 'Xml'. It takes Text or Json.", refused.Message, StringComparison.Ordinal);
    }
}
