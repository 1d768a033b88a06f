using Actors.Benchmarks.Grains;

namespace Actors.Benchmarks.Writes;

/// <summary>Compares what was acknowledged with what the database holds. A line that fails this has measured nothing.</summary>
internal static class Stored
{
    internal static void Check(IReadOnlyList<Writer> writers, IReadOnlyDictionary<string, Sample> stored, string side)
    {
        foreach (var (key, number) in writers.SelectMany(writer => writer.Acknowledged))
        {
            if (!stored.TryGetValue(key, out var sample) || sample.Number != number || sample.Text != Sample.Padding)
            {
                throw new InvalidOperationException(
                    $"{side}: the database holds write {sample?.Number.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none"} of '{key}'; write {number} was acknowledged last.");
            }
        }
    }
}
