using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Ecosystems;
using Plimsoll.Inspection.Licences.Expressions;
using Plimsoll.Inspection.Licences.Names;
using Plimsoll.Inspection.Licences.Texts;

namespace Plimsoll.Inspection.Licences.Debian;

/// <summary>
/// Reads what <c>/usr/share/doc/PACKAGE/copyright</c> says of licences. In the machine-readable form that is one statement for each licence with the patterns of its files, and for names that
/// mean nothing elsewhere what their text is; other files are texts.
/// </summary>
internal sealed class CopyrightCataloguer : ICataloguer
{
    public const string CataloguerName = "debian-copyright";

    /// <summary>Set for files in the machine-readable form.</summary>
    public const string Form = "form";

    private const int MaxFiles = 300;
    private const int MaxStatements = 500;

    public static LicenceFamily Family { get; } = LicenceFamily.Of("deb");

    public string Name => CataloguerName;

    public IReadOnlyList<FileMatch> Matches { get; } = [FileMatch.Named("copyright")];

    public long MaxBytes => long.MaxValue;

    public bool Accepts(string path) => path.Contains("share/doc/", StringComparison.Ordinal) && path.Count(c => c == '/') == 4;

    public void Read(FileContent file, FileReport report)
    {
        using var content = file.Open();
        using var form = CopyrightFile.Open(file.Start, content, NeedsText);
        if (form is null) StateText(LicenceFileCataloguer.ReadText(file), report);
        else ReadForm(form, report);
    }

    /// <summary>Names that everybody knows need no text; "BSD" alone does not say which.</summary>
    private static bool NeedsText(string name) => LicenceNames.Read(name, Family) is var reading && (reading.Expression is null || reading.Unknown.Count > 0 || reading.Expression.ToString() == LicenceReference.Bsd);

    private static void ReadForm(CopyrightFile form, FileReport report)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        var texts = new Dictionary<string, LicenceText>(StringComparer.OrdinalIgnoreCase);
        while (form.Next() is { } paragraph && files.Count < MaxStatements)
        {
            var name = paragraph.Licence;
            if (paragraph.Text is { Length: > 0 } text && texts.Count < MaxStatements) texts.TryAdd(name, LicenceTextReader.Read(System.Text.Encoding.UTF8.GetBytes(text)));
            if (paragraph.Files is { } patterns) files[name] = files.TryGetValue(name, out var before) ? Add(before, patterns) : Add("", patterns);
            else files.TryAdd(name, "");
        }
        report.Keep(Form, "copyright-format");
        // A name that only stands over a text says nothing of the package, unless no paragraph is about files.
        var isWhole = files.Values.All(patterns => patterns.Length == 0);
        foreach (var (name, patterns) in files)
        {
            if (isWhole || patterns.Length > 0) report.State(new LicenceStatement { Licence = name, Files = patterns.Length == 0 ? "*" : patterns });
        }
        foreach (var (name, text) in texts)
        {
            if (text is { Expression: { } expression, Confidence: not Confidence.Low }) report.State(new LicenceStatement { Licence = name, Recognised = expression.ToString(), Confidence = text.Confidence });
        }
    }

    /// <summary>States what a text was recognised as.</summary>
    public static void StateText(LicenceText text, FileReport report)
    {
        if (text.Expression is { } expression) report.State(new LicenceStatement { Licence = "", Recognised = expression.ToString(), Confidence = text.Confidence });
    }

    private static string Add(string before, string patterns)
    {
        const string More = " …";
        if (before.EndsWith(More, StringComparison.Ordinal)) return before;
        var all = before.Length == 0 ? patterns : before + " " + patterns;
        if (all.Length <= MaxFiles) return all;
        return all.LastIndexOf(' ', MaxFiles) is var space and > 0 ? all[..space] + More : all[..MaxFiles] + More;
    }
}
