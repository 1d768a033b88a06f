namespace Actors.Cluster.Tests.Doors;

/// <summary>Makes answers of what the doors give: values, refusals and exceptions.</summary>
internal static class Answer
{
    internal static Answer<T> Of<T>(T value) => new() { Value = value };

    internal static Answer<T> Refused<T>(Refusal refusal) => new() { Code = Problems.CodeOf(refusal), Facts = refusal.Facts };

    /// <summary>The answer of a client's face, which throws its refusals.</summary>
    internal static async Task<Answer<T>> CatchAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return Of(await call());
        }
        catch (ActorsException refused)
        {
            return Refused<T>(refused.Refusal);
        }
    }
}
