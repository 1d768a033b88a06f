using Actors.Sessions;

namespace Actors.Tests.Sessions;

public sealed class SessionMachineTests
{
    private readonly SessionBench _session = new();

    [Fact]
    public void Opening_gives_a_token_that_is_not_above_the_version()
    {
        Assert.Equal(1, Opened(_session.Open()).Token);
        Assert.Equal(1, _session.Image.Version);
    }

    [Fact]
    public void Opening_again_renews_the_same_session()
    {
        _session.Open();
        _session.Pass(14);
        Assert.Equal(1, Opened(_session.Open()).Token);
        Assert.True(_session.Wrote);
        _session.Pass(14);
        Opened(_session.Renew());
    }

    [Theory]
    [InlineData("you", 15)]
    [InlineData("me", 16)]
    public void Opening_again_with_another_content_is_refused(string owner, int ttlSeconds)
    {
        _session.Open();
        Refused(ErrorCode.RequestIdReused, _session.Open(owner, ttlSeconds));
        Assert.False(_session.Wrote);
    }

    [Fact]
    public void A_session_that_was_never_opened_has_ended()
    {
        Refused(ErrorCode.SessionEnded, _session.Renew());
        Refused(ErrorCode.SessionEnded, _session.Join("a"));
        Refused(ErrorCode.SessionEnded, _session.Watch(1));
        Refused(ErrorCode.SessionEnded, _session.Listen(0));
        Assert.IsType<SessionReply.Done>(_session.End());
        Assert.False(_session.Image.Exists);
    }

    [Fact]
    public void Renewals_keep_it_and_silence_of_a_TTL_and_the_clocks_bound_ends_it()
    {
        _session.Open();
        _session.Pass(14);
        Opened(_session.Renew());
        _session.Pass(15.7);
        Opened(_session.Expire());
        Assert.False(_session.Wrote);
        _session.Pass(0.1);
        Refused(ErrorCode.SessionEnded, _session.Expire());
        Assert.Equal([SessionEvents.Expired], _session.Events);
    }

    [Fact]
    public void The_end_is_in_the_same_decision_that_tells_of_it()
    {
        foreach (var tells in new Func<SessionBench, SessionReply>[]
        {
            s => s.Open(), s => s.Renew(), s => s.Join("a"), s => s.Watch(1), s => s.Listen(0), s => s.Note("a"), s => s.Expire(), s => s.Wake(),
        })
        {
            var session = new SessionBench();
            session.Open();
            session.Pass(16);
            Refused(ErrorCode.SessionEnded, tells(session));
            Assert.True(session.Wrote);
            Assert.NotNull(session.Image.State!.EndedAt);
        }
    }

    [Fact]
    public void An_ended_session_is_never_opened_or_renewed_again_and_ending_it_is_repeatable()
    {
        _session.Open();
        Assert.IsType<SessionReply.Done>(_session.End());
        Assert.True(_session.Wrote);
        Assert.IsType<SessionReply.Done>(_session.End());
        Assert.False(_session.Wrote);
        Refused(ErrorCode.SessionEnded, _session.Open());
        Refused(ErrorCode.SessionEnded, _session.Renew());
        Assert.Equal([SessionEvents.Ended], _session.Events);
    }

    [Fact]
    public void A_fail_over_lengthens_a_session_and_never_shortens_it()
    {
        _session.Open();
        _session.Pass(15);
        _session.FailOver();
        _session.Pass(15.7);
        Opened(_session.Renew());
    }

    [Fact]
    public void Another_session_of_the_same_id_is_told_apart()
    {
        var first = Opened(_session.Open()).Token;
        _session.End();
        _session.Pass(24 * 3600);
        Assert.IsType<SessionReply.Done>(_session.Wake());
        Assert.False(_session.Image.Exists);
        var second = Opened(_session.Open()).Token;
        Assert.True(second > first);
        Refused(ErrorCode.SessionEnded, _session.Watch(first));
        Refused(ErrorCode.SessionEnded, _session.Note("a", token: first));
        Opened(_session.Watch(second));
    }

