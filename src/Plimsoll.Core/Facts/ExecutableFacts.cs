namespace Plimsoll.Core.Facts;

/// <summary>What an executable or shared library tells about itself.</summary>
public sealed record ExecutableFacts
{
    /// <summary>Place of the file in <see cref="LayerFacts.Files"/>.</summary>
    public required int File { get; init; }

    /// <summary><c>elf</c>, <c>pe</c>, <c>macho</c> or <c>script</c>.</summary>
    public required string Format { get; init; }

    /// <summary>Architecture in the words of images: <c>amd64</c>, <c>arm64</c>, …; null for scripts.</summary>
    public string? Architecture { get; init; }

    /// <summary>GNU build id, hexadecimal.</summary>
    public string? BuildId { get; init; }

    /// <summary>The dynamic linker, or the program that a script names.</summary>
    public string? Interpreter { get; init; }

    /// <summary>Own name of a shared library.</summary>
    public string? SharedName { get; init; }

    /// <summary>Lowest version of the kernel by the ABI note, such as <c>3.2.0</c>.</summary>
    public string? MinimumKernel { get; init; }

    /// <summary>What it is packed with, such as <c>upx</c>: what is in it cannot be told then.</summary>
    public string? Packer { get; init; }

    /// <summary>Shared libraries that it needs.</summary>
    public IReadOnlyList<string> Libraries { get; init; } = [];

    /// <summary>Strings that tell where it comes from: compilers, version lines, addresses of projects.</summary>
    public IReadOnlyList<string> Origins { get; init; } = [];

    /// <summary>System calls that its own code makes, where that can be told; there may be others.</summary>
    public IReadOnlyList<string> SystemCalls { get; init; } = [];

    internal void Write(FactsWriter writer)
    {
        writer.Number(File);
        foreach (var text in (string?[])[Format, Architecture, BuildId, Interpreter, SharedName, MinimumKernel, Packer]) writer.Shared(text);
        foreach (var list in (IReadOnlyList<string>[])[Libraries, Origins, SystemCalls])
        {
            writer.Number(list.Count);
            foreach (var text in list) writer.Shared(text);
        }
    }

    internal static ExecutableFacts Read(ref FactsReader reader, List<string> shared, int files) => new()
    {
        File = reader.Number(0, files - 1),
        Format = reader.Shared(shared) ?? "",
        Architecture = reader.Shared(shared),
        BuildId = reader.Shared(shared),
        Interpreter = reader.Shared(shared),
        SharedName = reader.Shared(shared),
        MinimumKernel = reader.Shared(shared),
        Packer = reader.Shared(shared),
        Libraries = ReadList(ref reader, shared),
        Origins = ReadList(ref reader, shared),
        SystemCalls = ReadList(ref reader, shared),
    };

    private static List<string> ReadList(ref FactsReader reader, List<string> shared)
    {
        var list = new List<string>();
        for (var count = reader.Count(); count > 0; count--) list.Add(reader.Shared(shared) ?? "");
        return list;
    }
}
