using System.Security.Cryptography;
using System.Text;

namespace Actors.Storage;

/// <summary>
/// A receipt's primary key: the first 16 bytes of SHA-256 over kind, key and request id, each ended by a NUL, which none of
/// them can contain. One short key is a third faster than three texts, and a caller cannot aim at another's receipt.
/// </summary>
public static class ReceiptId
{
    public static Guid Of(RecordKey key, string requestId)
    {
        ArgumentNullException.ThrowIfNull(requestId);
        var text = $"{key.Kind}\0{key.Key}\0{requestId}\0";
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        return new Guid(hash[..16], bigEndian: true);
    }
}
