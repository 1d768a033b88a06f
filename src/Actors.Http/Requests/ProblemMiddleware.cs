using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Actors.Requests;

/// <summary>Makes a problem of everything that is not a success: refusals thrown on the way, faults, and bare status codes.</summary>
internal sealed partial class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            RequestPath.RefuseEncodedSlash(context);
            await next(context).ConfigureAwait(false);
        }
        catch (RefusedException exception) when (!context.Response.HasStarted)
        {
            await Problems.WriteAsync(context, exception.Refusal, exception.Status).ConfigureAwait(false);
        }
        catch (ActorsException exception) when (!context.Response.HasStarted)
        {
            await Problems.WriteAsync(context, exception.Refusal).ConfigureAwait(false);
        }
        catch (BadHttpRequestException exception) when (!context.Response.HasStarted)
        {
            var code = exception.StatusCode == StatusCodes.Status413PayloadTooLarge ? ErrorCode.TooLarge : ErrorCode.InvalidRequest;
            await Problems.WriteAsync(context, new Refusal(code, exception.Message), exception.StatusCode).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone: there is nobody to answer.
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            LogFault(exception, context.Request.Method, context.Request.Path.Value ?? "");
            await Problems.WriteAsync(
                context,
                new Refusal(ErrorCode.OutcomeUnknown, "The request met a fault of the service. It is not known whether it was carried out; the log has the trace id."),
                StatusCodes.Status500InternalServerError).ConfigureAwait(false);
        }

        await ExplainAsync(context).ConfigureAwait(false);
    }

    // Routing answers with bare status codes; give them bodies too.
    private static Task ExplainAsync(HttpContext context)
    {
        var response = context.Response;
        if (response.HasStarted || response.ContentLength > 0 || response.ContentType is not null) return Task.CompletedTask;
        return response.StatusCode switch
        {
            StatusCodes.Status404NotFound => Problems.WriteAsync(context, new Refusal(
                ErrorCode.NotFound, $"Nothing is served at {context.Request.Method} {context.Request.Path}. See /openapi/v1.json for what is.")),
            StatusCodes.Status405MethodNotAllowed => Problems.WriteAsync(context, new Refusal(
                ErrorCode.NotSupported, $"{context.Request.Path} does not take {context.Request.Method}; it takes {response.Headers.Allow}.")),
            StatusCodes.Status415UnsupportedMediaType => Problems.WriteAsync(
                context, new Refusal(ErrorCode.NotSupported, "The body has to be JSON."), StatusCodes.Status415UnsupportedMediaType),
            _ => Task.CompletedTask,
        };
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} met a fault.")]
    private partial void LogFault(Exception exception, string method, string path);
}
