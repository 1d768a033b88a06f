using System.Collections.Immutable;
using System.Globalization;
using Actors.Commands;
using Actors.Records;
using Actors.Storage;

namespace Actors.Entities;

/// <summary>Decides what commands and time do to an entity.</summary>
internal static class EntityMachine
{
    internal const string ExpiredEvent = "expired";

    /// <summary>Carries out a command.</summary>
    internal static Decision<EntityState, CommandReply> Execute(RecordImage<EntityState> image, EntityRequest request, Moment now)
    {
        var live = image.State?.IsLive(now.Utc) is true ? image.State : null;
        var failed = EntityFences.Refuse(image.State?.Fences, request.Fence) ?? RefusePrecondition(live is null ? 0 : image.Version, request);
        if (failed is not null) return Keep(failed);
        var (outcome, reply) = request.Command.Handle(request.Id, live?.State, now.Utc);
        EntityRules.Check(request.Type, outcome);
        var fences = EntityFences.After(image.State?.Fences, request.Fence);
        if (outcome.Change == OutcomeChange.Keep || (outcome.Change == OutcomeChange.Remove && live is null))
        {
            return fences == image.State?.Fences
                ? Decide.Keep<EntityState, CommandReply>(Answer(outcome, reply, live is null ? 0 : image.Version))
                : Note(image, fences, Answer(outcome, reply, live is null ? 0 : image.VersionAfter()), now.Utc);
        }

        var answer = Answer(outcome, reply, image.VersionAfter());
        var events = Events(image.State, outcome, now.Utc);
        if (outcome.Change == OutcomeChange.Remove) return Leave(fences, answer, events, now.Utc);
        var (next, due) = Next(image.State, live, outcome, request.Lifetime, now.Utc);
        return Decide.Write(next with { Fences = fences }, answer, events, due);
    }

    /// <summary>
    /// Bars a request that was never carried out, because its undo came first. There need not be an entity: then a row is
    /// made that carries nothing, as receipts are written with a row's compare-and-set, and it goes when the receipts do.
    /// </summary>
    internal static Decision<EntityState, CommandReply> Bar(RecordImage<EntityState> image, NewReceipt bar, Moment now)
    {
        var reply = NothingUndone(image) with { Version = image.VersionAfter() };
        if (image.State is { } state)
        {
            return Decide.Write<EntityState, CommandReply>(state, reply) with { Bars = [bar] };
        }

        var (absent, due) = Absent(bar.Retention, now.Utc);
        return Decide.Write<EntityState, CommandReply>(absent, reply, due: due) with { Bars = [bar] };
    }

    /// <summary>The answer to an undo that had nothing to undo.</summary>
    internal static CommandReply.Done NothingUndone(RecordImage<EntityState> image) => new("null", image.Version, Replayed: false);

    /// <summary>Does what is due, and moves the due time on if it came early. Replies whether the record is removed.</summary>
    internal static Decision<EntityState, bool> Wake(RecordImage<EntityState> image, Moment now)
    {
        if (image.State is not { } state || state.DueAt > now.Utc) return Decide.Keep<EntityState, bool>(false);
        if (state.State is null) return Decide.Remove<EntityState, bool>(true);
        if (!state.IsLive(now.Utc)) return Leave(state.Fences, true, [Expired(state)], now.Utc);
        if (state.DueAt is null) return Decide.Keep<EntityState, bool>(false);
        var (next, due) = state.DueOn(state.ExpiresAt, now.Utc);
        return Decide.Write(next, false, due: due);
    }

    /// <summary>What an entity is listed and found by.</summary>
    internal static Facets Facets(EntityState state)
        => state.State is null ? new Facets(EntityState.Absent, []) : new Facets(EntityState.Present, state.Tags);

    /// <summary>
    /// Keeps the tokens of a command that changes nothing else: its sender may act on what it was told, so whoever has a lower
    /// token is too late from here on.
    /// </summary>
    private static Decision<EntityState, CommandReply> Note(
        RecordImage<EntityState> image, ImmutableSortedDictionary<string, long>? fences, CommandReply answer, DateTimeOffset now)
        => image.State is { State: not null } stored
            ? Decide.Write(stored with { Fences = fences }, answer)
            : Leave(fences, answer, [], now);

