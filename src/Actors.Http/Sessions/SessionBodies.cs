using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Actors.Sessions;

/// <summary>What HTTP callers send and get. Not the wire's records: two contracts, two lives.</summary>
internal static class SessionBodies
{
    internal static SessionBody Of(string id, SessionReply.Open open) => new(
        id, open.Ttl.TotalSeconds, open.ExpiresAt, open.Notes.IsEmpty ? null : [.. open.Notes.Select(Of)]);

    internal static DescriptionBody Of(SessionDescription session) => new(
        session.SessionId,
        session.IsOpen ? "open" : "ended",
        session.Owner,
        session.Ttl.TotalSeconds,
        session.OpenedAt,
        session.ExpiresAt,
        session.Holds,
        session.Metadata,
        session.Version);

    internal static NoteBody Of(SessionNote note)
        => new(note.Sequence, note.Subject, note.LeaseId, Commands.CommandNames.Kebab(note.Kind.ToString()), note.Reason);

    internal sealed record OpenBody(string Owner, double? TtlSeconds = null, ImmutableDictionary<string, string?>? Metadata = null);

    internal sealed record RenewBody(long? SeenNote = null);

    internal sealed record SessionBody(
        string SessionId,
        double TtlSeconds,
        DateTimeOffset ExpiresAt,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<NoteBody>? Notes);

    internal sealed record NoteBody(long Sequence, string Subject, string LeaseId, string Kind, string Reason);

    internal sealed record DescriptionBody(
        string SessionId,
        string State,
        string Owner,
        double TtlSeconds,
        DateTimeOffset OpenedAt,
        DateTimeOffset ExpiresAt,
        int Holds,
        ImmutableSortedDictionary<string, string> Metadata,
        long Version);
}
