using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Executables;

namespace Plimsoll.Inspection.Ecosystems.Go;

/// <summary>Modules that Go programs were built from, and the standard library, whose version is that of the compiler.</summary>
internal sealed class GoCataloguer : ICataloguer
{
    public string Name => "go";

    public IReadOnlyList<FileMatch> Matches { get; } =
        [FileMatch.Starting(ElfFile.Magic), FileMatch.Starting("MZ"u8), FileMatch.Starting(MachOFile.Magic64), FileMatch.Starting(MachOFile.Magic32)];

    public long MaxBytes => 1L << 30;

    public void Read(FileContent file, FileReport report)
    {
        try
        {
            if (file.Program is not { } program || GoBuildInfo.Read(program) is not { } info) return;
            var functions = GoModuleFunctions.Of(program, info.Modules);
            if (VersionOf(info.GoVersion) is { Length: > 0 } version) report.TryAdd(new() { Type = "golang", Name = "stdlib", Version = version, Properties = GoModuleFunctions.With(null, functions?.FilterOf(GoModuleFunctions.StandardLibrary)) }, null);
            GoModules.Add(info.Modules, functions, report);
        }
        catch (InvalidDataException e)
        {
            report.Problem(e.Message);
        }
    }

    /// <summary><c>go1.22.1 X:experiment</c> without what is no version; builds from source say <c>devel</c> first.</summary>
    private static string VersionOf(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word.StartsWith("go", StringComparison.Ordinal) ? word[2..] : word)
        .FirstOrDefault(word => word.Length > 0 && char.IsAsciiDigit(word[0])) ?? "";
}
