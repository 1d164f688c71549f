using System.Text.RegularExpressions;
using Plimsoll.Core.Facts;

namespace Plimsoll.Inspection.Ecosystems.LockFiles;

/// <summary>
/// Packages that a lock file takes out of git instead of a registry. They have a commit and no version, so they are no package of the registry: their package URL is of
/// type <c>github</c> or <c>bitbucket</c> where these have them, else <c>generic</c> with a <c>vcs_url</c> in the form of SPDX (2.3, 7.7).
/// </summary>
internal static partial class GitSource
{
    /// <summary>Adds such a package; false when no room is left.</summary>
    /// <param name="report">Takes it.</param>
    /// <param name="name">Name by which the lock file knows it.</param>
    /// <param name="address">Address of the repository, also as <c>user@host:path</c>.</param>
    /// <param name="commit">The commit.</param>
    /// <param name="folder">Folder of the repository that the package is in; null for all of it.</param>
    public static bool TryAddGit(this LockReport report, string name, string address, string commit, string? folder)
    {
        var url = UrlOf(address);
        var source = url is null ? null : $"{(url.Scheme == "git" ? "" : "git+")}{Public(url)}@{commit}{(folder is null ? "" : "#" + folder)}";
        var package = new PackageRecord { Type = "generic", Name = name, Version = commit, Properties = PackageNames.Properties(("source", source)) };
        if (folder is null && url is { Host: "github.com" or "bitbucket.org" } && url.AbsolutePath.Trim('/').Split('/') is [var owner, var repository])
            return report.TryAdd(package with { Type = url.Host[..url.Host.IndexOf('.')] }, owner, repository.EndsWith(".git", StringComparison.Ordinal) ? repository[..^4] : repository);
        return report.TryAdd(package, null, null, [new("vcs_url", source)]);
    }

    /// <summary>The address as a URL; null for one of this machine.</summary>
    private static Uri? UrlOf(string address)
    {
        var text = Short().Match(address) is { Success: true } match ? $"ssh://{match.Groups[1].Value}/{match.Groups[2].Value}" : address;
        return Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Host.Length > 0 ? url : null;
    }

    /// <summary>What stands before the host of HTTP is a password or a token; the user of SSH is part of the address.</summary>
    private static string Public(Uri url)
    {
        var isSecret = url.Scheme != "ssh" || url.UserInfo.Contains(':');
        return url.GetComponents(isSecret ? UriComponents.AbsoluteUri & ~UriComponents.UserInfo : UriComponents.AbsoluteUri, UriFormat.UriEscaped);
    }

    [GeneratedRegex("^([^/:]+):([^/].*)$", RegexOptions.NonBacktracking)]
    private static partial Regex Short();
}
