using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Actors.Locks;

/// <summary>
/// Makes the name of a lock of its kind and any text, different ones of different kinds or texts. What can be a name stays as it is;
/// what cannot stand in one is written as % and its four hexadecimal digits, and so is %; a text that is too long becomes its hash.
/// </summary>
internal static class LockKeys
{
    internal const string Exclusive = "";

    // What follows a % here is no hexadecimal digit, so no text of another kind comes to it.
    internal const string ReaderWriter = "%rw:";
    internal const string Semaphore = "%sem:";

    private const int BytesMax = 512;
    private const string Empty = "%";
    private const string Hashed = "%sha256-";

    internal static string Of(string kind, string name) => kind + Text(name, BytesMax - kind.Length);

    private static string Text(string name, int bytesMax)
    {
        if (name.Length == 0) return Empty;
        if (name.Length <= bytesMax && Encode(name) is var key && Encoding.UTF8.GetByteCount(key) <= bytesMax) return key;
        return Hashed + Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(name.AsSpan())));
    }

    private static string Encode(string name)
    {
        var key = new StringBuilder(name.Length);
        var blank = string.IsNullOrWhiteSpace(name);
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsSurrogatePair(name, i))
            {
                key.Append(name, i, 2);
                i++;
            }
            else if (blank || char.IsControl(name[i]) || char.IsSurrogate(name[i]) || name[i] is '/' or '%')
            {
                key.Append('%').Append(((int)name[i]).ToString("x4", CultureInfo.InvariantCulture));
            }
            else
            {
                key.Append(name[i]);
            }
        }

        return key.ToString();
    }
}
