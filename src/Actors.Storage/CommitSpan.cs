using System.Diagnostics;

namespace Actors.Storage;

/// <summary>
/// One command's wait for its commit, as a span in the trace of its own request. A commit covers commands of many requests, so
/// each has a span, and what they shared is told by attributes. The default value is of nobody's trace, and does nothing.
/// </summary>
public readonly struct CommitSpan
{
    private static readonly ActivitySource Source = new(StoreInstruments.Name);
    private readonly Activity? _activity;

    private CommitSpan(Activity? activity) => _activity = activity;

    /// <summary>Whether anybody traces the request.</summary>
    public bool IsTraced => _activity is not null;

    /// <summary>Begins to wait. Without a request that is traced there is no span: work that no request caused has no trace.</summary>
    /// <param name="kind">The kind of the record, of which there are few.</param>
    public static CommitSpan Start(string kind)
    {
        if (Activity.Current is not { Recorded: true } request) return default;
        var activity = Source.StartActivity("commit", ActivityKind.Client);
        activity?.SetTag("actors.record.kind", kind);

        // The wait is over long after the caller has gone on.
        Activity.Current = request;
        return new CommitSpan(activity);
    }

    /// <summary>The batch that holds the command's unit goes to the database.</summary>
    /// <param name="units">How many units the batch has.</param>
    public void Sent(int units)
    {
        if (_activity is null) return;
        _activity.SetTag("actors.store.batch.size", units);
        _activity.AddEvent(new ActivityEvent("sent"));
    }

    /// <summary>The command is durable, or was carried out by an earlier attempt.</summary>
    public void End(string outcome)
    {
        if (_activity is null) return;
        _activity.SetTag("outcome", outcome);
        Stop(_activity);
    }

    /// <summary>The command was not carried out, or nobody knows.</summary>
    public void Fail(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        if (_activity is null) return;
        _activity.SetTag("error.type", exception.GetType().Name);
        _activity.SetStatus(ActivityStatusCode.Error, exception.Message);
        Stop(_activity);
    }

    // Stopping makes the span's parent current, here, in the flow of whoever runs the commit.
    private static void Stop(Activity activity)
    {
        var current = Activity.Current;
        activity.Stop();
        Activity.Current = current;
    }
}
