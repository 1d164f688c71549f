namespace Plimsoll.Inspection.Ecosystems.Dpkg;

/// <summary>
/// Reads the paragraphs of a dpkg database (deb-control(5)) as dpkg does: any number of empty lines between two, field names in any case,
/// folded values, values of any length. Other scanners lose packages on the first and on the last of these.
/// </summary>
internal sealed class DpkgStanzaReader(Stream source) : IDisposable
{
    private readonly LineReader _lines = new(source, DpkgStanza.MaxValue + 64);

    /// <summary>The next paragraph, or null at the end.</summary>
    public DpkgStanza? Next()
    {
        var stanza = new DpkgStanza();
        var field = -1;
        while (_lines.TryRead(out var line))
        {
            line = line.TrimEnd((byte)'\r');
            if (line.IsEmpty)
            {
                if (stanza is { IsEmpty: true, HasStrayLine: false }) continue;
                return stanza;
            }
            if (line[0] is (byte)' ' or (byte)'\t')
            {
                if (field >= 0) stanza.Append(field, line.Trim(" \t"u8), _lines.IsCut);
                continue;
            }
            var colon = line.IndexOf((byte)':');
            if (colon <= 0)
            {
                stanza.HasStrayLine = true;
                field = -1;
                continue;
            }
            field = stanza.Begin(line[..colon].TrimEnd(" \t"u8));
            if (field >= 0) stanza.Append(field, line[(colon + 1)..].Trim(" \t"u8), _lines.IsCut);
        }
        return stanza is { IsEmpty: true, HasStrayLine: false } ? null : stanza;
    }

    public void Dispose() => _lines.Dispose();
}
