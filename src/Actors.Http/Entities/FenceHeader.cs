using System.Globalization;
using System.Text;
using Actors.Commands;
using Actors.Requests;
using Microsoft.AspNetCore.Http;

namespace Actors.Entities;

/// <summary>
/// <c>Actors-Fencing-Token: 17;lock="report"</c>: an item of RFC 9651, an integer with one parameter. The name is a string,
/// or a display string (<c>%"caf%c3%a9"</c>) if it is not ASCII; without it, it is empty.
/// </summary>
internal static class FenceHeader
{
    internal const string Name = "Actors-Fencing-Token";
    private const string Parameter = "lock=";

    /// <summary>The fence of a request; null if it has none.</summary>
    internal static Fence? Read(HttpRequest request)
    {
        var values = request.Headers[Name];
        if (values.Count == 0) return null;
        return (values.Count == 1 ? Parse(values[0] ?? "") : null)
            ?? throw RequestHeaders.Refuse($"'{Name}' takes one token of 1 or more, and the name of what it is of, such as 17;lock=\"report\".");
    }

    private static Fence? Parse(string text)
    {
        var (item, parameter) = text.IndexOf(';', StringComparison.Ordinal) is var at and >= 0
            ? (text[..at], text[(at + 1)..].TrimStart(' ').TrimEnd())
            : (text, null);
        if (!long.TryParse(item.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var token) || token < 1) return null;
        if (parameter is null) return new Fence("", token);
        return parameter.StartsWith(Parameter, StringComparison.Ordinal) && ParseName(parameter[Parameter.Length..]) is { } name
            ? new Fence(name, token)
            : null;
    }

    private static string? ParseName(string text) => text switch
    {
        ['"', .. var quoted, '"'] => Unescape(quoted),
        ['%', '"', .. var display, '"'] => Decode(display),
        _ => null,
    };

    private static string? Unescape(string quoted)
    {
        var name = new StringBuilder(quoted.Length);
        for (var i = 0; i < quoted.Length; i++)
        {
            var character = quoted[i];
            if (character is '"' or < ' ' or > '~') return null;
            if (character == '\\' && (++i == quoted.Length || quoted[i] is not ('"' or '\\'))) return null;
            name.Append(quoted[i]);
        }

        return name.ToString();
    }

    private static string? Decode(string display)
    {
        var bytes = new List<byte>(display.Length);
        for (var i = 0; i < display.Length; i++)
        {
            var character = display[i];
            if (character is '"' or < ' ' or > '~') return null;
            if (character != '%')
            {
                bytes.Add((byte)character);
                continue;
            }

            if (i + 2 >= display.Length || !byte.TryParse(display.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)) return null;
            bytes.Add(value);
            i += 2;
        }

        try
        {
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString([.. bytes]);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
