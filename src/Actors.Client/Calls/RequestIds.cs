using System.Security.Cryptography;

namespace Actors.Calls;

/// <summary>New request ids: 128 random bits each, as 32 hexadecimal digits, which nobody can guess from others.</summary>
internal static class RequestIds
{
    private const int Length = 16;

    // A pass to the kernel for each id costs as much as the id's whole call does in this process's client. So one fetches many.
    private const int BufferLength = 64 * Length;

    [ThreadStatic]
    private static byte[]? Buffer;

    [ThreadStatic]
    private static int Used;

    internal static string New()
    {
        if (Buffer is null || Used == BufferLength)
        {
            Buffer ??= new byte[BufferLength];
            RandomNumberGenerator.Fill(Buffer);
            Used = 0;
        }

        var id = Convert.ToHexStringLower(Buffer, Used, Length);
        Used += Length;
        return id;
    }
}
