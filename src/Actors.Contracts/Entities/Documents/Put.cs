using System.Collections.Immutable;
using System.Text.Json;
using Actors.Commands;

namespace Actors.Entities.Documents;

/// <summary>Creates or replaces a document.</summary>
/// <param name="Value">The document: any JSON value but null, up to 1 MiB and 63 levels deep.</param>
/// <param name="Tags">Words to find it by, at most 32; null keeps those it has.</param>
/// <param name="TtlSeconds">How long it lives from now on, 1 to 315,360,000; null leaves it to the type's options.</param>
public sealed record Put(JsonElement Value, ImmutableArray<string>? Tags = null, double? TtlSeconds = null) : ICommand<DocumentChange>;
