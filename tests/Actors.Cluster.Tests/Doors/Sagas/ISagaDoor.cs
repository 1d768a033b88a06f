namespace Actors.Cluster.Tests.Doors.Sagas;

/// <summary>What every door does with sagas.</summary>
public interface ISagaDoor
{
    Task<Answer<SagaSeen>> StartAsync(string definition, string id, string input);

    Task<Answer<SagaSeen>> DescribeAsync(string definition, string id);

    /// <summary>The saga at its end; waits for it.</summary>
    Task<SagaSeen> ResultAsync(string definition, string id);

    Task<Answer<SagaSeen>> CancelAsync(string definition, string id, string reason);

    Task<IReadOnlyList<SagaEntry>> HistoryAsync(string definition, string id);
}
