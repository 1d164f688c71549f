namespace Plimsoll.Server.Pages.Forms;

/// <summary>Addresses to go on to, which come from the address bar and must not lead to another site.</summary>
internal static class LocalPath
{
    /// <summary>The path when it is one of this server, else the start page.</summary>
    public static string OrStart(string? path)
    {
        if (string.IsNullOrEmpty(path) || path[0] != '/' || path.Length > 2000) return "/";
        // Browsers take // and /\ as the beginning of a host, and drop control characters before they look.
        if (path.Length > 1 && path[1] is '/' or '\\') return "/";
        return path.AsSpan().ContainsAnyInRange('\0', ' ') ? "/" : path;
    }
}
