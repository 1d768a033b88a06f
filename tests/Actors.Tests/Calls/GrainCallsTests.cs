using Actors.Calls;
using Actors.Records;
using Actors.Tests.Leaders;
using Actors.Tests.Support;
using Microsoft.Extensions.Options;

namespace Actors.Tests.Calls;

/// <summary>What a call makes of an attempt that failed: repeat it, or say truly what is known.</summary>
public sealed class GrainCallsTests
{
    private readonly GrainCalls _calls = new(
        FakeGrainFactory.For(new FakeLeaderGrain()), Options.Create(new ActorsClientOptions { CallTimeout = TimeSpan.FromMilliseconds(500) }), TimeProvider.System);

    private int _attempts;

    public static TheoryData<Exception> EndsOfASilosWork =>
    [
        new TimeoutException(),
        new SiloUnavailableException(),
        new OrleansException("The message was rejected."),
        new OperationCanceledException(),
        new TaskCanceledException(),
        new ObjectDisposedException("IServiceProvider"),
        new RecordFaultException(ErrorCode.OutcomeUnknown, "Unknown."),
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(EndsOfASilosWork))]
    public async Task A_repeatable_call_is_repeated_whatever_ended_the_silos_work(Exception ending)
    {
        Assert.Equal(2, await _calls.InvokeAsync(_ => FailFirstAsync(ending), repeatable: true, Cancel));
    }

    [Theory]
    [MemberData(nameof(EndsOfASilosWork))]
    public async Task A_call_that_may_not_be_repeated_is_unknown_after_one_attempt(Exception ending)
    {
        var fault = await Assert.ThrowsAsync<ActorsException>(() => _calls.InvokeAsync(_ => FailFirstAsync(ending), repeatable: false, Cancel));
        Assert.Equal((ErrorCode.OutcomeUnknown, 1), (fault.Code, _attempts));
    }

    [Fact]
    public async Task A_definite_nothing_happened_is_repeated_in_any_case()
    {
        Assert.Equal(2, await _calls.InvokeAsync(_ => FailFirstAsync(new RecordFaultException(ErrorCode.Fenced, "Fenced.")), repeatable: false, Cancel));
    }

    [Fact]
    public async Task A_call_that_is_cancelled_by_its_caller_ends_as_cancelled()
    {
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var call = _calls.InvokeAsync<int>(
            async attempt =>
            {
                _attempts++;
                await Task.Delay(Timeout.Infinite, attempt);
                return 0;
            },
            repeatable: true,
            caller.Token);
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal(1, _attempts);
    }

    [Fact]
    public async Task A_call_that_hangs_beyond_the_deadline_is_unknown()
    {
        var fault = await Assert.ThrowsAsync<ActorsException>(
            () => _calls.InvokeAsync<int>(_ => new TaskCompletionSource<int>().Task, repeatable: true, Cancel));
        Assert.Equal(ErrorCode.OutcomeUnknown, fault.Code);
    }

    [Fact]
    public async Task A_fault_of_the_callers_own_is_thrown_as_it_is()
    {
        await Assert.ThrowsAsync<FormatException>(() => _calls.InvokeAsync(_ => FailFirstAsync(new FormatException()), repeatable: true, Cancel));
        Assert.Equal(1, _attempts);
    }

    private Task<int> FailFirstAsync(Exception ending) => ++_attempts == 1 ? Task.FromException<int>(ending) : Task.FromResult(_attempts);
}
