using System.Globalization;
using System.Text.Json;
using Actors.Storage;
using Orleans.Storage;

namespace Actors.GrainStorage;

/// <summary>
/// Users' own grain state in the record store: one row per grain and state name, compare-and-set on the version that the
/// ETag carries, and commits shared by all grains of the silo.
/// </summary>
internal sealed class ActorsGrainStorage(IRecordStore store, JsonSerializerOptions json, TimeProvider time) : IGrainStorage
{
    // The ETag of an absent record: the floor that its insert has to name.
    private const string FloorPrefix = "floor-";

    private static readonly TimeSpan BusyRetryDelay = TimeSpan.FromMilliseconds(50);

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var snapshot = await store.ReadAsync(GrainRecordKeys.Of(grainId, stateName), CancellationToken.None).ConfigureAwait(false);
        if (snapshot.Record is { } record)
        {
            grainState.State = JsonSerializer.Deserialize<T>(record.State, json)!;
            grainState.ETag = Text(record.Version);
            grainState.RecordExists = true;
        }
        else
        {
            Clear(grainState, snapshot.Floor);
        }
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var key = GrainRecordKeys.Of(grainId, stateName);
        var (exists, version) = grainState.ETag is { } etag ? Expected(etag) : await UnreadAsync(key).ConfigureAwait(false);
        var unit = new RecordUnit
        {
            Key = key,
            Action = exists ? UnitAction.Update : UnitAction.Insert,
            ExpectedVersion = version,
            State = JsonSerializer.Serialize(grainState.State, json),
            KeepsFacets = true,
        };
        await CommitAsync(unit, grainState.ETag).ConfigureAwait(false);
        grainState.ETag = Text(unit.NewVersion);
        grainState.RecordExists = true;
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var key = GrainRecordKeys.Of(grainId, stateName);
        var (exists, version) = grainState.ETag is { } etag ? Expected(etag) : await UnreadAsync(key).ConfigureAwait(false);
        if (exists)
        {
            var unit = new RecordUnit { Key = key, Action = UnitAction.Delete, ExpectedVersion = version };
            await CommitAsync(unit, grainState.ETag).ConfigureAwait(false);
            version = unit.NewVersion;
        }

        Clear(grainState, version);
    }

    private static (bool Exists, long Version) Expected(string etag)
    {
        var absent = etag.StartsWith(FloorPrefix, StringComparison.Ordinal);
        return (!absent, long.Parse(absent ? etag.AsSpan(FloorPrefix.Length) : etag, NumberStyles.None, CultureInfo.InvariantCulture));
    }

    // A grain that writes before it has read knows nothing, so what is there decides whether this is an insert.
    private async Task<(bool Exists, long Version)> UnreadAsync(RecordKey key)
    {
        var snapshot = await store.ReadAsync(key, CancellationToken.None).ConfigureAwait(false);
        return snapshot.Record is { } record
            ? throw new InconsistentStateException(
                $"The state of '{key}' exists, and was written without having been read.", Text(record.Version), "none")
            : (false, snapshot.Floor);
    }

    private async Task CommitAsync(RecordUnit unit, string? etag)
    {
        var span = CommitSpan.Start(unit.Key.Kind);
        UnitResult result;
        try
        {
            if (span.IsTraced) unit = unit with { Spans = [span] };
            result = await store.CommitAsync(unit).ConfigureAwait(false);
            if (result == UnitResult.Busy) result = await CommitPatientlyAsync(unit).ConfigureAwait(false);
            span.End(result == UnitResult.Committed ? "committed" : "refused");
        }
        catch (Exception exception)
        {
            span.Fail(exception);
            throw;
        }

        if (result != UnitResult.Committed)
        {
            throw new InconsistentStateException($"Another activation has written '{unit.Key}' ({result}); nothing was stored.", "unknown", etag ?? "none");
        }
    }

    // Somebody else's transaction holds the row.
    private async Task<UnitResult> CommitPatientlyAsync(RecordUnit unit)
    {
        var started = time.GetTimestamp();
        var result = UnitResult.Busy;
        while (result == UnitResult.Busy && time.GetElapsedTime(started) < store.BusyRetryMax)
        {
            await Task.Delay(BusyRetryDelay, time).ConfigureAwait(false);
            result = await store.CommitAsync(unit).ConfigureAwait(false);
        }

        return result;
    }

    private static void Clear<T>(IGrainState<T> grainState, long floor)
    {
        grainState.State = Activator.CreateInstance<T>();
        grainState.ETag = FloorPrefix + Text(floor);
        grainState.RecordExists = false;
    }

    private static string Text(long version) => version.ToString(CultureInfo.InvariantCulture);
}
