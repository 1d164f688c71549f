namespace Plimsoll.Inspection.Sources;

/// <summary>Reads files that fit into memory.</summary>
internal static class SmallFile
{
    /// <exception cref="ImageNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is larger than allowed.</exception>
    public static byte[] Read(IFileTree files, string path, int limit)
    {
        if (files.SizeOf(path) is not { } size) throw new ImageNotFoundException($"'{files.Name}' has no file {path}");
        if (size > limit) throw new InvalidDataException($"the file {path} of '{files.Name}' has {size} bytes; at most {limit} are read");
        using var stream = files.Open(path) ?? throw new ImageNotFoundException($"'{files.Name}' has no file {path}");
        var bytes = new byte[size];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
