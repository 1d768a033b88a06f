using System.Diagnostics;
using System.Globalization;
using Actors.Locks;

namespace Actors.Tests.Locks;

/// <summary>
/// Owners that all take their locks in one order cannot wait in a circle, so nobody may be told that they do. The waits are long and
/// cross each other, so the search is at work all the time. <c>ACTORS_DEADLOCK_SECONDS=600</c> makes it ten minutes; 8 s are the default.
/// </summary>
[Collection(nameof(LockNode))]
public sealed class LockOrderedTrafficTests(LockNode node, ITestOutputHelper output)
{
    private const int Owners = 24;

    private readonly string[] _names = [.. Enumerable.Range(0, 6).Select(i => $"{LockNode.Name()}-{i}").Order(StringComparer.Ordinal)];
    private int _granted;
    private int _longWaits;
    private int _notGot;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Locks_that_all_take_in_one_order_have_no_deadlock_victim()
    {
        var seconds = double.Parse(Environment.GetEnvironmentVariable("ACTORS_DEADLOCK_SECONDS") ?? "8", CultureInfo.InvariantCulture);
        var until = Stopwatch.GetTimestamp() + (long)(seconds * Stopwatch.Frequency);
        await Task.WhenAll(Enumerable.Range(0, Owners).Select(seed => Task.Run(() => WorkAsync(new Random(seed), until), Cancel)));
        output.WriteLine($"{_granted} grants, {_longWaits} waits beyond the search's first look, {_notGot} given up, 0 victims in {seconds} s.");

        // A search that never looked would have had no false victim either.
        Assert.True(_longWaits > Owners, $"Only {_longWaits} waits were long.");
        Assert.True(_granted > Owners, $"Only {_granted} grants.");
    }

    private async Task WorkAsync(Random random, long until)
    {
        while (Stopwatch.GetTimestamp() < until)
        {
            using var scope = LockScope.Begin();
            var wanted = random.GetItems(_names, random.Next(2, 5)).Distinct().Order(StringComparer.Ordinal);
            var held = new List<LockHandle>();
            foreach (var name in wanted)
            {
                if (await TakeAsync(name, random) is not { } handle) break;
                held.Add(handle);
                await Task.Delay(random.Next(100), Cancel);

                // Also one that is let go of while others are still being taken.
                if (random.Next(4) == 0) await held[0].DisposeAsync();
            }

            foreach (var handle in held) await handle.DisposeAsync();
        }
    }

    private async Task<LockHandle?> TakeAsync(string name, Random random)
    {
        var request = new LockRequest
        {
            Mode = random.Next(3) == 0 ? LockMode.Shared : LockMode.Exclusive,
            DeadlockPriority = random.Next(-2, 3),
        };
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        if (random.Next(10) == 0) giveUp.CancelAfter(random.Next(1500));
        var started = Stopwatch.GetTimestamp();
        try
        {
            // A deadlock is refused with an exception, which fails the test.
            var handle = await node.Host.Client.Locks.TryAcquireAsync(name, request, TimeSpan.FromSeconds(random.Next(1, 30)), giveUp.Token);
            Interlocked.Increment(ref handle is null ? ref _notGot : ref _granted);
            return handle;
        }
        catch (OperationCanceledException) when (!Cancel.IsCancellationRequested)
        {
            Interlocked.Increment(ref _notGot);
            return null;
        }
        finally
        {
            if (Stopwatch.GetElapsedTime(started) > LockDeadlocks.Period) Interlocked.Increment(ref _longWaits);
        }
    }
}
