using System.Collections.Concurrent;
using Actors.Calls;
using Actors.Locks;
using Actors.Records;
using Actors.Sessions;
using Actors.Storage;
using Actors.Storage.Memory;
using Actors.Testing;
using Actors.Testing.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Actors.Tests.Locks;

/// <summary>Releases that are answered before they are durable, on a whole node, and what becomes of those that are lost.</summary>
public sealed class EarlyReleaseTests(EarlyReleaseTests.Node node) : IClassFixture<EarlyReleaseTests.Node>
{
    private readonly string _name = LockNode.Name();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ActorsClient Actors => node.Host.Client;

    private ActorsClient Other => node.Other;

    private RecordKey Key => RecordKey.Create(LockName.Kind, _name);

    private int Commits => node.Commits.GetValueOrDefault(_name);

    [Fact]
    public async Task A_release_and_the_next_acquire_are_one_commit_and_others_get_the_lock_at_once()
    {
        await (await Actors.Locks.AcquireAsync(_name, cancellationToken: Cancellation)).DisposeAsync();
        await using var next = await Other.Locks.TryAcquireAsync(_name, cancellationToken: Cancellation);
        Assert.NotNull(next);
        Assert.Equal(2, Commits);
    }

    [Fact]
    public async Task A_release_over_HTTP_is_durable_before_it_is_answered()
    {
        var session = $"session-of-{_name}";
        await Actors.Sessions.OpenAsync(session, new OpenSession { Owner = "me" }, Cancellation);
        var lease = await Actors.Locks.AcquireLeaseAsync(_name, new AcquireLock { RequestId = "1", Owner = "me", Session = session }, TimeSpan.Zero, Cancellation);
        using var released = await node.Host.Http.DeleteAsync($"/v1/locks/{_name}/leases/{lease.LeaseId}", Cancellation);
        Assert.True(released.IsSuccessStatusCode);
        Assert.Equal(2, Commits);
        Assert.Empty((await StoredAsync()).Holders);
    }

    [Fact]
    public async Task The_holder_is_told_to_be_gone_and_its_token_refused_as_soon_as_it_is_answered()
    {
        var handle = await Actors.Locks.AcquireAsync(_name, cancellationToken: Cancellation);
        await handle.DisposeAsync();
        Assert.NotNull(await Actors.Locks.CheckAsync(_name, handle.FencingToken, Cancellation));
        Assert.Empty((await Actors.Locks.DescribeAsync(_name, cancellationToken: Cancellation)).Holders);
    }

    /// <summary>What a crash does: the release was answered, and the next activation reads a record with the hold.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_release_that_was_lost_is_repeated_when_somebody_wants_the_lock(bool holdsAnother)
    {
        await using var another = holdsAnother ? await Actors.Locks.AcquireAsync($"{_name}-another", cancellationToken: Cancellation) : null;
        var handle = await Actors.Locks.AcquireAsync(_name, cancellationToken: Cancellation);
        await LoseReleaseAsync(handle);
        Assert.Equal(handle.LeaseId, Assert.Single((await StoredAsync()).Holders).Id);
        await using var next = await Other.Locks.AcquireAsync(_name, wait: TimeSpan.FromSeconds(30), cancellationToken: Cancellation);
        Assert.True(next.FencingToken > handle.FencingToken);
        Assert.False(another?.Lost.IsCancellationRequested ?? false);
    }

    [Fact]
    public async Task A_try_has_a_lost_release_repeated_too()
    {
        var handle = await Actors.Locks.AcquireAsync(_name, cancellationToken: Cancellation);
        await LoseReleaseAsync(handle);
        using var late = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        late.CancelAfter(TimeSpan.FromSeconds(30));
        LockHandle? next = null;
        while ((next = await Other.Locks.TryAcquireAsync(_name, cancellationToken: late.Token)) is null) await Task.Delay(20, late.Token);
        await next.DisposeAsync();
    }

    [Fact]
    public async Task A_holder_that_is_asked_after_a_fail_over_keeps_its_lock()
    {
        await using var handle = await Actors.Locks.AcquireAsync(_name, cancellationToken: Cancellation);
        await OverwriteAsync();
        Assert.Null(await Other.Locks.TryAcquireAsync(_name, cancellationToken: Cancellation));
        Assert.Null(await Other.Locks.TryAcquireAsync(_name, wait: TimeSpan.FromSeconds(1), cancellationToken: Cancellation));
        Assert.False(handle.Lost.IsCancellationRequested || handle.RevokeRequested.IsCancellationRequested);
        Assert.Null(await Actors.Locks.CheckAsync(_name, handle.FencingToken, Cancellation));
    }

