using System.Text;
using Plimsoll.Core.Facts;

namespace Plimsoll.Inspection.Ecosystems.Python;

/// <summary>Names of Python packages, which many spellings mean.</summary>
internal static class PythonName
{
    /// <summary>The spelling that stands for all: lower case, each run of <c>-</c>, <c>_</c> and <c>.</c> one hyphen (PEP 503).</summary>
    public static string Normalize(string name)
    {
        var text = new StringBuilder(name.Length);
        foreach (var c in name)
        {
            if (c is not ('-' or '_' or '.')) text.Append(char.ToLowerInvariant(c));
            else if (text.Length == 0 || text[^1] != '-') text.Append('-');
        }
        return text.ToString();
    }

    /// <summary>A package of a lock file.</summary>
    public static PackageRecord Package(string name, string version, string? integrity = null) => new() { Type = "pypi", Name = name, Version = version, Integrity = integrity };
}
