using System.Text.RegularExpressions;

namespace Actors.Tests.Layout;

/// <summary>What a reader may expect of every source file.</summary>
public sealed partial class FileShapeTests
{
    // The aim is 120 lines. Nothing is this long today, and nothing may become it.
    private const int LinesMax = 400;

    private static IEnumerable<string> Sources => Repository.Files("*.cs");

    [Fact]
    public void No_file_is_too_long()
        => Assert.DoesNotContain(
            Sources.Select(path => (Path: Repository.Relative(path), Lines: File.ReadLines(path).Count())),
            file => file.Lines > LinesMax);

    [Fact]
    public void Nothing_is_left_for_later_or_folded_away()
    {
        var guilty = from path in Sources
                     from line in File.ReadLines(path)
                     where Marker().IsMatch(line)
                     select $"{Repository.Relative(path)}: {line.Trim()}";
        Assert.Empty(guilty);
    }

    [Fact]
    public void Every_option_tells_its_default()
    {
        var options = (from path in Sources
                       where Repository.Under(path, "src") && path.EndsWith("Options.cs", StringComparison.Ordinal)
                       from Match option in Option().Matches(File.ReadAllText(path))
                       select (Name: $"{Path.GetFileNameWithoutExtension(path)}.{option.Groups["name"].Value}", Docs: option.Groups["docs"].Value))
            .ToList();
        Assert.True(options.Count >= 40, $"Only {options.Count} options were found.");
        Assert.Empty(options.Where(option => !option.Docs.Contains("Default:", StringComparison.Ordinal)).Select(option => option.Name));
    }

    // The brackets keep the expression from finding itself.
    [GeneratedRegex(@"//.*\b(T[O]DO|F[I]XME)\b|^\s*#(end)?region")]
    private static partial Regex Marker();

    [GeneratedRegex(@"(?<docs>(?:^[ ]*///.*\n)*)^[ ]*public [^\n({=]*?(?<name>\w+) \{ get;", RegexOptions.Multiline)]
    private static partial Regex Option();
}
