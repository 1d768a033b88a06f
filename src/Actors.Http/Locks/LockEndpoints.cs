using System.Globalization;
using Actors.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using static Actors.Locks.LockBodies;

namespace Actors.Locks;

/// <summary>Locks over HTTP.</summary>
internal static class LockEndpoints
{
    internal static void MapLocks(this IEndpointRouteBuilder v1)
    {
        var locks = v1.MapGroup("/locks").WithTags("Locks");
        locks.MapPost("/{name}/leases", AcquireAsync).WithName("AcquireLock")
            .WithSummary("Takes the lock, or waits in line for it for as long as 'Prefer: wait=N' says.")
            .Accepts<AcquireBody>("application/json").Produces<LeaseBody>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status429TooManyRequests);
        locks.MapPut("/{name}/leases/{leaseId}", RenewAsync).WithName("RenewLock")
            .WithSummary("Extends a grant that has not ended.")
            .Accepts<RenewBody>(isOptional: true, "application/json").Produces<LeaseBody>().ProducesProblem(StatusCodes.Status410Gone);
        locks.MapDelete("/{name}/leases/{leaseId}", ReleaseAsync).WithName("ReleaseLock")
            .WithSummary("Gives a grant back, or gives up waiting. Repeatable.")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status410Gone);
        locks.MapPut("/{name}/leases/{leaseId}/mode", ConvertAsync).WithName("ConvertLock")
            .WithSummary("Upgrades or downgrades a grant; an upgrade waits for the other readers for as long as 'Prefer: wait=N' says.")
            .Accepts<ConvertBody>("application/json").Produces<LeaseBody>().ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status410Gone).ProducesProblem(StatusCodes.Status412PreconditionFailed);
        locks.MapPut("/{name}/permits", SetPermitsAsync).WithName("SetLockPermits")
            .WithSummary("Changes how many may hold a semaphore, also while it is held.")
            .Accepts<PermitsBody>("application/json").Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status409Conflict);
        locks.MapPost("/{name}/revocations", RevokeAsync).WithName("RevokeLock")
            .WithSummary("Asks a holder to give its grant back; after the grace it is no longer renewed, and so runs out.")
            .Accepts<RevokeBody>("application/json").Produces(StatusCodes.Status202Accepted)
            .ProducesProblem(StatusCodes.Status412PreconditionFailed);
        locks.MapDelete("/{name}/holder", BreakAsync).WithName("BreakLock")
            .WithSummary("Takes the lock away from the holder whose fencing token stands in If-Match.")
            .Accepts<BreakBody>("application/json").Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status412PreconditionFailed).ProducesProblem(StatusCodes.Status428PreconditionRequired);
        locks.MapGet("/{name}", DescribeAsync).WithName("DescribeLock")
            .WithSummary("Who holds the lock and how many wait. A lock that nobody took is free.").Produces<LockBody>();
        locks.MapGet("/{name}/history", HistoryAsync).WithName("ListLockHistory")
            .WithSummary("The last grants that have ended, latest first, and how.").Produces<ListBody<GrantBody>>();
        locks.MapGet("/{name}/waiters", WaitersAsync).WithName("ListLockWaiters")
            .WithSummary("Who waits, next first.").Produces<ListBody<WaiterBody>>();
        locks.MapGet("/{name}/check", CheckAsync).WithName("CheckLock")
            .WithSummary("Whether a fencing token is the present holder's.")
            .Produces<CheckBody>().ProducesProblem(StatusCodes.Status412PreconditionFailed);
        locks.MapGet("", ListAsync).WithName("ListLocks")
            .WithSummary("Locks by name, as they were last stored.").Produces<ListBody<LockBody>>();
    }

    private static async Task<IResult> AcquireAsync(HttpContext http, ActorsClient actors, string name)
    {
        RequestHeaders.OnlyQuery(http.Request);
        var key = RequestHeaders.IdempotencyKey(http.Request);
        var wait = RequestHeaders.Wait(http.Request);
        var command = LockRequests.Acquire(
            await JsonBody.ReadAsync<AcquireBody>(http.Request).ConfigureAwait(false), key ?? Guid.NewGuid().ToString("N"));
        LockLease? lease = null;
        try
        {
            lease = await actors.Locks.AcquireLeaseAsync(name, command, wait, http.RequestAborted).ConfigureAwait(false);
            http.RequestAborted.ThrowIfCancellationRequested();
        }
        catch (OperationCanceledException) when (key is null)
        {
            // The caller has gone and has no name for the grant, so it would be nobody's. With a key of its own it may come back.
            await actors.Locks.LeaveAsync(name, command.RequestId).ConfigureAwait(false);
            throw;
        }

        return Results.Created($"/v1/locks/{Uri.EscapeDataString(name)}/leases/{Uri.EscapeDataString(lease.LeaseId)}", Of(lease));
    }

    private static async Task<IResult> RenewAsync(HttpContext http, ActorsClient actors, string name, string leaseId)
    {
        RequestHeaders.OnlyQuery(http.Request);
        var ttl = await LockRequests.RenewalAsync(http.Request).ConfigureAwait(false);
        return Results.Ok(Of(await actors.Locks.RenewLeaseAsync(name, leaseId, ttl, http.RequestAborted).ConfigureAwait(false)));
    }

    private static async Task<IResult> ConvertAsync(HttpContext http, ActorsClient actors, string name, string leaseId)
    {
        RequestHeaders.OnlyQuery(http.Request);
        var wait = RequestHeaders.Wait(http.Request);
        var body = await JsonBody.ReadAsync<ConvertBody>(http.Request).ConfigureAwait(false);
        return Results.Ok(Of(await actors.Locks.ConvertLeaseAsync(
            name, leaseId, body.FencingToken, LockRequests.Mode(body.Mode), wait, http.RequestAborted).ConfigureAwait(false)));
    }

    private static async Task<IResult> SetPermitsAsync(HttpContext http, ActorsClient actors, string name)
    {
        RequestHeaders.OnlyQuery(http.Request);
        var body = await JsonBody.ReadAsync<PermitsBody>(http.Request).ConfigureAwait(false);
        await actors.Locks.SetPermitsAsync(name, body.Permits, http.RequestAborted).ConfigureAwait(false);
        return Results.NoContent();
    }

    private static async Task<IResult> RevokeAsync(HttpContext http, ActorsClient actors, string name)
    {
        RequestHeaders.OnlyQuery(http.Request);
        var body = await JsonBody.ReadAsync<RevokeBody>(http.Request).ConfigureAwait(false);
        await actors.Locks.RevokeAsync(name, body.FencingToken, body.Reason, LockRequests.Grace(body.GraceSeconds), http.RequestAborted).ConfigureAwait(false);
        return Results.Accepted();
    }

    private static async Task<IResult> ReleaseAsync(HttpContext http, ActorsClient actors, string name, string leaseId)
    {
        RequestHeaders.OnlyQuery(http.Request);
        await actors.Locks.ReleaseLeaseAsync(name, leaseId, http.RequestAborted).ConfigureAwait(false);
        return Results.NoContent();
    }

    private static async Task<IResult> BreakAsync(HttpContext http, ActorsClient actors, string name)
    {
        RequestHeaders.OnlyQuery(http.Request);
        if (RequestHeaders.IfMatch(http.Request) is not { } token)
        {
            return Problems.From(new Refusal(
                ErrorCode.PreconditionRequired, "Breaking a lock needs 'If-Match: \"N\"' with the fencing token of the holder that you saw."));
        }

        if (token == RequestHeaders.AnyVersion) throw RequestHeaders.Refuse("'If-Match: *' would break whatever holds the lock by then. Name the fencing token.");
        var body = await JsonBody.ReadAsync<BreakBody>(http.Request).ConfigureAwait(false);
        await actors.Locks.BreakAsync(name, token, body.Reason, http.RequestAborted).ConfigureAwait(false);
        return Results.NoContent();
    }

    private static async Task<IResult> DescribeAsync(HttpContext http, ActorsClient actors, string name)
    {
        RequestHeaders.OnlyQuery(http.Request);
        return Results.Ok(Of(await actors.Locks.DescribeAsync(name, null, http.RequestAborted).ConfigureAwait(false)));
    }

    private static async Task<IResult> HistoryAsync(HttpContext http, ActorsClient actors, string name)
    {
        RequestHeaders.OnlyQuery(http.Request);
        var described = await actors.Locks.DescribeAsync(name, new DescribeLock(History: true), http.RequestAborted).ConfigureAwait(false);
        return Results.Ok(new ListBody<GrantBody>([.. described.History.Select(Of)]));
    }

    private static async Task<IResult> WaitersAsync(HttpContext http, ActorsClient actors, string name)
    {
        RequestHeaders.OnlyQuery(http.Request);
        var described = await actors.Locks.DescribeAsync(name, new DescribeLock(Waiters: true), http.RequestAborted).ConfigureAwait(false);
        return Results.Ok(new ListBody<WaiterBody>([.. described.Waiters.Select(Of)]));
    }

    private static async Task<IResult> CheckAsync(HttpContext http, ActorsClient actors, string name)
    {
        RequestHeaders.OnlyQuery(http.Request, "token");
        if (!long.TryParse(http.Request.Query["token"], NumberStyles.None, CultureInfo.InvariantCulture, out var token))
        {
            throw RequestHeaders.Refuse("'token' takes the fencing token to check, a whole number.");
        }

        return await actors.Locks.CheckAsync(name, token, http.RequestAborted).ConfigureAwait(false) is { } refusal
            ? Problems.From(refusal)
            : Results.Ok(new CheckBody(name, token));
    }

    private static async Task<IResult> ListAsync(HttpContext http, ActorsClient actors)
    {
        var page = await actors.Locks.ListAsync(LockRequests.List(http.Request), http.RequestAborted).ConfigureAwait(false);
        return Results.Ok(new ListBody<LockBody>([.. page.Items.Select(Of)], page.NextCursor));
    }
}
