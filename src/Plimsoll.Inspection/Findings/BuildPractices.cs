using System.Text.RegularExpressions;
using Plimsoll.Core.Facts;

namespace Plimsoll.Inspection.Findings;

/// <summary>Something that build steps should not do.</summary>
/// <param name="Kind">One of <see cref="FindingKinds"/>.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Reason">What is wrong with it.</param>
internal sealed record BuildPractice(string Kind, Severity Severity, string Reason);

/// <summary>What a build step does that it should not, by its words. One finding for a practice and a line.</summary>
internal static partial class BuildPractices
{
    /// <summary>Longest command that is looked at, in characters.</summary>
    private const int Longest = 1000;

    private static readonly char[] Ends = [';', '|', '&', '\n'];

    private static readonly BuildPractice Unverified = new(FindingKinds.HistoryUnverifiedPackages, Severity.High, "packages are installed without looking at their signatures");
    private static readonly BuildPractice Insecure = new(FindingKinds.HistoryInsecureDownload, Severity.High, "a download does not look at whom it talks to");
    private static readonly BuildPractice PlainHttp = new(FindingKinds.HistoryInsecureDownload, Severity.Medium, "a download comes over plain HTTP, and anybody on the way can change it");
    private static readonly BuildPractice FromGit = new(FindingKinds.HistoryInstallFromGit, Severity.Low, "a package is built from whatever a source repository holds that day");
    private static readonly BuildPractice Unpinned = new(FindingKinds.HistoryUnpinnedPackages, Severity.Info, "packages are installed in whatever version is there that day");
    private static readonly BuildPractice Upgrade = new(FindingKinds.HistoryUpgrade, Severity.Info, "everything is upgraded, so that two builds differ and the base stays old for others");
    private static readonly BuildPractice WorldWritable = new(FindingKinds.HistoryWorldWritable, Severity.Medium, "everybody is given the right to write");
    private static readonly BuildPractice Sudo = new(FindingKinds.HistorySudo, Severity.Low, "sudo is installed or used: a build is root anyway, and a container should not become it");

    // Each expression needs one of these, in whatever case. Most commands have none, and to make the first expression takes longer than to look at all of them.
    private static readonly string[] OfUnverified = ["allow", "force-yes", "trusted", "gpg", "ssl", "siglevel"];
    private static readonly string[] OfUnchecked = ["curl", "wget", "sslVerify", "GIT_SSL", "NODE_TLS", "PYTHONHTTPS", "StrictHostKey"];
    private static readonly string[] OfPlain = ["http://"];
    private static readonly string[] OfGit = ["pip", "npm", "yarn", "go"];
    private static readonly string[] OfUpgrade = ["upgrade", "update", "-Syu"];
    private static readonly string[] OfWritable = ["chmod"];
    private static readonly string[] OfSudo = ["sudo", "NOPASSWD"];
    private static readonly string[] OfInstall = ["install", "add", "npm"];

