using System.Collections.Immutable;
using System.Text;
using Actors.Storage;

namespace Actors.Records;

/// <summary>Makes one unit of the commands that share a commit.</summary>
internal static class RecordUnits
{
    /// <summary>The unit, or null if it is too large or a part of it cannot be written as JSON: then each command has to be tried alone.</summary>
    internal static RecordUnit? TryBuild<TState>(
        RecordKey key, RecordType<TState> type, StoredImage<TState> from, RecordImage<TState> to, IReadOnlyList<PendingCommand<TState>> commands)
        where TState : class
    {
        try
        {
            var unit = Build(key, type, from, to, commands);
            return TooLarge(unit.State) is null ? unit : null;
        }
        catch (Exception)
        {
            // Whose fault it is, each command is asked next: the culprit's caller gets the exception, and the others go on.
            return null;
        }
    }

    /// <summary>Why a command that was just applied cannot be written, or null if it can.</summary>
    internal static Exception? ExplainUnwritable<TState>(RecordType<TState> type, PendingCommand<TState> command)
        where TState : class
    {
        try
        {
            _ = Events([command]);
            _ = command.Receipts();
            if (command.After.State is not { } state) return null;
            _ = type.Facets(state);
            return TooLarge(StateJson.Write(state)) is { } large ? new RecordTooLargeException(large, RecordUnit.StateBytesMax) : null;
        }
        catch (Exception exception)
        {
            return exception;
        }
    }

    private static bool Same(Facets one, Facets other) => one.Status == other.Status && one.Tags.AsSpan().SequenceEqual(other.Tags.AsSpan());

    private static RecordUnit Build<TState>(
        RecordKey key, RecordType<TState> type, StoredImage<TState> from, RecordImage<TState> to, IReadOnlyList<PendingCommand<TState>> commands)
        where TState : class
    {
        var facets = to.State is { } state ? type.Facets(state) : Facets.None;
        return new RecordUnit
        {
            Key = key,
            Action = (from.Image.Exists, to.Exists) switch
            {
                (false, _) => UnitAction.Insert,
                (true, true) => UnitAction.Update,
                (true, false) => UnitAction.Delete,
            },
            ExpectedVersion = from.Image.Version,
            VersionStep = checked((int)(to.Version - from.Image.Version)),
            State = to.State is null ? "" : StateJson.Write(to.State),
            Status = facets.Status,
            Tags = facets.Tags,
            KeepsFacets = from.Image.Exists && Same(from.Facets, facets),
            Due = LastDue(commands),
            Events = Events(commands),
            Receipts = Receipts(commands),
            Spans = Spans(commands),
        };
    }

    /// <summary>The bytes of a state beyond the limit, or null if it fits.</summary>
    private static int? TooLarge(string state)
    {
        if (state.Length * 3 <= RecordUnit.StateBytesMax) return null;
        var bytes = Encoding.UTF8.GetByteCount(state);
        return bytes > RecordUnit.StateBytesMax ? bytes : null;
    }

    private static DueChange LastDue<TState>(IReadOnlyList<PendingCommand<TState>> commands)
        where TState : class
    {
        for (var i = commands.Count - 1; i >= 0; i--)
        {
            if (commands[i].Due.Changes) return commands[i].Due;
        }

        return DueChange.Keep;
    }

    private static ImmutableArray<NewReceipt> Receipts<TState>(IReadOnlyList<PendingCommand<TState>> commands)
        where TState : class
    {
        // The usual commit has one command, and most commands have no receipt: then nothing is copied.
        if (commands.Count == 1) return commands[0].Receipts();
        ImmutableArray<NewReceipt>.Builder? receipts = null;
        for (var i = 0; i < commands.Count; i++)
        {
            var some = commands[i].Receipts();
            if (!some.IsEmpty) (receipts ??= ImmutableArray.CreateBuilder<NewReceipt>()).AddRange(some);
        }

        return receipts?.DrainToImmutable() ?? [];
    }

    private static ImmutableArray<CommitSpan> Spans<TState>(IReadOnlyList<PendingCommand<TState>> commands)
        where TState : class
    {
        ImmutableArray<CommitSpan>.Builder? spans = null;
        for (var i = 0; i < commands.Count; i++)
        {
            if (commands[i].Span.IsTraced) (spans ??= ImmutableArray.CreateBuilder<CommitSpan>()).Add(commands[i].Span);
        }

        // Most often nobody traces.
        return spans?.DrainToImmutable() ?? [];
    }

    private static ImmutableArray<NewEvent> Events<TState>(IReadOnlyList<PendingCommand<TState>> commands)
        where TState : class
    {
        List<RecordEvent>? events = null;
        for (var i = 0; i < commands.Count; i++)
        {
            if (!commands[i].Events.IsEmpty) (events ??= []).AddRange(commands[i].Events);
        }

        // Most commits have none.
        if (events is null) return [];
        var latest = new Dictionary<string, int>();
        for (var i = 0; i < events.Count; i++)
        {
            if (events[i].LatestOnly) latest[events[i].Type] = i;
        }

        return
        [
            .. events
                .Where((@event, i) => !@event.LatestOnly || latest[@event.Type] == i)
                .Select(@event => new NewEvent(@event.Type, StateJson.Write(@event.Data, @event.Data.GetType()))),
        ];
    }
}
