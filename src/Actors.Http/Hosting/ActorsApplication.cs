using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Options;

namespace Actors.Hosting;

/// <summary>Runs a host to its end, and says plainly what is wrong when it cannot start.</summary>
public static class ActorsApplication
{
    /// <summary>The exit code when the settings or the storage do not allow a start.</summary>
    public const int CannotStart = 2;

    /// <summary>Runs until the process is told to stop. Returns 0, or <see cref="CannotStart"/> after writing every fault to standard error.</summary>
    public static async Task<int> RunActorsAsync(this WebApplication application)
    {
        ArgumentNullException.ThrowIfNull(application);
        try
        {
            await application.RunAsync().ConfigureAwait(false);
            return 0;
        }
        catch (OptionsValidationException exception)
        {
            foreach (var failure in exception.Failures) await Console.Error.WriteLineAsync(failure).ConfigureAwait(false);
            return CannotStart;
        }
        catch (IOException exception) when (exception.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            await Console.Error.WriteLineAsync(
                $"{exception.Message} Another process listens there; stop it, or set Actors:Http:Urls (Actors__Http__Urls).").ConfigureAwait(false);
            return CannotStart;
        }
    }
}