    /// <summary>The practices of a line, with the words that show them.</summary>
    public static IEnumerable<(BuildPractice Practice, string What)> In(string line)
    {
        // Only lines that run something: COPY, ENV and labels have words, too.
        if (HistoryLine.IsNoCommand(line)) yield break;
        var told = new HashSet<BuildPractice>();
        foreach (var command in line.Split(Ends, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            // Expressions are tried on pieces that are short enough for any of them.
            foreach (var found in OfCommand(command.Length <= Longest ? command : command[..Longest]))
            {
                if (told.Add(found.Practice)) yield return found;
            }
        }
    }

    private static IEnumerable<(BuildPractice Practice, string What)> OfCommand(string command)
    {
        if (First(OfUnverified, UnverifiedPackages, command) is { } unverified) yield return (Unverified, unverified);
        if (First(OfUnchecked, Unchecked, command) is { } unchecking) yield return (Insecure, unchecking);
        else if (First(OfPlain, Plain, command) is { } plain) yield return (PlainHttp, plain);
        if (First(OfGit, Git, command) is { } git) yield return (FromGit, git);
        if (First(OfUpgrade, EverythingNew, command) is { } upgrade) yield return (Upgrade, upgrade);
        if (First(OfWritable, Writable, command) is { } writable) yield return (WorldWritable, writable);
        if (First(OfSudo, SudoUse, command) is { } sudo) yield return (Sudo, sudo);
        if (HasAny(OfInstall, command) && Installs().Match(command) is { Success: true } install && IsUnpinned(install)) yield return (Unpinned, install.Value.Trim());
    }

    private static string? First(string[] words, Func<Regex> pattern, string command) => HasAny(words, command) && pattern().Match(command) is { Success: true } match ? match.Value.Trim() : null;

    private static bool HasAny(string[] words, string command)
    {
        foreach (var word in words)
        {
            if (command.Contains(word, StringComparison.OrdinalIgnoreCase)) return true;
        }
        return false;
    }

    /// <summary>Whether a package of the step has no version. Lists in files and variables say nothing here.</summary>
    private static bool IsUnpinned(Match install)
    {
        var (manager, arguments) = (install.Groups["manager"].Value, install.Groups["rest"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        for (var i = 0; i < arguments.Length; i++)
        {
            var argument = arguments[i].Trim('"', '\'', '\\', '\t', '\n');
            if (argument is "-r" or "--requirement" or "-t" or "--target-release" or "-o" or "--virtual" or "-c" or "--constraint" or "-i" or "--index-url" or "--extra-index-url" or "--prefix" or "--root" or "--repository" or "--trusted-host" or "--registry" or "-X")
            {
                i++;
                continue;
            }
            if (argument.Length < 2 || argument[0] is '-' or '.' or '/' or '$' or '@' && !argument.Contains('/', StringComparison.Ordinal) || argument.Contains("://", StringComparison.Ordinal) || argument.StartsWith("git", StringComparison.Ordinal) && argument.AsSpan().ContainsAny(':', '+') || argument.Contains('$', StringComparison.Ordinal)) continue;
            if (argument.EndsWith(".deb", StringComparison.Ordinal) || argument.EndsWith(".rpm", StringComparison.Ordinal) || argument.EndsWith(".whl", StringComparison.Ordinal) || argument.EndsWith(".apk", StringComparison.Ordinal)) continue;
            var isPinned = manager switch
            {
                "pip" => argument.Contains("==", StringComparison.Ordinal) || argument.Contains("===", StringComparison.Ordinal) || argument.Contains('@', StringComparison.Ordinal),
                "npm" or "yarn" or "pnpm" => argument.LastIndexOf('@') > 0 && !argument.EndsWith("@latest", StringComparison.Ordinal),
                "gem" => install.Value.Contains(" -v", StringComparison.Ordinal) || install.Value.Contains("--version", StringComparison.Ordinal) || argument.Contains(':', StringComparison.Ordinal),
                "dnf" or "yum" or "microdnf" or "zypper" => argument.Contains('=', StringComparison.Ordinal) || argument.AsSpan().ContainsAnyInRange('0', '9') && argument.Contains('-', StringComparison.Ordinal),
                _ => argument.AsSpan().ContainsAny('=', '~', '<'),
            };
            if (!isPinned && char.IsAsciiLetterOrDigit(argument[0]) || !isPinned && argument[0] == '@') return true;
        }
        return false;
    }

    [GeneratedRegex(@"--allow-unauthenticated|--force-yes|--allow-insecure-repositories|AllowUnauthenticated[ =]+(?:true|1|yes)|AllowInsecureRepositories[ =]+(?:true|1|yes)|\[[^\]]*trusted=yes[^\]]*\]|--no-?gpg-?checks?|gpgcheck=(?:0|no|false)|--allow-untrusted|--no-verify-ssl|--trusted-host[ =]\S+|strict-ssl[ =]false|--disable-gpg-check|SigLevel ?= ?Never", RegexOptions.CultureInvariant)]
    private static partial Regex UnverifiedPackages();

    [GeneratedRegex(@"\bcurl\b[^|;&]*\s(?:-[a-zA-Z]*k[a-zA-Z]*|--insecure)\b[^|;&]*|\bwget\b[^|;&]*--no-check-certificate[^|;&]*|http\.sslVerify[ =]+(?:false|0)|GIT_SSL_NO_VERIFY=(?:1|true)|NODE_TLS_REJECT_UNAUTHORIZED=[""']?0|PYTHONHTTPSVERIFY=0|StrictHostKeyChecking[ =]no", RegexOptions.CultureInvariant)]
    private static partial Regex Unchecked();

    [GeneratedRegex(@"\b(?:curl|wget|aria2c)\b[^|;&]*\s[""']?http://(?:[a-z0-9-]+\.)+[a-z]{2,}[^\s|;&]*", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Plain();

    [GeneratedRegex(@"\bpip[0-9.]*\s+install\b[^|;&]*\bgit\+\S+|\b(?:npm|yarn|pnpm)\s+(?:install|i|add)\b[^|;&]*\s(?:git\+\S+|git://\S+|github:\S+|https://github\.com/\S+|[\w-]+/[\w.-]+#\S+)|\bgo\s+(?:install|get)\b[^|;&]*@(?:latest|master|main)\b|\bcargo\s+install\b[^|;&]*--git\s\S+", RegexOptions.CultureInvariant)]
    private static partial Regex Git();

    [GeneratedRegex(@"\bapt(?:-get)?\s+(?:-\S+\s+)*(?:dist-upgrade|full-upgrade|upgrade)\b|\bapk\s+(?:-\S+\s+)*upgrade\b|\b(?:yum|dnf|microdnf)\s+(?:-\S+\s+)*(?:update|upgrade)\b(?:\s+-\S+)*\s*$|\bpacman\s+-Syu+\b", RegexOptions.CultureInvariant)]
    private static partial Regex EverythingNew();

    [GeneratedRegex(@"\bchmod\s+(?:-\S+\s+)*(?:0?[0-7]{2}[2367]|[ugo]*[ao][ugo]*\+[rxXst]*w\w*)\s+\S+", RegexOptions.CultureInvariant)]
    private static partial Regex Writable();

    [GeneratedRegex(@"^[({]?\s*sudo\s+\S+|\b(?:install|add)\b[^|;&]*\ssudo\b|\bNOPASSWD\b", RegexOptions.CultureInvariant)]
    private static partial Regex SudoUse();

    [GeneratedRegex(@"\b(?:(?<manager>apt-get|apt|yum|dnf|microdnf|zypper)\s+(?:-\S+\s+)*install|(?<manager>apk)\s+(?:-\S+\s+)*add|(?<manager>pip)[0-9.]*\s+install|(?<manager>npm|pnpm)\s+(?:install|i|add)|(?<manager>yarn)\s+(?:global\s+)?add|(?<manager>gem)\s+install)\b(?<rest>[^|;&]*)", RegexOptions.CultureInvariant)]
    private static partial Regex Installs();
}
