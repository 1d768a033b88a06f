namespace Actors.Faults.Histories;

/// <summary>What is wrong with the wire of a client process.</summary>
internal enum LinkFault
{
    None = 0,

    /// <summary>Answers come late.</summary>
    Slow,

    /// <summary>Requests arrive, answers are lost.</summary>
    Deaf,

    /// <summary>Nothing arrives.</summary>
    Cut,
}
