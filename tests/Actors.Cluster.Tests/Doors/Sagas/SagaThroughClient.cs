using Actors.Sagas;

namespace Actors.Cluster.Tests.Doors.Sagas;

/// <summary>Sagas by the .NET client.</summary>
internal sealed class SagaThroughClient(ActorsClient actors) : ISagaDoor
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public Task<Answer<SagaSeen>> StartAsync(string definition, string id, string input) => Answer.CatchAsync(async () =>
    {
        var start = await actors.Sagas.StartAsync(definition, id, input, cancellationToken: Cancel);
        return SagaInSilo.Of(start.Saga, start.Created);
    });

    public Task<Answer<SagaSeen>> DescribeAsync(string definition, string id)
        => Answer.CatchAsync(async () => SagaInSilo.Of(await actors.Sagas.Get(definition, id).DescribeAsync(Cancel)));

    public async Task<SagaSeen> ResultAsync(string definition, string id)
    {
        try
        {
            return SagaInSilo.Of(await actors.Sagas.Get(definition, id).ResultAsync(Cancel));
        }
        catch (SagaFailedException failed)
        {
            return SagaInSilo.Of(failed.Saga);
        }
    }

    public Task<Answer<SagaSeen>> CancelAsync(string definition, string id, string reason)
        => Answer.CatchAsync(async () => SagaInSilo.Of(await actors.Sagas.Get(definition, id).CancelAsync(reason, Cancel)));

    public async Task<IReadOnlyList<SagaEntry>> HistoryAsync(string definition, string id)
        => [.. (await actors.Sagas.Get(definition, id).HistoryAsync(Cancel)).Select(SagaInSilo.Of)];
}
