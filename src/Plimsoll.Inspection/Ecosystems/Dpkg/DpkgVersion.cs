namespace Plimsoll.Inspection.Ecosystems.Dpkg;

/// <summary>Versions as <c>dpkg-query</c> prints them.</summary>
internal static class DpkgVersion
{
    /// <summary>dpkg prints the epoch as a number and leaves it out when it is 0, unless the version itself has a colon (dpkg, lib/dpkg/version.c).</summary>
    public static string Normalize(string version)
    {
        var colon = version.IndexOf(':');
        if (colon <= 0) return version;
        foreach (var c in version.AsSpan(0, colon))
        {
            if (!char.IsAsciiDigit(c)) return version;
        }
        var epoch = version.AsSpan(0, colon).TrimStart('0');
        var rest = version[(colon + 1)..];
        if (epoch.IsEmpty) return rest.Contains(':') ? "0:" + rest : rest;
        return $"{epoch}:{rest}";
    }
}
