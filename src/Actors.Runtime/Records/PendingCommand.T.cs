using System.Collections.Immutable;
using Actors.Storage;

namespace Actors.Records;

internal sealed class PendingCommand<TState, TReply>(
    Func<RecordImage<TState>, Moment, Decision<TState, TReply>> decide, RequestIdentity<TReply>? request) : PendingCommand<TState>
    where TState : class
{
    private readonly TaskCompletionSource<TReply> _reply = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Decision<TState, TReply> _decision;

    internal Task<TReply> Reply => _reply.Task;

    /// <summary>Whether the reply is an earlier attempt's.</summary>
    internal bool Replayed { get; private set; }

    internal override string? RequestId => request?.Id;

    internal override ImmutableArray<RecordEvent> Events => Writes ? _decision.Events : [];

    internal override DueChange Due => Writes ? _decision.Due : DueChange.Keep;

    internal override TimeSpan Lag => _decision.Lag;

    internal override long RestsOn => _decision.RestsOn;

    internal override bool TryApply(ref RecordImage<TState> image, Moment now)
    {
        try
        {
            _decision = decide(image, now);
        }
        catch (Exception exception)
        {
            Fail(exception);
            return false;
        }

        // Removing what is not there is no write.
        Writes = _decision.Writes && (image.Exists || _decision.Next is not null);
        if (Writes) image = new RecordImage<TState>(_decision.Next, image.VersionAfter(_decision.Tokens));
        After = image;
        return true;
    }

    internal override ImmutableArray<NewReceipt> Receipts()
    {
        if (!Writes) return [];
        return request is null
            ? _decision.Bars
            : _decision.Bars.Add(new NewReceipt(request.Id, request.BodyHash, request.Write(_decision.Reply), request.Retention));
    }

    internal override void AnswerEarly()
    {
        AnsweredEarly = true;
        _reply.TrySetResult(_decision.Reply);
    }

    internal override void Complete()
    {
        Span.End("committed");
        _reply.TrySetResult(_decision.Reply);
    }

    internal override void CompleteFrom(StoredReceipt receipt)
    {
        Replayed = true;
        Span.End("replayed");
        if (request!.Fits(receipt)) _reply.TrySetResult(request.Read(receipt));
        else _reply.TrySetException(new RequestIdReusedException(request.Id));
    }

    internal override void Fail(Exception exception)
    {
        Span.Fail(exception);
        _reply.TrySetException(exception);
    }
}
