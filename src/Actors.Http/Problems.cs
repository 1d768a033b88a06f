using System.Collections.Frozen;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Actors.Commands;
using Microsoft.AspNetCore.Http;

namespace Actors;

/// <summary>The one table from <see cref="ErrorCode"/> to an RFC 9457 problem.</summary>
public static class Problems
{
    internal const string ContentType = "application/problem+json";

    private static readonly FrozenDictionary<ErrorCode, Row> Table = new Dictionary<ErrorCode, Row>
    {
        [ErrorCode.InvalidRequest] = new(400, "The request is not valid."),
        [ErrorCode.MalformedJson] = new(400, "The body is not JSON."),
        [ErrorCode.TooLarge] = new(413, "The request is too large."),
        [ErrorCode.InvalidKey] = new(400, "The name is not valid."),
        [ErrorCode.NotFound] = new(404, "There is no such thing."),
        [ErrorCode.Fenced] = new(503, "The request met a fail-over.", Retryable: true),
        [ErrorCode.OutcomeUnknown] = new(503, "It is not known whether the request was carried out.", Retryable: true),
        [ErrorCode.Unavailable] = new(503, "The service cannot answer now.", Retryable: true),
        [ErrorCode.RequestIdReused] = new(422, "The idempotency key was used with another body."),
        [ErrorCode.PreconditionFailed] = new(412, "The precondition does not hold."),
        [ErrorCode.PreconditionRequired] = new(428, "The request needs a precondition."),
        [ErrorCode.StaleFencingToken] = new(412, "The fencing token is not the current one."),
        [ErrorCode.NotSupported] = new(405, "The method or content type is not supported here."),
        [ErrorCode.InvalidCursor] = new(400, "The cursor is not valid."),
        [ErrorCode.CursorExpired] = new(410, "The cursor is too old."),
        [ErrorCode.RowHeld] = new(503, "A transaction in the database holds the row.", Retryable: true),
        [ErrorCode.Overloaded] = new(503, "The service has too much to do.", Retryable: true),
        [ErrorCode.LockHeld] = new(409, "The lock is held.", Retryable: true),
        [ErrorCode.LeaseExpired] = new(410, "The lease has ended."),
        [ErrorCode.TooManyWaiters] = new(429, "The lock's queue is full.", Retryable: true),
        [ErrorCode.LockModeConflict] = new(409, "The lock is in use in another mode."),
        [ErrorCode.SessionEnded] = new(410, "The session has ended."),
        [ErrorCode.TooManyLocks] = new(429, "The session holds too many locks.", Retryable: true),
        [ErrorCode.Deadlock] = new(409, "The wait would never end.", Retryable: true),
        [ErrorCode.UpgradeConflict] = new(409, "Another reader waits to be upgraded.", Retryable: true),
        [ErrorCode.NotLeader] = new(409, "The candidate is not the leader."),
        [ErrorCode.TooManyCandidates] = new(429, "The role has too many candidates.", Retryable: true),
        [ErrorCode.PartitionsDiffer] = new(409, "The group has another number of partitions."),
        [ErrorCode.NotMember] = new(409, "The membership has ended."),
        [ErrorCode.TooManyMembers] = new(429, "The group has too many members.", Retryable: true),
        [ErrorCode.UnknownEntityType] = new(404, "There is no such entity type."),
        [ErrorCode.UnknownCommand] = new(404, "The entity type has no such command."),
        [ErrorCode.InvalidCommand] = new(422, "The command is not valid."),
        [ErrorCode.CommandRefused] = new(409, "The entity refused the command."),
        [ErrorCode.AlreadyUndone] = new(409, "The request was undone before it came."),
        [ErrorCode.TooManyFences] = new(409, "The entity knows too many fences."),
        [ErrorCode.UnknownSagaDefinition] = new(404, "There is no such saga definition."),
        [ErrorCode.SagaInputDiffers] = new(409, "A saga of this id exists with other input."),
        [ErrorCode.SagaNotCancellable] = new(409, "The saga can no longer be cancelled."),
        [ErrorCode.SagaActionConflict] = new(409, "The action does not fit the saga's status."),
    }.ToFrozenDictionary();

    /// <summary>The stable code in kebab case: the error code's name, or the entity's own reason.</summary>
    public static string CodeOf(Refusal refusal)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        return refusal.Reason ?? CommandNames.Kebab(refusal.Code.ToString());
    }

    /// <summary>The refusal as a result. The facts become members; "retryAfterSeconds" becomes the Retry-After header too.</summary>
    public static IResult From(Refusal refusal, int? status = null) => new ProblemResult(refusal, status);

    internal static bool Knows(ErrorCode code) => Table.ContainsKey(code);

    internal static async Task WriteAsync(HttpContext context, Refusal refusal, int? status = null)
    {
        var row = Table[refusal.Code];
        var problem = new JsonObject
        {
            ["type"] = $"/problems/{CommandNames.Kebab(refusal.Code.ToString())}",
            ["title"] = row.Title,
            ["status"] = status ?? row.Status,
            ["detail"] = refusal.Detail,
            ["code"] = CodeOf(refusal),
            ["retryable"] = row.Retryable,
            ["traceId"] = Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier,
        };
        foreach (var (fact, value) in refusal.Facts)
        {
            problem[fact] = long.TryParse(value, out var number) ? number : value;
        }

        if (refusal.Facts.TryGetValue("retryAfterSeconds", out var seconds)) context.Response.Headers.RetryAfter = seconds;
        context.Response.StatusCode = status ?? row.Status;
        context.Response.ContentType = ContentType;
        await context.Response.WriteAsync(problem.ToJsonString(ActorsJson.Options), context.RequestAborted).ConfigureAwait(false);
    }

    private sealed record Row(int Status, string Title, bool Retryable = false);

    private sealed class ProblemResult(Refusal refusal, int? status) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => WriteAsync(httpContext, refusal, status);
    }
}
