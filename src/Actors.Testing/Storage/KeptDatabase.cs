using Actors.Storage;

namespace Actors.Testing.Storage;

/// <summary>A database that outlives the hosts that use it: their disposal leaves it open.</summary>
internal sealed class KeptDatabase(IRecordDatabase inner) : DatabaseDecorator(inner)
{
    protected override ValueTask DisposeInnerAsync() => ValueTask.CompletedTask;
}
