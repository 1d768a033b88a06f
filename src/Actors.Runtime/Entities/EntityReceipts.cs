using System.Text.Json.Serialization;
using Actors.Commands;
using Actors.Records;
using Actors.Storage;

namespace Actors.Entities;

/// <summary>How the answers to commands are kept with their receipts.</summary>
internal static class EntityReceipts
{
    /// <summary>The identity of a call's request; null if it has no request id.</summary>
    internal static RequestIdentity<CommandReply>? IdentityOf(CommandCall call, TimeSpan retention) => call.RequestId is { } id
        ? new RequestIdentity<CommandReply>(
            id, RequestIdentity.HashOf(call.Undoes is { } undoes ? $"{call.Command}\0{undoes}" : call.Command, call.Body), retention, Write, Read)
        : null;

    /// <summary>The receipt that bars a request whose undo came first.</summary>
    internal static NewReceipt Bar(string requestId, TimeSpan retention) => new(
        requestId,
        RequestIdentity.AnyBody,
        Write(new CommandReply.Refused(new Refusal(
            ErrorCode.AlreadyUndone, $"The request '{requestId}' was undone before it came. It will never be carried out; use a new request id."))),
        retention);

    internal static string Write(CommandReply reply) => StateJson.Write(reply switch
    {
        CommandReply.Done done => new Kept { Body = done.Body, Version = done.Version },
        CommandReply.Refused refused => new Kept
        {
            Code = refused.Refusal.Code,
            Detail = refused.Refusal.Detail,
            Reason = refused.Refusal.Reason,
        },
        _ => throw new InvalidOperationException($"There is no receipt of a {reply.GetType().Name}."),
    });

    internal static CommandReply Read(StoredReceipt receipt)
    {
        var kept = StateJson.Read<Kept>(receipt.Reply);
        return kept.Body is { } body
            ? new CommandReply.Done(body, kept.Version, Replayed: true)
            : new CommandReply.Refused(new Refusal(kept.Code, kept.Detail ?? "") { Reason = kept.Reason });
    }

    private sealed record Kept
    {
        public string? Body { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
        public long Version { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
        public ErrorCode Code { get; init; }

        public string? Detail { get; init; }

        public string? Reason { get; init; }
    }
}
