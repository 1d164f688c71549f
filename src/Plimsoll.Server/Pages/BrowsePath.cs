using System.Diagnostics.CodeAnalysis;
using Plimsoll.Core;

namespace Plimsoll.Server.Pages;

/// <summary>
/// What stands behind <c>/r/</c>: a repository, or an image of it and one of its views. Names have slashes, so the first <c>:</c> or <c>@</c>, which no name
/// has, ends the name, and the next slash ends the tag or digest.
/// </summary>
internal sealed record BrowsePath(RepositoryName Repository, Tag? Tag, Digest? Digest, string View)
{
    /// <summary>True when the path names an image, not only its repository.</summary>
    public bool IsImage => Tag is not null || Digest is not null;

    public static bool TryParse(string path, [NotNullWhen(true)] out BrowsePath? parsed)
    {
        parsed = null;
        var mark = path.AsSpan().IndexOfAny(':', '@');
        if (!RepositoryName.TryParse(mark < 0 ? path.TrimEnd('/') : path[..mark], out var repository)) return false;
        if (mark < 0)
        {
            parsed = new BrowsePath(repository, null, null, "");
            return true;
        }
        var slash = path.IndexOf('/', mark);
        var reference = slash < 0 ? path[(mark + 1)..] : path[(mark + 1)..slash];
        var view = slash < 0 ? "" : path[(slash + 1)..].TrimEnd('/');
        if (path[mark] == ':')
        {
            if (!Core.Tag.TryParse(reference, out var tag)) return false;
            parsed = new BrowsePath(repository, tag, null, view);
            return true;
        }
        if (!Core.Digest.TryParse(reference, out var digest)) return false;
        parsed = new BrowsePath(repository, null, digest, view);
        return true;
    }
}
