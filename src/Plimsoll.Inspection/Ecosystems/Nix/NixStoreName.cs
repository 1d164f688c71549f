using System.Buffers;

namespace Plimsoll.Inspection.Ecosystems.Nix;

/// <summary>The name of a directory of the store, taken apart.</summary>
/// <param name="Hash">32 characters that stand for all that it was built from.</param>
/// <param name="Name">Name of the package.</param>
/// <param name="Version">Its version.</param>
/// <param name="Output">Which part of the package it is, such as <c>dev</c>; null for the main one.</param>
internal sealed record NixStoreName(string Hash, string Name, string Version, string? Output)
{
    private const int HashLength = 32;

    private static readonly SearchValues<char> HashLetters = SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyz");

    /// <summary>Outputs as nixpkgs names them (multiple-output.chapter.md).</summary>
    private static readonly string[] Outputs = ["bin", "data", "debug", "dev", "devdoc", "dist", "doc", "examples", "getent", "info", "lib", "libgcc", "man", "modules", "py", "static", "terminfo", "tools"];

    /// <summary>Takes a name apart; null when it is not that of a package with a version.</summary>
    public static NixStoreName? TryRead(string text)
    {
        if (text.Length < HashLength + 2 || text[HashLength] != '-' || text.AsSpan(0, HashLength).ContainsAnyExcept(HashLetters)) return null;
        var name = text[(HashLength + 1)..];
        // As builtins.parseDrvName: the version begins behind the first dash that no letter follows.
        for (var at = name.IndexOf('-'); at > 0 && at + 1 < name.Length; at = name.IndexOf('-', at + 1))
        {
            if (!char.IsAsciiDigit(name[at + 1])) continue;
            var version = name[(at + 1)..];
            var output = Array.Find(Outputs, output => version.EndsWith("-" + output, StringComparison.Ordinal));
            return new NixStoreName(text[..HashLength], name[..at], output is null ? version : version[..^(output.Length + 1)], output);
        }
        return null;
    }
}
