using Actors.Records;
using Actors.Sessions;
using Actors.Testing;
using Actors.Tests.Support;

namespace Actors.Tests.Sessions;

/// <summary>What hangs on a session is granted to others as soon as its end is told, so that is not told before it is stored.</summary>
public sealed class SessionEndTests
{
    private static readonly TimeSpan Quickly = TimeSpan.FromMilliseconds(500);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nobody_is_told_of_an_end_that_the_store_has_not_acknowledged()
    {
        var database = new HeldDatabase();
        await using var host = await ActorsTestHost.StartAsync(options => options.Database = database);
        var session = host.Grains.GetGrain<ISessionGrain>(GrainIds.Of(SessionName.Kind, "s"));
        var open = Assert.IsType<SessionReply.Open>(
            await session.OpenAsync(new OpenSession { Owner = "me", Ttl = TimeSpan.FromSeconds(60) }, Cancel));
        var watching = session.WatchAsync(new WatchSession(open.Token, TimeSpan.FromMinutes(1)), Cancel);
        database.Hold();
        try
        {
            var ending = session.EndAsync(new EndSession(), Cancel);
            await database.WaitForAskedAsync(1);
            Task[] told = [watching, ending, session.JoinAsync(new JoinSession("lock/a", "1"), Cancel), session.RenewAsync(new RenewSession(), Cancel)];
            await Task.WhenAny([.. told, Task.Delay(Quickly, Cancel)]);
            Assert.DoesNotContain(told, one => one.IsCompleted);
            database.LetGo();
            await Task.WhenAll(told);
            Assert.IsType<SessionReply.Refused>(await watching);
        }
        finally
        {
            database.LetGo();
        }
    }
}
