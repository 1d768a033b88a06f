namespace Actors.Faults.Robustness;

/// <summary>How callers of the front ends met the loss of a silo.</summary>
/// <param name="Kind">What happened to it.</param>
/// <param name="Times">How often.</param>
/// <param name="Keys">How many keys it had then.</param>
/// <param name="Median">Seconds without an answer of a key that it had; 0 if it had none.</param>
/// <param name="Longest">The most of these.</param>
/// <param name="FailedThere">Calls to keys that it had that were not carried out.</param>
/// <param name="FailedElsewhere">Calls to other keys that were not carried out.</param>
internal sealed record OutageFigures(string Kind, int Times, int Keys, double Median, double Longest, int FailedThere, int FailedElsewhere)
{
    public override string ToString() => Keys == 0
        ? FormattableString.Invariant($"{Kind}: {Times} times, and it had none of the keys; failed calls to others {FailedElsewhere}")
        : FormattableString.Invariant($"{Kind}: {Times} times, {Keys} keys, without an answer for {Median:0.00} s (p50), {Longest:0.00} s (max); ")
            + FormattableString.Invariant($"failed calls to its keys {FailedThere}, to others {FailedElsewhere}");
}
