using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.ServerSentEvents;
using System.Text.Json;
using static Actors.Faults.Api;

namespace Actors.Faults;

/// <summary>
/// Callers of every pillar who never repeat a request. Whatever is not the answer that they hoped for is a failure, and kept with
/// its status and body.
/// </summary>
internal sealed class PillarLoad(HttpClient http) : IDisposable
{
    private const int Counters = 12;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentQueue<string> _failures = [];
    private readonly ConcurrentDictionary<string, long> _lastSeen = [];
    private readonly ConcurrentBag<string> _orders = [];
    private readonly long[] _added = new long[Counters];
    private readonly CancellationTokenSource _over = new();
    private readonly CancellationTokenSource _readersOver = new();
    private Task _callers = Task.CompletedTask;
    private Task _readers = Task.CompletedTask;
    private long _requests;
    private long _streams;

    internal long Requests => Interlocked.Read(ref _requests);

    /// <summary>How many event streams were opened: more than there are readers if streams ended and were resumed.</summary>
    internal long Streams => Interlocked.Read(ref _streams);

    internal IReadOnlyCollection<string> Failures => _failures;

    /// <summary>Whether a stream that breaks off is no failure. What it has told, and what it tells when it is resumed, is checked as ever.</summary>
    internal bool StreamsMayBreak { get; set; }

    internal void Start()
    {
        _callers = Task.WhenAll(
        [
            .. Enumerable.Range(0, Counters).Select(AddAsync),
            .. Enumerable.Range(0, 4).Select(LockAsync),
            .. Enumerable.Range(0, 2).Select(CampaignAsync),
            .. Enumerable.Range(0, 2).Select(OrderAsync),
            SessionAsync(),
            DocumentAsync(),
            ListAsync(),
            ObserveAsync(),
        ]);
        _readers = Task.WhenAll(FollowFeedAsync(), FollowRoleAsync());
    }

    /// <summary>Ends the load and checks that nothing failed and that nothing that was acknowledged is lost.</summary>
    internal async Task StopAsync()
    {
        await _over.CancelAsync();
        await _callers;
        Assert.True(_failures.IsEmpty, $"{_failures.Count} of {Requests} requests failed:\n{string.Join('\n', _failures.Take(20))}");
        for (var i = 0; i < Counters; i++)
        {
            var counter = await http.OkAsync(HttpMethod.Post, $"/v1/entities/counter/r-{i}/commands/get", new { });
            Assert.Equal(_added[i], counter.Number("value"));

            // The feed's reader, over all the streams that it has resumed, comes to the same.
            await WaitForAsync(() => _lastSeen.GetValueOrDefault($"r-{i}") == counter.Number("value"), $"the feed's last event of counter r-{i} is {_lastSeen.GetValueOrDefault($"r-{i}")}");
        }

        await Parallel.ForEachAsync(_orders, Cancel, async (order, _) =>
        {
            var saga = await http.OkAsync(HttpMethod.Get, $"/v1/sagas/place-order/{order}");
            Assert.True(saga.Text("status") is "completed" or "compensated", $"{saga}");
        });

        Assert.NotEmpty(_orders);
        await _readersOver.CancelAsync();
        await _readers;
        Assert.True(_failures.IsEmpty, string.Join('\n', _failures.Take(20)));
    }

    public void Dispose()
    {
        _over.Dispose();
        _readersOver.Dispose();
    }

    private Task AddAsync(int counter) => RepeatAsync(async round =>
    {
        // Every second request has no key of its own.
        (string, string)[] headers = round % 2 == 0 ? [("Idempotency-Key", $"add-{counter}-{round}")] : [];
        if (await CallAsync(HttpMethod.Post, $"/v1/entities/counter/r-{counter}/commands/add", new { amount = 1 }, [200], headers) is not null) _added[counter]++;
    });

    private Task LockAsync(int caller) => RepeatAsync(async round =>
    {
        var path = $"/v1/locks/r-{caller % 2}/leases";
        (string, string)[] headers = round % 2 == 0 ? [("Prefer", "wait=60"), ("Idempotency-Key", $"lock-{caller}-{round}")] : [("Prefer", "wait=60")];
        if (await CallAsync(HttpMethod.Post, path, new { owner = $"{caller}", ttlSeconds = 120 }, [201], headers) is not { } lease) return;
        await CallAsync(HttpMethod.Put, $"{path}/{lease.Text("leaseId")}", null, [200]);
        await CallAsync(HttpMethod.Get, $"/v1/locks/r-{caller % 2}/check?token={lease.Number("fencingToken")}", null, [200]);
        await CallAsync(HttpMethod.Delete, $"{path}/{lease.Text("leaseId")}", null, [204]);
    });

    private Task CampaignAsync(int candidate) => RepeatAsync(async round =>
    {
        await CallAsync(HttpMethod.Put, $"/v1/roles/r/candidates/{candidate}", new { ttlSeconds = 60 }, [200]);
        if (round % 50 == 49) await CallAsync(HttpMethod.Delete, $"/v1/roles/r/candidates/{candidate}", null, [204]);
    });

    private Task ObserveAsync() => RepeatAsync(async _ =>
    {
        if (await CallAsync(HttpMethod.Get, "/v1/roles/r", null, [200]) is not { } role) return;
        await CallAsync(HttpMethod.Get, "/v1/roles/r", null, [200, 304], ("Prefer", "wait=20"), ("If-None-Match", $"\"{role.Number("version")}\""));
    });

