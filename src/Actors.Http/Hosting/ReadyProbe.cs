using Microsoft.Extensions.Configuration;

namespace Actors.Hosting;

/// <summary>
/// The command <c>ready</c> of a host: asks the process that runs under the same settings whether it is ready. For containers, whose
/// images have nothing else to ask with.
/// </summary>
public static class ReadyProbe
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(4);
    private static readonly string[] Everywhere = ["*", "+", "0.0.0.0", "[::]"];

    /// <summary>Whether the command line asks for it.</summary>
    public static bool IsAsked(string[] arguments) => arguments is ["ready"];

    /// <summary>Returns 0 if the process is ready, else 1 after saying why on standard error.</summary>
    public static async Task<int> AskAsync(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var url = (configuration["Actors:Http:Urls"] ?? new ActorsHttpOptions().Urls).Split(';')[0];
        foreach (var host in Everywhere) url = url.Replace($"://{host}", "://127.0.0.1", StringComparison.Ordinal);
        try
        {
            using var http = new HttpClient { Timeout = Timeout };
            using var answer = await http.GetAsync(new Uri(new Uri(url), "/readyz")).ConfigureAwait(false);
            if (answer.IsSuccessStatusCode) return 0;
            await Console.Error.WriteLineAsync($"{url}/readyz answers {(int)answer.StatusCode}.").ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException or UriFormatException)
        {
            await Console.Error.WriteLineAsync($"{url}/readyz does not answer: {exception.Message}").ConfigureAwait(false);
        }

        return 1;
    }
}
