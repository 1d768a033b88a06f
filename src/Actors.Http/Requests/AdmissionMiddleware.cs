using Actors.Hosting;
using Microsoft.AspNetCore.Http;

namespace Actors.Requests;

/// <summary>
/// Lets as many requests in as the process takes on, and sends callers elsewhere when it stops. Health, metrics and the description
/// of the API always answer.
/// </summary>
internal sealed class AdmissionMiddleware(RequestDelegate next, RequestGate gate, Drain drain)
{
    // A front end listens from its first moment, and load balancers that do not ask /readyz send to whatever listens, the more so as
    // a quick refusal looks like an idle process to them. Joining takes well under this while a silo is up.
    private static readonly TimeSpan StartWait = TimeSpan.FromSeconds(3);

    public async Task InvokeAsync(HttpContext context)
    {
        if (drain.IsStopping && context.Request.Protocol.StartsWith("HTTP/1", StringComparison.Ordinal))
        {
            // The caller's next request goes over a new connection, which whoever balances the load makes to another process.
            context.Response.Headers.Connection = "close";
        }

        if (!context.Request.Path.StartsWithSegments("/v1", StringComparison.Ordinal))
        {
            await next(context).ConfigureAwait(false);
            return;
        }

        var load = RequestLoad.Of(context);
        if (gate.TryEnter(load) is { } full)
        {
            await Problems.WriteAsync(context, full).ConfigureAwait(false);
            return;
        }

        try
        {
            if (!await drain.HasStartedAsync(StartWait, context.RequestAborted).ConfigureAwait(false))
            {
                await SendOnAsync(context, "This process has not joined its cluster yet; /readyz says why. Nothing was done.", "1").ConfigureAwait(false);
                return;
            }

            await (load.Waits ? WaitAsync(context) : next(context)).ConfigureAwait(false);
        }
        finally
        {
            gate.Leave(load);
        }
    }

    /// <summary>504, which a load balancer may send on to another process: with the same Idempotency-Key it is the same request.</summary>
    private static Task SendOnAsync(HttpContext context, string detail, string retryAfter) => Problems.WriteAsync(
        context, new Refusal(ErrorCode.Unavailable, detail).With("retryAfterSeconds", retryAfter), StatusCodes.Status504GatewayTimeout);

    /// <summary>
    /// Nobody waits here any more when the process closes. A stream just ends, and its reader resumes it elsewhere; a poll is sent on.
    /// </summary>
    private async Task WaitAsync(HttpContext context)
    {
        var aborted = context.RequestAborted;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(aborted, drain.Closing);
        context.RequestAborted = over.Token;
        try
        {
            await next(context).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested && !aborted.IsCancellationRequested)
        {
            context.RequestAborted = aborted;
            if (context.Response.HasStarted) return;
            await SendOnAsync(
                context, "This process stops, so it ends the wait. Repeat the request with the same Idempotency-Key; it keeps its place.", "0").ConfigureAwait(false);
        }
        finally
        {
            context.RequestAborted = aborted;
        }
    }
}
