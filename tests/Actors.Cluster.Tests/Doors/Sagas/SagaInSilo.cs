using System.Text.Json;
using Actors.Records;
using Actors.Sagas;

namespace Actors.Cluster.Tests.Doors.Sagas;

/// <summary>Sagas by their grains.</summary>
internal sealed class SagaInSilo(IGrainFactory grains) : ISagaDoor
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async Task<Answer<SagaSeen>> StartAsync(string definition, string id, string input)
        => Of(await Grain(definition, id).StartAsync(new StartSaga { Input = input }, Cancel));

    public async Task<Answer<SagaSeen>> DescribeAsync(string definition, string id) => Of(await Grain(definition, id).DescribeAsync(Cancel));

    public async Task<SagaSeen> ResultAsync(string definition, string id)
    {
        while (true)
        {
            var reply = (SagaReply.Done)await Grain(definition, id).AwaitAsync(TimeSpan.FromSeconds(5), Cancel);
            if (reply.Saga.IsFinal) return Of(reply.Saga);
        }
    }

    public async Task<Answer<SagaSeen>> CancelAsync(string definition, string id, string reason)
        => Of(await Grain(definition, id).ActAsync(new ActOnSaga { Verb = SagaVerb.Cancel, RequestId = Guid.NewGuid().ToString("N"), Reason = reason }, Cancel));

    public async Task<IReadOnlyList<SagaEntry>> HistoryAsync(string definition, string id)
        => [.. (await Grain(definition, id).HistoryAsync(Cancel))!.Value.Select(Of)];

    internal static SagaSeen Of(SagaDescription saga, bool created = false)
        => new(JsonNamingPolicy.CamelCase.ConvertName(saga.Status.ToString()), saga.Error?.Code, saga.Error?.Step, created);

    internal static SagaEntry Of(SagaHistoryEntry entry) => new(entry.Op, entry.Step, entry.Outcome);

    private static Answer<SagaSeen> Of(SagaReply reply) => reply is SagaReply.Done done
        ? Answer.Of(Of(done.Saga, done.Created))
        : Answer.Refused<SagaSeen>(((SagaReply.Refused)reply).Refusal);

    private ISagaGrain Grain(string definition, string id) => grains.GetGrain<ISagaGrain>(GrainIds.Of(SagaKeys.Kind(definition), id));
}
