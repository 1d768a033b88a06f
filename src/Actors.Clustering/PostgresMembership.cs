using Actors.Storage.Postgres;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Actors.Clustering;

/// <summary>The connections to a membership table in PostgreSQL, and who it is for messages.</summary>
internal sealed class PostgresMembership : IAsyncDisposable
{
    /// <summary>What Orleans' provider calls the driver.</summary>
    internal const string Invariant = "Npgsql";

    public PostgresMembership(IOptions<ClusteringOptions> options)
    {
        var builder = new NpgsqlDataSourceBuilder(options.Value.Postgres);
        var text = builder.ConnectionStringBuilder;
        text.SearchPath = PostgresMembershipSchema.Name;
        text.ApplicationName = "actors-membership";
        text.MaxPoolSize = 4;
        // A silo gives a sign of life every two seconds, and a read that hangs for longer than a few would be no help to anybody.
        text.Timeout = 5;
        text.CommandTimeout = 5;
        Place = PostgresFaults.Place(text);
        Source = builder.Build();
    }

    internal NpgsqlDataSource Source { get; }

    private string Place { get; }

    /// <summary>What to tell the user of a failure to find the silos, or null if it may pass; the first silo makes the table.</summary>
    internal string? Explain(Exception exception)
    {
        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (inner is PostgresException refused && !PostgresFaults.MayPass(refused) && !IsMissing(refused))
            {
                return $"{Place} cannot be used: {refused.Message} {PostgresFaults.Advice(refused, PostgresMembershipSchema.Name)}";
            }
        }

        return null;
    }

    /// <summary>Whether the membership table is not there at all.</summary>
    internal static bool IsMissing(Exception exception)
        // Orleans' provider takes the first row of what it reads without a look, and there is none when the cluster's version is gone.
        => exception is PostgresException { SqlState: PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName } or ArgumentOutOfRangeException;

    public ValueTask DisposeAsync() => Source.DisposeAsync();
}
