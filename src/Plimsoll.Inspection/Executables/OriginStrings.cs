using System.Buffers;
using System.Text;
using Plimsoll.Inspection.Content;

namespace Plimsoll.Inspection.Executables;

/// <summary>Strings of a program that tell where it comes from: the compilers, and the addresses of the project.</summary>
internal static class OriginStrings
{
    private const int Most = 8;
    private const int LongestString = 200;
    private const int MaxScanned = 64 << 20;
    private const int WindowSize = 1 << 20;

    /// <summary>Trees that are full of libraries of packages, in which looking for addresses would cost much and tell little.</summary>
    private static readonly string[] Libraries = ["lib/", "lib64/", "usr/lib/", "usr/lib64/", "usr/libexec/"];

    public static IReadOnlyList<string> Find(FileContent content, ElfFile elf)
    {
        var found = new List<string>();
        foreach (var section in content.Program?.All ?? [])
        {
            if (section.Name != ".comment") continue;
            foreach (var line in Encoding.UTF8.GetString(elf.Read(section.Offset, section.Size, 4096)).Split('\0', StringSplitOptions.RemoveEmptyEntries))
            {
                if (found.Count < Most && line.Length <= LongestString && !found.Contains(line)) found.Add(line);
            }
        }
        if (!Array.Exists(Libraries, tree => content.Path.StartsWith(tree, StringComparison.Ordinal))) FindAddresses(content, found);
        return found;
    }

    private static void FindAddresses(FileContent content, List<string> found)
    {
        var window = ArrayPool<byte>.Shared.Rent(WindowSize);
        try
        {
            for (long offset = 0; offset < Math.Min(content.Length, MaxScanned) && found.Count < Most; offset += WindowSize - LongestString)
            {
                var bytes = window.AsSpan(0, content.ReadAt(offset, window.AsSpan(0, WindowSize)));
                for (var at = 0; found.Count < Most && bytes[at..].IndexOf("https://github.com/"u8) is var next and >= 0; at += next + 1)
                {
                    var text = bytes[(at + next)..];
                    text = text[..Math.Min(text.Length, LongestString)];
                    var end = 0;
                    while (end < text.Length && text[end] is > (byte)' ' and < 0x7f) end++;
                    text = text[..end];
                    if (ProjectOf(Encoding.ASCII.GetString(text)) is { } project && !found.Contains(project)) found.Add(project);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(window);
        }
    }

    /// <summary>The project an address belongs to: programs have hundreds of addresses of issues and files of it.</summary>
    private static string? ProjectOf(string address)
    {
        var parts = address.Split('/');
        if (parts.Length < 5) return null;
        var name = new string([.. parts[4].TakeWhile(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')]).TrimEnd('.');
        return name.Length > 0 && parts[3].All(c => char.IsAsciiLetterOrDigit(c) || c is '-') && parts[3].Length > 0 ? $"https://github.com/{parts[3]}/{name}" : null;
    }
}
