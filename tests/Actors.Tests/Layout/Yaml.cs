using System.Globalization;
using Actors.Tests.Support;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.Serialization;

namespace Actors.Tests.Layout;

/// <summary>A part of a YAML document of deploy/, anchors and merges resolved. What is not there is said by name.</summary>
internal sealed class Yaml(object? value, string path)
{
    internal static string Folder => Boards.Folder;

    internal string Text => value as string ?? throw Missing("text");

    internal int Number => int.Parse(Text, CultureInfo.InvariantCulture);

    internal IReadOnlyList<Yaml> Items => value is List<object> list ? [.. list.Select((item, i) => new Yaml(item, $"{path}[{i}]"))] : throw Missing("a list");

    internal IEnumerable<KeyValuePair<string, Yaml>> Entries => value is Dictionary<object, object> map
        ? map.Select(entry => KeyValuePair.Create((string)entry.Key, new Yaml(entry.Value, $"{path}/{entry.Key}")))
        : throw Missing("a map");

    internal IEnumerable<Yaml> Values => Entries.Select(entry => entry.Value);

    internal Yaml this[string key] => new((value as Dictionary<object, object>)?.GetValueOrDefault(key), $"{path}/{key}");

    /// <summary>The documents of a file.</summary>
    internal static IReadOnlyList<Yaml> Read(string file)
    {
        var parser = new MergingParser(new Parser(new StringReader(File.ReadAllText(Path.Combine(Folder, file)))));
        var deserializer = new DeserializerBuilder().Build();
        var documents = new List<Yaml>();
        parser.Consume<StreamStart>();
        while (parser.Accept<DocumentStart>(out _)) documents.Add(new Yaml(deserializer.Deserialize<object>(parser), Path.GetFileName(file)));
        return documents;
    }

    private InvalidDataException Missing(string what) => new($"{path} is not {what}.");
}
