using Plimsoll.Core.Facts;

namespace Plimsoll.Inspection.Images;

/// <summary>The configuration files of an image: those that packages call so, and what lies where configuration lies.</summary>
internal static class ConfigurationFiles
{
    /// <summary>Files that are listed; more are no image's that somebody configures.</summary>
    private const int Most = 10_000;

    private static readonly string[] Trees = ["etc/", "usr/local/etc/", "config/", "conf/"];

    /// <summary>Made by programs from other files, or links of them: nobody configures anything in these.</summary>
    private static readonly string[] Generated = ["etc/ssl/certs/", "etc/alternatives/", "etc/ld.so.cache", "etc/.pwd.lock", "etc/ca-certificates/", "etc/pki/ca-trust/extracted/"];

    private static readonly HashSet<string> Endings = new(StringComparer.Ordinal) { ".conf", ".cnf", ".cfg", ".ini", ".env", ".toml", ".properties", ".yaml", ".yml" };

    /// <summary>Trees of programs and their data, in which only what lies in a directory for configuration counts.</summary>
    private static readonly string[] OfPrograms = ["usr/", "lib/", "bin/", "sbin/", "var/", "proc/", "sys/", "dev/"];

    /// <summary>The files in order of path; null when there are none.</summary>
    public static IReadOnlyList<ConfigurationFile>? Of(ImageView image)
    {
        var files = new List<ConfigurationFile>();
        foreach (var file in image.Root.All())
        {
            if (files.Count == Most) break;
            if (file.Type != FileType.File) continue;
            var owner = image.Owners.OwnerOf(file);
            var path = file.Path;
            if (owner?.Traits.HasFlag(OwnedFileTraits.Configuration) != true && !(owner is null && LooksSo(path))) continue;
            files.Add(new ConfigurationFile { Path = "/" + path, Layer = file.Layer, Owner = owner?.Package.Key, State = owner is null ? ConfigurationFileState.Added : StateOf(image.Owners.IntegrityOf(file)) });
        }
        files.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path));
        return files.Count == 0 ? null : files;
    }

    private static ConfigurationFileState StateOf(Integrity integrity) => integrity switch
    {
        Integrity.Intact => ConfigurationFileState.Installed,
        Integrity.Modified => ConfigurationFileState.Changed,
        _ => ConfigurationFileState.Unknown,
    };

    private static bool LooksSo(string path)
    {
        if (Array.Exists(Generated, generated => path.StartsWith(generated, StringComparison.Ordinal))) return false;
        if (Array.Exists(Trees, tree => path.StartsWith(tree, StringComparison.Ordinal))) return true;
        if (Array.Exists(OfPrograms, tree => path.StartsWith(tree, StringComparison.Ordinal)) || path.Contains("/node_modules/", StringComparison.Ordinal) || path.Contains("-packages/", StringComparison.Ordinal)) return false;
        var name = path[(path.LastIndexOf('/') + 1)..];
        return Endings.Contains(System.IO.Path.GetExtension(name)) || name.StartsWith(".env", StringComparison.Ordinal) || (name.StartsWith("appsettings", StringComparison.Ordinal) && name.EndsWith(".json", StringComparison.Ordinal));
    }
}
