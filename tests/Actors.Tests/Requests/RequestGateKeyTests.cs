using Actors.Hosting;
using Actors.Requests;
using Microsoft.Extensions.Options;

namespace Actors.Tests.Requests;

/// <summary>A key that takes all it may, and more, is in nobody else's way.</summary>
public sealed class RequestGateKeyTests
{
    private readonly RequestGate _gate = new(Options.Create(new ActorsHttpOptions { RequestsMax = 4 }));

    [Fact]
    public void A_hot_key_is_refused_and_none_of_ten_thousand_others()
    {
        var hot = Fill();
        for (var i = 0; i < 10_000; i++) Assert.Null(EnterAndLeave(Load($"other-{i}")));

        Assert.NotNull(_gate.TryEnter(hot));
        _gate.Leave(hot);
        Assert.Null(_gate.TryEnter(hot));
        Assert.Equal(2, _gate.Count);
    }

    [Fact]
    public async Task What_is_refused_for_its_key_takes_no_place_meanwhile()
    {
        var hot = Fill();
        var over = false;
        var refused = 0;
        var hammers = Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
            () =>
            {
                while (!Volatile.Read(ref over))
                {
                    if (_gate.TryEnter(hot) is not null) Interlocked.Increment(ref refused);
                }
            },
            TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToList();
        var wrong = 0;
        while (Volatile.Read(ref refused) < 1_000_000)
        {
            if (EnterAndLeave(Load("other")) is not null) wrong++;
        }

        Volatile.Write(ref over, true);
        await Task.WhenAll(hammers);
        Assert.Equal((0, 2), (wrong, _gate.Count));
    }

    private static RequestLoad Load(string key) => new(Waits: false, key, BodyBytes: 0);

    private RequestLoad Fill()
    {
        var hot = Load("hot");
        Assert.Null(_gate.TryEnter(hot));
        Assert.Null(_gate.TryEnter(hot));
        return hot;
    }

    private Refusal? EnterAndLeave(RequestLoad load)
    {
        var refusal = _gate.TryEnter(load);
        if (refusal is null) _gate.Leave(load);
        return refusal;
    }
}
