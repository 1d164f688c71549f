using System.Text;

namespace Plimsoll.Core.Advisories;

/// <summary>What statements and packages meet under: a namespace and a name in the one spelling of its type.</summary>
/// <param name="Namespace">Text of a <see cref="PackageNamespace"/>.</param>
/// <param name="Name">Name, normalised.</param>
public readonly record struct PackageKey(string Namespace, string Name)
{
    /// <summary>The key of a package in the words of its ecosystem.</summary>
    public static PackageKey Of(string @namespace, string name)
    {
        var end = @namespace.IndexOf(':', StringComparison.Ordinal);
        return new(@namespace, Normalise(end < 0 ? @namespace : @namespace[..end], name));
    }

    /// <summary>The one spelling of a name: PEP 503 for <c>pypi</c>, lower case where the ecosystem does not tell apart by case, otherwise as it is.</summary>
    public static string Normalise(string type, string name) => type switch
    {
        "pypi" => Pep503(name),
        "nuget" or "composer" or "deb" or "apk" or "hex" or "github" or "bitnami" => name.ToLowerInvariant(),
        _ => name,
    };

    /// <inheritdoc/>
    public override string ToString() => $"{Namespace} {Name}";

    // https://peps.python.org/pep-0503/#normalized-names: runs of '-', '_' and '.' are one '-'.
    private static string Pep503(string name)
    {
        var text = new StringBuilder(name.Length);
        foreach (var c in name)
        {
            if (c is not ('-' or '_' or '.')) text.Append(char.ToLowerInvariant(c));
            else if (text.Length > 0 && text[^1] != '-') text.Append('-');
        }
        return text.ToString();
    }
}
