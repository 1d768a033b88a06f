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
        FakeGrainFactory.For(new FakeLeaderGrain()),
        Options.Create(new ActorsClientOptions { CallTimeout = TimeSpan.FromMilliseconds(500), AttemptTimeout = TimeSpan.FromMilliseconds(100) }),
        TimeProvider.System);

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
    public async Task Too_much_to_do_is_told_at_once_and_as_nothing_happened()
    {
        var fault = await Assert.ThrowsAsync<ActorsException>(() => _calls.InvokeAsync(_ => FailFirstAsync(Overloaded()), repeatable: true, Cancel));
        Assert.Equal((ErrorCode.Overloaded, "1", 1), (fault.Code, fault.Refusal.Facts["retryAfterSeconds"], _attempts));
    }

    [Fact]
    public async Task Too_much_to_do_is_waited_for_by_a_call_that_waits()
    {
        Assert.Equal(2, await _calls.InvokeAsync(_ => FailFirstAsync(Overloaded()), repeatable: false, Cancel, wait: TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task Too_much_to_do_says_nothing_of_an_attempt_before_it_that_may_have_been_carried_out()
    {
        Exception[] endings = [new TimeoutException(), Overloaded()];
        Assert.Equal(3, await _calls.InvokeAsync(
            _ => _attempts < endings.Length ? Task.FromException<int>(endings[_attempts++]) : Task.FromResult(++_attempts), repeatable: true, Cancel));
    }

    [Fact]
    public async Task An_attempt_that_is_not_answered_is_made_again_if_it_may_be()
    {
        var calls = new GrainCalls(
            FakeGrainFactory.For(new FakeLeaderGrain()),
            Options.Create(new ActorsClientOptions { CallTimeout = TimeSpan.FromMinutes(5), AttemptTimeout = TimeSpan.FromMilliseconds(50) }),
            TimeProvider.System);
        Assert.Equal(3, await calls.InvokeAsync(UnansweredTwiceAsync, repeatable: true, Cancel));
        Assert.Equal(3, _attempts);

        async Task<int> UnansweredTwiceAsync(CancellationToken attempt)
        {
            if (++_attempts < 3) await Task.Delay(Timeout.Infinite, attempt);
            return _attempts;
        }
    }

    [Fact]
    public async Task An_attempt_that_is_not_answered_is_waited_for_if_it_may_not_be_repeated()
    {
        var fault = await Assert.ThrowsAsync<ActorsException>(() => _calls.InvokeAsync<int>(
            async attempt =>
            {
                _attempts++;
                await Task.Delay(Timeout.Infinite, attempt);
                return 0;
            },
            repeatable: false,
            Cancel));
        Assert.Equal((ErrorCode.OutcomeUnknown, 1), (fault.Code, _attempts));
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

    [Theory]
    [MemberData(nameof(EndsOfASilosWork))]
    public async Task A_question_is_asked_again_and_one_that_nobody_answers_leaves_nothing_unknown(Exception ending)
    {
        Assert.Equal(2, await _calls.ReadAsync(_ => FailFirstAsync(ending), Cancel));
        var fault = await Assert.ThrowsAsync<ActorsException>(() => _calls.ReadAsync(_ => Task.FromException<int>(ending), Cancel));
        var silence = await Assert.ThrowsAsync<ActorsException>(() => _calls.ReadAsync(_ => new TaskCompletionSource<int>().Task, Cancel));
        Assert.Equal((ErrorCode.Unavailable, ErrorCode.Unavailable), (fault.Code, silence.Code));
    }

    [Fact]
    public async Task A_fault_of_the_callers_own_is_thrown_as_it_is()
    {
        await Assert.ThrowsAsync<FormatException>(() => _calls.InvokeAsync(_ => FailFirstAsync(new FormatException()), repeatable: true, Cancel));
        Assert.Equal(1, _attempts);
    }

    private static RecordFaultException Overloaded() => new(ErrorCode.Overloaded, "Too much.");

    private Task<int> FailFirstAsync(Exception ending) => ++_attempts == 1 ? Task.FromException<int>(ending) : Task.FromResult(_attempts);
}
