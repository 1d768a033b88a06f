namespace Actors.Requests;

/// <summary>Durations in bodies: numbers of seconds, fractions allowed.</summary>
internal static class Seconds
{
    /// <summary>Reads a duration within its range.</summary>
    /// <exception cref="RefusedException">It is out of range, or no number.</exception>
    internal static TimeSpan Read(string member, double seconds, TimeSpan min, TimeSpan max)
        => double.IsFinite(seconds) && seconds >= min.TotalSeconds && seconds <= max.TotalSeconds
            ? TimeSpan.FromSeconds(seconds)
            : throw RequestHeaders.Refuse(FormattableString.Invariant(
                $"'{member}' is {seconds}; it takes a number of seconds from {min.TotalSeconds} to {max.TotalSeconds}."));
}
