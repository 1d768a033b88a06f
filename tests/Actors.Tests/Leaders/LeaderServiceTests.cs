using Actors.Leaders;
using Actors.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Actors.Tests.Leaders;

public sealed class LeaderServiceTests
{
    // Long enough that nothing in these tests happens because a lease ran out.
    private static readonly CampaignOptions Patient = new() { Ttl = TimeSpan.FromMinutes(10) };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

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
        var options = new LeaderServiceOptions { Candidate = "a", Campaign = new CampaignOptions { StopAllowance = TimeSpan.FromSeconds(4) } };
        await using var services = new ServiceCollection().AddSingleton(board).BuildServiceProvider();
        using var host = new LeaderServiceHost<Worker>(
            "work", options, fakes.Leaders, services.GetRequiredService<IServiceScopeFactory>(), fakes.Time, new LoggerFactory().CreateLogger<LeaderServiceHost<Worker>>());
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

    private static async Task<IHost> StartAsync(ActorsTestHost node, Board board, string candidate)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton(board).AddSingleton(node.Grains).AddActorsClient();
        builder.Services.AddLeaderService<Worker>("work", options =>
        {
            options.Candidate = candidate;
            options.Campaign = Patient;
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
}
