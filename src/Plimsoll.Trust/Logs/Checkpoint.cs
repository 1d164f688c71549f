using System.Globalization;
using Plimsoll.Trust.Json;

namespace Plimsoll.Trust.Logs;

/// <summary>What a log says of its tree (C2SP tlog-checkpoint): name, number of entries, root.</summary>
internal sealed record Checkpoint(SignedNote Note, string Origin, long Size, ReadOnlyMemory<byte> Root)
{
    public static Checkpoint Parse(string envelope)
    {
        var note = SignedNote.Parse(envelope);
        var lines = note.Text.Split('\n');
        if (lines.Length < 4 || lines[0].Length == 0 || Number(lines[1]) is not { } size || Base64Text.Decode(lines[2]) is not { Length: 32 } root)
            throw new RefusedException("the checkpoint of the log does not say its name, its size and its root");
        return new Checkpoint(note, lines[0], size, root);
    }

    private static long? Number(string text) =>
        text is { Length: > 0 and < 20 } && (text[0] != '0' || text == "0") && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
