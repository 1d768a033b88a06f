using System.Globalization;
using Actors.Commands;
using Actors.Records;
using Actors.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace Actors.Entities;

/// <summary>One entity: takes commands, asks the machine, and answers when the cell has made it durable.</summary>
[Reentrant, GrainType("entity")]
internal sealed partial class EntityGrain(
    IRecordStore store,
    RecordType<EntityState> recordType,
    EntityRegistry registry,
    IOptions<EntityOptions> options,
    TimeProvider time,
    ILogger<EntityGrain> logger)
    : RecordGrain<EntityState>(store, time, recordType), IEntityGrain
{
    private readonly EntityOptions _options = options.Value;

    // The requests that are being undone, each with a task that ends, never with a fault, when that is done.
    private readonly Dictionary<string, Task> _undoing = [];

    private string TypeName => Key.Kind[(Key.Kind.IndexOf('/', StringComparison.Ordinal) + 1)..];

    public async Task<CommandReply> ExecuteAsync(CommandCall call, CancellationToken cancellationToken)
    {
        if (registry.Find(TypeName) is not { } type) return new CommandReply.Refused(registry.RefuseUnknown(TypeName));
        var started = Time.GetTimestamp();
        var reply = await AnswerAsync(type, call);
        EntityInstruments.Answered(type.Name, OutcomeOf(reply), Time.GetElapsedTime(started));
        return reply;
    }

    public async Task<EntityReply> DescribeAsync(CancellationToken cancellationToken)
    {
        if (registry.Find(TypeName) is null) return new EntityReply.Refused(registry.RefuseUnknown(TypeName));
        var (image, now) = await Cell.ReadAsync(static (image, now) => (image, now));
        return image.State is { } state && state.IsLive(now.Utc)
            ? new EntityReply.Found(EntityDescriptions.Of(Key, image.Version, state))
            : new EntityReply.Refused(new Refusal(ErrorCode.NotFound, $"There is no {TypeName} '{Key.Key}'."));
    }

    public override async Task WakeAsync(CancellationToken cancellationToken)
    {
        if (await Cell.ExecuteAsync(EntityMachine.Wake)) EntityInstruments.Expired();
    }

    private async Task<CommandReply> AnswerAsync(EntityType type, CommandCall call)
    {
        if (EntityCalls.Refuse(call) is { } wrong) return new CommandReply.Refused(wrong);
        if (type.Read(call.Command, call.Body, out var refusal) is not { } command) return new CommandReply.Refused(refusal!);
        var request = new EntityRequest
        {
            Type = type.Name,
            Id = Key.Key,
            Command = command,
            Lifetime = type.Lifetime,
            IfVersion = call.IfVersion,
            IfExists = call.IfExists,
            Fence = call.Fence,
        };
        try
        {
            if (call.RequestId is { } id && _undoing.TryGetValue(id, out var undone)) await undone;
            return call.Undoes is null ? await RunAsync(call, request) : await UndoAsync(call, call.Undoes, request);
        }
        catch (RequestIdReusedException exception)
        {
            return new CommandReply.Refused(new Refusal(ErrorCode.RequestIdReused, exception.Message));
        }
        catch (RecordTooLargeException exception)
        {
            return new CommandReply.Refused(new Refusal(ErrorCode.TooLarge, $"{exception.Message} Nothing was changed.")
                .With("bytes", exception.Bytes.ToString(CultureInfo.InvariantCulture))
                .With("bytesMax", exception.BytesMax.ToString(CultureInfo.InvariantCulture)));
        }
        catch (Exception exception) when (exception is not RecordFaultException)
        {
            LogHandlerFailed(exception, Key, call.Command);
            throw;
        }
    }

    private async Task<CommandReply> RunAsync(CommandCall call, EntityRequest request)
    {
        var writes = false;
        var reply = await Cell.ExecuteAsync(
            (image, now) =>
            {
                var decision = EntityMachine.Execute(image, request, now);
                writes = decision.Writes;
                return decision;
            },
            EntityReceipts.IdentityOf(call, _options.RequestRetention));

        // What changed nothing is a read, and linearizable as any; with a request id the cell has asked the store already.
        if (!writes && call.RequestId is null) await Cell.ConfirmAsync();
        return reply;
    }

    /// <summary>
    /// Undoes a request, or bars it if it was never carried out. It cannot slip in between the look for its receipt and the
    /// bar: in this activation it waits until the undo is over (and the undo waits for it, if it came first); in another one
    /// it has to move the row's version to be carried out, so one of the two conflicts; and if its receipt is there although
    /// we saw none, the unit that bars it is refused, as a receipt is only ever inserted. Either way we are fenced, nothing
    /// was written, and the repeat looks again. Once the bar is durable, it is a receipt as any other: the late request finds
    /// it in place of being carried out.
    /// </summary>
    private async Task<CommandReply> UndoAsync(CommandCall call, string undoes, EntityRequest request)
    {
        while (_undoing.TryGetValue(undoes, out var other)) await other;
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _undoing.Add(undoes, over.Task);
        try
        {
            await Cell.WhenSettledAsync(undoes);
            var receipt = await Cell.FindReceiptAsync(undoes);
            if (receipt is not null && receipt.BodyHash != RequestIdentity.AnyBody) return await RunAsync(call, request);
            return await BarAsync(call, undoes, barred: receipt is not null);
        }
        finally
        {
            _undoing.Remove(undoes);
            over.SetResult();
        }
    }

    private async Task<CommandReply> BarAsync(CommandCall call, string undoes, bool barred)
    {
        var reply = await Cell.ExecuteAsync(
            (image, now) => barred
                ? Decide.Keep<EntityState, CommandReply>(EntityMachine.NothingUndone(image))
                : EntityMachine.Bar(image, EntityReceipts.Bar(undoes, _options.RequestRetention), now),
            EntityReceipts.IdentityOf(call, _options.RequestRetention));
        LogBarred(undoes, Key);
        return reply;
    }

    private static string OutcomeOf(CommandReply reply) => reply switch
    {
        CommandReply.Done { Replayed: true } => "replayed",
        CommandReply.Done => "done",
        _ => "refused",
    };
}
