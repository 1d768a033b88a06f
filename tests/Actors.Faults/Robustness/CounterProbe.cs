namespace Actors.Faults.Robustness;

/// <summary>What one caller of a front end met.</summary>
/// <param name="Status">The status of the answer; 0 if there was none.</param>
/// <param name="Said">The answer.</param>
internal sealed record CounterProbe(string Counter, long Sent, long Answered, int Status, string Said)
{
    internal bool Succeeded => Status is >= 200 and < 300;
}
