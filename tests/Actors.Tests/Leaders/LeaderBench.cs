using Actors.Leaders;
using Actors.Records;

namespace Actors.Tests.Leaders;

/// <summary>A role in the hands of one activation, without a grain: the machine, a version and a clock.</summary>
internal sealed class LeaderBench
{
    internal static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    internal RecordImage<LeaderState> Image { get; set; }

    internal LeaderQueue Queue { get; private set; } = LeaderQueue.Empty;

    internal LeaderOptions Options { get; } = new();

    internal TimeSpan Elapsed { get; set; }

    internal Moment Now => new(Elapsed, Start + Elapsed);

    internal List<RecordEvent> Events { get; } = [];

    internal bool Wrote { get; private set; }

    internal LeaderReply Campaign(string candidate, int ttlSeconds = 15, int priority = 0, string? value = null, long? expectedTerm = null)
        => Campaign(Command(candidate, ttlSeconds, priority, value, expectedTerm));

    internal LeaderReply Campaign(Campaign command) => Run(LeaderMachine.Campaign(Image, Queue, command, Now, Options));

    internal LeaderReply Resign(string candidate, long? term = null, string? handOffTo = null)
        => Run(LeaderMachine.Resign(Image, Queue, new Resign { Candidate = candidate, Term = term, HandOffTo = handOffTo }, Now, Options));

    internal LeaderReply Proclaim(string candidate, long term, string? value)
        => Run(LeaderMachine.Proclaim(Image, Queue, new Proclaim { Candidate = candidate, Term = term, Value = value }, Now, Options));

    internal LeaderReply SetPolicy(LeaderPolicy policy) => Run(LeaderMachine.SetPolicy(Image, Queue, policy, Now, Options));

    /// <summary>Who leads in which term, in the order of the terms.</summary>
    internal string Leading() => string.Join(' ', Describe().Leaders.Select(leader => $"{leader.Candidate}:{leader.Term}"));

    internal bool Expire() => Run(LeaderMachine.Expire(Image, Queue, Now, Options));

    internal bool Wake() => Run(LeaderMachine.Wake(Image, Queue, Now, Options));

    internal LeaderDescription Describe() => LeaderDescriptions.Of("r", Image.State, Queue, Now);

    /// <summary>Another activation reads the row: memory is gone and its clock begins.</summary>
    internal void FailOver()
    {
        var state = Image.State is { } kept ? StateJson.Read<LeaderState>(StateJson.Write(kept)) : null;
        Image = new RecordImage<LeaderState>(state, Image.Version);
        Queue = LeaderQueue.Empty;
        Elapsed = TimeSpan.Zero;
    }

    internal void Pass(double seconds) => Elapsed += TimeSpan.FromSeconds(seconds);

    private static Campaign Command(string candidate, int ttlSeconds, int priority, string? value, long? expectedTerm) => new()
    {
        Candidate = candidate,
        Ttl = TimeSpan.FromSeconds(ttlSeconds),
        Priority = priority,
        Value = value,
        ExpectedTerm = expectedTerm,
    };

    private TReply Run<TReply>(LeaderStep<TReply> step)
    {
        Queue = step.Queue;
        Wrote = step.Decision.Writes;
        if (!Wrote) return step.Decision.Reply;
        Image = new RecordImage<LeaderState>(step.Decision.Next, Image.VersionAfter(step.Decision.Tokens));
        Events.AddRange(step.Decision.Events);
        return step.Decision.Reply;
    }
}
