namespace Actors.Telemetry;

/// <summary>A number that many activations of this process add up to, for a gauge.</summary>
internal sealed class Tally
{
    private long _sum;

    internal long Sum => Interlocked.Read(ref _sum);

    /// <summary>One activation's part. Its owner sets it to 0 when it ends.</summary>
    internal Part NewPart() => new(this);

    internal sealed class Part(Tally tally)
    {
        private long _value;

        internal void Set(long value)
        {
            var before = Interlocked.Exchange(ref _value, value);
            if (before != value) Interlocked.Add(ref tally._sum, value - before);
        }
    }
}
