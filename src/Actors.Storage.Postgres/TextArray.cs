using System.Collections.Immutable;
using System.Text;

namespace Actors.Storage.Postgres;

/// <summary>A row's tags as the text of a PostgreSQL array, as arrays of arrays must all have one length.</summary>
internal static class TextArray
{
    internal static string Of(ImmutableArray<string> values)
    {
        if (values.IsEmpty) return "{}";
        var text = new StringBuilder("{");
        foreach (var value in values)
        {
            if (text.Length > 1) text.Append(',');
            text.Append('"').Append(value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
        }

        return text.Append('}').ToString();
    }
}
