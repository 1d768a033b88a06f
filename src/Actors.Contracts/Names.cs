namespace Actors;

/// <summary>Checks the names that users give to things.</summary>
public static class Names
{
    /// <summary>Returns the refusal of <paramref name="name"/> as a <paramref name="what"/> ("lock name"), or null if it can be one.</summary>
    public static Refusal? Refuse(string what, string? name)
    {
        // White space alone is a key to the store, but no grain can be called so.
        var wrong = KeyRules.Explain(name) ?? (string.IsNullOrWhiteSpace(name) ? "it is nothing but white space" : null);
        return wrong is null
            ? null
            : new Refusal(ErrorCode.InvalidKey, $"The {what} cannot be used: {wrong}. A {what} is {KeyRules.Allowed}.");
    }

    /// <summary>
    /// Returns the refusal of <paramref name="name"/> as the name of a type, definition or command, or null if it can be one:
    /// 1 to 100 characters of a-z, 0-9 and '-', beginning with a letter.
    /// </summary>
    public static Refusal? RefuseType(string what, string? name)
        => name is { Length: > 0 and <= 100 } && char.IsAsciiLetterLower(name[0]) && name.All(IsTypeCharacter)
            ? null
            : new Refusal(ErrorCode.InvalidKey,
                $"The {what} cannot be used. A {what} is 1 to 100 characters of a-z, 0-9 and '-', beginning with a letter.");

    private static bool IsTypeCharacter(char c) => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-';
}
