using System.Security.Cryptography;
using System.Text;

namespace Actors.Records;

/// <summary>What all request identities share.</summary>
public static class RequestIdentity
{
    /// <summary>The body hash of a receipt that answers its request id whatever the body: the request is barred.</summary>
    public static Guid AnyBody => Guid.Empty;

    /// <summary>The hash of a body, which tells a repeat from another request with the same id.</summary>
    public static Guid HashOf(string command, string body)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{command}\0{body}"), hash);
        return new Guid(hash[..16], bigEndian: true);
    }
}
