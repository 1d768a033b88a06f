namespace Actors.Entities;

/// <summary>A class that a host registered as a type of entity.</summary>
internal sealed record EntityRegistration(Type Entity);
