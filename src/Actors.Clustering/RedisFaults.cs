using System.Net;
using Orleans.Clustering.Redis;
using StackExchange.Redis;

namespace Actors.Clustering;

/// <summary>What a failure to connect to Redis means, where waiting does not help.</summary>
internal static class RedisFaults
{
    /// <summary>What to tell the user, or null if the failure may pass.</summary>
    internal static string? Explain(Exception exception, string place)
    {
        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (inner is RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure } || IsRefusal(inner.Message))
            {
                return $"Redis at {place} refuses the user or the password. Mend them in ConnectionStrings:actors-redis (ConnectionStrings__actors-redis), "
                    + "such as 127.0.0.1:6379,user=actors,password=secret.";
            }
        }

        return null;
    }

    /// <summary>Whether the membership table is not there at all; Orleans' provider says so in words only.</summary>
    internal static bool IsMissing(Exception exception)
        => exception is RedisClusteringException && exception.Message.Contains("version is missing", StringComparison.Ordinal);

    /// <summary>An address as people write it.</summary>
    internal static string Text(EndPoint endpoint) => endpoint is DnsEndPoint name ? $"{name.Host}:{name.Port}" : $"{endpoint}";

    private static bool IsRefusal(string message)
        => message.Contains("WRONGPASS", StringComparison.Ordinal) || message.Contains("NOAUTH", StringComparison.Ordinal);
}
