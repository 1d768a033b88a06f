using System.Security.Cryptography;
using System.Text;

namespace Actors.Sagas;

/// <summary>The names that sagas are stored and called by.</summary>
public static class SagaKeys
{
    /// <summary>The grain type of the index.</summary>
    public const string IndexKind = "saga-index";

    /// <summary>What the kinds of all sagas begin with.</summary>
    public const string KindPrefix = "saga/";

    // A request id has 512 characters at most; an id longer than this would not leave room for the names around it.
    private const int IdInRequestMax = 250;

    /// <summary>The kind of the records of a definition's sagas.</summary>
    public static string Kind(string definition) => KindPrefix + definition;

    /// <summary>The request id that a step's command carries on every attempt.</summary>
    public static string Do(string definition, string id, string step)
    {
        ArgumentNullException.ThrowIfNull(id);
        return id.Length <= IdInRequestMax
            ? $"saga/{definition}/{id}/{step}"
            : $"saga#/{definition}/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)))}/{step}";
    }

    /// <summary>The request id that a step's undo carries on every attempt.</summary>
    public static string Undo(string definition, string id, string step) => $"{Do(definition, id, step)}/undo";
}
