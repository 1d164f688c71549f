using Plimsoll.Inspection.Ecosystems.Formats;

namespace Plimsoll.Inspection.Ecosystems.Dotnet;

/// <summary>
/// <c>*.deps.json</c>, by which the .NET host finds the libraries of an application (dotnet/sdk, runtime-configuration-file.md): <c>libraries</c> says
/// what they are, <c>targets</c> which files they have.
/// </summary>
internal sealed class DepsFile
{
    private const int MaxAssets = 100_000;
    private const string RuntimePack = "runtimepack.";

    private readonly List<(string Key, string Type, string? Hash)> _libraries = [];
    private readonly Dictionary<string, List<string>> _assets = new(StringComparer.Ordinal);
    private int _assetCount;

    private DepsFile() { }

    /// <summary>Reads one and adds its libraries, with the files that belong to them.</summary>
    /// <param name="json">The file.</param>
    /// <param name="directory">Where the libraries lie; null when they are inside the program.</param>
    /// <param name="inner">Where in a program it was found.</param>
    /// <param name="report">Takes the packages.</param>
    public static void Read(ReadOnlySpan<byte> json, string? directory, string? inner, FileReport report)
    {
        var deps = new DepsFile();
        JsonWalk.Read(json, report.Problem, (ref JsonWalk walk) =>
        {
            if (!walk.EnterObject()) return;
            while (walk.NextMember(out var name))
            {
                if (name == "libraries" && walk.EnterObject()) deps.ReadLibraries(ref walk);
                else if (name == "targets" && walk.EnterObject()) deps.ReadTargets(ref walk);
                else walk.Skip();
            }
        });
        deps.Add(directory, inner, report);
    }

    private void ReadLibraries(ref JsonWalk json)
    {
        while (json.NextMember(out var key))
        {
            var (type, hash) = ("", (string?)null);
            if (!json.EnterObject()) continue;
            while (json.NextMember(out var field))
            {
                if (field == "type") type = json.Text() ?? "";
                else if (field == "sha512") hash = json.Text();
                else json.Skip();
            }
            _libraries.Add((key, type, hash));
        }
    }

    private void ReadTargets(ref JsonWalk json)
    {
        while (json.NextMember(out _))
        {
            if (!json.EnterObject()) continue;
            while (json.NextMember(out var key))
            {
                if (!_assets.TryGetValue(key, out var assets)) _assets.Add(key, assets = []);
                if (!json.EnterObject()) continue;
                while (json.NextMember(out var kind))
                {
                    if (kind is "runtime" or "native" or "runtimeTargets" or "resources" && json.EnterObject()) ReadAssets(ref json, assets);
                    else json.Skip();
                }
            }
        }
    }

    private void ReadAssets(ref JsonWalk json, List<string> assets)
    {
        while (json.NextMember(out var path))
        {
            // An empty file stands for a library without any (NuGet, "_._").
            if (!path.EndsWith("/_._", StringComparison.Ordinal) && ++_assetCount <= MaxAssets) assets.Add(path);
            json.Skip();
        }
    }

    private void Add(string? directory, string? inner, FileReport report)
    {
        foreach (var (key, type, hash) in _libraries)
        {
            if (type is not ("package" or "project" or "runtimepack") || NugetName.Split(key) is not var (name, version)) continue;
            if (type == "runtimepack" && name.StartsWith(RuntimePack, StringComparison.Ordinal)) name = name[RuntimePack.Length..];
            var assets = _assets.GetValueOrDefault(key) ?? [];
            var package = NugetName.Package(name, version, hash) with
            {
                Inner = inner,
                Main = type == "project" ? true : null,
                // Of a package that only leads to others nothing is in the image.
                Properties = PackageNames.Properties(("runtime", assets.Count == 0 && type == "package" ? "none" : null)),
            };
            if (!report.TryAdd(package, null)) return;
            if (directory is null) continue;
            // The program that starts a project lies beside it under its name.
            if (type == "project" && !report.TryOwn($"{directory}/{name}")) return;
            if (!assets.TrueForAll(asset => Own(report, directory, asset))) return;
        }
    }

    /// <summary>What is for every platform lies beside the application without its path; what differs keeps it; translations keep their language.</summary>
    private static bool Own(FileReport report, string directory, string asset)
    {
        var parts = asset.Split('/');
        foreach (var path in (string[])[asset, parts[^1], string.Join('/', parts[^Math.Min(2, parts.Length)..])])
        {
            if (RelativePath.Resolve(directory, path) is { } place && !report.TryOwn(place)) return false;
        }
        return true;
    }
}
