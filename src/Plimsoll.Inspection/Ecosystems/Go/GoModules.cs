using Plimsoll.Core.Facts;

namespace Plimsoll.Inspection.Ecosystems.Go;

/// <summary>The lines about modules in a Go program (go/src/runtime/debug/mod.go): the main one, what it depends on, what was put in the place of what, settings.</summary>
internal sealed class GoModules
{
    private const int MaxSettings = 64;

    private readonly List<Module> _dependencies = [];
    private readonly SortedDictionary<string, string> _settings = new(StringComparer.Ordinal);
    private Module? _main;

    /// <summary>Adds the modules of a program.</summary>
    /// <param name="text">The lines.</param>
    /// <param name="functions">What the program has of each module; null where nothing tells.</param>
    /// <param name="report">Where they go.</param>
    public static void Add(string text, GoModuleFunctions? functions, FileReport report)
    {
        var modules = Read(text);
        if (modules._main is { } main && !Add(report, main, modules._settings, null)) return;
        foreach (var module in modules._dependencies)
        {
            // What is in the place of another module is imported by the paths of that one.
            if (!Add(report, module, null, module.Replaces is null ? functions?.FilterOf(module.Path) : null)) return;
        }
    }

    /// <summary>The paths of the modules that a program was built from.</summary>
    public static IReadOnlyList<string> Paths(string text)
    {
        var modules = Read(text);
        return [.. modules._dependencies.Select(module => module.Path), .. modules._main is { } main ? [main.Path] : Array.Empty<string>()];
    }

    private static GoModules Read(string text)
    {
        var modules = new GoModules();
        foreach (var line in text.Split('\n')) modules.Take(line);
        return modules;
    }

    private void Take(string line)
    {
        var fields = line.Split('\t');
        if (fields.Length < 2) return;
        var module = new Module(fields[1], fields.Length > 2 ? fields[2] : "", fields.Length > 3 ? fields[3] : "");
        switch (fields[0])
        {
            case "mod":
                _main = module;
                break;
            case "dep":
                _dependencies.Add(module);
                break;
            case "=>" when _dependencies.Count > 0:
                _dependencies[^1] = Replaced(_dependencies[^1], module);
                break;
            case "build" when _settings.Count < MaxSettings && line.IndexOf('=') is var equals and > 6 && line.Length - equals < 4096:
                _settings[line[6..equals].Trim('"')] = line[(equals + 1)..].Trim('"');
                break;
        }
    }

    /// <summary>What is in the program is the replacement; one from a directory has no version, then the name of what it replaces says more.</summary>
    private static Module Replaced(Module original, Module replacement) =>
        replacement.Version is not ("" or "(devel)") ? replacement with { Replaces = $"{original.Path}@{original.Version}" } : original with { Sum = "", ReplacedBy = replacement.Path };

    private static bool Add(FileReport report, Module module, SortedDictionary<string, string>? settings, string? functions)
    {
        // Types of package URLs: namespace and name of golang are lower case.
        var path = module.Path.ToLowerInvariant();
        var slash = path.LastIndexOf('/');
        return report.TryAdd(new PackageRecord
        {
            Type = "golang",
            Name = module.Path,
            Version = module.Version.Length == 0 ? "(devel)" : module.Version,
            Integrity = module.Sum,
            Main = settings is null ? null : true,
            Confidence = module.ReplacedBy is null ? null : Confidence.Medium,
            Properties = settings ?? GoModuleFunctions.With(PackageNames.Properties(("replaces", module.Replaces), ("replacedBy", module.ReplacedBy)), functions),
        }, slash < 0 ? null : path[..slash], path[(slash + 1)..]);
    }

    private sealed record Module(string Path, string Version, string Sum)
    {
        public string? Replaces { get; init; }
        public string? ReplacedBy { get; init; }
    }
}
