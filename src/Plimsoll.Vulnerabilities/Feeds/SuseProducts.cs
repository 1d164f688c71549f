using System.Text.RegularExpressions;
using Plimsoll.Core.Advisories;

namespace Plimsoll.Vulnerabilities.Feeds;

/// <summary>Where the products of SUSE, by the names of their feeds, have their packages. Modules and extensions are channels of the server: <c>rpm:sles:15.5:module-for-basesystem</c>.</summary>
internal static partial class SuseProducts
{
    /// <summary>The namespace of a product such as <c>SUSE Linux Enterprise Server 15 SP5</c> or <c>openSUSE Leap 15.4</c>.</summary>
    public static string Namespace(string product)
    {
        product = product.Replace(':', ' ').Replace("openSUSE openSUSE", "openSUSE", StringComparison.Ordinal).Replace("SUSE SUSE", "SUSE", StringComparison.Ordinal);
        if (product.Contains("Tumbleweed", StringComparison.OrdinalIgnoreCase)) return new PackageNamespace("rpm", "opensuse-tumbleweed").ToString();
        var match = Release().Match(product);
        var release = !match.Success ? null : match.Groups["sp"].Success ? $"{match.Groups["number"].Value}.{match.Groups["sp"].Value}" : match.Groups["number"].Value;
        var name = (match.Success ? product[..match.Index] : product).Trim();
        var rest = match.Success ? product[(match.Index + match.Length)..].Trim() : "";
        if (name.Contains("Leap", StringComparison.OrdinalIgnoreCase)) return new PackageNamespace("rpm", "opensuse-leap", release, Slug(rest)).ToString();
        var (id, channel) = name switch
        {
            "SUSE Linux Enterprise Server" or "Linux Enterprise Server" or "SLES" => ("sles", ""),
            "SUSE Linux Enterprise Server for SAP Applications" or "Linux Enterprise Server for SAP Applications" => ("sles_sap", ""),
            "SUSE Linux Enterprise Desktop" or "Linux Enterprise Desktop" => ("sled", ""),
            "SUSE Linux Enterprise Micro" or "Linux Enterprise Micro" or "SUSE Linux Micro" => ("sle-micro", ""),
            _ when name.Contains("Linux Enterprise", StringComparison.Ordinal) => ("sles", name[(name.IndexOf("Linux Enterprise", StringComparison.Ordinal) + 16)..]),
            _ => ("suse", name),
        };
        return new PackageNamespace("rpm", id, release, Slug($"{channel} {rest}")).ToString();
    }

    private static string? Slug(string text)
    {
        var words = text.ToLowerInvariant().Split([' ', '-', '_'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return words.Length == 0 ? null : string.Join('-', words);
    }

    [GeneratedRegex(@"\s(?<number>[0-9]+(\.[0-9]+)?)(\s*-?SP(?<sp>[0-9]+))?", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 250)]
    private static partial Regex Release();
}
