using Plimsoll.Inspection.Content;

namespace Plimsoll.Inspection.Ecosystems.Formats;

/// <summary>Files that are read as a whole because they are short: source code of some language in which something is declared. None of it is run.</summary>
internal static class TextFile
{
    private const int MaxBytes = 1 << 20;

    /// <summary>The start of the text, up to a mebibyte; bytes that are not UTF-8 are written <c>\xNN</c>.</summary>
    public static string Start(FileContent file, int most = MaxBytes)
    {
        var bytes = new byte[(int)Math.Min(file.Length, most)];
        return ForeignText.Decode(bytes.AsSpan(0, file.ReadAt(0, bytes)));
    }
}
