using System.Net.ServerSentEvents;
using System.Text.Json;
using Actors.Tests.Support.Histories;
using Npgsql;

namespace Actors.Faults.Robustness;

/// <summary>
/// Follows the feed from its beginning by one front end or another, and goes on after the last event it has seen whenever its connection ends. What it has
/// seen is compared with what is in the database.
/// </summary>
internal sealed class FeedReader(string name, IReadOnlyList<HttpClient> fronts)
{
    private static readonly TimeSpan CatchUp = TimeSpan.FromSeconds(60);

    private readonly List<string> _seen = [];
    private readonly Lock _gate = new();
    private string _last = "";
    private int _connections;

    internal int Connections => _connections;

    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(fronts[_connections++ % fronts.Count], cancellationToken);
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
            {
                // The front end is away, or its stream was ended: go on at another.
            }

            await Task.Delay(100, CancellationToken.None);
        }
    }

    /// <summary>Compares, when nothing is written any more and the reader had time to catch up.</summary>
    internal async Task<HistoryVerdict> CheckAsync(string database)
    {
        var committed = await CommittedAsync(database);
        for (var waited = TimeSpan.Zero; waited < CatchUp && Seen().Count < committed.Count; waited += TimeSpan.FromMilliseconds(200)) await Task.Delay(200);
        var seen = Seen();
        var violations = new List<string>();
        var (times, wanted) = (seen.CountBy(one => one).ToDictionary(), committed.CountBy(one => one).ToDictionary());
        violations.AddRange(times.Keys.Union(wanted.Keys)
            .Select(one => (Event: one, Seen: times.GetValueOrDefault(one), Committed: wanted.GetValueOrDefault(one)))
            .Where(one => one.Seen != one.Committed)
            .Select(one => $"{name} has seen {one.Event.Replace('\u001f', ' ')} {one.Seen} times, and it was committed {one.Committed} times"));
        foreach (var key in seen.Select(one => one.Split('\u001f')).GroupBy(one => (one[0], one[1])))
        {
            var versions = key.Select(one => long.Parse(one[2], System.Globalization.CultureInfo.InvariantCulture)).ToList();
            if (!versions.SequenceEqual(versions.Order())) violations.Add($"{name} has seen the events of {key.Key} out of order");
        }

        return new HistoryVerdict(seen.Count, violations);
    }

    private List<string> Seen()
    {
        lock (_gate) return [.. _seen];
    }

    private async Task FollowAsync(HttpClient front, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/events?after={Uri.EscapeDataString(_last)}");
        if (_last.Length > 0) request.Headers.Add("Last-Event-ID", _last);
        using var response = await front.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if ((int)response.StatusCode is >= 500 or 429) return;
        if (!response.IsSuccessStatusCode) throw new RobustnessException($"{name}: the feed after '{_last}' answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(cancellationToken)}");
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        await foreach (var item in SseParser.Create(stream, (_, data) => Identity(data)).EnumerateAsync(cancellationToken))
        {
            lock (_gate) _seen.Add(item.Data);
            _last = item.EventId ?? throw new RobustnessException($"{name} has seen an event without a cursor");
        }
    }

    private static string Identity(ReadOnlySpan<byte> data)
    {
        var body = JsonDocument.Parse(data.ToArray()).RootElement;
        return string.Join('\u001f', body.Text("kind"), body.Text("key"), body.Number("version"), body.Text("type"));
    }

    private static async Task<List<string>> CommittedAsync(string database)
    {
        await using var connection = new NpgsqlConnection($"{database};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("select kind, key, version, type from actors.event order by txid, position", connection);
        await using var reader = await command.ExecuteReaderAsync();
        var events = new List<string>();
        while (await reader.ReadAsync()) events.Add(string.Join('\u001f', reader.GetString(0), reader.GetString(1), reader.GetInt64(2), reader.GetString(3)));
        return events;
    }
}
