using System.Collections.Concurrent;
using Actors.Leaders;
using Actors.Storage.Memory;
using Actors.Testing;
using Actors.Testing.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Actors.Tests.Leaders;

public sealed class LeaderServiceTests
{
    // Long enough that nothing in these tests happens because a lease ran out.
    private static readonly CampaignOptions Patient = new() { Ttl = TimeSpan.FromMinutes(10) };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>dotnet/runtime#40280, dotNext#7, Conduit#820: a background service that runs on one of many instances.</summary>
    [Fact]
    public async Task Stopping_the_leading_host_hands_over_at_once_and_only_after_its_work_has_ended()
    {
        await using var node = await ActorsTestHost.StartAsync();
        var board = new Board();
        using var first = await StartAsync(node, board, "first");
        await board.WaitAsync("first starts in 1", Cancellation);
        using var second = await StartAsync(node, board, "second");
        await WaitForCandidateAsync(node, "second");

        var stopping = first.StopAsync(Cancellation);
        await board.WaitAsync("first is told to stop", Cancellation);
        Assert.Equal("first", (await node.Client.Leaders.DescribeAsync("work", Cancellation)).Leader);
        board.MayEnd.SetResult();
        await stopping;
        await board.WaitAsync("second starts in 2", Cancellation);
        Assert.Equal(["first starts in 1", "first is told to stop", "first ends", "second starts in 2"], board.Lines);
        var terms = (await node.Client.Leaders.DescribeAsync("work", Cancellation)).Terms;
        Assert.Equal(LeaderTermEnd.Resigned, terms[1].End);
        await second.StopAsync(Cancellation);
    }

    [Fact]
    public async Task A_service_that_throws_gives_up_its_term_and_is_started_anew_in_a_later_one()
    {
        await using var node = await ActorsTestHost.StartAsync();
        var board = new Board { Throws = true };
        board.MayEnd.SetResult();
        using var host = await StartAsync(node, board, "only");
        await board.WaitAsync("only starts in 3", Cancellation);
        await host.StopAsync(Cancellation);
        Assert.Null((await node.Client.Leaders.DescribeAsync("work", Cancellation)).Leader);
    }

    [Fact]
    public async Task A_service_is_told_to_stop_before_its_term_is_lost_when_heartbeats_hang()
    {
        var fakes = new LeaderFakes();
        var board = new Board();
        await using var services = new ServiceCollection().AddSingleton(board).BuildServiceProvider();
        using var host = HostOf(fakes, services, new LeaderServiceOptions());
        await host.StartAsync(Cancellation);
        await board.WaitAsync("a starts in 1", Cancellation);
        fakes.Grain.OnCampaign = (_, _) => new TaskCompletionSource<LeaderReply>().Task;
        await fakes.PassAsync(10.5);
        Assert.DoesNotContain("a is told to stop", board.Lines);
        await fakes.PassAsync(0.5);
        await board.WaitAsync("a is told to stop", Cancellation);
        Assert.Equal(TimeSpan.FromSeconds(4), board.RemainingAtStop);
        Assert.Empty(fakes.Grain.Resignations);
        board.MayEnd.SetResult();
        await board.WaitAsync("a ends", Cancellation);

        // No time passes meanwhile: a term that ran out before it was given up would not be given up at all.
        while (fakes.Grain.Resignations.Count == 0) await Task.Delay(5, Cancellation);
        Assert.Equal(1, fakes.Grain.Resignations[0].Term);
        fakes.Grain.OnCampaign = (_, _) => Task.FromResult<LeaderReply>(FakeLeaderGrain.Leading(2));
        while (!board.Lines.Contains("a starts in 2")) await fakes.PassAsync(0.5);
        await host.StopAsync(Cancellation);
    }

    [Theory]
    [InlineData(OverrunAction.FailFast)]
    [InlineData(OverrunAction.Log)]
    public async Task A_service_that_still_runs_when_its_term_is_lost_ends_the_process_if_so_configured(OverrunAction onOverrun)
    {
        var fakes = new LeaderFakes();
        var board = new Board();
        await using var services = new ServiceCollection().AddSingleton(board).BuildServiceProvider();
        var ended = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var logger = new Lines();
        using var host = HostOf(fakes, services, new LeaderServiceOptions { OnOverrun = onOverrun, FailFast = ended.SetResult }, logger);
        await host.StartAsync(Cancellation);
        await board.WaitAsync("a starts in 1", Cancellation);
        fakes.Grain.OnCampaign = (_, _) => new TaskCompletionSource<LeaderReply>().Task;
        await fakes.PassAsync(14.5);
        await board.WaitAsync("a is told to stop", Cancellation);
        Assert.False(ended.Task.IsCompleted);
        Assert.DoesNotContain(logger.Written, line => IsOverrun(line));
        await fakes.PassAsync(0.5);
        if (onOverrun == OverrunAction.FailFast)
        {
            Assert.Contains("'work'", await ended.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation), StringComparison.Ordinal);
        }

