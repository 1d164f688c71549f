namespace Plimsoll.Core.Facts;

/// <summary>An executable or shared library that no package owns: a download from somewhere, or the application itself.</summary>
public sealed record UnownedExecutable
{
    /// <summary>Absolute path in the image.</summary>
    public required string Path { get; init; }

    /// <summary>Index of the layer that brought it.</summary>
    public required int Layer { get; init; }

    /// <summary>Bytes.</summary>
    public required long Size { get; init; }

    /// <summary>SHA-256; null when the content could not be read.</summary>
    public Digest? Digest { get; init; }

    /// <summary><c>elf</c>, <c>pe</c>, <c>macho</c> or <c>script</c>.</summary>
    public required string Format { get; init; }

    /// <summary>Architecture in the words of images.</summary>
    public string? Architecture { get; init; }

    /// <summary>GNU build id, hexadecimal.</summary>
    public string? BuildId { get; init; }

    /// <summary>The dynamic linker, or the program that a script names.</summary>
    public string? Interpreter { get; init; }

    /// <summary>Lowest version of the kernel by the ABI note.</summary>
    public string? MinimumKernel { get; init; }

    /// <summary>What it is packed with: <c>upx</c>. What is in it, packages among it, cannot be told then.</summary>
    public string? Packer { get; init; }

    /// <summary>Shared libraries that it needs.</summary>
    public IReadOnlyList<string>? Libraries { get; init; }

    /// <summary>Strings that tell where it comes from.</summary>
    public IReadOnlyList<string>? Origins { get; init; }

    /// <summary>System calls that its own code makes, in the words of Linux, where that can be told; there may be others.</summary>
    public IReadOnlyList<string>? SystemCalls { get; init; }

    /// <summary>Packages that were read from the file itself, as package URLs.</summary>
    public IReadOnlyList<string>? Packages { get; init; }

    /// <summary>The history line that brought it.</summary>
    public string? CreatedBy { get; init; }
}
