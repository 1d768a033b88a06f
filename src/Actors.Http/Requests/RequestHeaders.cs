using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Actors.Requests;

/// <summary>Reads the headers and query parameters that endpoints share. What cannot be read is refused, never ignored.</summary>
internal static class RequestHeaders
{
    internal const int WaitSecondsMax = 60;
    internal const int IdempotencyKeyLengthMax = 200;
    internal const int LimitMax = 1000;

    /// <summary><c>Prefer: wait=N</c>, in whole seconds; other preferences are ignored, as RFC 7240 wants.</summary>
    internal static TimeSpan Wait(HttpRequest request)
    {
        foreach (var preference in request.Headers["Prefer"].SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries)))
        {
            if (!preference.StartsWith("wait=", StringComparison.OrdinalIgnoreCase)) continue;
            return int.TryParse(preference.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= WaitSecondsMax
                ? TimeSpan.FromSeconds(seconds)
                : throw Refuse($"'Prefer: wait=N' takes whole seconds from 0 to {WaitSecondsMax}.");
        }

        return TimeSpan.Zero;
    }

    /// <summary>Whether the caller is prepared to wait. Says nothing about whether the endpoint does.</summary>
    internal static bool Waits(HttpRequest request)
    {
        foreach (var value in request.Headers["Prefer"])
        {
            if (value is not null && value.Contains("wait=", StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }

    /// <summary><c>Idempotency-Key</c>, with or without quotes; null if there is none.</summary>
    internal static string? IdempotencyKey(HttpRequest request)
    {
        var values = request.Headers["Idempotency-Key"];
        if (values.Count == 0) return null;
        var key = values[0]?.Trim().Trim('"') ?? "";
        if (values.Count > 1 || key.Length is 0 or > IdempotencyKeyLengthMax || key.Any(c => c is < ' ' or > '~'))
        {
            throw Refuse($"'Idempotency-Key' takes one key of 1 to {IdempotencyKeyLengthMax} visible ASCII characters.");
        }

        return key;
    }

    /// <summary><c>If-Match: "N"</c>; null if there is none. <c>*</c> gives <see cref="AnyVersion"/>.</summary>
    internal static long? IfMatch(HttpRequest request) => Version(request, "If-Match");

    /// <summary><c>If-None-Match: "N"</c>; null if there is none. <c>*</c> gives <see cref="AnyVersion"/>.</summary>
    internal static long? IfNoneMatch(HttpRequest request) => Version(request, "If-None-Match");

    /// <summary>What <c>*</c> means in a version header.</summary>
    internal const long AnyVersion = -1;

    /// <summary>A version as an entity tag.</summary>
    internal static string ETag(long version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary><c>?limit=</c>, 1 to 1,000; 100 if there is none.</summary>
    internal static int Limit(HttpRequest request)
    {
        if (!request.Query.TryGetValue("limit", out var value)) return 100;
        return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= LimitMax
            ? limit
            : throw Refuse($"'limit' takes a whole number from 1 to {LimitMax}.");
    }

    /// <summary>A query parameter; null if there is none.</summary>
    internal static string? One(HttpRequest request, string name) => request.Query[name] switch
    {
        [] => null,
        [var value] => value ?? "",
        _ => throw Refuse($"'{name}' is given more than once."),
    };

    /// <summary>Refuses query parameters that the endpoint does not take.</summary>
    internal static void OnlyQuery(HttpRequest request, params ReadOnlySpan<string> allowed)
    {
        foreach (var name in request.Query.Keys)
        {
            if (allowed.Contains(name)) continue;
            throw Refuse(allowed.IsEmpty
                ? $"The query parameter '{name}' is unknown; none is taken here."
                : $"The query parameter '{name}' is not one of: {string.Join(", ", allowed.ToArray())}.");
        }
    }

    internal static RefusedException Refuse(string detail) => new(new Refusal(ErrorCode.InvalidRequest, detail));

    private static long? Version(HttpRequest request, string header)
    {
        var values = request.Headers[header];
        if (values.Count == 0) return null;
        var text = values.Count == 1 ? values[0]?.Trim() ?? "" : "";
        if (text == "*") return AnyVersion;
        var quoted = text.Length > 2 && text[0] == '"' && text[^1] == '"';
        return quoted && long.TryParse(text.AsSpan(1, text.Length - 2), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version
            : throw Refuse($"'{header}' takes one version in double quotes, such as \"7\", or *.");
    }
}
