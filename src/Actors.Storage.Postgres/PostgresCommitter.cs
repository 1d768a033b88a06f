using System.Collections.Concurrent;
using Npgsql;

namespace Actors.Storage.Postgres;

/// <summary>
/// Sends a batch and settles what the database refuses. An error that the server itself sent means that it has rolled the
/// whole batch back, so it is sent again: without the rows that someone holds locked, and if that does not do, unit by unit.
/// Anything else, such as a broken connection, is thrown: the outcome is unknown and nothing is repeated.
/// </summary>
internal sealed class PostgresCommitter(PostgresSources sources)
{
    private readonly ConcurrentDictionary<string, bool> _kindsWithFloors = new(StringComparer.Ordinal);

    // Rows found locked lately. A batch with one of them looks first, so that its neighbours do not wait out the timeout each time.
    private readonly ConcurrentDictionary<RecordKey, bool> _heldLately = new();

    /// <summary>Blocks until the answer is there.</summary>
    internal IReadOnlyList<UnitResult> Commit(IReadOnlyList<RecordUnit> units)
    {
        EnsureFloors(units);
        using var connection = sources.Commits.OpenConnection();
        var attempt = new Attempt(units, connection);
        if (!_heldLately.IsEmpty && units.Any(unit => _heldLately.ContainsKey(unit.Key))) LeaveOutHeld(attempt);
        try
        {
            attempt.Send(dropExpired: false);
        }
        catch (PostgresException exception) when (IsDefinite(exception))
        {
            if (exception.SqlState == PostgresErrorCodes.LockNotAvailable) LeaveOutHeld(attempt);
            SendAgain(attempt);
        }

        attempt.FindReceipts();
        return attempt.Errors.Count == 0 ? attempt.Results : throw new UnitsFailedException(attempt.Results, attempt.Errors);
    }

    /// <summary>Whether the server refused the statement and said so, in a way that leaves no doubt of its rollback.</summary>
    private static bool IsDefinite(PostgresException exception)
        => exception.InvariantSeverity == "ERROR"
            && !exception.SqlState.StartsWith("08", StringComparison.Ordinal)
            && !exception.SqlState.StartsWith("57P", StringComparison.Ordinal)
            && !exception.SqlState.StartsWith("58", StringComparison.Ordinal)
            && !exception.SqlState.StartsWith("XX", StringComparison.Ordinal);

    private static void SendAgain(Attempt attempt)
    {
        try
        {
            attempt.Send(dropExpired: true);
        }
        catch (PostgresException exception) when (IsDefinite(exception))
        {
            foreach (var place in attempt.Pending.ToArray()) SendOne(attempt, place);
        }
    }

    private static void SendOne(Attempt attempt, int place)
    {
        try
        {
            attempt.SendOne(place);
        }
        catch (PostgresException exception) when (IsDefinite(exception))
        {
            switch (exception.SqlState)
            {
                case PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected:
                    attempt.Settle(place, UnitResult.Busy);
                    break;
                case PostgresErrorCodes.UniqueViolation:
                    attempt.Settle(place, UnitResult.ReceiptExists);
                    break;
                default:
                    attempt.Fail(place, exception);
                    break;
            }
        }
    }

    private void LeaveOutHeld(Attempt attempt)
    {
        var held = attempt.FindHeld();
        foreach (var place in attempt.Pending.ToArray())
        {
            var key = attempt.Units[place].Key;
            if (held.Contains(place))
            {
                _heldLately[key] = true;
                attempt.Settle(place, UnitResult.Busy);
            }
            else
            {
                _heldLately.TryRemove(key, out _);
            }
        }
    }

    // Before the first insert or delete of a kind, so that there always is a floor to lock.
    private void EnsureFloors(IReadOnlyList<RecordUnit> units)
    {
        foreach (var unit in units)
        {
            if (unit.Action == UnitAction.Update || _kindsWithFloors.ContainsKey(unit.Key.Kind)) continue;
            using var command = sources.Reads.CreateCommand(
                $"insert into actors.slot_floor (kind, slot) select $1, slot from generate_series(0, {Slots.Count - 1}) slot order by slot on conflict do nothing");
            command.Parameters.Add(Sql.Text(unit.Key.Kind));
            command.ExecuteNonQuery();
            _kindsWithFloors[unit.Key.Kind] = true;
        }
    }
}
