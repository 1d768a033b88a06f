using Actors.Cluster.Tests.Doors;
using Actors.Records;

namespace Actors.Cluster.Tests.Specs;

/// <summary>Every pillar is specified, and every specification is run through every door.</summary>
public sealed class DoorMatrixTests
{
    private static readonly string[] Doors = ["InSilo", "ThroughClient", "OverHttp"];

    /// <summary>Own records and are no pillars: sessions are what locks hang on, and partition groups are a part of leaders.</summary>
    private static readonly string[] Parts = ["Session", "Partition"];

    /// <summary>The pillars' nouns, by the grains that callers know and that own records: <c>ILockGrain</c> is a lock's.</summary>
    private static IEnumerable<string> Pillars => typeof(IRecordGrain).Assembly.GetTypes()
        .Where(type => type.IsInterface && type != typeof(IRecordGrain) && type.IsAssignableTo(typeof(IRecordGrain)))
        .Select(type => type.Name[1..^"Grain".Length])
        .Except(Parts);

    [Fact]
    public void Every_pillar_is_run_through_every_door()
    {
        Assert.Equal(["Entity", "Leader", "Lock", "Saga"], Pillars.Order(StringComparer.Ordinal));
        var missing = from pillar in Pillars from door in Doors where !IsRun($"{pillar}Spec", door) select $"{pillar}Spec{door}";
        Assert.Empty(missing);
    }

    [Fact]
    public void Every_specification_has_facts_of_its_own()
    {
        foreach (var pillar in Pillars)
        {
            var facts = Find($"{pillar}Spec")?.GetMethods().Count(method => method.IsDefined(typeof(FactAttribute), inherit: false)) ?? 0;
            Assert.True(facts >= 5, $"{pillar}Spec has {facts} facts; a pillar promises more.");
        }
    }

    private static bool IsRun(string spec, string door) => Find(spec + door) is { IsAbstract: false } test
        && test.BaseType == Find(spec)
        && test.GetCustomAttributesData().Any(data => data.AttributeType == typeof(CollectionAttribute) && Equals(data.ConstructorArguments[0].Value, nameof(DoorNode)));

    private static Type? Find(string name) => typeof(DoorMatrixTests).Assembly.GetType($"{typeof(DoorMatrixTests).Namespace}.{name}");
}
