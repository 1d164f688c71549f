using Plimsoll.Core.Facts;

namespace Plimsoll.Inspection.Layers;

/// <summary>Names of tar entries as paths in the image.</summary>
internal static class LayerPath
{
    private const string WhiteoutPrefix = ".wh.";
    private const string OpaqueName = ".wh..wh..opq";

    /// <summary>Takes away leading slashes, empty and <c>.</c> parts. Null when a part is <c>..</c> or the name has a NUL, neither of which may be in a layer.</summary>
    public static string? Normalize(string name)
    {
        if (name.Contains('\0')) return null;
        if (!NeedsWork(name)) return name;
        var parts = name.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return parts.Contains("..") ? null : string.Join('/', parts.Where(part => part != "."));
    }

    /// <summary>
    /// What an entry means by its last part (OCI image-spec, layer.md, "Whiteouts"). Null when it means nothing: the other names that begin with
    /// <c>.wh..wh.</c> are left over from aufs.
    /// </summary>
    /// <exception cref="FormatException">The entry would hide its own or its parent's directory.</exception>
    public static (string Path, FileType Type)? Interpret(string path, FileType type)
    {
        var slash = path.LastIndexOf('/');
        var name = path.AsSpan(slash + 1);
        if (!name.StartsWith(WhiteoutPrefix)) return (path, type);
        var parent = slash < 0 ? "" : path[..slash];
        if (name.SequenceEqual(OpaqueName)) return (parent, FileType.Opaque);
        var hidden = name[WhiteoutPrefix.Length..];
        if (hidden.StartsWith(WhiteoutPrefix)) return null;
        if (hidden is "" or "." or "..") throw new FormatException($"'{name}' hides nothing that has a name");
        return (slash < 0 ? hidden.ToString() : $"{parent}/{hidden}", FileType.Whiteout);
    }

    /// <summary>The table of contents and the landmarks of eStargz (stargz-snapshotter, docs/estargz.md), which lie in the root and are not part of the image.</summary>
    public static bool IsOfStargz(string path) => path is "stargz.index.json" or ".prefetch.landmark" or ".no.prefetch.landmark";

    private static bool NeedsWork(string name)
    {
        if (name.Length == 0) return false;
        var start = 0;
        for (var i = 0; i <= name.Length; i++)
        {
            if (i < name.Length && name[i] != '/') continue;
            var part = name.AsSpan(start, i - start);
            if (part is "" or "." or "..") return true;
            start = i + 1;
        }
        return false;
    }
}
