namespace Actors.Commands;

/// <summary>The answer to a <see cref="CommandCall"/>: <see cref="Done"/> or <see cref="Refused"/>.</summary>
[GenerateSerializer, Immutable, Alias("Actors.Commands.CommandReply")]
public abstract record CommandReply
{
    private CommandReply()
    {
    }

    /// <summary>Carried out, durably.</summary>
    /// <param name="Body">The reply as JSON text.</param>
    /// <param name="Version">The record's version after it.</param>
    /// <param name="Replayed">Whether this is the stored reply of an earlier attempt.</param>
    [GenerateSerializer, Immutable, Alias("Actors.Commands.CommandReply.Done")]
    public sealed record Done([property: Id(0)] string Body, [property: Id(1)] long Version, [property: Id(2)] bool Replayed) : CommandReply;

    /// <summary>Refused; nothing was changed.</summary>
    [GenerateSerializer, Immutable, Alias("Actors.Commands.CommandReply.Refused")]
    public sealed record Refused([property: Id(0)] Refusal Refusal) : CommandReply;
}
