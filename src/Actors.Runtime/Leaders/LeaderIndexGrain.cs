using System.Buffers.Text;
using System.Text;
using Actors.Records;
using Actors.Storage;
using Orleans.Concurrency;

namespace Actors.Leaders;

/// <summary>Lists roles on whatever silo the caller came to, from what is committed.</summary>
[StatelessWorker, Reentrant, GrainType("role-index")]
internal sealed class LeaderIndexGrain(IRecordStore store) : Grain, ILeaderIndexGrain
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public async Task<RolePage> ListAsync(ListRoles request, CancellationToken cancellationToken)
    {
        if (Refuse(request) is { } refusal) return new RolePage([], null, refusal);
        var after = request.Cursor is null ? null : Key(request.Cursor);
        if (request.Cursor is not null && after is null)
        {
            return new RolePage([], null, new Refusal(
                ErrorCode.InvalidCursor, "The cursor is not one of this list. Use 'nextCursor' of the page before, or leave it out to begin."));
        }

        var rows = await store.ListAsync(
            new RecordQuery
            {
                Kind = LeaderGrain.Kind,
                KeyPrefix = request.Prefix,
                After = after is null ? null : RecordKey.Create(LeaderGrain.Kind, after),
                Limit = request.Limit,
            },
            cancellationToken);
        return new RolePage(
            [.. rows.Select(row => LeaderDescriptions.Of(row.Key.Key, StateJson.Read<LeaderState>(row.State), row.UpdatedAt))],
            rows.Count == request.Limit ? Base64Url.EncodeToString(Strict.GetBytes(rows[^1].Key.Key)) : null);
    }

    private static Refusal? Refuse(ListRoles request)
    {
        if (request.Limit is < 1 or > RecordQuery.LimitMax)
        {
            return new Refusal(ErrorCode.InvalidRequest, $"The limit is {request.Limit}; it takes 1 to {RecordQuery.LimitMax}.");
        }

        return request.Prefix.Length == 0 ? null : Names.Refuse("prefix", request.Prefix);
    }

    private static string? Key(string cursor)
    {
        try
        {
            var key = Strict.GetString(Base64Url.DecodeFromChars(cursor));
            return LeaderRules.RefuseRole(key) is null ? key : null;
        }
        catch (Exception exception) when (exception is FormatException or DecoderFallbackException)
        {
            return null;
        }
    }
}
