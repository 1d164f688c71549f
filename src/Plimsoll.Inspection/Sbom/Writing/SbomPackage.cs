using System.Security.Cryptography;
using System.Text;
using Plimsoll.Core;
using Plimsoll.Core.Facts;

namespace Plimsoll.Inspection.Sbom.Writing;

/// <summary>A package with the identifier that it has in the document.</summary>
internal sealed record SbomPackage(PackageFacts Facts, string Id)
{
    /// <summary><c>type:name</c>.</summary>
    public string Key => $"{Facts.Type}:{Facts.Name}";

    /// <summary>
    /// Its package URL in canonical form. What is none is left out, because readers refuse the document for it; that of an application which its author never publishes as well, because what is published
    /// under such a name is somebody else's.
    /// </summary>
    public Purl? Purl { get; } = Core.Purl.TryParse(Facts.Purl, out var purl) && Facts.Properties?.ContainsKey("private") != true ? purl : null;
}

/// <summary>A program that no package owns, with the identifier that it has in the document.</summary>
internal sealed record SbomExecutable(UnownedExecutable Facts, string Id)
{
    public string Name => Path.GetFileName(Facts.Path);
}

/// <summary>Gives out identifiers: readable, of letters, digits, '.' and '-' as SPDX wants them, the same for the same thing, and each once.</summary>
internal sealed class SbomNames
{
    private readonly HashSet<string> _given = new(StringComparer.Ordinal);

    public string Next(string type, string name, string identity, string? location)
    {
        const int MaxName = 60;
        var readable = new StringBuilder(type).Append('-');
        foreach (var c in name.AsSpan(0, Math.Min(MaxName, name.Length))) readable.Append(char.IsAsciiLetterOrDigit(c) || c is '.' or '-' ? c : '-');
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{identity}\n{location}")), 0, 6);
        var id = readable.Append('-').Append(hash).ToString();
        for (var more = 2; !_given.Add(id); more++) id = $"{readable}-{more}";
        return id;
    }
}
