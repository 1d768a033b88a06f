namespace Actors.Storage;

/// <summary>
/// What is known of one key at one moment. <see cref="Floor"/> is its slot's floor when there is no row (a new row starts
/// above it), and 0 when there is one. <see cref="Now"/> is the database's clock at the read.
/// </summary>
public readonly record struct RecordSnapshot(StoredRecord? Record, long Floor, DateTimeOffset Now);
