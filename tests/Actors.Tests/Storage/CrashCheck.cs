using Actors.Storage;

namespace Actors.Tests.Storage;

/// <summary>What must hold after any crash of <see cref="CrashWriter"/> or of its database.</summary>
internal static class CrashCheck
{
    /// <summary>Every acknowledged unit is there, each with all its parts, and no part of any other.</summary>
    internal static async Task HoldsAsync(IRecordDatabase database, long[] acknowledged, CancellationToken cancellationToken)
    {
        var feed = await database.ReadFeedAsync(default, new FeedFilter(), int.MaxValue, cancellationToken);
        var events = feed.Events.ToLookup(item => item.Key);
        for (var number = 0; number < acknowledged.Length; number++)
        {
            var key = CrashWriter.Key(number);
            var record = (await database.ReadAsync([key], cancellationToken))[0].Record;
            var version = record?.Version ?? 0;
            Assert.True(version >= acknowledged[number], $"Version {acknowledged[number]} of {key} was acknowledged; {version} is there.");
            var expected = Enumerable.Range(1, (int)version).SelectMany(past => new[] { ((long)past, "first"), (past, "second") });
            Assert.Equal(expected, events[key].Select(item => (item.Version, item.Type)));
            if (record is null) continue;
            Assert.Equal((CrashWriter.Event(version), $"t{version % 3}"), (record.State, Assert.Single(record.Tags)));
            Assert.Equal(CrashWriter.Event(version), (await database.ReadReceiptAsync(key, CrashWriter.Request(version), cancellationToken)).Receipt!.Reply);
            Assert.Null((await database.ReadReceiptAsync(key, CrashWriter.Request(version + 1), cancellationToken)).Receipt);
            Assert.Equal(1, await database.CountAsync(new RecordQuery { Kind = key.Kind, Tag = record.Tags[0], KeyPrefix = key.Key }, cancellationToken));
        }
    }
}
