using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Executables;

namespace Plimsoll.Inspection.Ecosystems.Go;

/// <summary>The functions of a program by the module that they are of: the longest path that theirs begins with. Paths without a dot in their first part are of the standard library (https://go.dev/ref/mod#module-path).</summary>
internal sealed class GoModuleFunctions
{
    /// <summary>What the standard library is called here.</summary>
    public const string StandardLibrary = "stdlib";

    private readonly Dictionary<string, List<string>> _byModule = new(StringComparer.Ordinal);

    /// <summary>Reads them; null where nothing tells.</summary>
    /// <param name="program">The program.</param>
    /// <param name="modules">The text about its modules.</param>
    public static GoModuleFunctions? Of(ProgramSections program, string modules)
    {
        if (GoFunctions.Read(program) is not { } byPath) return null;
        var functions = new GoModuleFunctions();
        var paths = GoModules.Paths(modules).ToHashSet(StringComparer.Ordinal);
        foreach (var (path, symbols) in byPath)
        {
            if (ModuleOf(path, paths) is not { } module) continue;
            if (!functions._byModule.TryGetValue(module, out var names)) functions._byModule.Add(module, names = []);
            names.Add(path);
            names.AddRange(symbols.Select(symbol => $"{path}.{symbol}"));
        }
        return functions;
    }

    /// <summary>The functions of a module as a filter; null where they are too many to keep.</summary>
    public string? FilterOf(string module) => SymbolFilter.Write(_byModule.GetValueOrDefault(module, []));

    /// <summary>Properties and a filter, which is longer than other texts may be.</summary>
    public static IReadOnlyDictionary<string, string>? With(IReadOnlyDictionary<string, string>? properties, string? filter) =>
        filter is null ? properties : new SortedDictionary<string, string>(properties?.ToDictionary() ?? [], StringComparer.Ordinal) { [SymbolFilter.Property] = filter };

    private static string? ModuleOf(string path, HashSet<string> modules)
    {
        for (var candidate = path; ; candidate = candidate[..candidate.LastIndexOf('/')])
        {
            if (modules.Contains(candidate)) return candidate;
            if (candidate.LastIndexOf('/') < 0) return candidate.Contains('.', StringComparison.Ordinal) || path == "main" ? null : StandardLibrary;
        }
    }
}
