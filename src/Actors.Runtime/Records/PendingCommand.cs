using System.Collections.Immutable;
using Actors.Storage;

namespace Actors.Records;

/// <summary>A command that was applied in memory and waits for its commit.</summary>
internal abstract class PendingCommand<TState>
    where TState : class
{
    internal bool Writes { get; private protected set; }

    /// <summary>Whether it only reads, so that an answer from what is committed will do.</summary>
    internal bool ReadsOnly { get; init; }

    /// <summary>The image after this command.</summary>
    internal RecordImage<TState> After { get; private protected set; }

    /// <summary>The wait for the commit, in the trace of the request.</summary>
    internal CommitSpan Span { get; set; }

    internal abstract string? RequestId { get; }

    internal abstract ImmutableArray<RecordEvent> Events { get; }

    internal abstract DueChange Due { get; }

    /// <summary>Applies the command to an image; an exception of the command's own code goes to its caller alone.</summary>
    internal abstract bool TryApply(ref RecordImage<TState> image, Moment now);

    internal abstract TimeSpan Lag { get; }

    /// <summary>With a lag, the version that has to be durable for an early answer.</summary>
    internal abstract long RestsOn { get; }

    /// <summary>Whether it was answered before its commit, so that it must not be refused any more.</summary>
    internal bool AnsweredEarly { get; private protected set; }

    internal abstract ImmutableArray<NewReceipt> Receipts();

    /// <summary>Answers, though nothing is durable.</summary>
    internal abstract void AnswerEarly();

    internal abstract void Complete();

    internal abstract void CompleteFrom(StoredReceipt receipt);

    internal abstract void Fail(Exception exception);
}
