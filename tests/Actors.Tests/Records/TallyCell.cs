using System.Globalization;
using Actors.Records;
using Actors.Storage;

namespace Actors.Tests.Records;

/// <summary>A cell with a grain's scheduling around it. Replies are the sum after the command.</summary>
internal sealed class TallyCell
{
    private readonly RecordCell<Tally> _cell;
    private readonly TaskScheduler _turns;

    internal TallyCell(IRecordStore store, RecordKey key, TaskScheduler turns, TimeProvider time)
    {
        _turns = turns;
        _cell = new RecordCell<Tally>(
            key, store, new RecordType<Tally>(_ => Facets.None), time, () => Deactivations++, () => Blocks++);
    }

    internal int Deactivations { get; private set; }

    /// <summary>How often a wait for someone else's transaction has begun.</summary>
    internal int Blocks { get; private set; }

    internal Task LoadAsync() => Turn(async () =>
    {
        await _cell.LoadAsync(TestContext.Current.CancellationToken);
        return 0;
    });

    internal Task<long> AddAsync(long amount, string? requestId = null) => Turn(() => _cell.ExecuteAsync(
        (image, _) =>
        {
            var next = (image.State ?? new Tally(0)) with { Sum = (image.State?.Sum ?? 0) + amount };
            return Decide.Write(next, next.Sum, [new RecordEvent("added", amount)]);
        },
        Identity(requestId, amount)));

    /// <summary>Is answered before its commit, which may be put off for so long, as soon as that version is durable.</summary>
    internal Task<long> AddEarlyAsync(long amount, TimeSpan lag, long restsOn = 0) => Turn(() => _cell.ExecuteAsync((image, _) =>
    {
        var next = (image.State ?? new Tally(0)) with { Sum = (image.State?.Sum ?? 0) + amount };
        return Decide.Write(next, next.Sum) with { Lag = lag, RestsOn = restsOn };
    }));

    /// <summary>Changes nothing, and tells nothing that has to be durable.</summary>
    internal Task<long> GlanceAsync() => Turn(() => _cell.ExecuteAsync(
        (image, _) => Decide.Keep<Tally, long>(image.State?.Sum ?? 0) with { Lag = TimeSpan.FromHours(1) }));

    /// <summary>Refuses with -1 if the sum would fall below zero.</summary>
    internal Task<long> SpendAsync(long amount, string? requestId = null) => Turn(() => _cell.ExecuteAsync(
        (image, _) => (image.State?.Sum ?? 0) < amount
            ? Decide.Keep<Tally, long>(-1)
            : Decide.Write(new Tally(image.State!.Sum - amount), image.State.Sum - amount),
        Identity(requestId, amount)));

    internal Task<long> WriteTextAsync(int length) => Turn(() => _cell.ExecuteAsync(
        (image, _) => Decide.Write(new Tally(image.State?.Sum ?? 0, new string('x', length)), 0L)));

    internal Task<bool> RemoveAsync() => Turn(() => _cell.ExecuteAsync((_, _) => Decide.Remove<Tally, bool>(true)));

    internal Task<long> ThrowAsync() => Turn(() => _cell.ExecuteAsync<long>((_, _) => throw new InvalidOperationException("A handler's own fault.")));

    internal Task<long> ReadAsync() => Turn(() => _cell.ExecuteAsync((image, _) => Decide.Keep<Tally, long>(image.State?.Sum ?? 0)));

    internal Task<long> ReadConfirmedAsync() => Turn(() => _cell.ReadAsync((image, _) => image.State?.Sum ?? 0));

    internal Task<DateTimeOffset?> BlockedSinceAsync() => Turn(() => Task.FromResult(_cell.BlockedSince));

    internal Task<bool> DrainAsync() => Turn(async () =>
    {
        await _cell.DrainAsync();
        return true;
    });

    internal Task<long> VersionAsync() => Turn(() => Task.FromResult(_cell.Image.Version));

    private static RequestIdentity<long>? Identity(string? requestId, long amount) => requestId is null ? null : new RequestIdentity<long>(
        requestId,
        new Guid((int)amount, 0, 0, new byte[8]),
        TimeSpan.FromHours(1),
        reply => reply.ToString(CultureInfo.InvariantCulture),
        receipt => long.Parse(receipt.Reply, CultureInfo.InvariantCulture));

    private Task<T> Turn<T>(Func<Task<T>> work)
        => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _turns).Unwrap();
}
