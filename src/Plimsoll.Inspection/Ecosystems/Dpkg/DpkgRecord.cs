using Plimsoll.Core.Facts;

namespace Plimsoll.Inspection.Ecosystems.Dpkg;

/// <summary>Makes a package record of a paragraph, with the words of dpkg.</summary>
internal static class DpkgRecord
{
    /// <summary>State of a package that is not there at all (dpkg(1), "Package states").</summary>
    public const string NotInstalled = "not-installed";

    /// <summary>State of a package of which only configuration files are left.</summary>
    public const string ConfigFiles = "config-files";

    /// <summary>State of a package that waits until the triggers of another one have run.</summary>
    public const string TriggersAwaited = "triggers-awaited";

    /// <summary>State of a package whose triggers have not run yet.</summary>
    public const string TriggersPending = "triggers-pending";

    private static readonly string[] States =
        [NotInstalled, ConfigFiles, "half-installed", "unpacked", "half-configured", TriggersAwaited, TriggersPending, "installed"];

    /// <summary>Reads a paragraph; null and a reason when it does not describe a package as it must.</summary>
    /// <param name="stanza">The paragraph.</param>
    /// <param name="needsStatus">False for the files of status.d, which have no such field and describe what is installed.</param>
    /// <param name="problem">What is wrong.</param>
    public static PackageRecord? Read(DpkgStanza stanza, bool needsStatus, out string? problem)
    {
        problem = Problem(stanza, needsStatus, out var state);
        if (problem is not null) return null;
        var (name, version) = (stanza.Package!.ToLowerInvariant(), DpkgVersion.Normalize(stanza.Version ?? ""));
        var (source, sourceVersion) = SplitSource(stanza.OnlySourceIsOverlong ? null : stanza.Source);
        return new PackageRecord
        {
            Type = "deb",
            Name = name,
            Version = version,
            Arch = stanza.Architecture,
            Source = source == name ? null : source,
            SourceVersion = sourceVersion == version ? null : sourceVersion,
            State = state == "installed" ? null : state,
            Properties = Properties(stanza),
        };
    }

    private static SortedList<string, string>? Properties(DpkgStanza stanza)
    {
        if (stanza is { BuiltUsing: null, StaticBuiltUsing: null }) return null;
        var properties = new SortedList<string, string>(StringComparer.Ordinal);
        if (stanza.BuiltUsing is { } sources) properties["builtUsing"] = sources;
        if (stanza.StaticBuiltUsing is { } linked) properties["staticBuiltUsing"] = linked;
        return properties;
    }

    private static string? Problem(DpkgStanza stanza, bool needsStatus, out string state)
    {
        state = "installed";
        if (stanza.Overlong is { } field && !stanza.OnlySourceIsOverlong) return $"the field {field} of '{stanza.Package ?? "a package without name"}' is too long to be true";
        if (stanza.Package is not { } name) return stanza.HasStrayLine ? "a line is no field" : "a paragraph has no Package field";
        if (!IsName(name)) return $"'{name}' is not a package name";
        if (stanza.Status is { } status)
        {
            var words = status.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length != 3 || !States.Contains(words[2].ToLowerInvariant())) return $"the status of '{name}' is '{status}', which dpkg does not know";
            state = words[2].ToLowerInvariant();
        }
        else if (needsStatus)
        {
            return $"'{name}' has no Status field";
        }
        if (state is NotInstalled or ConfigFiles) return null;
        if (stanza.Version is not { } version) return $"'{name}' has no Version field";
        return version.AsSpan().ContainsAny(" \t\n") ? $"the version of '{name}' has spaces in it" : null;
    }

    /// <summary>Debian policy 5.6.7, with the upper case that dpkg still reads and folds.</summary>
    private static bool IsName(string name)
    {
        if (!char.IsAsciiLetterOrDigit(name[0])) return false;
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('+' or '-' or '.' or '_')) return false;
        }
        return true;
    }

    /// <summary><c>name (version)</c>: the version is there when it differs, as in a binary-only rebuild (Debian policy 5.6.1).</summary>
    private static (string? Name, string? Version) SplitSource(string? source)
    {
        if (source is null || source.IndexOf('(') is not (var open and >= 0)) return (source, null);
        var version = source[(open + 1)..].TrimEnd().TrimEnd(')').Trim();
        return (source[..open].Trim(), version.Length == 0 ? null : DpkgVersion.Normalize(version));
    }
}
