using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Actors.Sagas;

/// <summary>The hash of a plan's shape.</summary>
internal static class SagaPlanHash
{
    internal static string Of(IEnumerable<SagaPlanStep> steps)
    {
        var text = new StringBuilder();
        foreach (var step in steps)
        {
            text.Append(CultureInfo.InvariantCulture, $"{step.Name}\n{(int)step.Class}\n{step.Do}\n{step.Undo}\n");
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 16));
    }
}
