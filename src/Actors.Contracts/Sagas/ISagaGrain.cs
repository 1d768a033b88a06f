using System.Collections.Immutable;
using Actors.Records;

namespace Actors.Sagas;

/// <summary>One saga.</summary>
[Alias("Actors.Sagas.ISagaGrain")]
public interface ISagaGrain : IRecordGrain
{
    /// <summary>Starts the saga; answers when the start is durable, and goes on by itself.</summary>
    [Alias("Start")]
    Task<SagaReply> StartAsync(StartSaga request, CancellationToken cancellationToken);

    /// <summary>The saga as it stands.</summary>
    [Alias("Describe")]
    Task<SagaReply> DescribeAsync(CancellationToken cancellationToken);

    /// <summary>Tells the saga what to do; answers when that is durable.</summary>
    [Alias("Act")]
    Task<SagaReply> ActAsync(ActOnSaga request, CancellationToken cancellationToken);

    /// <summary>The saga as it stands at its end, or after <paramref name="wait"/>, at most 5 s, if that comes first.</summary>
    [Alias("Await")]
    Task<SagaReply> AwaitAsync(TimeSpan wait, CancellationToken cancellationToken);

    /// <summary>What happened to the saga, oldest first; the oldest entries go first when it grows long. Null if there is no such saga.</summary>
    [Alias("History")]
    Task<ImmutableArray<SagaHistoryEntry>?> HistoryAsync(CancellationToken cancellationToken);

    /// <summary>The steps that the saga keeps to. Null if there is no such saga, or this build does not have its definition.</summary>
    [Alias("Plan")]
    Task<SagaPlan?> PlanAsync(CancellationToken cancellationToken);
}
