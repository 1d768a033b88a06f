namespace Actors.Storage.Memory;

/// <summary>The tables of <see cref="MemoryDatabase"/>, which holds its lock around every call.</summary>
internal sealed class MemoryTables
{
    private readonly Dictionary<RecordKey, StoredRecord> _records = [];
    private readonly SortedSet<(DateTimeOffset DueAt, RecordKey Key)> _due = [];
    private readonly Dictionary<(string Kind, short Slot), long> _floors = [];
    private readonly Dictionary<Guid, (StoredReceipt Receipt, DateTimeOffset ExpiresAt)> _receipts = [];

    // Rows of the feed are numbered without gaps, so the first one kept is the one after the last one purged.
    private readonly List<StoredEvent> _events = [];
    private long _purgedTo;

    internal FeedPosition FeedEnd => new(0, _purgedTo + _events.Count);

    internal UnitResult Commit(RecordUnit unit, DateTimeOffset now)
    {
        foreach (var receipt in unit.Receipts)
        {
            if (Find(unit.Key, receipt.RequestId, now) is not null) return UnitResult.ReceiptExists;
        }

        var record = _records.GetValueOrDefault(unit.Key);
        var allowed = unit.Action == UnitAction.Insert
            ? record is null && FloorOf(unit.Key) <= unit.ExpectedVersion
            : record is not null && record.Version == unit.ExpectedVersion;
        if (!allowed) return UnitResult.Conflict;
        if (record?.DueAt is { } due) _due.Remove((due, unit.Key));
        if (unit.Action == UnitAction.Delete)
        {
            _records.Remove(unit.Key);
            _floors[(unit.Key.Kind, unit.Key.Slot)] = Math.Max(FloorOf(unit.Key), unit.NewVersion);
        }
        else
        {
            Put(unit, unit.Due.Changes ? now + unit.Due.After : record?.DueAt, now);
        }

        Attach(unit, now);
        return UnitResult.Committed;
    }

    internal RecordSnapshot Read(RecordKey key, DateTimeOffset now)
        => _records.TryGetValue(key, out var record) ? new RecordSnapshot(record, 0, now) : new RecordSnapshot(null, FloorOf(key), now);

    internal ReceiptSnapshot ReadReceipt(RecordKey key, string requestId, DateTimeOffset now)
        => new(Find(key, requestId, now), _records.GetValueOrDefault(key)?.Version ?? 0);

    internal IEnumerable<DueRecord> Due(SlotRange slots, DateTimeOffset now)
        => _due.TakeWhile(due => due.DueAt <= now).Where(due => slots.Contains(due.Key.Slot)).Select(due => new DueRecord(due.Key, due.DueAt));

    internal IEnumerable<StoredRecord> Matching(RecordQuery query)
        => _records.Values.Where(record =>
            (query.KindIsPrefix ? record.Key.Kind.StartsWith(query.Kind, StringComparison.Ordinal) : record.Key.Kind == query.Kind)
            && record.Key.Key.StartsWith(query.KeyPrefix, StringComparison.Ordinal)
            && (query.Status is null || record.Status == query.Status)
            && (query.Tag is null || record.Tags.Contains(query.Tag)));

    internal FeedPage ReadFeed(FeedPosition after, FeedFilter filter, int limit)
    {
        if (after.Row < _purgedTo || after > FeedEnd) return new FeedPage([], after, Gone: true);
        var read = _events.GetRange((int)(after.Row - _purgedTo), (int)Math.Min(limit, FeedEnd.Row - after.Row));
        return new FeedPage([.. read.Where(item => filter.Matches(item.Key))], read.Count > 0 ? read[^1].Position : after, Gone: false);
    }

    internal void Purge(TimeSpan eventRetention, DateTimeOffset now)
    {
        foreach (var (id, kept) in _receipts)
        {
            if (kept.ExpiresAt <= now) _receipts.Remove(id);
        }

        var old = _events.FindIndex(item => item.At >= now - eventRetention);
        if (old < 0) old = _events.Count;
        _events.RemoveRange(0, old);
        _purgedTo += old;
    }

    private void Put(RecordUnit unit, DateTimeOffset? dueAt, DateTimeOffset now)
    {
        _records[unit.Key] = new StoredRecord
        {
            Key = unit.Key,
            Version = unit.NewVersion,
            State = unit.State,
            Status = unit.Status,
            Tags = unit.Tags,
            DueAt = dueAt,
            UpdatedAt = now,
        };
        if (dueAt is { } due) _due.Add((due, unit.Key));
    }

    private void Attach(RecordUnit unit, DateTimeOffset now)
    {
        foreach (var item in unit.Events)
        {
            _events.Add(new StoredEvent
            {
                Position = new FeedPosition(0, FeedEnd.Row + 1),
                Key = unit.Key,
                Version = unit.NewVersion,
                Type = item.Type,
                Data = item.Data,
                At = now,
            });
        }

        foreach (var receipt in unit.Receipts)
        {
            _receipts[ReceiptId.Of(unit.Key, receipt.RequestId)] =
                (new StoredReceipt(receipt.RequestId, receipt.BodyHash, receipt.Reply), now + receipt.Retention);
        }
    }

    private StoredReceipt? Find(RecordKey key, string requestId, DateTimeOffset now)
        => _receipts.TryGetValue(ReceiptId.Of(key, requestId), out var kept) && kept.ExpiresAt > now ? kept.Receipt : null;

    private long FloorOf(RecordKey key) => _floors.GetValueOrDefault((key.Kind, key.Slot));
}
