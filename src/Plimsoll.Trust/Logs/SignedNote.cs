using System.Text;
using Plimsoll.Trust.Json;

namespace Plimsoll.Trust.Logs;

/// <summary>A text with signatures below it (C2SP signed-note). Signatures of unknown keys, such as those of witnesses, are there and say nothing.</summary>
internal sealed class SignedNote
{
    private const int MaxSize = 64 * 1024;
    private const int MaxSignatures = 100;
    private const int KeyHintLength = 4;

    private SignedNote(string text, IReadOnlyList<NoteSignature> signatures)
    {
        Text = text;
        Signatures = signatures;
    }

    /// <summary>What is signed, its last line feed included.</summary>
    public string Text { get; }

    public IReadOnlyList<NoteSignature> Signatures { get; }

    public static SignedNote Parse(string note)
    {
        var end = note.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (note.Length > MaxSize || end < 0 || end + 2 >= note.Length || !note.EndsWith('\n')) throw new RefusedException("the checkpoint of the log is not a signed note");
        var signatures = new List<NoteSignature>();
        foreach (var line in note[(end + 2)..^1].Split('\n'))
        {
            if (signatures.Count == MaxSignatures) throw new RefusedException("the checkpoint of the log has too many signatures");
            signatures.Add(Signature(line) ?? throw new RefusedException("the checkpoint of the log has a damaged signature line"));
        }
        return new SignedNote(note[..(end + 1)], signatures);
    }

    /// <summary>Whether a log signed it.</summary>
    /// <param name="log">The log.</param>
    /// <param name="name">The name that its signature must bear.</param>
    public bool IsSignedBy(TransparencyLog log, string name)
    {
        if (log.Key is not { } key || log.Id.Length < KeyHintLength) return false;
        var data = Encoding.UTF8.GetBytes(Text);
        return Signatures.Any(signature => signature.Name == name && signature.KeyHint.Span.SequenceEqual(log.Id.Span[..KeyHintLength])
            && key.Verifies(data, signature.Bytes.Span, key.Scheme()));
    }

    private static NoteSignature? Signature(string line)
    {
        var parts = line.Split(' ');
        return parts is ["\u2014", { Length: > 0 } name, var text] && Base64Text.Decode(text) is { Length: > KeyHintLength } bytes
            ? new NoteSignature(name, bytes.AsMemory(0, KeyHintLength), bytes.AsMemory(KeyHintLength)) : null;
    }
}

/// <summary>A signature line.</summary>
internal sealed record NoteSignature(string Name, ReadOnlyMemory<byte> KeyHint, ReadOnlyMemory<byte> Bytes);
