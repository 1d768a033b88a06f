using Actors.Hosting;
using Actors.Records;
using Microsoft.Extensions.DependencyInjection;

namespace Actors.Sessions;

/// <summary>Adds sessions to a silo.</summary>
internal static class SessionServices
{
    internal const string Section = "Actors:Sessions";

    // The status changes twice in a session's life, so renewals touch no index.
    internal static void AddSessions(this IServiceCollection services)
    {
        services.AddSingleton<LocalSessions>();
        services.AddActorsOptions<SessionOptions, SessionOptionsValidator>(Section);
        services.AddSingleton(new RecordType<SessionState>(state => new Facets(state.EndedAt is null ? "open" : "ended", [])));
    }
}
