using System.Text.Json;
using Actors.Calls;

namespace Actors.Sagas;

/// <summary>
/// Starts, finds and lists sagas. Every call may be repeated: a saga is named by its definition and id, and starting it again with
/// the same input finds it.
/// </summary>
public sealed class Sagas
{
    private readonly GrainCalls _calls;
    private readonly TimeProvider _time;

    /// <param name="calls">How grains are called.</param>
    /// <param name="time">The clock of waits.</param>
    public Sagas(GrainCalls calls, TimeProvider time)
    {
        _calls = calls;
        _time = time;
    }

    /// <summary>The saga of a definition and id; whether there is one, only calls can tell.</summary>
    /// <exception cref="ActorsException">The definition or the id cannot be one.</exception>
    public SagaHandle Get(string definition, string id) => Names.RefuseType("saga definition's name", definition) is { } wrongName
        ? throw new ActorsException(wrongName)
        : Names.Refuse("saga id", id) is { } wrongId
            ? throw new ActorsException(wrongId)
            : new SagaHandle(_calls, _time, definition, id);

    /// <summary>The saga of a definition and id.</summary>
    public SagaHandle Get<TDefinition>(string id)
        where TDefinition : SagaDefinition
        => Get(SagaDefinition.NameOf(typeof(TDefinition)), id);

    /// <summary>Starts a saga, once per id. Returns when the start is durable; the saga then goes on by itself, whatever becomes of the caller.</summary>
    /// <param name="id">Names the saga within its definition, such as an order's number.</param>
    /// <param name="input">The definition's input.</param>
    /// <param name="tags">Words to find it by.</param>
    /// <param name="cancellationToken">Gives up waiting; the saga may start all the same.</param>
    /// <exception cref="ActorsException">
    /// <see cref="ErrorCode.SagaInputDiffers"/>, <see cref="ErrorCode.UnknownSagaDefinition"/>, <see cref="ErrorCode.InvalidRequest"/>, or the service could not answer.
    /// </exception>
    public async Task<SagaHandle> StartAsync<TDefinition>(
        string id, object input, IEnumerable<string>? tags = null, CancellationToken cancellationToken = default)
        where TDefinition : SagaDefinition
    {
        ArgumentNullException.ThrowIfNull(input);
        var json = JsonSerializer.Serialize(input, input.GetType(), ActorsJson.Options);
        return (await StartAsync(SagaDefinition.NameOf(typeof(TDefinition)), id, json, tags, cancellationToken).ConfigureAwait(false)).Handle;
    }

    /// <summary>Starts a saga whose definition is known by name only; see <see cref="StartAsync{TDefinition}"/>.</summary>
    /// <param name="definition">The definition's name.</param>
    /// <param name="id">Names the saga within its definition.</param>
    /// <param name="input">The input as JSON text.</param>
    /// <param name="tags">Words to find it by.</param>
    /// <param name="cancellationToken">Gives up waiting; the saga may start all the same.</param>
    public async Task<SagaStart> StartAsync(
        string definition, string id, string input, IEnumerable<string>? tags = null, CancellationToken cancellationToken = default)
    {
        var handle = Get(definition, id);
        var done = await handle.InvokeAsync(
            (grain, attempt) => grain.StartAsync(new StartSaga { Input = input, Tags = [.. tags ?? []] }, attempt), cancellationToken).ConfigureAwait(false);
        return new SagaStart(handle, done.Saga, done.Created);
    }

    /// <summary>One page of sagas, by definition and id.</summary>
    /// <exception cref="ActorsException">The cursor is not one.</exception>
    public async Task<SagaPage> ListAsync(ListSagas request, CancellationToken cancellationToken = default)
    {
        var page = await _calls.ReadAsync(attempt => Index.ListAsync(request, attempt), cancellationToken).ConfigureAwait(false);
        return page.Refusal is { } refusal ? throw new ActorsException(refusal) : page;
    }

    /// <summary>How many sagas match, whatever the request's cursor and limit.</summary>
    public async Task<long> CountAsync(ListSagas request, CancellationToken cancellationToken = default)
    {
        var counted = await _calls.ReadAsync(attempt => Index.CountAsync(request, attempt), cancellationToken).ConfigureAwait(false);
        return counted.Refusal is { } refusal ? throw new ActorsException(refusal) : counted.Count;
    }

    private ISagaIndexGrain Index => _calls.Grain<ISagaIndexGrain>(SagaKeys.IndexKind, "0");
}