    [Fact]
    public async Task After_a_fail_over_each_hold_is_asked_about_once_however_many_there_are()
    {
        string[] sessions = [.. Enumerable.Range(0, 4).Select(i => $"session-{i}-of-{_name}")];
        foreach (var session in sessions)
        {
            await Actors.Sessions.OpenAsync(session, new OpenSession { Owner = "me" }, Cancellation);
            await Actors.Locks.AcquireLeaseAsync(
                _name, new AcquireLock { RequestId = session, Owner = "me", Session = session, Mode = LockMode.Semaphore, Permits = sessions.Length }, TimeSpan.Zero, Cancellation);
        }

        await OverwriteAsync();
        Assert.Null(await Other.Locks.TryAcquireAsync(
            _name, new LockRequest { Mode = LockMode.Semaphore, Permits = sessions.Length }, TimeSpan.FromSeconds(2), Cancellation));
        foreach (var session in sessions)
        {
            var note = Assert.Single((await Actors.Sessions.ListenAsync(session, seenNote: 0, TimeSpan.FromSeconds(10), Cancellation)).Notes);
            Assert.Equal((1, SessionNoteKind.Confirm, session), (note.Sequence, note.Kind, note.LeaseId));
        }
    }

    [Fact]
    public async Task Who_waits_at_an_activation_that_was_overtaken_is_sent_on()
    {
        await using var handle = await Actors.Locks.AcquireAsync(_name, cancellationToken: Cancellation);
        var waiting = Other.Locks.AcquireAsync(_name, wait: TimeSpan.FromSeconds(60), cancellationToken: Cancellation);
        while ((await Actors.Locks.DescribeAsync(_name, cancellationToken: Cancellation)).Waiting == 0) await Task.Delay(5, Cancellation);

        // The lock is released elsewhere, and this activation hears nothing of it.
        await node.OverwriteAsync(Key, await StoredAsync() with { Holders = [] });
        await using var next = await waiting.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        Assert.True(next.FencingToken > handle.FencingToken);
    }

    /// <summary>Has a release answered that is never written: another activation writes first.</summary>
    private async Task LoseReleaseAsync(LockHandle handle)
    {
        await handle.DisposeAsync();
        await OverwriteAsync();
    }

    private Task OverwriteAsync() => node.OverwriteAsync(Key);

    private async Task<LockState> StoredAsync() => StateJson.Read<LockState>((await node.RowAsync(Key)).State);

    /// <summary>One node, whose releases lag long enough to be lost, and two clients as two processes would have them.</summary>
    public sealed class Node : IAsyncLifetime
    {
        internal FaultyDatabase Database { get; } = new(new MemoryDatabase(TimeProvider.System), TimeProvider.System);

        internal ActorsTestHost Host { get; private set; } = null!;

        internal ActorsClient Other { get; private set; } = null!;

        /// <summary>How many units of each lock were sent.</summary>
        internal ConcurrentDictionary<string, int> Commits { get; } = [];

        /// <summary>Writes the row as another activation would, so that the present one is at its end.</summary>
        internal async Task OverwriteAsync(RecordKey key, LockState? state = null)
        {
            var row = await RowAsync(key);
            var foreign = new RecordUnit
            {
                Key = key,
                Action = UnitAction.Update,
                ExpectedVersion = row.Version,
                State = state is null ? row.State : StateJson.Write(state),
                Status = row.Status,
            };
            Assert.Equal([UnitResult.Committed], await Database.CommitAsync([foreign]));
        }

        internal async Task<StoredRecord> RowAsync(RecordKey key) => (await Database.ReadAsync([key], Cancellation))[0].Record!;

        public async ValueTask InitializeAsync()
        {
            Database.OnCommit = units =>
            {
                foreach (var unit in units) Commits.AddOrUpdate(unit.Key.Key, 1, (_, count) => count + 1);
                return CommitFault.None;
            };
            Host = await ActorsTestHost.StartAsync(options =>
            {
                options.Database = Database;
                options.Settings["Actors:Locks:ReleaseLag"] = "00:00:01";
            });
            Other = new ActorsClient(Host.Services.GetRequiredService<GrainCalls>(), TimeProvider.System);
        }

        public async ValueTask DisposeAsync()
        {
            await Other.DisposeAsync();
            await Host.DisposeAsync();
            await Database.DisposeAsync();
        }
    }
}
