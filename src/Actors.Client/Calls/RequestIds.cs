using System.Security.Cryptography;

namespace Actors.Calls;

/// <summary>New request ids: 128 random bits each, as 32 hexadecimal digits, which nobody can guess from others.</summary>
internal static class RequestIds
{
    private const int Length = 16;

    // Most of what an id costs is the way to the source of randomness. So one fetches many.
    private const int BufferLength = 64 * Length;

    [ThreadStatic]
    private static byte[]? Buffer;

    [ThreadStatic]
    private static int Used;

    internal static string New()
    {
        if (Buffer is null || Used == BufferLength)
        {
            // Only a buffer that was filled is ever handed out from.
            Buffer = RandomNumberGenerator.GetBytes(BufferLength);
            Used = 0;
        }

        var id = Convert.ToHexStringLower(Buffer, Used, Length);
        Used += Length;
        return id;
    }
}
