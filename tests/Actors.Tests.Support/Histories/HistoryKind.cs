namespace Actors.Tests.Support.Histories;

/// <summary>What is known of an operation at a moment.</summary>
public enum HistoryKind
{
    Unknown = 0,
    Invoke,
    Ok,

    /// <summary>It was refused and has had no effect.</summary>
    Fail,

    /// <summary>Nobody knows whether it took effect.</summary>
    Info,
}
