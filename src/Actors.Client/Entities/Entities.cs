using System.Runtime.CompilerServices;
using Actors.Calls;
using Actors.Commands;

namespace Actors.Entities;

/// <summary>Entities: things with state that one writer at a time changes by commands.</summary>
public sealed class Entities
{
    private readonly GrainCalls _calls;

    /// <summary>Created with <see cref="ActorsClient"/>.</summary>
    public Entities(GrainCalls calls, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(calls);
        ArgumentNullException.ThrowIfNull(time);
        _calls = calls;
    }

    /// <summary>A handle on one entity. Nothing is called yet, and the entity need not exist.</summary>
    /// <typeparam name="TEntity">Its class, which has an <see cref="EntityAttribute"/>.</typeparam>
    /// <param name="id">1 to 512 bytes of UTF-8, any characters but controls and '/'.</param>
    /// <exception cref="EntityRefusedException">The id cannot be one.</exception>
    public EntityHandle<TEntity> Get<TEntity>(string id)
        where TEntity : class
    {
        var type = EntityHandle<TEntity>.TypeName;
        if (Refuse(type, id) is { } refusal) throw new EntityRefusedException(type, id, refusal);
        return new EntityHandle<TEntity>(this, id);
    }

    /// <summary>Carries out a command given as JSON.</summary>
    /// <param name="type">The entity's type, such as "stock".</param>
    /// <param name="id">Which entity.</param>
    /// <param name="command">The command's name in kebab case.</param>
    /// <param name="json">The command.</param>
    /// <param name="options">Preconditions and the request id.</param>
    /// <param name="cancellationToken">Gives up; the command may still be carried out.</param>
    /// <exception cref="EntityRefusedException">The command was refused.</exception>
    /// <exception cref="ActorsException">There is no answer; see <see cref="ActorsException.Code"/>.</exception>
    public async Task<Executed> ExecuteAsync(
        string type, string id, string command, string json, ExecuteOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (Refuse(type, id) is { } wrong) throw new EntityRefusedException(type, id, wrong);
        options ??= new ExecuteOptions();
        var call = new CommandCall
        {
            Command = command,
            Body = json,
            RequestId = options.AtMostOnce ? null : options.RequestId ?? RequestIds.New(),
            IfVersion = options.IfVersion,
            IfExists = options.IfExists,
            Fence = options.Fence,
        };
        var reply = await _calls.InvokeAsync(
            attempt => Grain(type, id).ExecuteAsync(call, attempt), repeatable: call.RequestId is not null, cancellationToken).ConfigureAwait(false);
        return reply switch
        {
            CommandReply.Done done => new Executed(done.Body, done.Version, done.Replayed),
            CommandReply.Refused refused => throw new EntityRefusedException(type, id, refused.Refusal),
            _ => throw new InvalidOperationException($"The silo answered with a {reply.GetType().Name}, which this client does not know."),
        };
    }

    /// <summary>The entity as it is now, or null if there is none.</summary>
    /// <exception cref="EntityRefusedException">There is no such type, or the id cannot be one.</exception>
    public async Task<EntityDescription?> DescribeAsync(string type, string id, CancellationToken cancellationToken = default)
    {
        if (Refuse(type, id) is { } wrong) throw new EntityRefusedException(type, id, wrong);
        var reply = await _calls.ReadAsync(attempt => Grain(type, id).DescribeAsync(attempt), cancellationToken).ConfigureAwait(false);
        return reply switch
        {
            EntityReply.Found found => found.Entity,
            EntityReply.Refused { Refusal.Code: ErrorCode.NotFound } => null,
            EntityReply.Refused refused => throw new EntityRefusedException(type, id, refused.Refusal),
            _ => throw new InvalidOperationException($"The silo answered with a {reply.GetType().Name}, which this client does not know."),
        };
    }

    /// <summary>One page of entities, as committed.</summary>
    /// <exception cref="ActorsException">There is no such type, or the cursor is not one.</exception>
    public async Task<EntityPage> ListAsync(ListEntities request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var page = await _calls.ReadAsync(attempt => Index().ListAsync(request, attempt), cancellationToken).ConfigureAwait(false);
        return page.Refusal is { } refusal ? throw new ActorsException(refusal) : page;
    }

    /// <summary>All entities that match, page by page.</summary>
    public async IAsyncEnumerable<EntityDescription> ListAllAsync(
        ListEntities request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var page = await ListAsync(request, cancellationToken).ConfigureAwait(false);
            foreach (var entity in page.Items) yield return entity;
            if (page.NextCursor is not { } next) yield break;
            request = request with { Cursor = next };
        }
    }

    /// <summary>How many entities match, as committed; the request's cursor and limit do not matter.</summary>
    /// <exception cref="ActorsException">There is no such type.</exception>
    public async Task<long> CountAsync(ListEntities request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var count = await _calls.ReadAsync(attempt => Index().CountAsync(request, attempt), cancellationToken).ConfigureAwait(false);
        return count.Refusal is { } refusal ? throw new ActorsException(refusal) : count.Count;
    }

    private static Refusal? Refuse(string type, string id) => Names.RefuseType("entity type", type) ?? Names.Refuse("id", id);

    private IEntityGrain Grain(string type, string id) => _calls.Grain<IEntityGrain>(EntityAttribute.KindOf(type), id);

    private IEntityIndexGrain Index() => _calls.Grain<IEntityIndexGrain>("entity-index", "0");
}
