using System.Diagnostics;
using System.Text.Json;
using Actors.Tests.Support;
using static Actors.Faults.Api;

namespace Actors.Faults.Telemetry;

/// <summary>One request is one trace, over processes, grains, commits, and the saga that goes on after the answer.</summary>
public sealed class TraceTests
{
    private static readonly string[] Steps = ["reserve-stock", "charge", "confirm-order", "sell-stock"];

    [Fact]
    public async Task Placing_an_order_is_one_trace_over_front_end_silo_grains_commits_and_steps()
    {
        await using var redis = await RedisServer.TryStartAsync(Cancel);
        await using var postgres = await PostgresServer.TryStartAsync(Cancel);
        if (redis is null) Assert.Skip(ServerBinaries.RedisMissing);
        if (postgres is null) Assert.Skip(ServerBinaries.PostgresMissing);
        await using var collector = await OtlpReceiver.StartAsync();
        var settings = new Dictionary<string, string>(collector.Settings)
        {
            ["Actors:Clustering:Provider"] = "Redis",
            ["ConnectionStrings:actors-redis"] = redis.ConnectionString,
            ["ConnectionStrings:actors-postgres"] = await postgres.CreateDatabaseAsync("actors", Cancel),
        };
        await using var silo = await NodeProcess.StartSiloAsync(settings, Cancel);
        await using var web = await NodeProcess.StartWebAsync(settings, Cancel);
        await ShopLoad.StockAsync(web.Http);

        var trace = ActivityTraceId.CreateRandom().ToHexString();
        await PlaceAsync(web.Http, trace, "o-1");
        await web.Http.OkAsync(HttpMethod.Get, "/v1/sagas/place-order/o-1/result", null, ("Prefer", "wait=30"));
        var spans = await collector.WaitAsync(trace, Complete);

        // Every span but the first hangs on another of the same trace.
        var ids = spans.Select(span => span.SpanId).ToHashSet();
        var root = Assert.Single(spans, span => !ids.Contains(span.ParentId));
        Assert.Equal(("actors-web", "Microsoft.AspNetCore"), (root.Service, root.Scope));
        Assert.Contains(spans, span => span.Service == "actors-web" && span.Scope == "Microsoft.Orleans.Application");
        Assert.Contains(spans, span => span.Service == "actors-silo" && span.Scope == "Microsoft.Orleans.Application");
        foreach (var step in spans.Where(span => span.Scope == "Actors.Sagas"))
        {
            // The step's call with the participant's commit below it, and the commit of its result beside that.
            var children = spans.Where(span => span.ParentId == step.SpanId).ToList();
            Assert.Contains(children, span => span.Scope == "Microsoft.Orleans.Application");
            Assert.Contains(children, span => span.Name == "commit" && span.Attributes["actors.record.kind"] == "saga/place-order");
        }

        Assert.All(spans.Where(span => span.Name == "commit"), span => Assert.True(span.Attributes.ContainsKey("actors.store.batch.size"), $"{span}"));
        Assert.Contains(spans, span => span.Name == "commit" && span.Attributes["actors.record.kind"] == "entity/stock");
    }

    [Fact]
    public async Task Requests_that_share_a_commit_each_see_it_in_their_own_trace_and_what_nobody_asked_for_has_none()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var node = await NodeProcess.StartSiloAsync(collector.Settings, Cancel);
        var traces = Enumerable.Range(0, 50).Select(_ => ActivityTraceId.CreateRandom().ToHexString()).ToList();
        await Task.WhenAll(traces.Select(trace => node.Http.OkAsync(
            HttpMethod.Post, "/v1/entities/counter/hits/commands/add", new { amount = 1 }, ("traceparent", Parent(trace)))));
        foreach (var trace in traces)
        {
            var spans = await collector.WaitAsync(trace, all => all.Any(span => span.Name == "commit") && all.Any(span => span.Scope == "Microsoft.AspNetCore"));
            Assert.Single(spans, span => span.Name == "commit");
        }

        // Sweeps have gone on all the while.
        Assert.All(collector.All, span => Assert.True(!span.IsRoot || span.Scope == "Microsoft.AspNetCore", $"{span}"));
        Assert.DoesNotContain(collector.All, span => span.Name.Contains("readyz", StringComparison.Ordinal));
    }

    private static string Parent(string trace) => $"00-{trace}-{ActivitySpanId.CreateRandom().ToHexString()}-01";

    private static Task<JsonElement> PlaceAsync(HttpClient http, string trace, string id) => http.OkAsync(
        HttpMethod.Put,
        $"/v1/sagas/place-order/{id}",
        new { input = new { orderId = id, sku = "apple", quantity = 1, total = 5, card = "4242424242424242" } },
        ("traceparent", Parent(trace)));

    private static bool Complete(IReadOnlyList<Span> spans) => spans.Any(span => span is { Service: "actors-web", Scope: "Microsoft.AspNetCore" })
        && Steps.All(step => spans.Any(span => span.Name == $"step place-order/{step}"));
}
