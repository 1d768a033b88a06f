using System.Collections.Immutable;
using Actors.Storage;

namespace Actors.Records;

/// <summary>Short ways to write a decision.</summary>
public static class Decide
{
    /// <summary>Answers and changes nothing.</summary>
    public static Decision<TState, TReply> Keep<TState, TReply>(TReply reply)
        where TState : class
        => new() { Reply = reply };

    /// <summary>Answers after <paramref name="next"/> is durable.</summary>
    public static Decision<TState, TReply> Write<TState, TReply>(
        TState next, TReply reply, ImmutableArray<RecordEvent> events = default, DueChange due = default, int tokens = 0)
        where TState : class
        => new() { Reply = reply, Writes = true, Next = next, Events = events.IsDefault ? [] : events, Due = due, Tokens = tokens };

    /// <summary>Answers after the record is removed.</summary>
    public static Decision<TState, TReply> Remove<TState, TReply>(TReply reply, ImmutableArray<RecordEvent> events = default)
        where TState : class
        => new() { Reply = reply, Writes = true, Events = events.IsDefault ? [] : events };
}
