using System.Globalization;
using Microsoft.Extensions.Options;

namespace Actors.Hosting;

/// <summary>
/// Collects what is wrong with the settings of one section: every violation at once, each naming the key, the value, what is
/// allowed, and how the environment variable is spelled.
/// </summary>
public sealed class SettingsCheck(string section)
{
    private readonly List<string> _wrong = [];

    /// <summary>Requires a value between two others, both included.</summary>
    public SettingsCheck Range<T>(string key, T value, T min, T max)
        where T : IComparable<T>
        => Require(key, value, value.CompareTo(min) >= 0 && value.CompareTo(max) <= 0, $"It takes {Text(min)} to {Text(max)}.");

    /// <summary>Requires anything else; <paramref name="allowed"/> is a sentence.</summary>
    public SettingsCheck Require<T>(string key, T value, bool holds, string allowed)
    {
        if (!holds)
        {
            var variable = $"{section}:{key}".Replace(":", "__", StringComparison.Ordinal);
            _wrong.Add($"{section}:{key} is '{Text(value)}'. {allowed} Its environment variable is {variable}.");
        }

        return this;
    }

    /// <summary>All violations, or success.</summary>
    public ValidateOptionsResult Result() => _wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(_wrong);

    private static string Text<T>(T value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
