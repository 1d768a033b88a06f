using Actors.Commands;

namespace Actors.Entities;

/// <summary>One entity, by its class and id.</summary>
/// <typeparam name="TEntity">Its class, which has an <see cref="EntityAttribute"/>.</typeparam>
public sealed class EntityHandle<TEntity>
    where TEntity : class
{
    private readonly Entities _entities;

    internal EntityHandle(Entities entities, string id)
    {
        _entities = entities;
        Id = id;
    }

    /// <summary>Which entity.</summary>
    public string Id { get; }

    internal static string TypeName { get; } = TargetAttribute.KindOf(typeof(TEntity))["entity/".Length..];

    /// <summary>Carries out a command and returns its reply, once, however often the call has to be tried.</summary>
    /// <param name="command">The command: one that <typeparamref name="TEntity"/> handles.</param>
    /// <param name="options">Preconditions and the request id.</param>
    /// <param name="cancellationToken">Gives up; the command may still be carried out.</param>
    /// <exception cref="EntityRefusedException">The command was refused.</exception>
    /// <exception cref="ActorsException">There is no answer; see <see cref="ActorsException.Code"/>.</exception>
    public async Task<TReply> ExecuteAsync<TReply>(
        ICommand<TReply> command, ExecuteOptions? options = null, CancellationToken cancellationToken = default)
        where TReply : notnull
        => (await ExecuteVersionedAsync(command, options, cancellationToken).ConfigureAwait(false)).Reply;

    /// <summary>Carries out a command and returns its reply with the version that it made.</summary>
    /// <inheritdoc cref="ExecuteAsync{TReply}"/>
    public async Task<Executed<TReply>> ExecuteVersionedAsync<TReply>(
        ICommand<TReply> command, ExecuteOptions? options = null, CancellationToken cancellationToken = default)
        where TReply : notnull
    {
        ArgumentNullException.ThrowIfNull(command);
        var json = System.Text.Json.JsonSerializer.Serialize(command, command.GetType(), ActorsJson.Options);
        var name = CommandNames.Of(command.GetType());
        var executed = await _entities.ExecuteAsync(TypeName, Id, name, json, options, cancellationToken).ConfigureAwait(false);
        return new Executed<TReply>(ActorsJson.Read<TReply>(executed.Body), executed.Version, executed.Replayed);
    }

    /// <summary>The entity as it is now, or null if there is none.</summary>
    public Task<EntityDescription?> DescribeAsync(CancellationToken cancellationToken = default)
        => _entities.DescribeAsync(TypeName, Id, cancellationToken);
}
