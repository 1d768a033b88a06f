namespace Actors.Sagas;

/// <summary>Lists sagas.</summary>
[Alias("Actors.Sagas.ISagaIndexGrain")]
public interface ISagaIndexGrain : IGrainWithStringKey
{
    /// <summary>One page of sagas, by definition and id.</summary>
    [Alias("List")]
    Task<SagaPage> ListAsync(ListSagas request, CancellationToken cancellationToken);

    /// <summary>How many sagas match, whatever the request's cursor and limit.</summary>
    [Alias("Count")]
    Task<SagaCount> CountAsync(ListSagas request, CancellationToken cancellationToken);
}
