using System.Reflection;
using Actors.Commands;

namespace Actors.Tests.Layout;

/// <summary>What crosses the wire has names and numbers of its own, from the first commit.</summary>
public sealed class WireTests
{
    private static readonly Assembly[] Assemblies = [typeof(ICommandGrain).Assembly, typeof(Actors.Records.RecordCell<>).Assembly];

    [Fact]
    public void Every_wire_type_and_grain_interface_has_an_alias()
    {
        var nameless = Assemblies.SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false) || (type.IsInterface && type.IsAssignableTo(typeof(IGrain))))
            .Where(type => !type.IsDefined(typeof(AliasAttribute), inherit: false));
        Assert.Empty(nameless);
    }

    [Fact]
    public void Every_grain_method_has_an_alias_and_takes_a_cancellation_token_last()
    {
        var methods = Assemblies.SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.IsInterface && type.IsAssignableTo(typeof(IGrain)))
            .SelectMany(type => type.GetMethods());
        Assert.All(methods, method =>
        {
            Assert.True(method.IsDefined(typeof(AliasAttribute)), $"{method.DeclaringType}.{method.Name} has no alias");
            Assert.Equal(typeof(CancellationToken), method.GetParameters().LastOrDefault()?.ParameterType);
        });
    }

    [Fact]
    public void Every_enum_begins_with_unknown()
    {
        var wrong = typeof(ICommandGrain).Assembly.GetTypes().Where(type => type.IsEnum && Enum.GetName(type, 0) != "Unknown");
        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_error_code_has_a_problem()
        => Assert.All(Enum.GetValues<ErrorCode>().Where(code => code != ErrorCode.Unknown), code => Assert.True(Problems.Knows(code), code.ToString()));
}
