namespace Actors.Storage.Postgres;

/// <summary>What the first use of a database waits for and puts up with.</summary>
/// <param name="Section">The settings that say so, for the messages: Actors:Storage.</param>
/// <param name="Schema">The schema that is made there.</param>
/// <param name="StartTimeout">How long a server that cannot be reached is waited for.</param>
/// <param name="AllowUnsafe">Whether a server that may lose what it acknowledged is used all the same.</param>
internal sealed record PostgresStartRules(string Section, string Schema, TimeSpan StartTimeout, bool AllowUnsafe);
