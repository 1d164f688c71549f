namespace Plimsoll.Client.Http;

/// <summary>Finds the address of the next page of a list (RFC 8288; distribution-spec, "Content Discovery").</summary>
internal static class NextPage
{
    /// <summary>The address, or null on the last page.</summary>
    /// <exception cref="RegistryException">The next page lies on another host, or is the page that it follows.</exception>
    public static Uri? Of(HttpResponseMessage response, Uri page)
    {
        if (!response.Headers.TryGetValues("Link", out var links)) return null;
        foreach (var link in links)
        {
            var (start, end) = (link.IndexOf('<'), link.IndexOf('>'));
            if (start < 0 || end < start || !IsNext(link[(end + 1)..])) continue;
            if (!Uri.TryCreate(page, link[(start + 1)..end], out var next) || !TargetRule.SameOrigin(page, next)) throw new RegistryException($"{ErrorBody.WithoutQuery(page)}: the next page is on another host", page);
            if (next == page) throw new RegistryException($"{ErrorBody.WithoutQuery(page)}: the next page is the same page again", page);
            return next;
        }
        return null;
    }

    private static bool IsNext(string parameters) =>
        parameters.Split(';').Any(parameter => parameter.Trim().Replace("\"", "", StringComparison.Ordinal).Equals("rel=next", StringComparison.OrdinalIgnoreCase));
}
