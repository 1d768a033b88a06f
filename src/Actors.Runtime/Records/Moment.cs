namespace Actors.Records;

/// <summary>
/// What a machine is told of time. <see cref="Elapsed"/> is monotonic and counts from when this activation had read its
/// record: leases are timed by it and by nothing else. <see cref="Utc"/> is the database's clock as of that read, carried
/// forward by <see cref="Elapsed"/>: for people, and for instants that are stored.
/// </summary>
public readonly record struct Moment(TimeSpan Elapsed, DateTimeOffset Utc);
