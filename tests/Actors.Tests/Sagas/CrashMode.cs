namespace Actors.Tests.Sagas;

/// <summary>What happens at one boundary of a saga's way.</summary>
public enum CrashMode
{
    /// <summary>The node dies there; another one takes over.</summary>
    Crash,

    /// <summary>The operation there throws, and the node lives on: a lost acknowledgement, if it is after a commit or call.</summary>
    Fault,

    /// <summary>Another node takes over there although the first one lives: two drivers of one row.</summary>
    Twin,

    /// <summary>The operator cancels there.</summary>
    Cancel,

    /// <summary>The call there gets no answer, and arrives only after the saga has ended.</summary>
    Late,
}
