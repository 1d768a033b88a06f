using Actors.Records;
using Actors.Storage;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace Actors.Tests.Records;

public sealed class RecordFaultTests
{
    [Fact]
    public void A_fault_crosses_the_wire_whatever_the_storage_threw()
    {
        using var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        var serializer = services.GetRequiredService<Serializer>();
        var fault = new RecordFaultException(ErrorCode.OutcomeUnknown, "Nobody knows.", new CommitUnknownException(new TimeoutException("The database is silent.")));
        Assert.Contains("The database is silent.", fault.ToString(), StringComparison.Ordinal);
        var arrived = serializer.Deserialize<Exception>(serializer.SerializeToArray<Exception>(fault));
        Assert.Equal((ErrorCode.OutcomeUnknown, "Nobody knows."), (Assert.IsType<RecordFaultException>(arrived).Code, arrived.Message));
    }
}
