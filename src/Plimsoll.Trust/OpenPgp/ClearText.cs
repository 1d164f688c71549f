using System.Text;

namespace Plimsoll.Trust.OpenPgp;

/// <summary>A text that is signed within itself (RFC 4880, 7).</summary>
/// <param name="Text">The text for readers: dashes unescaped, lines ended by a line feed.</param>
/// <param name="Signed">What the signature is over: lines without trailing blanks, ended by CR LF but for the last.</param>
/// <param name="Signature">The packets of the signature.</param>
internal sealed record ClearText(byte[] Text, byte[] Signed, byte[] Signature)
{
    private const string Begin = "-----BEGIN PGP SIGNED MESSAGE-----";
    private const string End = "-----BEGIN PGP SIGNATURE-----";

    /// <summary>Reads a message; nothing may stand before or after it.</summary>
    public static ClearText Read(ReadOnlyMemory<byte> message)
    {
        var lines = Encoding.UTF8.GetString(message.Span).Split('\n');
        var start = Array.FindIndex(lines, line => !string.IsNullOrWhiteSpace(line));
        if (start < 0 || lines[start].TrimEnd() != Begin) throw new RefusedException("it is no signed text");
        var blank = Array.FindIndex(lines, start, string.IsNullOrWhiteSpace);
        // Nothing but these headers may be there: what else stood before the blank line would look signed and not be it.
        if (blank < 0 || lines[(start + 1)..blank].Any(line => !line.StartsWith("Hash: ", StringComparison.Ordinal))) throw new RefusedException("the signed text has headers that are not understood");
        var end = Array.FindIndex(lines, blank, line => line.TrimEnd() == End);
        if (end < 0) throw new RefusedException("the signed text has no signature");
        var body = lines[(blank + 1)..end].Select(line => (line.StartsWith("- ", StringComparison.Ordinal) ? line[2..] : line).TrimEnd(' ', '\t', '\r')).ToList();
        return new ClearText(Encoding.UTF8.GetBytes(string.Join('\n', body) + "\n"), Encoding.UTF8.GetBytes(string.Join("\r\n", body)), Armor.Decode(Encoding.UTF8.GetBytes(string.Join('\n', lines[end..]))));
    }
}
