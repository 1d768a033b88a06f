using System.Text;

namespace Actors.Commands;

/// <summary>The name of a command on the wire, from its record's name.</summary>
public static class CommandNames
{
    /// <summary><c>RestockItem</c> is <c>restock-item</c>.</summary>
    public static string Of(Type command)
    {
        ArgumentNullException.ThrowIfNull(command);
        return Kebab(command.Name);
    }

    /// <summary>Turns a PascalCase name into kebab case.</summary>
    public static string Kebab(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var text = new StringBuilder(name.Length + 4);
        foreach (var character in name)
        {
            if (char.IsAsciiLetterUpper(character) && text.Length > 0) text.Append('-');
            text.Append(char.ToLowerInvariant(character));
        }

        return text.ToString();
    }
}
