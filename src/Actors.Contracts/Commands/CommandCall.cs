namespace Actors.Commands;

/// <summary>One command on its way to a grain.</summary>
[GenerateSerializer, Immutable, Alias("Actors.Commands.CommandCall")]
public sealed record CommandCall
{
    /// <summary>The command's name in kebab case.</summary>
    [Id(0)]
    public required string Command { get; init; }

    /// <summary>The command as JSON text.</summary>
    [Id(1)]
    public required string Body { get; init; }

    /// <summary>
    /// 1 to 512 characters that name this request over all its attempts: it is carried out at most once, and a repeat gets
    /// the stored reply. Null: no protection against repeats.
    /// </summary>
    [Id(2)]
    public string? RequestId { get; init; }

    /// <summary>
    /// The request id that this command undoes. If that request was never carried out, nothing is undone, and it is barred
    /// from being carried out later; see <see cref="ErrorCode.AlreadyUndone"/>. Needs a <see cref="RequestId"/>.
    /// </summary>
    [Id(3)]
    public string? Undoes { get; init; }

    /// <summary>The version that the record must have; 0 is "there must be no record"; null is any.</summary>
    [Id(4)]
    public long? IfVersion { get; init; }

    /// <summary>Whether the record must exist already, whatever its version.</summary>
    [Id(5)]
    public bool IfExists { get; init; }

    /// <summary>
    /// A fencing token. The record keeps the highest one that it has met of each name, and refuses a lower one as
    /// <see cref="ErrorCode.StaleFencingToken"/>, in the same compare-and-set as the command. Null: no check.
    /// </summary>
    [Id(6)]
    public Fence? Fence { get; init; }
}
