using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Actors.Tests.Support;
using static Actors.Faults.Api;

namespace Actors.Faults;

/// <summary>A silo as a process that is asked for several times more than it takes on. What it cannot do it says at once, and truly.</summary>
public sealed class OverloadTests
{
    private const int RequestsMax = 64;
    private const int WaitsMax = 32;
    private const int Callers = 5 * RequestsMax;
    private const int Rounds = 30;
    private const int HeapMax = 256 * 1024 * 1024;
    private const long ResidentMax = HeapMax + (256L * 1024 * 1024);

    private static readonly Dictionary<string, string> Settings = new()
    {
        ["Actors:Http:RequestsMax"] = $"{RequestsMax}",
        ["Actors:Http:WaitsMax"] = $"{WaitsMax}",
        ["Actors:Http:BodyBytesMax"] = $"{4 * 1024 * 1024}",
        ["Actors:Storage:WaitingCommandsMax"] = "16",

        // As in a container with a limit. Without one the collector takes what the machine has, which says nothing about what is needed.
        ["DOTNET_GCHeapHardLimit"] = $"0x{HeapMax:x}",
    };

    private readonly ConcurrentDictionary<string, long> _acknowledged = [];
    private readonly ConcurrentQueue<string> _wrong = [];
    private long _served;
    private long _refused;

    [Fact]
    public async Task Five_times_the_load_is_refused_in_part_and_nothing_acknowledged_is_lost()
    {
        await using var silo = await NodeProcess.StartSiloAsync(Settings, Cancel);
        var peak = 0L;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var watch = WatchAsync(silo, bytes => peak = Math.Max(peak, bytes), over.Token);
        await silo.Http.OkAsync(HttpMethod.Post, "/v1/locks/held/leases", new { owner = "test", ttlSeconds = 600 });
        var large = new string('x', 200_000);
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => RepeatAsync(round => (caller % 5) switch
        {
            0 => AddAsync(silo.Http, "hot", $"{caller}-{round}"),
            1 => AddAsync(silo.Http, $"cold-{caller}", $"{caller}-{round}"),
            2 => CallAsync(silo.Http, HttpMethod.Put, $"/v1/entities/document/{caller % 40}", new { large }, [200, 201]),
            3 => CallAsync(silo.Http, HttpMethod.Post, "/v1/locks/held/leases", new { owner = "waiter" }, [409], ("Prefer", "wait=1")),
            _ => CallAsync(silo.Http, HttpMethod.Get, "/v1/entities/document?limit=2", null, [200]),
        })));
        await over.CancelAsync();
        var (polled, resident) = (await watch, Resident(silo));
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{_served} served, {_refused} refused, {polled} looks at health and metrics, resident at most {peak >> 20} MB, {resident >> 20} MB at the end");

        Assert.True(_wrong.IsEmpty, $"{_wrong.Count} wrong answers:\n{string.Join('\n', _wrong.Take(20))}");
        Assert.True(_refused > Callers, $"only {_refused} requests were refused: that was no overload");
        Assert.True(_served > Callers, $"only {_served} requests were served");
        Assert.True(polled > 0 && peak is > 0 and < ResidentMax, $"the silo grew to {peak >> 20} MB, or was never looked at ({polled})");

        // As soon as the load is gone everything is served again, and what was acknowledged is there, once.
        foreach (var (counter, acknowledged) in _acknowledged)
        {
            Assert.Equal((counter, acknowledged), (counter, await ValueAsync(silo.Http, counter)));
        }
    }

    [Fact]
    public async Task A_hot_key_takes_nothing_from_the_others()
    {
        await using var silo = await NodeProcess.StartSiloAsync(Settings, Cancel);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var hot = Task.WhenAll(Enumerable.Range(0, Callers).Select(async caller =>
        {
            for (var round = 0; !over.IsCancellationRequested; round++) await AddAsync(silo.Http, "hot", $"{caller}-{round}");
        }));
        while (Interlocked.Read(ref _refused) < Callers) await Task.Delay(10, Cancel);

        // Not one of these is refused, however many of the hot key's are.
        var before = Interlocked.Read(ref _refused);
        for (var probe = 0; probe < 100; probe++)
        {
            await silo.Http.OkAsync(HttpMethod.Post, $"/v1/entities/counter/probe-{probe}/commands/add", new { amount = 1 }, ("Idempotency-Key", "once"));
        }

        var during = Interlocked.Read(ref _refused) - before;
        await over.CancelAsync();
        await hot;
        TestContext.Current.TestOutputHelper?.WriteLine($"{_served} served and {_refused} refused on the hot key, {during} of those during 100 probes");
        Assert.True(_wrong.IsEmpty, $"{_wrong.Count} wrong answers:\n{string.Join('\n', _wrong.Take(20))}");
        Assert.True(during > 0, "the hot key was not hot while the others were probed");
        Assert.Equal(_acknowledged["hot"], await ValueAsync(silo.Http, "hot"));
    }

    private static async Task RepeatAsync(Func<int, Task> once)
    {
        for (var round = 0; round < Rounds; round++) await once(round);
    }

    private static async Task<long> ValueAsync(HttpClient http, string counter)
        => (await http.OkAsync(HttpMethod.Post, $"/v1/entities/counter/{counter}/commands/get", new { })).Number("value");

    private static long Resident(NodeProcess silo)
    {
        using var process = Process.GetProcessById(silo.ProcessId);
        return process.WorkingSet64;
    }

    /// <summary>Looks at the silo's memory, health and metrics over and over: these answer whatever else is refused.</summary>
    private async Task<int> WatchAsync(NodeProcess silo, Action<long> see, CancellationToken over)
    {
        var looks = 0;
        while (!over.IsCancellationRequested)
        {
            see(Resident(silo));
            foreach (var path in (string[])["/livez", "/metrics"])
            {
                using var answer = await silo.Http.GetAsync(path, Cancel);
                if (answer.StatusCode != HttpStatusCode.OK) _wrong.Enqueue($"{path} answered {(int)answer.StatusCode}");
            }

            looks++;
            await Task.Delay(50, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return looks;
    }

    private async Task AddAsync(HttpClient http, string counter, string key)
    {
        if (!await CallAsync(http, HttpMethod.Post, $"/v1/entities/counter/{counter}/commands/add", new { amount = 1 }, [200], ("Idempotency-Key", key))) return;
        _acknowledged.AddOrUpdate(counter, 1, (_, count) => count + 1);
    }

    /// <summary>True if it was served. The only other answer is that there is too much to do, and when to come back.</summary>
    private async Task<bool> CallAsync(HttpClient http, HttpMethod method, string path, object? body, int[] hoped, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = System.Net.Http.Json.JsonContent.Create(body);
        foreach (var (name, value) in headers) request.Headers.Add(name, value);
        using var answer = await http.SendAsync(request, Cancel);
        var text = await answer.Content.ReadAsStringAsync(Cancel);
        if (hoped.Contains((int)answer.StatusCode))
        {
            Interlocked.Increment(ref _served);
            return true;
        }

        Interlocked.Increment(ref _refused);
        var code = (int)answer.StatusCode is 503 or 429 ? JsonDocument.Parse(text).RootElement.Text("code") : "";
        if (code is not ("overloaded" or "too-many-waiters") || answer.Headers.RetryAfter is null) _wrong.Enqueue($"{method} {path} answered {(int)answer.StatusCode}: {text}");
        return false;
    }
}
