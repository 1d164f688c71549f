using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Ecosystems;
using Plimsoll.Inspection.Licences.Debian;
using Plimsoll.Inspection.Licences.Texts;

namespace Plimsoll.Inspection.Licences;

/// <summary>Recognises the texts in files that are called LICENSE, COPYING and the like.</summary>
internal sealed class LicenceFileCataloguer : ICataloguer
{
    public const string CataloguerName = "licence-file";

    private static readonly string[] Names =
    [
        "LICENSE", "License", "license", "LICENCE", "Licence", "licence", "COPYING", "Copying", "copying", "COPYRIGHT", "UNLICENSE", "MIT-LICENSE", "LICENSE-MIT", "LICENSE-APACHE", "LICENSE-APACHE2", "LICENSE-BSD",
        "LICENSE_MIT", "LICENSE_APACHE", "LICENSE.MIT", "LICENSE.APACHE", "LICENSE.APACHE2", "LICENSE.BSD", "LICENSE.GPL", "LICENSE.LGPL", "LICENSE.PSF", "COPYING.LESSER", "COPYING.LIB", "COPYING.MIT", "COPYING.BSD", "COPYING3", "COPYING3.LIB",
        "COPYINGv2", "COPYINGv3", "GPL-LICENSE",
    ];

    private static readonly string[] Stems = ["license", "licence", "copying", "unlicense", "mit-license", "gpl-license"];

    public string Name => CataloguerName;

    public IReadOnlyList<FileMatch> Matches { get; } =
    [
        .. Names.Select(FileMatch.Named), FileMatch.Ending(".txt"), FileMatch.Ending(".md"), FileMatch.Ending(".rst"), FileMatch.Ending(".markdown"), FileMatch.In("licenses"), FileMatch.In("LICENSES"),
    ];

    public long MaxBytes => long.MaxValue;

    public bool Accepts(string path)
    {
        var slash = path.LastIndexOf('/');
        if (slash > 0 && (path.AsSpan(0, slash).EndsWith("/LICENSES") || path.AsSpan(0, slash).EndsWith(".dist-info/licenses"))) return true;
        return IsLicence(path[(slash + 1)..]);
    }

    public void Read(FileContent file, FileReport report) => CopyrightCataloguer.StateText(ReadText(file), report);

    /// <summary>Whether a file of this name has the text of a licence.</summary>
    public static bool IsLicence(string name) =>
        Array.IndexOf(Names, name) >= 0
        || (Array.Exists(Stems, stem => name.StartsWith(stem, StringComparison.OrdinalIgnoreCase)) && Path.GetExtension(name).ToLowerInvariant() is ".txt" or ".md" or ".rst" or ".markdown");

    /// <summary>Whether a file of this name has notices that go with the licence.</summary>
    public static bool IsNotice(string name) => name.StartsWith("NOTICE", StringComparison.OrdinalIgnoreCase) && Path.GetExtension(name).ToLowerInvariant() is "" or ".txt" or ".md";

    /// <summary>What a file says of licences; nothing where it is no text.</summary>
    public static LicenceText ReadText(FileContent file)
    {
        var text = file.Start;
        if (!file.IsInMemory)
        {
            var buffer = new byte[LicenceTextReader.MaxLength];
            text = buffer.AsSpan(0, file.ReadAt(0, buffer));
        }
        text = text[..Math.Min(text.Length, LicenceTextReader.MaxLength)];
        return text[..Math.Min(text.Length, 4096)].Contains((byte)0) ? new LicenceText(null, Plimsoll.Core.Facts.Confidence.Low) : LicenceTextReader.Read(text);
    }
}