    [Fact]
    public void A_question_is_asked_anew_though_the_last_was_not_said_to_have_been_seen()
    {
        _session.Open();
        _session.Note("a", SessionNoteKind.Confirm);
        _session.Note("b");
        var told = Assert.IsType<SessionReply.Open>(_session.Note("a", SessionNoteKind.Confirm));
        Assert.Equal([("b", 2L), ("a", 3L)], told.Notes.Select(note => (note.Subject, note.Sequence)));
        _session.Note("b");
        Assert.False(_session.Wrote);
    }

    [Fact]
    public void Holds_are_bounded_and_one_that_is_counted_may_ask_again()
    {
        _session.Open();
        Opened(_session.Join("a"));
        Opened(_session.Join("b"));
        Refused(ErrorCode.TooManyLocks, _session.Join("c"));
        Opened(_session.Join("a"));
        _session.Holds.Remove(new LeaveSession("a", "l"));
        Opened(_session.Join("c"));
    }

    [Fact]
    public void A_note_is_told_by_every_renewal_until_it_was_seen()
    {
        _session.Open();
        Opened(_session.Note("a", SessionNoteKind.Revoked));
        Opened(_session.Note("a", SessionNoteKind.Revoked));
        Assert.False(_session.Wrote);
        Opened(_session.Note("a", SessionNoteKind.Lost));
        _session.FailOver();
        Assert.Equal([1, 2], Sequences(_session.Renew()));
        Assert.Equal([1, 2], Sequences(_session.Renew()));
        Assert.Equal([2], Sequences(_session.Renew(1)));
        Assert.Empty(Sequences(_session.Listen(2)));
        Assert.Equal([2], Sequences(_session.Listen(1)));
        Assert.Empty(Sequences(_session.Renew(2)));
        Opened(_session.Note("b"));
        Assert.Equal([3], Sequences(_session.Renew(2)));
    }

    [Fact]
    public void A_note_that_was_never_told_cannot_have_been_seen()
    {
        _session.Open();
        _session.Note("a");
        Refused(ErrorCode.InvalidRequest, _session.Renew(2));
        Refused(ErrorCode.InvalidRequest, _session.Renew(-1));
        Refused(ErrorCode.InvalidRequest, _session.Listen(2));
        Assert.Equal([1], Sequences(_session.Listen(0)));
    }

    [Fact]
    public void Notes_that_nobody_sees_are_bounded()
    {
        _session.Options.NotesMax = 1;
        _session.Open();
        _session.Note("a");
        Refused(ErrorCode.Unavailable, _session.Note("b"));
        _session.Renew(1);
        Opened(_session.Note("b"));
    }

    [Fact]
    public void A_wake_of_an_open_session_only_moves_the_due_time()
    {
        _session.Open();
        _session.Pass(10);
        Opened(_session.Wake());
        Assert.True(_session.Wrote);
        _session.Pass(6);
        Refused(ErrorCode.SessionEnded, _session.Wake());
        Assert.IsType<SessionReply.Done>(_session.Wake());
        Assert.True(_session.Image.Exists);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(24 * 3600 + 1)]
    public void A_TTL_out_of_range_is_refused(int ttlSeconds) => Refused(ErrorCode.InvalidRequest, _session.Open(ttlSeconds: ttlSeconds));

    private static SessionReply.Open Opened(SessionReply reply) => Assert.IsType<SessionReply.Open>(reply);

    private static void Refused(ErrorCode code, SessionReply reply) => Assert.Equal(code, Assert.IsType<SessionReply.Refused>(reply).Refusal.Code);

    private static IEnumerable<long> Sequences(SessionReply reply) => Opened(reply).Notes.Select(note => note.Sequence);
}
