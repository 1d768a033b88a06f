using System.Text;

namespace Actors.Storage;

/// <summary>The limits of a unit, checked before it can meet its neighbours in a batch.</summary>
internal static class UnitRules
{
    internal const int RequestIdLengthMax = 512;
    private const int FacetLengthMax = 512;
    private const int TagsMax = 32;

    // Far beyond any use, and near enough for every database's calendar.
    private static readonly TimeSpan FarthestMax = TimeSpan.FromDays(36_500);

    internal static void Check(RecordUnit unit)
    {
        if (unit.Key.Kind is null) throw new ArgumentException("The unit has no key; make one with RecordKey.Create.", nameof(unit));
        var wrong = ExplainRow(unit) ?? ExplainFacets(unit);
        if (wrong is null && !unit.Receipts.IsEmpty) wrong = ExplainReceipts(unit);
        if (wrong is null && !unit.Events.IsEmpty) wrong = ExplainEvents(unit);
        if (wrong is not null) throw new ArgumentException($"The unit for '{unit.Key}' cannot be stored: {wrong}.", nameof(unit));
    }

    private static string? ExplainRow(RecordUnit unit)
    {
        if (unit.Action is not (UnitAction.Insert or UnitAction.Update or UnitAction.Delete)) return $"the action {unit.Action} is not one";
        if (unit.VersionStep < 1) return $"the version step is {unit.VersionStep}; it is at least 1";
        if (unit.ExpectedVersion < 0) return $"the expected version is {unit.ExpectedVersion}; it is at least 0";
        if (unit.ExpectedVersion > long.MaxValue - unit.VersionStep) return "the version has reached its end and cannot rise";
        var bytes = unit.State.Length > RecordUnit.StateBytesMax ? unit.State.Length : Encoding.UTF8.GetByteCount(unit.State);
        if (bytes > RecordUnit.StateBytesMax) return $"the state has {bytes} bytes; at most {RecordUnit.StateBytesMax} are kept";
        return ExplainText(unit.State, "state");
    }

    private static string? ExplainFacets(RecordUnit unit)
    {
        if (unit.Due.After > FarthestMax) return $"it is due in {unit.Due.After}; at most {FarthestMax.TotalDays} days are kept";
        if (unit.Tags.Length > TagsMax) return $"there are {unit.Tags.Length} tags; at most {TagsMax} are kept";
        var wrong = ExplainFacet(unit.Status, "status");
        foreach (var tag in unit.Tags) wrong ??= ExplainFacet(tag, "tag");
        return wrong;
    }

    private static string? ExplainReceipts(RecordUnit unit)
    {
        foreach (var receipt in unit.Receipts)
        {
            if (receipt.RequestId.Length is 0 or > RequestIdLengthMax) return $"a request id has 1 to {RequestIdLengthMax} characters";
            if ((ExplainText(receipt.RequestId, "request id") ?? ExplainText(receipt.Reply, "reply")) is { } wrong) return wrong;
            if (receipt.Retention <= TimeSpan.Zero || receipt.Retention > FarthestMax)
            {
                return $"a receipt is kept for {receipt.Retention}; above 0 and at most {FarthestMax.TotalDays} days are possible";
            }
        }

        var repeats = unit.Receipts.Length > 1
            && unit.Receipts.Select(receipt => receipt.RequestId).Distinct(StringComparer.Ordinal).Count() < unit.Receipts.Length;
        return repeats ? "two of its receipts have the same request id" : null;
    }

    private static string? ExplainEvents(RecordUnit unit)
    {
        string? wrong = null;
        foreach (var @event in unit.Events) wrong ??= ExplainFacet(@event.Type, "event type") ?? ExplainText(@event.Data, "event");
        return wrong;
    }

    private static string? ExplainFacet(string text, string what) => text.Length > FacetLengthMax
        ? $"a {what} has {text.Length} characters; at most {FacetLengthMax} are kept"
        : ExplainText(text, what);

    private static string? ExplainText(string text, string what)
        => StoredText.CanBeKept(text) ? null : $"a {what} has a NUL character or a lone surrogate, which no database keeps";

    /// <summary>Roughly what a unit adds to a batch, in characters: enough to keep batches small.</summary>
    internal static int Size(RecordUnit unit)
    {
        var size = unit.State.Length + 200;
        foreach (var @event in unit.Events) size += @event.Data.Length;
        foreach (var receipt in unit.Receipts) size += receipt.Reply.Length;
        return size;
    }
}
