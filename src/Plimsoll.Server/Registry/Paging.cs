using Plimsoll.Core.Errors;

namespace Plimsoll.Server.Registry;

/// <summary>The parameters <c>n</c> and <c>last</c> of listings (distribution-spec, "Listing Tags").</summary>
internal readonly record struct Paging(int Count, string? Last)
{
    /// <summary>Largest page. A larger <c>n</c> is cut down, not refused: mirrors ask for as much as they can think of.</summary>
    public const int MaxCount = 10_000;

    public static Paging Of(RegistryRequest request, int defaultCount)
    {
        var count = defaultCount;
        if (request.Query("n") is { } text)
        {
            if (text.Length == 0 || text.AsSpan().ContainsAnyExceptInRange('0', '9')) throw new OciException(OciError.PageInvalid, "'n' is not a number", text.Length > 40 ? text[..40] : text);
            count = int.TryParse(text, out var number) ? Math.Min(number, MaxCount) : MaxCount;
        }
        return new Paging(count, request.Query("last") is { Length: > 0 } last ? last : null);
    }

    /// <summary>Value of the Link header that leads to the next page: relative, so that it holds behind any proxy.</summary>
    public string Next(string path, string last) => $"<{path}?n={Count}&last={Uri.EscapeDataString(last)}>; rel=\"next\"";
}