    private Task OrderAsync(int caller) => RepeatAsync(async round =>
    {
        var id = $"r-{caller}-{round}";
        var order = new { orderId = id, sku = "apple", quantity = 1, total = 5, card = round % 3 == 0 ? "4000000000000002" : "4242424242424242" };
        if (await CallAsync(HttpMethod.Put, $"/v1/sagas/place-order/{id}", new { input = order }, [200, 201]) is null) return;
        if (await CallAsync(HttpMethod.Get, $"/v1/sagas/place-order/{id}/result", null, [200], ("Prefer", "wait=60")) is not null) _orders.Add(id);
    });

    private Task SessionAsync() => RepeatAsync(async _ =>
    {
        if (await CallAsync(HttpMethod.Post, "/v1/sessions", new { owner = "r", ttlSeconds = 60 }, [201]) is not { } session) return;
        var path = $"/v1/sessions/{session.Text("sessionId")}";
        await CallAsync(HttpMethod.Put, path, null, [200]);
        await CallAsync(HttpMethod.Delete, path, null, [204]);
    });

    private Task DocumentAsync() => RepeatAsync(async round =>
    {
        await CallAsync(HttpMethod.Put, "/v1/entities/document/r", new { round }, [200, 201]);
        await CallAsync(HttpMethod.Patch, "/v1/entities/document/r", new { patched = round }, [200]);
        if (await CallAsync(HttpMethod.Get, "/v1/entities/document/r", null, [200]) is { } read
            && !(read.GetProperty("state").TryGetProperty("patched", out var patched) && patched.GetInt64() == round))
        {
            _failures.Enqueue($"the document is {read} after round {round}");
        }
    });

    private Task ListAsync() => RepeatAsync(async _ =>
    {
        await CallAsync(HttpMethod.Get, "/v1/entities/counter?prefix=r-&limit=5", null, [200]);
        await CallAsync(HttpMethod.Get, "/v1/entities/counter/count", null, [200]);
        await CallAsync(HttpMethod.Get, "/v1/locks?limit=5", null, [200]);
        await CallAsync(HttpMethod.Get, "/v1/roles?limit=5", null, [200]);
        await CallAsync(HttpMethod.Get, "/v1/sagas?limit=5", null, [200]);
        await CallAsync(HttpMethod.Get, "/v1/cluster", null, [200]);
    });

    private Task FollowFeedAsync() => FollowAsync("/v1/events?kind=entity/counter&prefix=r-", (item, body) =>
    {
        var key = body.Text("key");
        var value = body.GetProperty("data").Number("value");
        if (value <= _lastSeen.GetValueOrDefault(key)) _failures.Enqueue($"the feed tells of {key} twice, or backwards: {body} after {_lastSeen[key]}");
        _lastSeen[key] = value;
    });

    private Task FollowRoleAsync()
    {
        var term = 0L;
        return FollowAsync("/v1/roles/r/observe", (_, body) =>
        {
            if (body.Number("term") < term) _failures.Enqueue($"a reader of the role sees term {term}, and then {body}");
            term = body.Number("term");
        });
    }

    private async Task FollowAsync(string path, Action<SseItem<string>, JsonElement> read)
    {
        // The first stream begins where the feed is now, and may end before its first event; from then on the last id resumes.
        string? last = path.Contains("events", StringComparison.Ordinal) ? "" : null;
        while (!_readersOver.IsCancellationRequested)
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, last == "" ? $"{path}&after=" : path);
                if (last is { Length: > 0 }) request.Headers.Add("Last-Event-ID", last);
                Interlocked.Increment(ref _streams);
                using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, _readersOver.Token);
                if (!answer.IsSuccessStatusCode)
                {
                    _failures.Enqueue($"{path} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(_readersOver.Token)}");
                    await Task.Delay(200, _readersOver.Token);
                    continue;
                }

                await using var stream = await answer.Content.ReadAsStreamAsync(_readersOver.Token);
                await foreach (var item in SseParser.Create(stream).EnumerateAsync(_readersOver.Token))
                {
                    read(item, JsonDocument.Parse(item.Data).RootElement.Clone());
                    last = item.EventId ?? last;
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception exception) when (exception is HttpRequestException or HttpIOException)
            {
                if (!StreamsMayBreak) _failures.Enqueue($"{path} broke off: {exception.Message} {exception.InnerException?.Message}");
            }
        }
    }

    private async Task RepeatAsync(Func<int, Task> once)
    {
        for (var round = 0; !_over.IsCancellationRequested; round++)
        {
            await once(round);
            await Task.Delay(Pause, Cancel);
        }
    }

    private async Task<JsonElement?> CallAsync(HttpMethod method, string path, object? body, int[] hoped, params (string, string)[] headers)
    {
        Interlocked.Increment(ref _requests);
        var (at, started) = (DateTime.UtcNow, Stopwatch.GetTimestamp());
        try
        {
            var (status, answer) = await http.SendAsync(method, path, body, headers);
            if (hoped.Contains((int)status)) return answer;
            _failures.Enqueue($"{at:HH:mm:ss.fff} {method} {path} answered {(int)status} after {Stopwatch.GetElapsedTime(started)}: {answer}");
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException or JsonException)
        {
            _failures.Enqueue($"{at:HH:mm:ss.fff} {method} {path} failed after {Stopwatch.GetElapsedTime(started)}: {exception.Message} {exception.InnerException?.Message}");
        }

        return null;
    }
}
