namespace Plimsoll.Core;

/// <summary>
/// What single types demand of a package URL (the type definitions beside ECMA-427). Only rules that change the text, or that the test suite of the
/// specification holds readers to, are kept: everything else a type says is for those who make packages.
/// </summary>
internal static class PurlTypes
{
    /// <summary>The namespace as the type writes it.</summary>
    public static string Namespace(string type, string text) => type switch
    {
        "alpm" or "apk" or "bitbucket" or "brew" or "composer" or "deb" or "github" or "hex" or "luarocks" or "qpkg" or "rpm" or "vscode-extension" or "yocto" => text.ToLowerInvariant(),
        "cpan" => text.ToUpperInvariant(),
        _ => text,
    };

    /// <summary>The name as the type writes it.</summary>
    public static string Name(string type, string text, IReadOnlyDictionary<string, string> qualifiers) => type switch
    {
        "alpm" or "apk" or "bitbucket" or "bitnami" or "brew" or "composer" or "deb" or "github" or "hex" or "luarocks" or "oci" or "otp" or "vscode-extension" => text.ToLowerInvariant(),
        "pypi" => text.ToLowerInvariant().Replace('_', '-'),
        "pub" => string.Concat(text.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_')),
        // Databricks does not tell models apart by case, Azure does.
        "mlflow" when qualifiers.TryGetValue("repository_url", out var url) && url.Contains("databricks", StringComparison.OrdinalIgnoreCase) => text.ToLowerInvariant(),
        _ => text,
    };

    /// <summary>The version as the type writes it.</summary>
    public static string Version(string type, string text) => type is "huggingface" or "oci" or "vscode-extension" ? text.ToLowerInvariant() : text;

    /// <exception cref="FormatException">The components do not fit the type.</exception>
    public static void Check(string type, string? @namespace, string name, string? version, IReadOnlyDictionary<string, string> qualifiers)
    {
        var problem = (type, @namespace) switch
        {
            ("otp" or "vcpkg", not null) => "has no namespace",
            ("vscode-extension", null) => "needs a namespace, the publisher",
            ("swift", var owner) when owner?.Contains('/') != true => "needs a namespace of host and owner",
            ("julia", _) when !qualifiers.ContainsKey("uuid") => "needs the qualifier 'uuid'",
            ("cpan", _) when name.Contains("::", StringComparison.Ordinal) => "has the name of a distribution, not of a module",
            ("chrome-extension", _) when name.Length != 32 || name.AsSpan().ContainsAnyExceptInRange('a', 'p') => "has a name of 32 letters from a to p",
            ("chrome-extension", _) when version is not null && !IsDotted(version) => "has a version of one to four numbers",
            _ => null,
        };
        if (problem is not null) throw new FormatException($"A package URL of type {type} {problem}.");
    }

    private static bool IsDotted(string version)
    {
        var parts = version.Split('.');
        return parts.Length <= 4 && Array.TrueForAll(parts, part => part.Length > 0 && !part.AsSpan().ContainsAnyExceptInRange('0', '9'));
    }
}
