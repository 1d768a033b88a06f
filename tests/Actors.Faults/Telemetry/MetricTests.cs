using Actors.Tests.Support;
using static Actors.Faults.Api;

namespace Actors.Faults.Telemetry;

/// <summary>A silo under a small load of every pillar says all that boards and rules ask for, and no key is ever a label.</summary>
public sealed class MetricTests
{
    // Every name, owner and id of the load begins with it.
    private const string Mark = "zzkey";

    private static readonly string[] LabelsAllowed =
        ["otel_scope_name", "le", "actors_entity_type", "answer", "code", "definition", "event", "how", "mode", "outcome", "status", "what"];

    [Fact]
    public async Task Every_metric_of_boards_and_rules_is_told_under_load_and_explained()
    {
        var metrics = await LoadAsync();
        var expressions = Boards.Expressions.ToList();
        Assert.True(expressions.Count(one => one.File == "rules.yaml") >= 15, "the rules were not read");
        Assert.Equal(5, expressions.Select(one => one.File).Where(file => file != "rules.yaml").Distinct().Count());
        var asked = expressions.SelectMany(one => Boards.MetricsOf(one.Expression).Select(name => (one.File, Name: name))).Distinct().ToList();
        Assert.True(asked.Select(one => one.Name).Distinct().Count() >= 45, $"only {asked.Count} names were read");
        Assert.DoesNotContain(asked, one => !metrics.Names.Contains(one.Name));
        Assert.DoesNotContain(metrics.Names, name => name.StartsWith("actors_", StringComparison.Ordinal) && !metrics.HasHelp(name));
    }

    [Fact]
    public async Task The_sets_of_labels_are_bounded_and_hold_no_key()
    {
        var metrics = await LoadAsync();
        var own = metrics.Labels.Where(label => label.Metric.StartsWith("actors_", StringComparison.Ordinal)).ToList();
        Assert.Empty(own.Select(label => label.Label).Distinct().Except(LabelsAllowed));
        Assert.DoesNotContain(Mark, metrics.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("card-declined", metrics.Text, StringComparison.Ordinal);
        foreach (var values in own.Where(label => label.Label != "le").GroupBy(label => (label.Metric, label.Label)))
        {
            Assert.True(values.Count() <= 20, $"{values.Key} has {values.Count()} values");
        }
    }

    private static async Task<Metrics> LoadAsync()
    {
        await using var node = await NodeProcess.StartSiloAsync(null, Cancel);
        var http = node.Http;
        await LocksAsync(http);
        await LeadersAsync(http);
        await EntitiesAsync(http);
        await SagasAsync(http);

        // One event of the feed, and a first sweep.
        using (var feed = await http.GetAsync("/v1/events?after=", HttpCompletionOption.ResponseHeadersRead, Cancel))
        await using (var stream = await feed.Content.ReadAsStreamAsync(Cancel))
        {
            Assert.True(await stream.ReadAsync(new byte[1], Cancel) > 0);
        }

        for (var tries = 0; ; tries++)
        {
            var metrics = new Metrics(await http.GetStringAsync("/metrics", Cancel));
            if (metrics.Names.Contains("actors_sweep_lag_seconds_count") || tries == 100) return metrics;
            await Task.Delay(100, Cancel);
        }
    }

    private static async Task LocksAsync(HttpClient http)
    {
        var session = await http.OkAsync(HttpMethod.Post, "/v1/sessions", new { owner = $"{Mark}-owner", ttlSeconds = 5 });
        await http.OkAsync(HttpMethod.Put, $"/v1/sessions/{session.Text("sessionId")}");
        for (var i = 0; i < 30; i++)
        {
            var lease = await http.OkAsync(HttpMethod.Post, $"/v1/locks/{Mark}-{i}/leases", new { owner = $"{Mark}-owner", ttlSeconds = 1 });
            await http.SendAsync(HttpMethod.Post, $"/v1/locks/{Mark}-{i}/leases", new { owner = $"{Mark}-other", ttlSeconds = 1 });
            if (i % 2 == 0) await http.OkAsync(HttpMethod.Delete, $"/v1/locks/{Mark}-{i}/leases/{lease.Text("leaseId")}");
        }
    }

    private static async Task LeadersAsync(HttpClient http)
    {
        for (var i = 0; i < 30; i++) await http.OkAsync(HttpMethod.Put, $"/v1/roles/{Mark}-{i}/candidates/{Mark}-a", new { ttlSeconds = 5 });
        await http.OkAsync(HttpMethod.Delete, $"/v1/roles/{Mark}-0/candidates/{Mark}-a");
        await http.OkAsync(HttpMethod.Put, $"/v1/groups/{Mark}/members/{Mark}-m", new { ttlSeconds = 5, partitions = 4 });
    }

    private static async Task EntitiesAsync(HttpClient http)
    {
        for (var i = 0; i < 30; i++) await http.OkAsync(HttpMethod.Put, $"/v1/entities/document/{Mark}-{i}", new { a = i });
        await http.SendAsync(HttpMethod.Post, $"/v1/entities/{Mark}/{Mark}/commands/{Mark}", new { });
        await http.SendAsync(HttpMethod.Post, $"/v1/entities/counter/{Mark}/commands/{Mark}", new { });
    }

    private static async Task SagasAsync(HttpClient http)
    {
        await http.OkAsync(HttpMethod.Post, $"/v1/entities/stock/{Mark}-sku/commands/restock", new { quantity = 100 });
        foreach (var card in new[] { "4242424242424242", "4000000000000002" })
        {
            var id = $"{Mark}-{card}";
            await http.OkAsync(HttpMethod.Put, $"/v1/sagas/place-order/{id}", new { input = new { orderId = id, sku = $"{Mark}-sku", quantity = 1, total = 5, card } });
            await http.OkAsync(HttpMethod.Get, $"/v1/sagas/place-order/{id}/result", null, ("Prefer", "wait=30"));
        }

        await http.SendAsync(HttpMethod.Put, $"/v1/sagas/{Mark}/{Mark}", new { input = new { } });
    }
}
