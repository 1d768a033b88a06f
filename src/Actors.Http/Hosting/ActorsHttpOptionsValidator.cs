using System.Net;
using Microsoft.Extensions.Options;

namespace Actors.Hosting;

internal sealed class ActorsHttpOptionsValidator : IValidateOptions<ActorsHttpOptions>
{
    public ValidateOptionsResult Validate(string? name, ActorsHttpOptions options)
    {
        var check = new SettingsCheck("Actors:Http");
        var urls = options.Urls.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        check.Require(nameof(options.Urls), options.Urls, urls.Length > 0, "It takes one or more addresses, divided by ';'.");
        foreach (var url in urls)
        {
            // Kestrel's own wildcards are no host names, so they are looked at as a loopback address would be.
            var text = url.Replace("://*", "://0.0.0.0", StringComparison.Ordinal).Replace("://+", "://0.0.0.0", StringComparison.Ordinal);
            var parses = Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri is { AbsolutePath: "/" };
            check.Require(nameof(options.Urls), url, parses, "Each address is like http://127.0.0.1:7400.");
            if (!parses || IsLoopback(uri!)) continue;
            check.Require(
                nameof(options.Urls),
                url,
                options.AllowUnauthenticated,
                "Beyond loopback everyone on the network could use it, as the API has no authentication of its own. Bind it to 127.0.0.1, "
                + "or put something that authenticates in front of it and set Actors:Http:AllowUnauthenticated (Actors__Http__AllowUnauthenticated) to true.");
        }

        return check
            .Range(nameof(options.DrainSeconds), options.DrainSeconds ?? 0, 0, 60)
            .Range(nameof(options.RequestsMax), options.RequestsMax, 2, 100_000)
            .Range(nameof(options.WaitsMax), options.WaitsMax, 2, 100_000)
            .Range(nameof(options.BodyBytesMax), options.BodyBytesMax, 2L * 1024 * 1024, 64L * 1024 * 1024 * 1024)
            .Result();
    }

    private static bool IsLoopback(Uri uri) => uri.IsLoopback || (IPAddress.TryParse(uri.Host, out var address) && IPAddress.IsLoopback(address));
}
