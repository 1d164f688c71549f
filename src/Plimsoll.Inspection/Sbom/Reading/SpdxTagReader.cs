namespace Plimsoll.Inspection.Sbom.Reading;

/// <summary>Reads SPDX 2 out of lines of <c>Tag: value</c> (SPDX 2.3, annex on the tag:value format). Texts of several lines stand between <c>&lt;text&gt;</c> and <c>&lt;/text&gt;</c>.</summary>
internal sealed class SpdxTagReader(SbomDraft draft)
{
    private const int LongestLine = 64 * 1024;

    private string? _name;
    private string? _version;
    private string? _purl;
    private string? _kind;
    private string? _licence;

    /// <summary>Whether what begins so is such a document.</summary>
    public static bool IsOne(ReadOnlySpan<byte> start) => start.StartsWith("SPDXVersion:"u8) || start.IndexOf("\nSPDXVersion:"u8) >= 0;

    public void Read(Stream source)
    {
        using var lines = new LineReader(source, LongestLine);
        var isInText = false;
        while (lines.TryRead(out var line))
        {
            if (isInText)
            {
                isInText = line.IndexOf("</text>"u8) < 0;
                continue;
            }
            var colon = line.IndexOf((byte)':');
            if (colon <= 0 || line[0] == '#') continue;
            var value = line[(colon + 1)..].Trim(" \t\r"u8);
            isInText = value.StartsWith("<text>"u8) && value.IndexOf("</text>"u8) < 0;
            if (value.Length > draft.Limits.MaxText || lines.IsCut)
            {
                // Texts are long, and none of the fields that are needed is one.
                if (line.StartsWith("Package"u8) && !isInText) draft.Problem("a text in it is too long to be true");
                continue;
            }
            Take(line[..colon], ForeignText.Decode(value));
        }
        Close();
    }

    private void Take(ReadOnlySpan<byte> tag, string value)
    {
        if (tag.SequenceEqual("SPDXVersion"u8)) (draft.Format, draft.Version) = ("SPDX", value.Replace("SPDX-", "", StringComparison.Ordinal));
        else if (tag.SequenceEqual("DocumentName"u8)) draft.Name ??= value;
        else if (tag.SequenceEqual("Creator"u8) && value.StartsWith("Tool:", StringComparison.Ordinal)) draft.AddTool(value[5..].Trim());
        else if (tag.SequenceEqual("PackageName"u8)) Begin(value);
        else if (tag.SequenceEqual("PackageVersion"u8)) _version = value;
        else if (tag.SequenceEqual("PrimaryPackagePurpose"u8)) _kind = value;
        else if (tag.SequenceEqual("PackageLicenseConcluded"u8) && value != "NOASSERTION") _licence = value;
        else if (tag.SequenceEqual("PackageLicenseDeclared"u8)) _licence ??= value;
        else if (tag.SequenceEqual("ExternalRef"u8)) Refer(value);
    }

    private void Begin(string name)
    {
        Close();
        _name = name;
    }

    private void Close()
    {
        draft.Add(_name, _version, _purl, _kind, _licence);
        _name = _version = _purl = _kind = _licence = null;
    }

    /// <summary><c>PACKAGE-MANAGER purl pkg:…</c>; before version 2.3 with an underscore.</summary>
    private void Refer(string value)
    {
        var words = value.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (words.Length == 3 && words[1].EndsWith("purl", StringComparison.Ordinal)) _purl ??= words[2];
    }
}
