using System.Net.Http.Headers;

namespace Plimsoll.Client.Http;

/// <summary>A request that can be built again for every attempt.</summary>
/// <param name="Method">The method.</param>
/// <param name="Address">The absolute address.</param>
/// <param name="Scope">The token scope that it needs, such as <c>repository:shop/api:pull</c>; several are separated by blanks.</param>
internal sealed record RegistryRequest(HttpMethod Method, Uri Address, string Scope)
{
    /// <summary>Media types for Accept.</summary>
    public IReadOnlyList<string> Accept { get; init; } = [];

    /// <summary>More headers, as they are written.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>First byte wanted; null for the whole.</summary>
    public long? From { get; init; }

    /// <summary>Last byte wanted; null for up to the end.</summary>
    public long? To { get; init; }

    /// <summary>Makes the body; null for none.</summary>
    public Func<HttpContent>? Body { get; init; }

    /// <summary>True when the body can be sent only once, so that no attempt follows the first.</summary>
    public bool Once { get; init; }

    /// <summary>True for methods that may be sent again and may follow redirects.</summary>
    public bool IsRead => Method == HttpMethod.Get || Method == HttpMethod.Head;

    public HttpRequestMessage Build(Uri address, AuthenticationHeaderValue? authorization)
    {
        var message = new HttpRequestMessage(Method, address) { Content = Body?.Invoke() };
        foreach (var type in Accept) message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(type));
        foreach (var (name, value) in Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, value)) message.Content?.Headers.TryAddWithoutValidation(name, value);
        }
        if (From is not null) message.Headers.Range = new RangeHeaderValue(From, To);
        message.Headers.Authorization = authorization;
        return message;
    }
}
