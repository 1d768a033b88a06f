using System.Diagnostics.Metrics;

namespace Actors.Requests;

/// <summary>What the HTTP API tells about itself beside what the framework does: meter "Actors.Http".</summary>
internal static class RequestInstruments
{
    private static readonly Counter<long> ShedRequests = new Meter("Actors.Http").CreateCounter<long>(
        "actors.http.shed", "{request}", "Requests refused because too many were under way, by kind and by what was full.");

    internal static void Shed(bool waits, string full) => ShedRequests.Add(
        1, new KeyValuePair<string, object?>("kind", waits ? "wait" : "request"), new KeyValuePair<string, object?>("full", full));
}
