namespace Actors.Storage;

/// <summary>
/// The proof that a request was carried out. <see cref="BodyHash"/> tells a retry from another request that reuses the id;
/// <see cref="Reply"/> is the stored answer as JSON text; <see cref="Retention"/> counts from the commit.
/// </summary>
public readonly record struct NewReceipt(string RequestId, Guid BodyHash, string Reply, TimeSpan Retention);
