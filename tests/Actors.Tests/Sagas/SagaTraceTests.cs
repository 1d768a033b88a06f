using System.Collections.Concurrent;
using System.Diagnostics;
using Actors.Sagas;

namespace Actors.Tests.Sagas;

/// <summary>A saga's steps are told in the trace of the request that started it, whichever activation takes them.</summary>
public sealed class SagaTraceTests
{
    private readonly ConcurrentQueue<Activity> _spans = [];

    [Fact]
    public async Task Steps_after_a_take_over_are_in_the_trace_of_the_start()
    {
        using var listener = Listen();
        using var source = new ActivitySource("Actors.Tests.Sagas.Traces");
        var taken = 0;
        for (var at = 0; ; at++)
        {
            _spans.Clear();
            await using var world = new SagaWorld(CrashMode.Crash, at);
            string trace;
            using (var request = source.StartActivity("request", ActivityKind.Server))
            {
                trace = request!.TraceId.ToHexString();
                await (await world.StartAsync()).DriveAsync();
            }

            // Those who take over are not part of the request.
            var state = await world.RunAsync();
            Assert.Equal(SagaStatus.Completed, state.Status);
            if (state.Trace is not { } context)
            {
                // The node died before the start was durable, and the one that started it anew was not traced.
                Assert.Empty(Steps());
            }
            else
            {
                Assert.Contains(trace, context, StringComparison.Ordinal);
                var steps = Steps();
                Assert.All(steps, step => Assert.Equal((trace, context[36..52]), (step.TraceId.ToHexString(), step.ParentSpanId.ToHexString())));
                Assert.Equal(["step trip/flight", "step trip/hotel", "step trip/mail", "step trip/pay", "step trip/ticket"], steps.Select(step => step.OperationName).Distinct().Order(StringComparer.Ordinal));
                if (state.History.Any(entry => entry.Op == "take-over")) taken++;
            }

            if (world.Boundaries <= at) break;
        }

        Assert.True(taken > 5, $"only {taken} sagas were taken over");
    }

    [Fact]
    public async Task A_saga_that_nobody_traces_keeps_no_trace()
    {
        await using var world = new SagaWorld(CrashMode.Crash, -1);
        Assert.Null((await world.RunAsync()).Trace);
    }

    private List<Activity> Steps() => [.. _spans.Where(span => span.Source.Name == "Actors.Sagas" && span.GetTagItem("actors.saga.id") is "t-1")];

    // Only what hangs on a request of this test's own is recorded: others' sagas run in this process too.
    private ActivityListener Listen()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Actors.Sagas" or "Actors.Tests.Sagas.Traces",
            Sample = (ref ActivityCreationOptions<ActivityContext> options) => options.Source.Name == "Actors.Tests.Sagas.Traces" || options.Parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)
                ? ActivitySamplingResult.AllDataAndRecorded
                : ActivitySamplingResult.None,
            ActivityStopped = _spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
