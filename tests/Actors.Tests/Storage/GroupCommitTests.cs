using System.Collections.Concurrent;
using Actors.Storage;
using Actors.Storage.Memory;
using Actors.Testing.Storage;

namespace Actors.Tests.Storage;

/// <summary>What a crowd of writers is told, when it is a crowd.</summary>
public sealed class GroupCommitTests : IAsyncLifetime
{
    private const int Crowd = 300;
    private const int BatchRowsMax = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly SlowDatabase _database = new();
    private RecordStore _store = null!;

    public async ValueTask InitializeAsync()
    {
        _store = new RecordStore([_database], new RecordStoreOptions { BatchRowsMax = BatchRowsMax }, TimeProvider.System);
        await _store.MigrateAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task Each_is_told_what_became_of_its_own_unit_and_no_batch_is_larger_than_allowed()
    {
        var (first, crowd) = SendCrowd();
        _database.Answer(units =>
        {
            var results = units.Select(unit => NumberOf(unit) % 3 == 0 ? UnitResult.Conflict : UnitResult.Committed).ToArray();
            var errors = Enumerable.Range(0, units.Count).Where(i => NumberOf(units[i]) % 7 == 1).ToDictionary(i => i, i => (Exception)new InvalidOperationException(units[i].Key.Key));
            return errors.Count == 0 ? results : throw new UnitsFailedException(results, errors);
        });

        await first.WaitAsync(Patience, TestContext.Current.CancellationToken);
        for (var i = 0; i < Crowd; i++)
        {
            var told = crowd[i].WaitAsync(Patience, TestContext.Current.CancellationToken);
            if (i % 7 == 1) Assert.Equal(KeyOf(i).Key, (await Assert.ThrowsAsync<UnitFailedException>(() => told)).InnerException!.Message);
            else Assert.Equal(i % 3 == 0 ? UnitResult.Conflict : UnitResult.Committed, await told);
        }

        Assert.Equal(Crowd + 1, _database.Sizes.Sum());
        Assert.All(_database.Sizes, size => Assert.InRange(size, 1, BatchRowsMax));
        Assert.Contains(BatchRowsMax, _database.Sizes);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task All_are_told_that_the_outcome_of_a_batch_is_unknown(bool answersTooFew)
    {
        var (first, crowd) = SendCrowd();
        _database.Answer(_ => answersTooFew ? [] : throw new TimeoutException("no answer"));
        foreach (var told in (Task<UnitResult>[])[first, .. crowd])
        {
            await Assert.ThrowsAsync<CommitUnknownException>(() => told.WaitAsync(Patience, TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task Nobody_goes_on_on_the_databases_own_thread()
    {
        var (first, crowd) = SendCrowd();
        var pooled = ((Task<UnitResult>[])[first, .. crowd]).Select(told => told.ContinueWith(
            _ => Thread.CurrentThread.IsThreadPoolThread, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default)).ToArray();
        _database.Answer(units => Enumerable.Repeat(UnitResult.Committed, units.Count).ToArray());
        Assert.All(await Task.WhenAll(pooled).WaitAsync(Patience, TestContext.Current.CancellationToken), Assert.True);
    }

    /// <summary>One that is sent by itself, and many that wait behind it.</summary>
    private (Task<UnitResult> First, Task<UnitResult>[] Crowd) SendCrowd()
    {
        var first = _store.CommitAsync(Unit(RecordKey.Create("test", "first-0")));
        Assert.True(_database.Asked.Wait(Patience, TestContext.Current.CancellationToken));
        return (first, [.. Enumerable.Range(0, Crowd).Select(i => _store.CommitAsync(Unit(KeyOf(i))))]);
    }

    private static RecordUnit Unit(RecordKey key) => new() { Key = key, Action = UnitAction.Insert, ExpectedVersion = 0, State = "{}" };

    private static RecordKey KeyOf(int number) => RecordKey.Create("test", $"crowd-{number}");

    private static int NumberOf(RecordUnit unit) => int.Parse(unit.Key.Key.Split('-')[1], System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Answers nothing until it is told how to, and then on threads of its own.</summary>
    private sealed class SlowDatabase() : DatabaseDecorator(new MemoryDatabase(TimeProvider.System))
    {
        private readonly TaskCompletionSource<Func<IReadOnlyList<RecordUnit>, IReadOnlyList<UnitResult>>> _answer = new();

        internal ConcurrentQueue<int> Sizes { get; } = new();

        internal ManualResetEventSlim Asked { get; } = new();

        internal void Answer(Func<IReadOnlyList<RecordUnit>, IReadOnlyList<UnitResult>> answer) => _answer.SetResult(answer);

        public override Task<IReadOnlyList<UnitResult>> CommitAsync(IReadOnlyList<RecordUnit> units)
        {
            Sizes.Enqueue(units.Count);
            Asked.Set();
            var answered = new TaskCompletionSource<IReadOnlyList<UnitResult>>();
            new Thread(() => Reply(answered, units)) { IsBackground = true }.Start();
            return answered.Task;
        }

        private void Reply(TaskCompletionSource<IReadOnlyList<UnitResult>> answered, IReadOnlyList<RecordUnit> units)
        {
            try
            {
                answered.SetResult(_answer.Task.GetAwaiter().GetResult()(units));
            }
            catch (Exception exception)
            {
                answered.SetException(exception);
            }
        }
    }
}
