using System.Numerics;

namespace Plimsoll.Inspection.Licences.Texts;

/// <summary>
/// The words of a text as numbers, as far as they tell licences apart: lines that name holders of copyright and words of one letter (bullets, mostly) are left out, and
/// so are punctuation, case and layout (SPDX 2.3, annex B, matching guidelines).
/// </summary>
internal sealed class TextWords
{
    /// <summary>Words of a run: fewer tell licences apart less well, more are lost with each word that somebody changes.</summary>
    public const int RunLength = 3;

    /// <summary>What stands before the text of a comment.</summary>
    private static ReadOnlySpan<byte> Marks => " \t*#/;-%."u8;

    private uint[] _hashes = new uint[4096];
    private int[] _starts = new int[4096];

    /// <summary>How many words there are.</summary>
    public int Count { get; private set; }

    /// <summary>How many runs of words there are.</summary>
    public int Runs => Math.Max(0, Count - RunLength + 1);

    /// <summary>A number for the run that begins at a word.</summary>
    public uint RunAt(int word) =>
        (_hashes[word] * 0x9E3779B1) ^ (BitOperations.RotateLeft(_hashes[word + 1], 11) * 0x85EBCA6B) ^ (BitOperations.RotateLeft(_hashes[word + 2], 19) * 0xC2B2AE35);

    /// <summary>Where a word begins in the text.</summary>
    public int StartOf(int word) => _starts[word];

    /// <summary>Takes a text apart; what was taken apart before is forgotten.</summary>
    /// <param name="text">The text.</param>
    /// <param name="enough">No line is begun once there are so many words.</param>
    public void Read(ReadOnlySpan<byte> text, int enough = int.MaxValue)
    {
        Count = 0;
        var offset = 0;
        while (!text.IsEmpty && Count < enough)
        {
            var end = text.IndexOf((byte)'\n');
            var line = end < 0 ? text : text[..end];
            if (!IsOfHolders(line)) ReadLine(line, offset);
            offset += end < 0 ? text.Length : end + 1;
            text = end < 0 ? default : text[(end + 1)..];
        }
    }

    private void ReadLine(ReadOnlySpan<byte> line, int offset)
    {
        const uint Seed = 2166136261;
        const uint Prime = 16777619;
        var (hash, length) = (Seed, 0);
        for (var i = 0; i <= line.Length; i++)
        {
            var c = i < line.Length ? line[i] : (byte)' ';
            if (c - (uint)'A' <= 'Z' - 'A') c |= 0x20;
            // Letters of other alphabets are parts of words as they are.
            if (c - (uint)'a' <= 'z' - 'a' || c - (uint)'0' <= 9 || c >= 0x80)
            {
                hash = (hash ^ c) * Prime;
                length++;
                continue;
            }
            if (length > 1)
            {
                if (Count == _hashes.Length) Grow();
                (_hashes[Count], _starts[Count]) = (hash, offset + i - length);
                Count++;
            }
            (hash, length) = (Seed, 0);
        }
    }

    private void Grow()
    {
        Array.Resize(ref _hashes, Count * 2);
        Array.Resize(ref _starts, Count * 2);
    }

    /// <summary>A line such as <c>Copyright (c) 2020 Somebody</c>, behind whatever marks a comment.</summary>
    private static bool IsOfHolders(ReadOnlySpan<byte> line)
    {
        line = line.TrimStart(Marks).TrimEnd(" \t\r*#/"u8);
        if (line.IsEmpty) return false;
        if (StartsWith(line, "all rights reserved"u8) && line.Length < 24) return true;
        if (line.StartsWith("©"u8)) return true;
        // Clauses are called (c) as well.
        if (StartsWith(line, "(c) "u8) && line.Length > 4 && (line[4] is >= (byte)'0' and <= (byte)'9' || StartsWith(line[4..], "copyright"u8))) return true;
        if (!StartsWith(line, "copyright"u8)) return false;
        var rest = line["copyright".Length..].TrimStart(" \t:"u8);
        return rest.IsEmpty || rest[0] is (byte)'<' or (byte)'[' or (byte)'{' or >= (byte)'0' and <= (byte)'9' || rest.StartsWith("©"u8) || StartsWith(rest, "(c)"u8) || StartsWith(rest, "by "u8) || StartsWith(rest, "yyyy"u8) || StartsWith(rest, "year"u8);
    }

    private static bool StartsWith(ReadOnlySpan<byte> text, ReadOnlySpan<byte> start) => text.Length >= start.Length && System.Text.Ascii.EqualsIgnoreCase(text[..start.Length], start);
}