    /// <summary>Removes the entity. Its row stays for a while if it has fences, as a stale holder would else find none and pass.</summary>
    private static Decision<EntityState, TReply> Leave<TReply>(
        ImmutableSortedDictionary<string, long>? fences, TReply reply, ImmutableArray<RecordEvent> events, DateTimeOffset now)
    {
        if (fences is null) return Decide.Remove<EntityState, TReply>(reply, events);
        var (absent, due) = Absent(EntityFences.Retention, now);
        return Decide.Write(absent with { Fences = fences }, reply, events, due);
    }

    private static (EntityState State, DueChange Due) Absent(TimeSpan retention, DateTimeOffset now)
        => new EntityState { CreatedAt = now, UpdatedAt = now }.DueOn(now + retention, now);

    private static Refusal? RefusePrecondition(long version, EntityRequest request)
    {
        var detail = (request.IfVersion, version) switch
        {
            (0, > 0) => $"It exists already, at version {version}.",
            ({ } wanted, 0) when wanted != 0 => $"It does not exist; the request is for version {wanted}.",
            ({ } wanted, _) when wanted != version => $"It is at version {version}; the request is for version {wanted}.",
            (null, 0) when request.IfExists => "It does not exist.",
            _ => null,
        };
        return detail is null
            ? null
            : new Refusal(ErrorCode.PreconditionFailed, $"{detail} Nothing was changed. Read it and decide again.")
                .With("version", version.ToString(CultureInfo.InvariantCulture));
    }

    private static (EntityState Next, DueChange Due) Next(
        EntityState? stored, EntityState? live, Outcome outcome, EntityLifetime lifetime, DateTimeOffset now)
    {
        var created = live?.CreatedAt ?? now;
        var own = outcome.Ttl ?? live?.OwnTtl;
        DateTimeOffset? expires = (outcome.Ttl, own, lifetime) switch
        {
            ({ } given, _, _) => now + given,
            (null, not null, { Sliding: false }) => live!.ExpiresAt,
            (null, { } kept, _) => now + kept,
            (null, null, { Ttl: { } ttl }) => (lifetime.Sliding ? now : created) + ttl,
            _ => null,
        };
        var next = new EntityState
        {
            State = EntityValue.Of(outcome.State!),
            Tags = outcome.Tags ?? live?.Tags ?? [],
            CreatedAt = created,
            UpdatedAt = now,
            ExpiresAt = expires,
            OwnTtl = own,
            DueAt = stored?.DueAt,
        };

        // A new row sets its due time, whatever the row that it may replace within the same commit had.
        if (stored is null) return next.DueOn(expires, now);

        // A due time that is early is left alone: no index is touched.
        return expires is { } at && !(stored.DueAt <= at) ? next.DueOn(at, now) : (next, DueChange.Keep);
    }

    private static ImmutableArray<RecordEvent> Events(EntityState? stored, Outcome outcome, DateTimeOffset now)
    {
        var events = outcome.Events.Select(told => new RecordEvent(told.Type, told.Data, told.LatestOnly));
        return stored is { State: not null } && !stored.IsLive(now) ? [Expired(stored), .. events] : [.. events];
    }

    private static RecordEvent Expired(EntityState state) => new(ExpiredEvent, new EntityExpired(state.ExpiresAt!.Value));

    private static CommandReply Answer(Outcome outcome, string reply, long version) => outcome.Refusal is { } refusal
        ? new CommandReply.Refused(new Refusal(ErrorCode.CommandRefused, refusal.Detail) { Reason = refusal.Code })
        : new CommandReply.Done(reply, version, Replayed: false);

    private static Decision<EntityState, CommandReply> Keep(Refusal refusal)
        => Decide.Keep<EntityState, CommandReply>(new CommandReply.Refused(refusal));
}
