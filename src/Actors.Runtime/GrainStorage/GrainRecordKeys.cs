using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Actors.Storage;

namespace Actors.GrainStorage;

/// <summary>
/// The record of a grain's state. The kind holds the grain's type and the state's name, so that two grain classes never share a
/// row; the key holds the grain's key as exact text, so that "cafe", "CAFE" and "0cafe" are three grains. What cannot be
/// written plainly is written as a hash under a prefix that no plain text has.
/// </summary>
internal static class GrainRecordKeys
{
    private const string HashPrefix = "%sha256-";

    // As many as there are grain classes with state.
    private static readonly ConcurrentDictionary<(GrainType Type, string State), string> Kinds = new();

    internal static RecordKey Of(GrainId grain, string stateName)
    {
        var key = grain.Key.ToString()!;
        return RecordKey.Create(
            Kinds.GetOrAdd((grain.Type, stateName), static names => KindOf(names.Type.ToString()!, names.State)),
            KeyRules.Explain(key) is null && !key.StartsWith(HashPrefix, StringComparison.Ordinal) ? key : HashPrefix + Hash(key));
    }

    private static string KindOf(string type, string stateName)
    {
        var plain = $"grain/{type}/{stateName}";
        return IsPlain(type) && IsPlain(stateName) && plain.Length <= RecordKey.KindLengthMax ? plain : $"grain/{Hash($"{type}\0{stateName}")}";
    }

    private static bool IsPlain(string name) => name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    // UTF-16 bytes, which also tell two broken strings apart.
    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.Unicode.GetBytes(text)));
}
