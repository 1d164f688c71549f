using System.Text;
using System.Text.Json;

namespace Plimsoll.Client.Http;

/// <summary>Turns an unwelcome answer into a <see cref="RegistryException"/>.</summary>
internal static class ErrorBody
{
    private const int MaxSize = 64 * 1024;
    private const int MaxErrors = 16;
    private const int MaxText = 1000;

    public static async Task<RegistryException> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var errors = Decode(await BodyOrNothing(response.Content, cancellationToken));
        var request = response.RequestMessage!;
        var address = WithoutQuery(request.RequestUri!);
        var text = new StringBuilder($"{request.Method} {address}: {(int)response.StatusCode}");
        if (errors.Count == 0) text.Append(' ').Append(Clean(response.ReasonPhrase ?? ""));
        foreach (var error in errors) text.Append(error == errors[0] ? " " : "; ").Append(error.Code).Append(": ").Append(error.Message);
        return new RegistryException(text.ToString(), address, response.StatusCode, errors);
    }

    /// <summary>Queries of storage hosts carry signatures, which are credentials: they stay out of messages and logs.</summary>
    public static Uri WithoutQuery(Uri address) => new(address.GetLeftPart(UriPartial.Path));

    private static async Task<byte[]> BodyOrNothing(HttpContent content, CancellationToken cancellationToken)
    {
        try
        {
            return await BoundedBody.ReadAsync(content, MaxSize, cancellationToken) ?? [];
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            // The status is known already; that the explanation broke off is no reason to lose it.
            return [];
        }
    }

    private static List<RegistryError> Decode(byte[] body)
    {
        var errors = new List<RegistryError>();
        try
        {
            using var json = JsonDocument.Parse(body);
            if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("errors", out var list) || list.ValueKind != JsonValueKind.Array) return errors;
            foreach (var entry in list.EnumerateArray().Take(MaxErrors))
            {
                if (entry.ValueKind == JsonValueKind.Object) errors.Add(new RegistryError(Text(entry, "code") ?? "UNKNOWN", Text(entry, "message") ?? ""));
            }
        }
        catch (JsonException)
        {
            // Proxies answer with HTML.
        }
        return errors;
    }

    private static string? Text(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? Clean(value.GetString()!) : null;

    /// <summary>These texts reach terminals and logs: no escape sequences, no line breaks, no novels.</summary>
    private static string Clean(string text) => new([.. text.Take(MaxText).Select(c => char.IsControl(c) ? ' ' : c)]);
}
