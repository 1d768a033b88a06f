using Actors.Records;
using Actors.Sessions;
using Actors.Storage;
using Actors.Storage.Memory;
using Actors.Testing;
using Actors.Testing.Storage;

namespace Actors.Tests.Sessions;

[Collection(nameof(SessionNode))]
public sealed class SessionGrainTests(SessionNode node)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_silent_session_ends_although_nobody_asks()
    {
        var id = await node.OpenAsync(ttlSeconds: 1);
        while (await StatusAsync(node.Database, id) != "ended") await Task.Delay(20, Cancellation);
    }

    [Fact]
    public async Task A_silent_session_ends_although_its_silo_is_gone()
    {
        await using var database = new MemoryDatabase(TimeProvider.System);
        await using (var first = await ActorsTestHost.StartAsync(options => options.Database = database))
        {
            await first.Client.Sessions.OpenAsync("s", new OpenSession { Owner = "me", Ttl = TimeSpan.FromSeconds(1) }, Cancellation);
        }

        await using var second = await ActorsTestHost.StartAsync(options => options.Database = database);
        while (await StatusAsync(database, "s") != "ended") await Task.Delay(20, Cancellation);
    }

    [Fact]
    public async Task Those_who_watch_are_told_of_the_end_when_it_is_stored()
    {
        var id = await node.OpenAsync();
        var open = await node.Host.Client.Sessions.OpenAsync(id, new OpenSession { Owner = "me", Ttl = TimeSpan.FromSeconds(60) }, Cancellation);
        var asked = await node.Grain(id).WatchAsync(new WatchSession(open.Token, TimeSpan.Zero), Cancellation);
        Assert.IsType<SessionReply.Open>(asked);
        var watching = node.Grain(id).WatchAsync(new WatchSession(open.Token, TimeSpan.FromMinutes(1)), Cancellation);
        await node.Host.Client.Sessions.EndAsync(id, Cancellation);
        var told = await watching;
        Assert.Equal(ErrorCode.SessionEnded, Assert.IsType<SessionReply.Refused>(told).Refusal.Code);
        Assert.Equal("ended", await StatusAsync(node.Database, id));
    }

    [Fact]
    public async Task Holds_are_counted_and_bounded()
    {
        var id = await node.OpenAsync();
        await node.Grain(id).JoinAsync(new JoinSession("a", "1"), Cancellation);
        await node.Grain(id).JoinAsync(new JoinSession("b", "2"), Cancellation);
        var third = await node.Grain(id).JoinAsync(new JoinSession("c", "3"), Cancellation);
        Assert.Equal(ErrorCode.TooManyLocks, Assert.IsType<SessionReply.Refused>(third).Refusal.Code);
        await node.Grain(id).LeaveAsync(new LeaveSession("a", "1"), Cancellation);
        while (await node.Grain(id).JoinAsync(new JoinSession("c", "3"), Cancellation) is SessionReply.Refused) await Task.Delay(5, Cancellation);
        Assert.Equal(2, (await node.Host.Client.Sessions.DescribeAsync(id, Cancellation))!.Holds);
    }

    [Fact]
    public async Task An_activation_that_was_overtaken_cannot_renew_and_does_not_tell_of_an_end()
    {
        var id = await node.OpenAsync();
        await OverwriteAsync(id);

        // The store refuses the first activation's renewal; a repeat finds the next one.
        var fault = await Assert.ThrowsAsync<RecordFaultException>(() => node.Grain(id).RenewAsync(new RenewSession(), Cancellation));
        Assert.Equal(ErrorCode.Fenced, fault.Code);
        Assert.Equal(1, (await node.Host.Client.Sessions.RenewAsync(id, cancellationToken: Cancellation)).Token);
    }

    [Fact]
    public async Task A_renewal_whose_commit_was_not_acknowledged_is_repeated()
    {
        var id = await node.OpenAsync();
        var faults = 0;
        node.Database.OnCommit = units => units.Any(unit => unit.Key.Key == id) && faults++ == 0 ? CommitFault.ThrowAfter : CommitFault.None;
        await node.Host.Client.Sessions.RenewAsync(id, cancellationToken: Cancellation);
        Assert.True(faults >= 2);
        node.Database.OnCommit = _ => CommitFault.None;
    }

    [Theory]
    [InlineData(0, 256, 60, "Actors:Sessions:HoldsMax")]
    [InlineData(1, 301, 60, "Actors:Sessions:NotesMax")]
    [InlineData(1, 1, 59, "Actors:Sessions:EndedRetention")]
    public void Options_out_of_range_are_named(int holdsMax, int notesMax, int retentionSeconds, string named)
    {
        var options = new SessionOptions { HoldsMax = holdsMax, NotesMax = notesMax, EndedRetention = TimeSpan.FromSeconds(retentionSeconds) };
        Assert.Contains(named, Assert.Single(new SessionOptionsValidator().Validate(null, options).Failures!), StringComparison.Ordinal);
        Assert.True(new SessionOptionsValidator().Validate(null, new SessionOptions()).Succeeded);
    }

    private static async Task<string?> StatusAsync(IRecordDatabase database, string id)
        => (await database.ReadAsync([RecordKey.Create(SessionName.Kind, id)], Cancellation))[0].Record?.Status;

    private async Task OverwriteAsync(string id)
    {
        var key = RecordKey.Create(SessionName.Kind, id);
        var row = (await node.Database.ReadAsync([key], Cancellation))[0].Record!;
        var foreign = new RecordUnit
        {
            Key = key,
            Action = UnitAction.Update,
            ExpectedVersion = row.Version,
            State = row.State,
            Status = row.Status,
        };
        Assert.Equal([UnitResult.Committed], await node.Database.CommitAsync([foreign]));
    }
}
