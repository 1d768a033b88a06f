using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Actors.Hosting;

/// <summary>Runs a host to its end, and says plainly what is wrong when it cannot start.</summary>
public static class ActorsApplication
{
    /// <summary>The exit code when the settings or the storage do not allow a start.</summary>
    public const int CannotStart = 2;

    /// <summary>Runs until the process is told to stop. Returns 0, or <see cref="CannotStart"/> after writing every fault to standard error.</summary>
    /// <param name="application">The host.</param>
    /// <param name="explain">Says what a fault of the host's own parts means for its user, or null if it is not one of those.</param>
    public static async Task<int> RunActorsAsync(this WebApplication application, Func<Exception, string?>? explain = null)
    {
        ArgumentNullException.ThrowIfNull(application);
        var stopping = application.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        try
        {
            // Before anything is built from them: settings are checked all at once, and first.
            application.Services.GetService<IStartupValidator>()?.Validate();
            await application.RunAsync().ConfigureAwait(false);
            return 0;
        }
        catch (Exception exception) when (Faults(exception, explain) is { Count: > 0 } faults)
        {
            foreach (var fault in faults) await Console.Error.WriteLineAsync(fault).ConfigureAwait(false);
            return CannotStart;
        }
        catch (Exception exception) when (stopping.IsCancellationRequested && IsCancellation(exception))
        {
            // Told to stop while it was still starting.
            return 0;
        }
    }

    private static bool IsCancellation(Exception exception) => exception is OperationCanceledException
        || (exception is AggregateException many && many.Flatten().InnerExceptions.All(inner => inner is OperationCanceledException));

    private static List<string> Faults(Exception exception, Func<Exception, string?>? explain) => exception switch
    {
        OptionsValidationException options => [.. options.Failures],
        AggregateException many => [.. many.InnerExceptions.SelectMany(inner => Faults(inner, explain))],
        IOException { InnerException: AddressInUseException } =>
            [$"{exception.Message} Stop the process that listens there, or set Actors:Http:Urls (Actors__Http__Urls) to another address."],
        _ => Chain(exception).Select(inner => explain?.Invoke(inner)).OfType<string>().Take(1).ToList(),
    };

    private static IEnumerable<Exception> Chain(Exception exception)
    {
        for (var inner = exception; inner is not null; inner = inner.InnerException) yield return inner;
    }
}