        while (!logger.Written.Any(IsOverrun)) await Task.Delay(5, Cancellation);
        board.MayEnd.SetResult();
        await board.WaitAsync("a ends", Cancellation);
        await host.StopAsync(Cancellation);
        Assert.Equal(onOverrun == OverrunAction.FailFast, ended.Task.IsCompleted);
        Assert.Single(logger.Written, line => IsOverrun(line));

        static bool IsOverrun((LogLevel Level, string Text) line) => line.Level == LogLevel.Error && line.Text.Contains("still runs", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_stops_in_time_is_no_overrun()
    {
        var fakes = new LeaderFakes();
        var board = new Board();
        board.MayEnd.SetResult();
        await using var services = new ServiceCollection().AddSingleton(board).BuildServiceProvider();
        var failed = false;
        using var host = HostOf(fakes, services, new LeaderServiceOptions { OnOverrun = OverrunAction.FailFast, FailFast = _ => failed = true });
        await host.StartAsync(Cancellation);
        await board.WaitAsync("a starts in 1", Cancellation);
        fakes.Grain.OnCampaign = (_, _) => new TaskCompletionSource<LeaderReply>().Task;
        await fakes.PassAsync(11);
        await board.WaitAsync("a ends", Cancellation);
        await fakes.PassAsync(10);
        await host.StopAsync(Cancellation);
        Assert.False(failed);
    }

    [Theory]
    [InlineData("returns", "completed")]
    [InlineData("returns when told", "stopped")]
    [InlineData("cancels when told", "stopped")]
    [InlineData("throws", "failed")]
    public async Task How_the_service_ended_is_told_and_only_what_it_threw_by_itself_is_an_error(string what, string end)
    {
        var fakes = new LeaderFakes();
        var board = new Board
        {
            Instead = async stopping =>
            {
                if (what == "throws") throw new InvalidOperationException("The work failed.");
                if (what == "returns") return;
                var told = Task.Delay(Timeout.InfiniteTimeSpan, stopping);
                await (what == "cancels when told" ? told : Task.WhenAny(told));
            },
        };
        await using var services = new ServiceCollection().AddSingleton(board).BuildServiceProvider();
        var logger = new Lines();
        using var host = HostOf(fakes, services, new LeaderServiceOptions(), logger);
        await host.StartAsync(Cancellation);
        await board.WaitAsync("a starts in 1", Cancellation);
        fakes.Grain.OnCampaign = (_, _) => Task.FromResult<LeaderReply>(
            FakeLeaderGrain.Leading(1) with { YieldRequested = new LeaderYield(LeaderYieldReason.Preempted, Until: null) });
        await fakes.PassAsync(5);
        Assert.EndsWith($"in term 1 has ended: {end}.", await logger.WaitAsync("has ended"), StringComparison.Ordinal);
        await host.StopAsync(Cancellation);
        Assert.Equal(what == "throws", logger.Written.Any(line => line.Level == LogLevel.Error));
    }

    [Fact]
    public async Task A_campaign_that_is_refused_is_told_and_tried_again_after_the_pause()
    {
        var fakes = new LeaderFakes();
        var board = new Board();
        board.MayEnd.SetResult();
        await using var services = new ServiceCollection().AddSingleton(board).BuildServiceProvider();
        var logger = new Lines();
        fakes.Grain.OnCampaign = (_, _) => Task.FromResult<LeaderReply>(fakes.Grain.Campaigns.Count == 1
            ? new LeaderReply.Refused(new Refusal(ErrorCode.TooManyCandidates, "full"))
            : FakeLeaderGrain.Leading(1));
        using var host = HostOf(fakes, services, new LeaderServiceOptions { Pause = TimeSpan.FromSeconds(3) }, logger);
        await host.StartAsync(Cancellation);
        await logger.WaitAsync("could not campaign");
        await fakes.PassAsync(2.5);
        Assert.Single(fakes.Grain.Campaigns);
        await fakes.PassAsync(1);
        await board.WaitAsync("a starts in 1", Cancellation);
        await host.StopAsync(Cancellation);
    }

    [Fact]
    public async Task A_leader_that_is_asked_to_yield_stops_and_the_better_candidate_follows()
    {
        await using var node = await ActorsTestHost.StartAsync();
        await node.Client.Leaders.SetPolicyAsync("work", new LeaderPolicy { Preemption = true, YieldGrace = TimeSpan.FromMinutes(10) }, Cancellation);
        var board = new Board();
        board.MayEnd.SetResult();
        using var first = await StartAsync(node, board, "first", Patient with { Ttl = TimeSpan.FromSeconds(3) });
        await board.WaitAsync("first starts in 1", Cancellation);
        using var second = await StartAsync(node, board, "second", Patient with { Priority = 1 });
        await board.WaitAsync("second starts in 2", Cancellation);
        Assert.Equal(["first starts in 1", "first is told to stop", "first ends", "second starts in 2"], board.Lines);
        await WaitForCandidateAsync(node, "first");
        await second.StopAsync(Cancellation);
        await first.StopAsync(Cancellation);
    }

    /// <summary>client-go's ReleaseOnCancel releases when the context ends, whatever still runs; controller-runtime#1132.</summary>
    [Fact]
    public async Task Controller_runtime_1132_the_lease_is_not_released_while_the_work_still_runs()
    {
        var fakes = new LeaderFakes();
        var board = new Board();
        await using var services = new ServiceCollection().AddSingleton(board).BuildServiceProvider();
        using var host = HostOf(fakes, services, new LeaderServiceOptions());
        await host.StartAsync(Cancellation);
        await board.WaitAsync("a starts in 1", Cancellation);
        var stopping = host.StopAsync(Cancellation);
        await board.WaitAsync("a is told to stop", Cancellation);
        await fakes.PassAsync(60);
        Assert.Empty(fakes.Grain.Resignations);

        // It is kept meanwhile, too: nobody else is elected beside the work.
        Assert.InRange(fakes.Grain.Campaigns.Count, 10, 14);
        board.MayEnd.SetResult();
        await stopping;
        Assert.Equal(1, Assert.Single(fakes.Grain.Resignations).Term);
    }

    /// <summary>controller-runtime#1187: OnStoppedLeading was called on a process that had never led.</summary>
    [Fact]
    public async Task Controller_runtime_1187_a_process_that_never_led_starts_and_stops_nothing()
    {
        var fakes = new LeaderFakes();
        fakes.Grain.OnCampaign = (_, _) => Task.FromResult<LeaderReply>(new LeaderReply.Following(7, "b", DateTimeOffset.UnixEpoch, 11));
        fakes.Grain.OnObserve = async request =>
        {
            if (request.SeenVersion is not null) await Task.Delay(request.Wait, fakes.Time);
            return FakeLeaderGrain.Describe(7, "b", 11);
        };
        var board = new Board();
        await using var services = new ServiceCollection().AddSingleton(board).BuildServiceProvider();
        using var host = HostOf(fakes, services, new LeaderServiceOptions());
        await host.StartAsync(Cancellation);
        while (fakes.Grain.Campaigns.Count < 3) await fakes.PassAsync(1);
        await host.StopAsync(Cancellation);
        Assert.Empty(board.Lines);
        Assert.Equal(0, Assert.Single(fakes.Grain.Resignations).Term);
    }

    /// <summary>client-go#448, kubernetes PR#120824: after a planned stop the next leader waited for the whole lease.</summary>
    [Fact]
    public async Task A_planned_stop_hands_over_in_one_write()
    {
        await using var database = new FaultyDatabase(new MemoryDatabase(TimeProvider.System), TimeProvider.System);
        await using var node = await ActorsTestHost.StartAsync(options => options.Database = database);
        var board = new Board();
        board.MayEnd.SetResult();
        using var first = await StartAsync(node, board, "first");
        await board.WaitAsync("first starts in 1", Cancellation);
        using var second = await StartAsync(node, board, "second");
        await WaitForCandidateAsync(node, "second");
        var writes = new ConcurrentQueue<string>();
        database.OnCommit = units =>
        {
            foreach (var unit in units.Where(unit => unit.Key.Kind == "role")) writes.Enqueue(unit.State ?? "");
            return CommitFault.None;
        };
        await first.StopAsync(Cancellation);
        Assert.Equal("second", (await node.Client.Leaders.DescribeAsync("work", Cancellation)).Leader);
        await board.WaitAsync("second starts in 2", Cancellation);
        Assert.Contains("\"lastTerm\":2", writes.First(), StringComparison.Ordinal);
        Assert.Equal([0L, null], (await node.Client.Leaders.DescribeAsync("work", Cancellation)).Terms.Select(term => term.GapMs));
        await second.StopAsync(Cancellation);
    }

    [Fact]
    public void A_role_or_options_that_cannot_be_used_are_told_when_they_are_added()
    {
        var services = new ServiceCollection();
        Assert.Throws<ArgumentException>(() => services.AddLeaderService<Worker>("a/b"));
        Assert.Throws<ArgumentException>(() => services.AddLeaderService<Worker>("r", options => options.Candidate = ""));
        Assert.Throws<ArgumentException>(() => services.AddLeaderService<Worker>("r", options => options.Pause = TimeSpan.FromHours(2)));
        Assert.Throws<ArgumentException>(() => services.AddLeaderService<Worker>(
            "r", options => options.Campaign = new CampaignOptions { StopAllowance = TimeSpan.FromSeconds(8) }));
        Assert.Empty(services);
    }

    private static LeaderServiceHost<Worker> HostOf(
        LeaderFakes fakes, IServiceProvider services, LeaderServiceOptions options, ILogger<LeaderServiceHost<Worker>>? logger = null)
    {
        options.Candidate = "a";
        options.Campaign = new CampaignOptions { StopAllowance = TimeSpan.FromSeconds(4) };
        return new LeaderServiceHost<Worker>(
            "work", options, fakes.Leaders, services.GetRequiredService<IServiceScopeFactory>(), fakes.Time, logger ?? new Lines());
    }

    private static async Task<IHost> StartAsync(ActorsTestHost node, Board board, string candidate, CampaignOptions? campaign = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton(board).AddSingleton(node.Grains).AddActorsClient();
        builder.Services.AddLeaderService<Worker>("work", options =>
        {
            options.Candidate = candidate;
            options.Campaign = campaign ?? Patient;
            options.Pause = TimeSpan.FromMilliseconds(10);
        });
        var host = builder.Build();
        await host.StartAsync(Cancellation);
        return host;
    }

    private static async Task WaitForCandidateAsync(ActorsTestHost node, string candidate)
    {
        while (!(await node.Client.Leaders.DescribeAsync("work", Cancellation)).Candidates.Any(waiting => waiting.Id == candidate))
        {
            await Task.Delay(10, Cancellation);
        }
    }

    /// <summary>What the workers did, in order.</summary>
    internal sealed class Board
    {
        private readonly List<string> _lines = [];

        internal TaskCompletionSource MayEnd { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal bool Throws { get; init; }

        /// <summary>What the workers do in the place of waiting; null if they wait.</summary>
        internal Func<CancellationToken, Task>? Instead { get; init; }

        internal TimeSpan RemainingAtStop { get; set; }

        internal IReadOnlyList<string> Lines
        {
            get
            {
                lock (_lines) return [.. _lines];
            }
        }

        internal void Write(string line)
        {
            lock (_lines) _lines.Add(line);
        }

        internal async Task WaitAsync(string line, CancellationToken cancellationToken)
        {
            using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limited.CancelAfter(TimeSpan.FromSeconds(30));
            while (!Lines.Contains(line))
            {
                if (limited.IsCancellationRequested) Assert.Fail($"Waited 30 s for '{line}'; there is: {string.Join(", ", Lines)}.");
                await Task.Delay(10, CancellationToken.None);
            }
        }
    }

    internal sealed class Worker(Board board) : ILeaderService
    {
        public async Task RunAsync(LeaderContext context, CancellationToken stopping)
        {
            board.Write($"{context.Candidate} starts in {context.Term}");
            if (board.Throws && context.Term < 3) throw new InvalidOperationException("The work failed.");
            if (board.Instead is { } run)
            {
                await run(stopping);
                return;
            }

            var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using var registration = stopping.Register(() =>
            {
                board.RemainingAtStop = context.Remaining;
                told.SetResult();
            });
            await told.Task;
            board.Write($"{context.Candidate} is told to stop");
            await board.MayEnd.Task;
            board.Write($"{context.Candidate} ends");
        }
    }

    private sealed class Lines : ILogger<LeaderServiceHost<Worker>>
    {
        internal ConcurrentQueue<(LogLevel Level, string Text)> Written { get; } = [];

        internal async Task<string> WaitAsync(string words)
        {
            using var limited = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            string? line;
            while ((line = Written.FirstOrDefault(one => one.Text.Contains(words, StringComparison.Ordinal)).Text) is null) await Task.Delay(10, limited.Token);
            return line;
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            => Written.Enqueue((logLevel, formatter(state, exception)));
    }
}
