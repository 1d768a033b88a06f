namespace Actors.Commands;

/// <summary>A fencing token that a command carries: whoever has a lower one of the same name is too late.</summary>
/// <param name="Name">
/// What the token is of, such as the name of a lock or a role: tokens of different names are not compared. 0 to 512 bytes of
/// UTF-8, no controls and no '/'.
/// </param>
/// <param name="Token">The token, 1 or more.</param>
[GenerateSerializer, Immutable, Alias("Actors.Commands.Fence")]
public sealed record Fence([property: Id(0)] string Name, [property: Id(1)] long Token);
