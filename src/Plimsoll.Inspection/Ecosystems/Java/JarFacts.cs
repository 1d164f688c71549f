using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Ecosystems.Formats;
using Plimsoll.Inspection.Licences;
using Plimsoll.Inspection.Licences.Texts;

namespace Plimsoll.Inspection.Ecosystems.Java;

/// <summary>What a Java archive says of itself: the coordinates that Maven left in it, and its manifest.</summary>
internal sealed class JarFacts
{
    private const int MaxPoms = 10_000;
    private const int MaxLine = 4096;

    private static readonly HashSet<string> Wanted = new(StringComparer.OrdinalIgnoreCase)
    {
        "Bundle-Version", "Implementation-Version", "Implementation-Vendor-Id", "Implementation-Title", "Bundle-SymbolicName", "Bundle-License", "Main-Class", "Start-Class", "Automatic-Module-Name",
    };

    private readonly Dictionary<string, string> _pomLicences = new(StringComparer.Ordinal);
    private List<(string Name, string Value)> _manifest = [];
    private (string Entry, byte[] Text)? _text;

    /// <summary>Each <c>META-INF/maven/GROUP/ARTIFACT/pom.properties</c>; an archive that others were merged into has theirs too.</summary>
    public List<MavenCoordinates> Poms { get; } = [];

    /// <summary>True when there are archives in it.</summary>
    public bool HasInner { get; set; }

    /// <summary>The version by the manifest: the bundle's or the implementation's, whichever stands first.</summary>
    public string? Version => _manifest.Find(entry => IsVersionField(entry.Name) && IsFilled(entry.Value)).Value;

    /// <summary>The group, where the manifest names it. The vendor's name is often written there instead, which no group looks like.</summary>
    public string? Group => _manifest.First("Implementation-Vendor-Id") is { } id && id.Contains('.') && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_') ? id : null;

    /// <summary>The licence by the manifest, in its words.</summary>
    public string? Licence => _manifest.First("Bundle-License") is { } licence ? string.Join(", ", licence.Split(',').Select(part => part.Split(';')[0].Trim())) : null;

    public string? SymbolicName => _manifest.First("Bundle-SymbolicName")?.Split(';')[0].Trim();

    /// <summary>True for programs.</summary>
    public bool IsProgram => _manifest.First("Main-Class") is not null;

    /// <summary>Takes an entry that is wanted.</summary>
    public void Take(string entry, FileContent content)
    {
        using var stream = content.Open();
        if (entry.EndsWith(".MF", StringComparison.Ordinal)) _manifest = HeaderFields.Read(stream, Wanted.Contains, "");
        else if (entry.EndsWith("/pom.xml", StringComparison.Ordinal))
        {
            if (_pomLicences.Count < MaxPoms && PomLicences.Read(stream) is { } licence) _pomLicences[RelativePath.DirectoryOf(entry)] = licence;
        }
        else if (IsLicence(entry))
        {
            // Of several the shortest name: LICENSE rather than LICENSE-of-something.txt.
            if (_text is null || entry.Length < _text.Value.Entry.Length) _text = (entry, StartOf(content));
        }
        else if (Poms.Count < MaxPoms && ReadPom(stream) is { } pom)
        {
            Poms.Add(pom with { Directory = RelativePath.DirectoryOf(entry) });
        }
    }

    /// <summary>What the <c>pom.xml</c> beside coordinates names as its licences.</summary>
    public string? LicenceOf(MavenCoordinates pom) => _pomLicences.GetValueOrDefault(pom.Directory);

    /// <summary>What the text of a licence in the archive was recognised as, and where it is; null where there is none.</summary>
    public (string Licence, string Entry)? RecognisedText() =>
        _text is { } text && LicenceTextReader.Read(text.Text).Expression is { } expression ? (expression.ToString(), text.Entry) : null;

    /// <summary>Whether an entry is wanted.</summary>
    public static bool Wants(string entry) =>
        entry == "META-INF/MANIFEST.MF" || IsLicence(entry)
        || ((entry.EndsWith("/pom.properties", StringComparison.Ordinal) || entry.EndsWith("/pom.xml", StringComparison.Ordinal)) && entry.Contains("META-INF/maven/", StringComparison.Ordinal));

    /// <summary><c>META-INF/LICENSE.txt</c> and the like: what lies deeper is about parts.</summary>
    private static bool IsLicence(string entry)
    {
        var name = entry.StartsWith("META-INF/", StringComparison.Ordinal) ? entry["META-INF/".Length..] : entry;
        return !name.Contains('/') && LicenceFileCataloguer.IsLicence(name);
    }

    /// <summary>Properties of Java (java.util.Properties), as Maven writes them; null where a value was never filled in.</summary>
    private static MavenCoordinates? ReadPom(Stream content)
    {
        var (group, artifact, version) = ("", "", "");
        using var lines = new LineReader(content, MaxLine);
        while (lines.TryRead(out var bytes))
        {
            var line = ForeignText.Decode(bytes).Trim();
            var equals = line.IndexOf('=');
            if (equals <= 0 || line[0] is '#' or '!') continue;
            var value = line[(equals + 1)..].Trim();
            switch (line[..equals].Trim())
            {
                case "groupId":
                    group = value;
                    break;
                case "artifactId":
                    artifact = value;
                    break;
                case "version":
                    version = value;
                    break;
            }
        }
        return IsFilled(group) && IsFilled(artifact) && IsFilled(version) ? new MavenCoordinates(group, artifact, version) : null;
    }

    private static byte[] StartOf(FileContent content)
    {
        var text = new byte[Math.Min(content.Length, LicenceTextReader.MaxLength)];
        return text[..content.ReadAt(0, text)];
    }

    private static bool IsVersionField(string name) => name.Equals("Bundle-Version", StringComparison.OrdinalIgnoreCase) || name.Equals("Implementation-Version", StringComparison.OrdinalIgnoreCase);

    /// <summary>Some builds forget to fill in <c>${project.version}</c>.</summary>
    private static bool IsFilled(string value) => value.Length > 0 && !value.Contains("${", StringComparison.Ordinal);
}

/// <summary>Coordinates of Maven.</summary>
internal sealed record MavenCoordinates(string Group, string Artifact, string Version)
{
    /// <summary>The directory in the archive that they were read in; empty where they are worked out.</summary>
    public string Directory { get; init; } = "";
}
