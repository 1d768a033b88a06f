using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Actors.Requests;

/// <summary>Reads request bodies: JSON only, strict, bounded.</summary>
internal static class JsonBody
{
    /// <summary>The largest body, in bytes.</summary>
    internal const int BytesMax = 1024 * 1024;

    /// <summary>Reads the body as a <typeparamref name="T"/>.</summary>
    /// <exception cref="RefusedException">It is not JSON, not a <typeparamref name="T"/>, or too large.</exception>
    internal static async Task<T> ReadAsync<T>(HttpRequest request)
        where T : class
    {
        var text = await ReadTextAsync(request).ConfigureAwait(false);
        try
        {
            return JsonSerializer.Deserialize<T>(text.Span, ActorsJson.Options) ?? throw Invalid($"it is null. {Allowed<T>()}", request);
        }
        catch (JsonException exception)
        {
            // The serializer's own sentence names .NET types, which tell a caller nothing; what is taken does.
            throw Invalid($"what is at {exception.Path ?? "$"} is not taken, or a member is missing. {Allowed<T>()}", request);
        }
    }

    /// <summary>Reads the body as a <typeparamref name="T"/>; null if there is no body.</summary>
    /// <exception cref="RefusedException">It is not JSON, not a <typeparamref name="T"/>, or too large.</exception>
    internal static async Task<T?> ReadOptionalAsync<T>(HttpRequest request)
        where T : class
        => request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false }
            ? null
            : await ReadAsync<T>(request).ConfigureAwait(false);

    /// <summary>Reads the body as any JSON value and returns its text.</summary>
    /// <exception cref="RefusedException">It is not JSON, or too large.</exception>
    internal static async Task<string> ReadJsonAsync(HttpRequest request)
    {
        var bytes = await ReadTextAsync(request).ConfigureAwait(false);
        return System.Text.Encoding.UTF8.GetString(bytes.Span);
    }

    // Checks that the body is JSON at all, so that "not JSON" and "not what is wanted" are told apart.
    private static async Task<ReadOnlyMemory<byte>> ReadTextAsync(HttpRequest request)
    {
        if (!request.HasJsonContentType())
        {
            throw new RefusedException(
                new Refusal(ErrorCode.NotSupported, "The body has to be JSON. Send the header 'Content-Type: application/json'."),
                StatusCodes.Status415UnsupportedMediaType);
        }

        var bytes = await ReadBytesAsync(request).ConfigureAwait(false);
        try
        {
            using var document = JsonDocument.Parse(
                bytes, new JsonDocumentOptions { MaxDepth = ActorsJson.DepthMax, AllowDuplicateProperties = false });
            return bytes;
        }
        catch (JsonException exception)
        {
            throw new RefusedException(new Refusal(
                ErrorCode.MalformedJson,
                $"The body is not JSON that is taken here: {Explain(exception)} At most {ActorsJson.DepthMax} levels and no repeated members are allowed."));
        }
    }

    private static async Task<ReadOnlyMemory<byte>> ReadBytesAsync(HttpRequest request)
    {
        if (request.ContentLength > BytesMax) throw TooLarge();
        using var buffer = new MemoryStream((int)(request.ContentLength ?? 1024));
        var chunk = new byte[16 * 1024];
        while (true)
        {
            var read = await request.Body.ReadAsync(chunk, request.HttpContext.RequestAborted).ConfigureAwait(false);
            if (read == 0) return buffer.ToArray();
            buffer.Write(chunk, 0, read);
            if (buffer.Length > BytesMax) throw TooLarge();
        }
    }

    private static RefusedException TooLarge() => new(new Refusal(
        ErrorCode.TooLarge, $"The body is larger than {BytesMax} bytes, which is the most that is taken."));

    private static RefusedException Invalid(string wrong, HttpRequest request) => new(new Refusal(
        ErrorCode.InvalidRequest, $"The body does not fit {request.Method} {request.Path.Value}: {wrong} See /openapi/v1.json for what does."));

    private static string Allowed<T>()
    {
        var members = ActorsJson.Options.GetTypeInfo(typeof(T)).Properties.Select(member => member.IsRequired ? $"{member.Name} (required)" : member.Name);
        return $"It takes: {string.Join(", ", members)}.";
    }

    private static string Explain(JsonException exception)
    {
        // The reader's own sentence, without the path that it repeats at its end.
        var message = exception.Message;
        var path = message.IndexOf(" Path:", StringComparison.Ordinal);
        var sentence = path > 0 ? message[..path] : message;
        return string.IsNullOrEmpty(exception.Path) ? sentence : $"at {exception.Path}: {sentence}";
    }
}
