namespace Actors.Sagas;

/// <summary>
/// A saga's steps. The steps are a plain graph, built once; the lambdas in it make the commands of a step and may run any number of
/// times, so they read nothing but their argument and give the same for the same.
/// </summary>
/// <typeparam name="TInput">A plain record; JSON on the wire and in the database. Unknown and missing members are refused.</typeparam>
public abstract class SagaDefinition<TInput> : SagaDefinition
    where TInput : class
{
    /// <summary>Adds the steps in their order.</summary>
    protected abstract void Build(SagaBuilder<TInput> saga);

    /// <inheritdoc/>
    public sealed override SagaBlueprint ToBlueprint()
    {
        var builder = new SagaBuilder<TInput>();
        Build(builder);
        var attribute = AttributeOf(GetType());
        return builder.ToBlueprint(attribute.Name, attribute.Version);
    }
}
