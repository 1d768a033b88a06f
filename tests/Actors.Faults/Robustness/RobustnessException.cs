namespace Actors.Faults.Robustness;

/// <summary>Something that must hold does not.</summary>
internal sealed class RobustnessException(string message) : Exception(message);
