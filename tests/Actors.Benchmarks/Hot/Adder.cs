using Actors.Benchmarks.Load;
using Actors.Commands;

namespace Actors.Benchmarks.Hot;

/// <summary>A caller that adds 1 to the counter.</summary>
internal sealed class Adder(ICommandGrain counter) : ICaller
{
    private static readonly CommandCall AddOne = new() { Command = "add", Body = """{"amount":1}""" };

    /// <summary>How many additions were acknowledged.</summary>
    internal long Acknowledged { get; private set; }

    public async Task CallAsync()
    {
        var reply = await counter.ExecuteAsync(AddOne, CancellationToken.None);
        if (reply is not CommandReply.Done) throw new InvalidOperationException($"The counter did not add: {reply}.");
        Acknowledged++;
    }
}
