namespace Actors.Entities.Documents;

/// <summary>The built-in document: any JSON value but null, without a schema.</summary>
[Entity("document")]
public sealed class Document : Entity<DocumentState>,
    IHandle<Put, DocumentChange>, IHandle<Patch, DocumentChange>, IHandle<Delete, DocumentChange>
{
    /// <summary>Creates or replaces the document. Tags and time to live that the command leaves out stay as they are.</summary>
    public Outcome<DocumentChange> Handle(Put command)
    {
        ArgumentNullException.ThrowIfNull(command);
        if ((DocumentRules.RefuseValue(command.Value) ?? DocumentRules.RefuseFacets(command)) is { } refusal) return refusal;
        var outcome = Next(new DocumentState { Value = command.Value }, Change()).Emit("put", Change());
        if (command.TtlSeconds is { } seconds) outcome = outcome.ExpiringIn(TimeSpan.FromSeconds(seconds));
        return command.Tags is { } tags ? outcome.Tagged([.. tags.Distinct(StringComparer.Ordinal)]) : outcome;
    }

    /// <summary>Merges a patch into the document (RFC 7396).</summary>
    public Outcome<DocumentChange> Handle(Patch command)
    {
        ArgumentNullException.ThrowIfNull(command);
        if (!Exists) return Refuse("not-found", $"There is no document '{Id}' to patch. Put one first.");
        if (DocumentRules.RefuseValue(command.Value) is { } refusal) return refusal;
        var merged = MergePatch.Apply(State.Value, command.Value);
        return Next(new DocumentState { Value = merged }, Change()).Emit("patched", Change());
    }

    /// <summary>Removes the document; one that does not exist is as good as removed.</summary>
    public Outcome<DocumentChange> Handle(Delete command) => Exists ? Remove(Change()).Emit("deleted", Change()) : Reply(Change());

    private DocumentChange Change() => new(Existed: Exists);
}
